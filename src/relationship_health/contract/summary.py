"""Summaries: integers that add up to the same bits over blocks in any order."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from relationship_health.arrays import Array
from relationship_health.errors import BenchmarkError
from relationship_health.model import FrozenAttributes

FIXED_POINT = 1 << 32
"""Denominator of fixed-point sums: a fraction x is added as the integer nearest to x * 2^32."""

LARGEST_TERM = 2.0**31


def fixed_sum(values: Array) -> int:
    """Sum of floats as an exact integer number of 1 / 2^32, the same in any order.

    Each term is rounded to 2^-33; the sum itself never rounds or overflows.

    Raises
    ------
    BenchmarkError
        Where a term is not finite, or 2^31 or more in magnitude: scale such figures down.

    Examples
    --------
    >>> fixed_sum(np.array([0.5, 0.25])) / FIXED_POINT
    0.75
    """
    terms = np.asarray(values, dtype=np.float64)
    if not (np.abs(terms) < LARGEST_TERM).all():
        message = (
            "A term of fixed_sum is not finite, or 2^31 or more: leave it out, or scale it down."
        )
        raise BenchmarkError(message)
    scaled = np.rint(terms * FIXED_POINT).astype(np.int64)
    # Halves are summed apart, so that a sum of many large terms cannot overflow int64.
    return (int((scaled >> 32).sum()) << 32) + int((scaled & 0xFFFFFFFF).sum())


def _sorted(totals: Mapping[str, int]) -> Mapping[str, int]:
    return FrozenAttributes(dict(sorted(totals.items())))


def _check_totals(_instance: object, _attribute: object, totals: Mapping[str, int]) -> None:
    for name, total in totals.items():
        if isinstance(total, bool) or not isinstance(total, int):
            message = (
                f"Summary total {name!r} is {type(total).__name__}, expected int: count, or use "
                "fixed_sum, so that blocks add up to the same bits in any order."
            )
            raise BenchmarkError(message)


@attrs.frozen(slots=True)
class Summary:
    """What a metric learns from one block, as named integers.

    Examples
    --------
    >>> Summary({"touches": 3}) + Summary({"touches": 4, "replies": 1})
    Summary(totals={'replies': 1, 'touches': 7})
    """

    totals: Mapping[str, int] = attrs.field(
        factory=dict, converter=_sorted, validator=_check_totals
    )

    def __add__(self, other: Summary) -> Summary:
        """Add two summaries, total by total."""
        names = self.totals.keys() | other.totals.keys()
        return Summary({n: self.totals.get(n, 0) + other.totals.get(n, 0) for n in names})

    def count(self, name: str) -> int:
        """Return a total as it is; 0 where nothing was added."""
        return self.totals.get(name, 0)

    def amount(self, name: str) -> float:
        """Return a fixed-point total as a float; 0.0 where nothing was added."""
        return self.totals.get(name, 0) / FIXED_POINT
