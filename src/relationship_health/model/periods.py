"""Lengths of calendar units in days, by dateutil's arithmetic.

A month is 365.25 / 12 days and a year 365.25 days: a cadence is a mean rhythm,
not a date, so it belongs to no particular month.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dateutil.relativedelta import relativedelta

DAYS_PER_YEAR: Final = 365.25
DAYS_PER_MONTH: Final = DAYS_PER_YEAR / 12


def days_of(delta: relativedelta) -> float:
    """Return the mean length of a relative delta.

    Parameters
    ----------
    delta : relativedelta
        Years, months and smaller units; its absolute fields say nothing here.

    Returns
    -------
    float
        Days.

    Examples
    --------
    >>> days_of(relativedelta(months=18))
    547.875
    >>> days_of(relativedelta(weeks=2) - relativedelta(hours=12))
    13.5
    """
    seconds = delta.seconds + delta.microseconds / 1e6
    return (
        delta.years * DAYS_PER_YEAR
        + delta.months * DAYS_PER_MONTH
        + delta.days
        + delta.hours / 24
        + delta.minutes / 1440
        + seconds / 86_400
    )


UNITS: Final[Mapping[str, float]] = MappingProxyType(
    {
        name: days_of(delta)
        for name, delta in {
            "second": relativedelta(seconds=1),
            "minute": relativedelta(minutes=1),
            "hour": relativedelta(hours=1),
            "day": relativedelta(days=1),
            "week": relativedelta(weeks=1),
            "fortnight": relativedelta(weeks=2),
            "month": relativedelta(months=1),
            "quarter": relativedelta(months=3),
            "half year": relativedelta(months=6),
            "year": relativedelta(years=1),
        }.items()
    }
)
"""Days in one of each unit, by its English name."""
