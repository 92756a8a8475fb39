"""What changed between two tables of scores, relationship by relationship."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Floats
from relationship_health.composite.table import ScoreTable
from relationship_health.errors import InputError
from relationship_health.frames import write_table
from relationship_health.html import paragraphs, section, table
from relationship_health.wording import number_of

UNDIVIDED = "undivided"
"""The one cause of scores without a log: all that happened, together."""


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Changes:
    """The change of every relationship of the later of two tables of scores.

    Attributes
    ----------
    earlier, later : ScoreTable
    before : float64 array
        Earlier health, NaN where it was unknown or there was none yet.
    parts : mapping of cause to float64 array, shape (relationships, metrics)
        Points; over causes and metrics they sum to what changed. Without a log there is one
        cause, ``undivided``.
    """

    earlier: ScoreTable
    later: ScoreTable
    before: Floats
    parts: Mapping[str, Floats]

    def __len__(self) -> int:
        """Return the number of relationships."""
        return len(self.later)

    def __repr__(self) -> str:
        """Return sizes and dates only."""
        return (
            f"<{type(self).__name__} of {number_of(len(self), 'relationship')}, "
            f"{self.earlier.as_of:%Y-%m-%d} to {self.later.as_of:%Y-%m-%d}>"
        )

    def _repr_html_(self) -> str:
        """Return the largest changes, for a notebook."""
        order = np.argsort(-np.abs(self.change), kind="stable")
        return section(
            f"Changes from {self.earlier.as_of:%Y-%m-%d} to {self.later.as_of:%Y-%m-%d}",
            paragraphs([
                f"{number_of(len(self), 'relationship')}, the largest change of health first."
            ]),
            table({name: values[order] for name, values in self.columns().items()}),
        )  # fmt: skip

    @property
    def change(self) -> Floats:
        """Health now less health before, NaN where either is unknown."""
        return self.later.health - self.before

    def columns(self) -> dict[str, Array]:
        """Return the changes as columns, one row per relationship."""
        totals = {cause: points.sum(axis=1) for cause, points in self.parts.items()}
        return {
            "source": self.later.source, "target": self.later.target, "before": self.before,
            "after": self.later.health.copy(), "change": self.change, **totals,
        }  # fmt: skip

    def to_frame(self, backend: str | None = None) -> Any:
        """Return the changes as a frame of the log's library, or of another."""
        return write_table(self.columns(), backend or self.later.backend)


def check_made_alike(later: ScoreTable, earlier: ScoreTable, *, alike: bool) -> None:
    """Refuse scores in the wrong order, or made in different ways.

    Raises
    ------
    InputError
    """
    if earlier.as_of_us > later.as_of_us:
        message = (
            f"compare was given a scorecard as of {earlier.as_of:%Y-%m-%d}, expected one of "
            f"{later.as_of:%Y-%m-%d} or earlier: call compare on the later one."
        )
        raise InputError(message)
    if not alike:
        message = (
            "The scorecards were made with different metrics, profiles or terms, expected the "
            "same for both: score the earlier date again with this engine."
        )
        raise InputError(message)


def changes_by_metric(later: ScoreTable, earlier: ScoreTable) -> Changes:
    """Return what changed metric by metric, between tables whose pairs may differ."""
    place = {key: row for row, key in enumerate(_keys(earlier))}
    rows = np.array([place.get(key, -1) for key in _keys(later)], dtype=np.int64)
    there = rows >= 0
    was = np.zeros((len(later), len(later.names)))
    before = np.full(len(later), np.nan)
    was[there] = earlier.composite.contributions[rows[there]]
    before[there] = earlier.health[rows[there]]
    parts = {UNDIVIDED: later.composite.contributions - was}
    return Changes(earlier=earlier, later=later, before=before, parts=parts)


def _keys(table: ScoreTable) -> Any:
    return zip(table.source.tolist(), table.target.tolist(), strict=True)
