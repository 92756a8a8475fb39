"""From a portfolio to the arrays that the models are fitted on.

What is counted: days (UTC) on which a relationship had a contact that the other side took part
in, inbound or mutual, of a status that is contact; where no side is ours, days with any contact.
Several on one day are one, as in the literature's summary of CDNOW. The first day is the beginning
and no repeat. Only what happened up to ``as_of`` is seen.
"""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats
from relationship_health.columns import US_PER_DAY, Block, Key, Portfolio, read_moment
from relationship_health.errors import InputError
from relationship_health.frames import write_table
from relationship_health.kernels.segments import Groups
from relationship_health.model import INBOUND, Terms
from relationship_health.wording import number_of

UNIT_DAYS = MappingProxyType({"D": 1.0, "W": 7.0, "M": 365.25 / 12.0, "Y": 365.25})
"""Days of each unit; months and years are mean ones."""


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class LifetimeSummary:
    """Relationships as the models see them; those without a counted contact are left out.

    Attributes
    ----------
    keys : list of pairs of ids
        The relationship of each element of the arrays.
    frequency : float64 array, whole numbers from 0
        Distinct days of contact, without the first one.
    recency, age : float64 arrays
        Time from the first day to the last one, and to the day of ``as_of``, in ``unit``.
    monetary : float64 array or None
        Mean worth of a repeat day, over those days whose worth is known; NaN where there is none.
        None where the portfolio has no column ``value``.
    unit : "D", "W", "M" or "Y"

    Examples
    --------
    >>> log = {
    ...     "sender": ["bo", "bo", "bo"],
    ...     "recipient": ["shop"] * 3,
    ...     "time": ["2026-01-05", "2026-01-12", "2026-01-26"],
    ...     "value": [9.0, 20.0, 40.0],
    ... }
    >>> found = summary(Portfolio.from_frame(log, our_side={"shop"}), "2026-02-02")
    >>> found.frequency, found.recency, found.age, found.monetary
    (array([2.]), array([3.]), array([4.]), array([30.]))
    """

    keys: list[Key]
    frequency: Floats
    recency: Floats
    age: Floats
    monetary: Floats | None
    unit: str
    backend: str

    def __len__(self) -> int:
        """Return the number of relationships."""
        return len(self.keys)

    def __repr__(self) -> str:
        """Return sizes only: ids are personal data."""
        return f"<LifetimeSummary: {number_of(len(self), 'relationship')}, unit {self.unit}>"

    @cached_property
    def arrays(self) -> tuple[Floats, Floats, Floats]:
        """Frequency, recency and age: ``model.fit(*summary.arrays)``."""
        return self.frequency, self.recency, self.age

    def to_frame(self, backend: str | None = None) -> Any:
        """Return one row per relationship.

        Parameters
        ----------
        backend : "pandas", "polars", "pyarrow" or "dict", optional
            The library of the frame; by default that of the log.
        """
        columns: dict[str, Any] = {
            "source": [source for source, _ in self.keys],
            "target": [target for _, target in self.keys],
            "frequency": self.frequency, "recency": self.recency, "age": self.age,
        }  # fmt: skip
        if self.monetary is not None:
            columns["monetary"] = self.monetary
        return write_table(columns, backend or self.backend)


def summary(portfolio: Portfolio, as_of: Any, unit: str = "W") -> LifetimeSummary:
    """Count what the lifetime models are fitted on.

    Parameters
    ----------
    portfolio : Portfolio
    as_of : datetime, date or ISO 8601 text
        The end of the observation; a date is its first moment.
    unit : "D", "W", "M" or "Y"
        Unit of recency and age, which are not rounded to it; what is counted are always days.

    Returns
    -------
    LifetimeSummary

    Raises
    ------
    InputError
        Where the unit is none of these, or nothing counts by ``as_of``.

    Examples
    --------
    >>> log = {"sender": ["bo", "bo"], "recipient": ["shop"] * 2, "time": ["2026-01-05"] * 2}
    >>> found = summary(Portfolio.from_frame(log, our_side={"shop"}), "2026-01-19", unit="D")
    >>> found.frequency, found.age  # two purchases on one day are one
    (array([0.]), array([14.]))
    """
    if unit not in UNIT_DAYS:
        message = f"The unit is {unit!r}, expected {', '.join(map(repr, UNIT_DAYS))}."
        raise InputError(message)
    moment = read_moment(as_of)
    parts = [_count(block) for block in portfolio.blocks(moment, Terms())]
    counted = np.concatenate([part["days"] for part in parts]) if parts else np.zeros(0)
    if not counted.any():
        message = (
            f"No contact that the other side took part in is in the portfolio by {as_of!s}, "
            "expected some: say whose side is ours, or choose a later as_of."
        )
        raise InputError(message)
    chosen = np.flatnonzero(counted)
    first, last, monetary = (
        np.concatenate([part[name] for part in parts])[chosen]
        for name in ("first", "last", "monetary")
    )
    length, keys = UNIT_DAYS[unit], portfolio.keys
    return LifetimeSummary(
        keys=[keys[place] for place in chosen.tolist()],
        frequency=(counted[chosen] - 1).astype(np.float64), recency=(last - first) / length,
        age=(moment // US_PER_DAY - first) / length, unit=unit, backend=portfolio.backend,
        monetary=monetary if "value" in portfolio.column_names else None,
    )  # fmt: skip


def _count(block: Block) -> dict[str, Array]:
    """Count the days of one block, and find the first and the last of each relationship."""
    theirs = ((block.direction & INBOUND) != 0) | ~block.groups.spread(block.sided)
    seen = block.take_rows(theirs)
    day = seen.time // US_PER_DAY
    opens = _opens(seen.groups, day)
    # As integers: with NaN for none they would become floats before they are subtracted.
    first, last = seen.groups.first(day, 0), seen.groups.last(day, 0)
    value = seen.columns.get("value")
    return {
        "days": seen.groups.sum(opens), "first": first, "last": last,
        "monetary": np.full(len(seen), np.nan) if value is None
        else _worth(seen.groups, opens, day > seen.groups.spread(first), value),
    }  # fmt: skip


def _opens(groups: Groups, day: Array) -> Bools:
    """Mark the first row of each day of each relationship."""
    opens = np.ones(len(day), dtype=np.bool_)
    opens[1:] = day[1:] != day[:-1]
    begins = groups.indptr[:-1]
    opens[begins[begins < len(day)]] = True
    return opens


def _worth(groups: Groups, opens: Bools, repeat: Bools, value: Floats) -> Floats:
    """Mean over repeat days, of the sum of what is known of each."""
    known = repeat & ~np.isnan(value)
    total = groups.sum(np.where(known, value, 0.0))
    days = Groups(np.append(np.flatnonzero(opens), len(value)))
    # One row of each day in which anything is known stands for that day.
    counted = np.zeros(len(value), dtype=np.int64)
    counted[np.flatnonzero(opens)] = days.sum(known) > 0
    number = groups.sum(counted)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)
