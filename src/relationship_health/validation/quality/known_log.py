"""What a log held at a moment, in the arrays that its checks look at."""

from __future__ import annotations

from functools import cached_property

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns import US_PER_DAY, Portfolio
from relationship_health.kernels.segments import Groups
from relationship_health.model import INBOUND, OUTBOUND, STATUSES, Terms

US_PER_SECOND = 1_000_000
US_PER_HOUR = 3_600 * US_PER_SECOND

NOT_CONTACT = tuple(name for name, status in STATUSES.items() if not status.contact)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class KnownLog:
    """The rows of a portfolio up to a moment, relationship after relationship, sorted by time.

    Parameters
    ----------
    portfolio : Portfolio
    as_of_us : int
    rows : int64 array
        Positions in the portfolio of the rows known by then.
    terms : Terms
    """

    portfolio: Portfolio
    as_of_us: int
    rows: Ints
    terms: Terms

    @classmethod
    def at(cls, portfolio: Portfolio, as_of_us: int, terms: Terms) -> KnownLog:
        """Return what a portfolio held at a moment."""
        rows = np.flatnonzero(portfolio.time <= as_of_us)
        return cls(portfolio=portfolio, as_of_us=as_of_us, rows=rows, terms=terms)

    @cached_property
    def time(self) -> Ints:
        """Microseconds UTC of each row."""
        return self.portfolio.time[self.rows]

    @cached_property
    def pair(self) -> Ints:
        """Position of each row's relationship."""
        pairs: Ints = np.repeat(np.arange(len(self.portfolio)), self.portfolio.groups.counts)
        return pairs[self.rows]

    @cached_property
    def groups(self) -> Groups:
        """The rows of each relationship."""
        indptr = np.searchsorted(self.pair, np.arange(len(self.portfolio) + 1))
        return Groups(indptr.astype(np.int64))

    @cached_property
    def contact(self) -> Bools:
        """Rows that are contact: neither cancelled nor a note."""
        if "status" not in self.portfolio.columns:
            return np.ones(len(self.rows), dtype=np.bool_)
        names = self.portfolio.categories["status"].tolist()
        counted = np.array([name not in NOT_CONTACT for name in names] + [True])
        return np.asarray(counted[self.column("status")], dtype=np.bool_)

    @cached_property
    def personal(self) -> Bools:
        """Contact that was neither automated nor sent to more than a broadcast's audience."""
        chosen = self.contact.copy()
        if "automated" in self.portfolio.columns:
            chosen &= self.column("automated") != 1
        if "audience" in self.portfolio.columns:
            chosen &= self.column("audience") <= self.terms.broadcast_audience
        return chosen

    @cached_property
    def ours(self) -> Bools:
        """Rows with something outbound in them."""
        return np.asarray(self.portfolio.direction[self.rows] & OUTBOUND, dtype=np.bool_)

    @cached_property
    def theirs(self) -> Bools:
        """Rows with something inbound in them."""
        return np.asarray(self.portfolio.direction[self.rows] & INBOUND, dtype=np.bool_)

    @cached_property
    def sided(self) -> Bools:
        """Rows between our side and another one."""
        return self.portfolio.sided[self.pair]

    @cached_property
    def day(self) -> Ints:
        """Day of each row, counted from 1970-01-01 UTC."""
        return self.time // US_PER_DAY

    @cached_property
    def active_days(self) -> Ints:
        """Days with contact, in order."""
        return np.unique(self.day[self.contact])

    @cached_property
    def same_time_of_day(self) -> float:
        """Share of rows at the commonest time of day, or at two an hour apart, as in summer."""
        if not len(self.time):
            return 0.0
        times, counts = np.unique(self.time % US_PER_DAY, return_counts=True)
        first, second = np.argsort(-counts, kind="stable")[[0, min(1, len(counts) - 1)]].tolist()
        apart = abs(int(times[first]) - int(times[second]))
        summer = min(apart, US_PER_DAY - apart) == US_PER_HOUR
        return int(counts[first] + summer * counts[second]) / len(self.time)

    @property
    def whole_day_times(self) -> bool:
        """Whether times are days."""
        return self.same_time_of_day >= 0.9  # noqa: PLR2004  nearly all

    def column(self, name: str) -> Array:
        """Return an optional column of these rows."""
        return self.portfolio.columns[name][self.rows]

    def weeks(self, chosen: Bools, days: int = 7) -> tuple[Ints, Ints]:
        """Count rows in whole spans of days that end at the moment, the oldest first.

        Returns
        -------
        (counts, bin of each row)
            The bin is -1 for rows in the first, broken span.
        """
        if not len(self.time):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        age = (self.as_of_us - self.time) // (days * US_PER_DAY)
        whole = int((self.as_of_us - int(self.time.min())) // (days * US_PER_DAY))
        place = np.where(age < whole, whole - 1 - age, -1)
        return np.bincount(place[chosen & (place >= 0)], minlength=whole), place
