"""A fast, skewed log without any story, to measure speed on."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns import US_PER_DAY, read_moment
from relationship_health.errors import InputError
from relationship_health.frames import write_table
from relationship_health.simulate.streams import stream
from relationship_health.wording import number_of

SKEW = 0.6
"""The size of the relationship of rank r goes with r to minus this."""
OUTBOUND = 0.6
BROADCAST = 0.05
BROADCAST_AUDIENCE = 200

_PER_MEMBER = 1000
_SECOND_US = 1_000_000


@attrs.frozen(slots=True, kw_only=True, eq=False, repr=False)
class RandomLog:
    """Interactions in columns, in random order.

    Attributes
    ----------
    sender, recipient : int64 arrays
        Ids; those below ``ours`` are our side.
    time : int64 array
        Microseconds UTC, in whole seconds: read it with ``time_unit="us"``.
    audience : int64 array
    ours : int
        How many of us there are.
    """

    sender: Ints
    recipient: Ints
    time: Ints
    audience: Ints
    ours: int

    def __len__(self) -> int:
        """Return the number of interactions."""
        return len(self.time)

    def __repr__(self) -> str:
        """Return the size only."""
        return f"<RandomLog: {number_of(len(self), 'interaction')}>"

    @property
    def our_side(self) -> range:
        """Ids of our side."""
        return range(self.ours)

    def columns(self) -> dict[str, Array]:
        """Return the log as columns."""
        return {
            "sender": self.sender, "recipient": self.recipient, "time": self.time,
            "audience": self.audience,
        }  # fmt: skip

    def to_frame(self, backend: str = "dict") -> Any:
        """Return the log as a frame of "pandas", "polars", "pyarrow", or as a "dict"."""
        return write_table(self.columns(), backend)


def random_log(
    rows: int, relationships: int, *, seed: int = 7, days: int = 1095, end: Any = "2026-11-01"
) -> RandomLog:
    """Make a log whose relationships' sizes follow a power law, in random order.

    Three in five interactions are ours; one in twenty is a broadcast.

    Parameters
    ----------
    rows : int
        How many interactions, at least one for every relationship.
    relationships : int
        How many, 1 or more; each member of our side has about a thousand of them.
    seed : int
    days : int
        How many days before the end, 1 or more.
    end : datetime, date or ISO 8601 text
        All interactions lie before it.

    Returns
    -------
    RandomLog

    Raises
    ------
    InputError
        Where there are fewer rows than relationships, or no day.

    Examples
    --------
    >>> log = random_log(1000, 10)
    >>> log, list(log.our_side)
    (<RandomLog: 1,000 interactions>, [0])
    """
    if not 1 <= relationships <= rows or days < 1:
        message = (
            f"rows is {rows!r}, relationships {relationships!r}, days {days!r}: expected at least "
            "one of each, and as many rows as relationships."
        )
        raise InputError(message)
    rng, end_us = stream(seed, "random log"), read_moment(end)
    pair = _pairs(rows, relationships, rng)
    ours = max(relationships // _PER_MEMBER, 1)
    us, them = pair % ours, ours + pair // ours
    outbound: Bools = rng.random(rows) < OUTBOUND
    ages = rng.integers(1, days * US_PER_DAY // _SECOND_US + 1, rows)
    return RandomLog(
        sender=np.where(outbound, us, them), recipient=np.where(outbound, them, us),
        time=end_us - ages * _SECOND_US,
        audience=np.where(rng.random(rows) < BROADCAST, BROADCAST_AUDIENCE, 1), ours=ours,
    )  # fmt: skip


def _pairs(rows: int, relationships: int, rng: np.random.Generator) -> Ints:
    """Draw the relationship of each row; none goes without."""
    weight = np.arange(1, relationships + 1) ** -SKEW
    share = np.concatenate([[0.0], np.cumsum(weight / weight.sum())])
    extra = np.searchsorted(share, rng.random(rows - relationships), side="right") - 1
    pair = np.concatenate([np.arange(relationships), np.minimum(extra, relationships - 1)])
    rng.shuffle(pair)
    return pair
