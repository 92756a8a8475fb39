"""How many categories of a text column a benchmark knows."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from relationship_health.columns import Block
from relationship_health.contract.summary import Summary

SHIPPED_CATEGORIES = 5
"""Channels that are taken to be there where no log says otherwise."""


def category_counts(block: Block, column: str, without: Collection[str] = ()) -> Summary:
    """Count the rows of a block by category, under the names that the log has.

    A metric that must know what is there at all learns it so: the fitted number is
    :func:`number_of_categories`. Categories of ``without`` are left out.
    """
    codes = block.columns[column]
    counts = np.bincount(codes[codes >= 0], minlength=len(block.categories[column]))
    names = block.categories[column].tolist()
    return Summary({
        f"{column}={name}": count
        for name, count in zip(names, counts.tolist(), strict=False)
        if count and name not in without
    })  # fmt: skip


def number_of_categories(summary: Summary) -> float:
    """Categories that were seen; the shipped number where nothing was.

    Examples
    --------
    >>> number_of_categories(Summary({"channel=email": 7, "channel=phone": 1}))
    2.0
    """
    return float(len(summary.totals) or SHIPPED_CATEGORIES)
