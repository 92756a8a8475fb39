"""Summaries: integers that add up to the same bits over blocks in any order."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from relationship_health.arrays import Array, Ints
from relationship_health.errors import BenchmarkError
from relationship_health.model import FrozenAttributes

FIXED_POINT = 1 << 32
"""Denominator of fixed-point sums: a fraction x is added as the integer nearest to x * 2^32."""

LARGEST_TERM = 2.0**31

SAMPLE_SIZE = 512
"""Relationships that a sample keeps: those with the smallest marks, whatever the order."""


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


def _smallest(sample: Mapping[int, tuple[int, ...]]) -> Mapping[int, tuple[int, ...]]:
    kept = sorted(sample.items())[:SAMPLE_SIZE]
    return FrozenAttributes({int(mark): tuple(map(int, figures)) for mark, figures in kept})


def sampled(marks: Array) -> Ints:
    """Positions of the relationships that a sample would keep, given the mark of each.

    Examples
    --------
    >>> sampled(np.array([7, 3], dtype=np.uint64))
    array([1, 0])
    """
    return np.argsort(marks, kind="stable")[:SAMPLE_SIZE]


@attrs.frozen(slots=True)
class Summary:
    """What a metric learns from one block, in integers only.

    Parameters
    ----------
    totals : mapping of str to int
        What is counted and added up.
    sample : mapping of int to tuple of int
        Figures of single relationships by their marks (``block.marks``), for a likelihood that
        sums cannot serve. Of all that is given or added the ``SAMPLE_SIZE`` smallest marks stay,
        so that it too merges to the same bits in any order. It lives until the parameters are
        fitted: no benchmark keeps it.

    Examples
    --------
    >>> both = Summary({"touches": 3}) + Summary({"touches": 4, "replies": 1})
    >>> both.totals
    {'replies': 1, 'touches': 7}
    """

    totals: Mapping[str, int] = attrs.field(
        factory=dict, converter=_sorted, validator=_check_totals
    )
    sample: Mapping[int, tuple[int, ...]] = attrs.field(
        factory=dict, converter=_smallest, repr=False
    )

    def __add__(self, other: Summary) -> Summary:
        """Add two summaries, total by total; of two equal marks the smaller figures stay."""
        names = self.totals.keys() | other.totals.keys()
        sample = dict(self.sample)
        for mark, figures in other.sample.items():
            sample[mark] = min(figures, sample.get(mark, figures))
        return Summary({n: self.totals.get(n, 0) + other.totals.get(n, 0) for n in names}, sample)

    def without_sample(self) -> Summary:
        """Return the totals alone, which say nothing of any single relationship."""
        return Summary(self.totals)

    def count(self, name: str) -> int:
        """Return a total as it is; 0 where nothing was added."""
        return self.totals.get(name, 0)

    def amount(self, name: str) -> float:
        """Return a fixed-point total as a float; 0.0 where nothing was added."""
        return self.totals.get(name, 0) / FIXED_POINT
