"""Optional columns as they come in: numbers as they are, text as codes into its values."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Array, Column, objects
from relationship_health.columns.extras import ExtraFacts
from relationship_health.columns.identity import share_ids


class ReadColumns:
    """The optional columns read so far, and what is known of those kept for plugins."""

    def __init__(self) -> None:
        self.values: dict[str, Array] = {}
        self.categories: dict[str, Array] = {}
        self.facts: dict[str, ExtraFacts] = {}

    def put(self, name: str, column: Array | Column) -> None:
        """Put numbers, or text."""
        if isinstance(column, Column):
            self.categories[name] = objects(column.categories)
            # Codes of four bytes halve the memory of every text column.
            self.values[name] = column.values.astype(np.int32)
        else:
            self.values[name] = column

    def put_ids(self, name: str, column: Column) -> None:
        """Put ids, which are text or whole numbers."""
        shared = share_ids([(name, column)])
        self.values[name], self.categories[name] = shared.codes[0], shared.values
