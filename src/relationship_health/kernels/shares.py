"""Shares of categories inside groups: counted sparsely, compared, and their diversity."""

from __future__ import annotations

import math
from functools import cached_property

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.kernels.segments import Groups, bounds

_CELLS_PER_ROW = 4
"""With at most so many cells for each row, a table of all cells is faster than sorting the rows."""


@attrs.frozen(slots=True, eq=False)
class Tally:
    """Amounts by group and category, those that occur only.

    Parameters
    ----------
    keys : int64 array
        Sorted ``group * categories + category``.
    amounts : float64 array
    categories : int
        How many categories there are.
    groups : int
        How many groups there are.
    """

    keys: Ints
    amounts: Floats
    categories: int
    groups: int

    @cached_property
    def owner(self) -> Ints:
        """Group of each amount."""
        return self.keys // self.categories

    @cached_property
    def by_group(self) -> Groups:
        """The amounts grouped."""
        each = np.bincount(self.owner, minlength=self.groups)
        return Groups(bounds(each))

    @cached_property
    def totals(self) -> Floats:
        """Sum of each group's amounts."""
        return np.asarray(self.by_group.sum(self.amounts))

    @cached_property
    def shares(self) -> Floats:
        """Share of each amount in its group."""
        return np.asarray(self.amounts / self.totals.take(self.owner))

    def at(self, keys: Ints) -> Floats:
        """Amounts at some keys, 0 where there is none."""
        if not len(self.keys):
            return np.zeros(len(keys))
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[place] == keys, self.amounts[place], 0.0)


def tally(group: Ints, category: Ints, weight: Floats, groups: int, categories: int) -> Tally:
    """Add up weights by group and category, each sum in the order of its rows.

    Parameters
    ----------
    group, category : int64 arrays
        At least 0.
    weight : float64 array

    Examples
    --------
    >>> counted = tally(np.array([0, 0, 1]), np.array([2, 2, 0]), np.ones(3), 2, 3)
    >>> counted.keys.tolist(), counted.amounts.tolist()
    ([2, 3], [2.0, 1.0])
    """
    every = group * categories + category
    cells = groups * categories
    if cells <= _CELLS_PER_ROW * len(every):
        occurs = np.zeros(cells, dtype=np.bool_)
        occurs[every] = True
        keys = occurs.nonzero()[0]
        amounts = np.bincount(every, weights=weight, minlength=cells).astype(np.float64)[keys]
    else:
        keys, place = np.unique(every, return_inverse=True)
        amounts = np.bincount(place, weights=weight, minlength=len(keys)).astype(np.float64)
    return Tally(keys, amounts, categories, groups)


def entropy(counted: Tally) -> Floats:
    """Shannon entropy of each group's shares, in nats; 0 where nothing was counted.

    Examples
    --------
    >>> even = tally(np.array([0, 0]), np.array([0, 1]), np.ones(2), 2, 2)
    >>> entropy(even).round(4)
    array([0.6931, 0.    ])
    """
    share = counted.shares
    return np.maximum(counted.by_group.sum(-share * np.log(share)), 0.0)


def entropy_variance(counted: Tally) -> Floats:
    """Return the sampling variance of each group's entropy of counts, 0 where there are none.

    Notes
    -----
    By the delta method, (sum of p ln^2 p - H^2) / n.

    Examples
    --------
    >>> uneven = tally(np.array([0, 0, 0, 0]), np.array([0, 0, 0, 1]), np.ones(4), 1, 2)
    >>> entropy_variance(uneven).round(4)
    array([0.0566])
    """
    groups, total, share = counted.by_group, counted.totals, counted.shares
    logs = np.log(share)
    spread = groups.sum(share * logs**2) - groups.sum(share * logs) ** 2
    return np.asarray(np.maximum(spread, 0.0) / np.where(total > 0, total, 1.0))


def overlap(used: Tally, wanted: Floats) -> Floats:
    """Sum over categories of the smaller of the share used and the share wanted.

    Parameters
    ----------
    used : Tally
    wanted : float64 array
        Share wanted at each key of ``used``; categories that are not used add nothing.

    Returns
    -------
    float64 array in [0, 1] over groups
        0 where nothing was used.

    Examples
    --------
    >>> used = tally(np.array([0, 0]), np.array([0, 1]), np.array([3.0, 1.0]), 1, 2)
    >>> overlap(used, np.array([0.5, 0.5]))
    array([0.75])
    """
    return np.minimum(used.by_group.sum(np.minimum(used.shares, wanted)), 1.0)


def overlap_error(used: Tally, wanted: Floats, doubt: Floats) -> tuple[Floats, Floats]:
    """By how much errors of the shares lower an overlap, and its variance besides.

    Parameters
    ----------
    used, wanted
        As of :func:`overlap`.
    doubt : float64 array over groups
        Sum of the inverse numbers of observations behind both shares.

    Returns
    -------
    (lowered, variance) : float64 arrays over groups

    Notes
    -----
    Errors only lower the sum of the smaller of two shares. Where both are the same in truth, their
    difference is about normal with variance p (1 - p) doubt, and its mean size is sqrt(2 / pi) of
    the deviation; half of it is what the overlap loses.

    Examples
    --------
    >>> used = tally(np.array([0, 0]), np.array([0, 1]), np.ones(2), 1, 2)
    >>> [x.round(4).tolist() for x in overlap_error(used, np.array([0.5, 0.5]), np.array([0.5]))]
    [[0.2821], [0.0]]
    """
    middle = 0.5 * (used.shares + wanted)
    deviation = np.sqrt(np.maximum(middle * (1.0 - middle), 0.0) * doubt.take(used.owner))
    lowered = np.minimum(math.sqrt(0.5 / math.pi) * used.by_group.sum(deviation), 1.0)
    same = overlap(used, wanted)
    return lowered, same * (1.0 - same) * doubt


def smoothed(counted: Tally, keys: Ints, towards: Floats, strength: float) -> Floats:
    """Shares at some keys, drawn towards others where little was counted.

    They are the mean of a Dirichlet posterior.

    Parameters
    ----------
    keys : int64 array
    towards : float64 array
        Prior share at each key.
    strength : float
        Observations that the prior is worth.

    Examples
    --------
    >>> once = tally(np.array([0]), np.array([1]), np.ones(1), 1, 2)
    >>> smoothed(once, np.array([0, 1]), np.array([0.5, 0.5]), 1.0)
    array([0.25, 0.75])
    """
    total = counted.totals.take(keys // counted.categories)
    return np.asarray((counted.at(keys) + strength * towards) / (total + strength))
