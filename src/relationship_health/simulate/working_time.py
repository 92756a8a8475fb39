"""Working time: a clock that runs slower on weekends, stands still at night and on holidays.

Everything is drawn in working days and turned into moments once, at the end. A working day is
what an ordinary week has seven of, so a rate per working day is a rate per day of such a week.
"""

from __future__ import annotations

from typing import Self

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints

DAY_US = 86_400_000_000
OFFICE_OPENS_US = 8 * 3_600_000_000
OFFICE_HOURS_US = 10 * 3_600_000_000
SECOND_US = 1_000_000

WEEKDAY = 1.3
WEEKEND = 0.25
"""Five weekdays and two days of a weekend make seven working days."""

_SATURDAY = 5
_THURSDAY = 3  # the weekday of 1970-01-01, Monday being 0
# First and last day of each holiday, month and day of the month side by side.
_SUMMER = (808, 821)
_WINTER = (1224, 101)


def is_holiday(days: Array) -> Bools:
    """Mark the days on which nobody writes: 8 to 21 August and 24 December to 1 January.

    Examples
    --------
    >>> is_holiday(np.array(["2026-08-07", "2026-08-08", "2026-12-31"], dtype="datetime64[D]"))
    array([False,  True,  True])
    """
    months = days.astype("datetime64[M]")
    of_month = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    date = (months.astype(np.int64) % 12 + 1) * 100 + of_month
    summer = (date >= _SUMMER[0]) & (date <= _SUMMER[1])
    return np.asarray(summer | (date >= _WINTER[0]) | (date <= _WINTER[1]))


def is_weekend(days: Array) -> Bools:
    """Mark Saturdays and Sundays.

    Examples
    --------
    >>> is_weekend(np.array(["2026-10-30", "2026-10-31"], dtype="datetime64[D]"))
    array([False,  True])
    """
    return np.asarray((days.astype(np.int64) + _THURSDAY) % 7 >= _SATURDAY)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class WorkingTime:
    """The working time between two moments.

    Parameters
    ----------
    first_day_us : int
        Midnight before the start.
    elapsed : float64 array, one more than there are days
        Working days from the start to each midnight.
    start_us, end_us : int
        The moments, microseconds UTC.
    """

    first_day_us: int
    elapsed: Floats
    start_us: int
    end_us: int

    @classmethod
    def between(cls, start_us: int, end_us: int) -> Self:
        """Lay the clock from one moment to a later one.

        Examples
        --------
        >>> week = WorkingTime.between(0, 7 * DAY_US)
        >>> week.span  # it begins with a holiday, 1 January 1970
        5.7
        """
        first, last = start_us // DAY_US, -(-end_us // DAY_US)
        days = np.arange(first, last).astype("datetime64[D]")
        weight = np.where(is_weekend(days), WEEKEND, WEEKDAY)
        weight[is_holiday(days)] = 0.0
        elapsed = np.concatenate([[0.0], np.cumsum(weight)])
        clock = cls(first_day_us=first * DAY_US, elapsed=elapsed, start_us=start_us, end_us=end_us)
        return attrs.evolve(clock, elapsed=elapsed - clock.at(np.array([start_us])))

    @property
    def span(self) -> float:
        """Working days from the start to the end."""
        return float(self.at(np.array([self.end_us]))[0])

    def at(self, moments: Ints) -> Floats:
        """Return the working days from the start to moments between start and end.

        Examples
        --------
        >>> week = WorkingTime.between(0, 7 * DAY_US)
        >>> week.at(np.array([DAY_US + 13 * 3_600_000_000]))  # Friday 2 January, 13 o'clock
        array([0.65])
        """
        since = moments - self.first_day_us
        day = np.clip(since // DAY_US, 0, len(self.elapsed) - 2)
        worked = np.clip((since - day * DAY_US - OFFICE_OPENS_US) / OFFICE_HOURS_US, 0.0, 1.0)
        gone: Floats = self.elapsed[day] + worked * np.diff(self.elapsed)[day]
        return gone

    def moments(self, working_days: Floats) -> Ints:
        """Return the moments, in whole seconds, so many working days after the start.

        Examples
        --------
        >>> week = WorkingTime.between(0, 7 * DAY_US)
        >>> week.moments(np.array([0.65])).astype("datetime64[us]").astype("datetime64[s]")
        array(['1970-01-02T13:00:00'], dtype='datetime64[s]')
        """
        day = np.searchsorted(self.elapsed, working_days, side="right") - 1
        day = np.clip(day, 0, len(self.elapsed) - 2)
        length = np.diff(self.elapsed)[day]
        worked = (working_days - self.elapsed[day]) / np.where(length > 0.0, length, 1.0)
        within = np.clip(worked, 0.0, 1.0) * (OFFICE_HOURS_US // SECOND_US)
        seconds = within.astype(np.int64) * SECOND_US
        moment: Ints = self.first_day_us + day * DAY_US + OFFICE_OPENS_US + seconds
        return np.maximum(moment, self.start_us)

    def moments_or(self, working_days: Floats, otherwise: int) -> Ints:
        """Return the moments of those that are known, and something else for NaN.

        Examples
        --------
        >>> WorkingTime.between(0, DAY_US).moments_or(np.array([np.nan]), -1)
        array([-1])
        """
        known = ~np.isnan(working_days)
        moments = np.full(len(working_days), otherwise)
        moments[known] = self.moments(working_days[known])
        return moments
