"""How far ahead one may look."""

from __future__ import annotations

from typing import Any

import numpy as np

from relationship_health.errors import InputError

LONGEST_DAYS = 36_525


def checked_horizon(days: Any, *, whole: bool = False) -> float:
    """Return a number of days ahead, of Python or numpy.

    Raises
    ------
    InputError
        Where it is no (whole) number above 0 and at most a hundred years.
    """
    kinds = int, float, np.integer, np.floating
    number = isinstance(days, kinds) and not isinstance(days, bool) and 0 < days <= LONGEST_DAYS
    if not number or (whole and days != int(days)):
        what = "a whole number" if whole else "a number"
        message = (
            f"horizon_days is {days!r}, expected {what} of days above 0, at most {LONGEST_DAYS:,}."
        )
        raise InputError(message)
    return float(days)
