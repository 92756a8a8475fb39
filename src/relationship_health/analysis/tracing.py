"""From figures back to the relationships and interactions that they rest on."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Ints
from relationship_health.composite import Scorecard
from relationship_health.errors import InputError
from relationship_health.results import Trace

BEFORE_ALL = int(np.iinfo(np.int64).min)


def trace_rows(card: Scorecard, rows: Ints) -> Trace:
    """Trace what rests on some rows of a scorecard: all their interactions up to its moment."""
    return Trace(
        portfolio=card.portfolio, relationships=card.rows[np.unique(rows)],
        since_us=BEFORE_ALL, until_us=card.as_of_us,
    )  # fmt: skip


def checked_row(row: int, count: int) -> int:
    """Return the number of a row of a result, counted from its end where it is negative.

    Raises
    ------
    InputError
        Where there is no such row.

    Examples
    --------
    >>> checked_row(-1, 3)
    2
    """
    whole = isinstance(row, int | np.integer) and not isinstance(row, bool)
    if not whole or not -count <= row < count:
        message = f"The row is {row!r}, expected a whole number below {count}: see to_frame()."
        raise InputError(message)
    return int(row) % count
