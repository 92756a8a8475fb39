"""The surest way through a network: the largest product of what is sure of each link.

With at most k links the best product into v is, over the links (u, v) of weight w,

best_k(v) = max(best_{k-1}(v), max over u of best_{k-1}(u) w(u, v)),

which is exact (Bellman 1958, "On a routing problem", Quart. Appl. Math. 16(1):87-90, doi
10.1090/qam/102435, with products for sums). No weight exceeds 1, so a detour never helps, and of
equal paths the one with fewer links is kept, then the one through the smaller codes.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Links:
    """Undirected links between people, each once.

    Parameters
    ----------
    one, other : int64 arrays
        Codes of the two ends.
    weight : float64 array in (0, 1]
    people : int
        How many codes there are.
    """

    one: Ints
    other: Ints
    weight: Floats
    people: int

    def both_ways(self) -> tuple[Ints, Ints, Floats]:
        """Return every link in both directions: from, to, weight."""
        return (
            np.concatenate([self.one, self.other]), np.concatenate([self.other, self.one]),
            np.concatenate([self.weight, self.weight]),
        )  # fmt: skip

    def take(self, keep: Bools) -> Links:
        """Return some of the links."""
        return Links(
            one=self.one[keep], other=self.other[keep], weight=self.weight[keep],
            people=self.people,
        )  # fmt: skip


@attrs.frozen(slots=True, eq=False)
class Surest:
    """Best products from some people to everybody, and the ways that give them.

    Parameters
    ----------
    best : float64 array over people
        0 where there is no way.
    steps : sequence of int64 arrays over people
        By number of links: from whom the best way comes that is better than any with fewer, -1
        where there is none.
    """

    best: Floats
    steps: Sequence[Ints]

    def way_to(self, person: int) -> list[int]:
        """Return the codes along the best way to one person, both ends included."""
        way = [person]
        for step in reversed(self.steps):
            before = int(step[way[-1]])
            if before >= 0:
                way.append(before)
        return way[::-1]


def surest(links: Links, starts: Bools, most: int) -> Surest:
    """Find the best products from any of some people with at most so many links.

    Examples
    --------
    >>> links = Links(
    ...     one=np.array([0, 1, 0]),
    ...     other=np.array([1, 2, 2]),
    ...     weight=np.array([0.9, 0.8, 0.5]),
    ...     people=3,
    ... )
    >>> found = surest(links, np.array([True, False, False]), 2)
    >>> found.best.round(2), found.way_to(2)
    (array([1.  , 0.9 , 0.72]), [0, 1, 2])
    """
    begin, end, weight = links.both_ways()
    best = starts.astype(np.float64)
    steps: list[Ints] = []
    for _ in range(most):
        reached = best[begin] * weight
        further = best.copy()
        np.maximum.at(further, end, reached)
        better = (reached == further[end]) & (further > best)[end]
        step = np.full(links.people, links.people)
        np.minimum.at(step, end[better], begin[better])
        steps.append(np.where(step < links.people, step, -1))
        if not better.any():
            break
        best = further
    return Surest(best, steps)
