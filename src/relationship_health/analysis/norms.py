"""What is usual in each group, seen by each of its members: a median of the others, and a spread.

A member is held against the median of the others of its group, drawn towards the median of all
others while they are few; n is how many others there are, k = ``PRIOR``:

norm   = (n median of the others + k median of all others) / (n + k)
spread = sqrt((n' s^2 + k S^2) / (n' + k)),   s = 1.4826 median |h - median| of the n' members,

S the same of all. The factor makes the median deviation that of a normal distribution.

Source: Rousseeuw, Croux 1993, "Alternatives to the median absolute deviation", J. Am. Stat. Assoc.
88(424):1273-1283, doi 10.1080/01621459.1993.10476408; drawing small groups towards all: Efron,
Morris 1975, "Data analysis using Stein's estimator and its generalizations", J. Am. Stat. Assoc.
70(350):311-319, doi 10.1080/01621459.1975.10479864.
"""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Array, Floats, Ints
from relationship_health.kernels.segments import Groups

PRIOR = 5.0
"""Members that what is usual of all is worth in each group."""

NORMAL = 1.4826
"""Standard deviation of a normal distribution over its median absolute deviation."""


def grouped(group: Ints, groups: int) -> tuple[Array, Groups]:
    """Return the order that puts rows group after group, and the groups."""
    counts = np.bincount(group, minlength=groups)
    return np.argsort(group, kind="stable"), Groups(np.append(0, np.cumsum(counts)))


def median_of_others(values: Floats, group: Ints, groups: int) -> Floats:
    """Median of all other values of the same group; NaN where there is none.

    Examples
    --------
    >>> median_of_others(np.array([1.0, 2.0, 9.0, 5.0]), np.array([0, 0, 0, 1]), 2)
    array([5.5, 5. , 1.5, nan])
    """
    order = np.lexsort((values, group))
    ordered = values[order]
    _, by = grouped(group, groups)
    first, count = by.spread(by.indptr[:-1]), by.spread(by.counts)
    rank = np.arange(len(values)) - first
    middle = (count - 2) / 2.0
    ends = []
    for place in (np.floor(middle), np.ceil(middle)):
        at = np.maximum(place, 0.0).astype(np.int64)
        # Without the member itself, whatever comes after it moves up by one.
        at += at >= rank
        ends.append(ordered[first + np.minimum(at, count - 1)])
    result = np.empty(len(values))
    result[order] = np.where(count > 1, 0.5 * (ends[0] + ends[1]), np.nan)
    return result


def medians(values: Floats, group: Ints, groups: int) -> Floats:
    """Median of each group; NaN where it is empty.

    Examples
    --------
    >>> medians(np.array([1.0, 2.0, 9.0]), np.array([0, 0, 0]), 2)
    array([ 2., nan])
    """
    order, by = grouped(group, groups)
    return by.quantile(values[order], 0.5)


def norms(values: Floats, group: Ints, groups: int) -> tuple[Floats, Floats]:
    """Norm and spread that each value is held against.

    Returns
    -------
    (norm, spread) : float64 arrays
        The norm is NaN where there is no other value at all.

    Examples
    --------
    >>> norm, spread = norms(np.array([10.0, 20.0, 30.0]), np.array([0, 0, 0]), 1)
    >>> norm, spread.round(1)
    (array([25., 20., 15.]), array([14.8, 14.8, 14.8]))
    """
    everyone = np.zeros(len(values), dtype=np.int64)
    of_all = median_of_others(values, everyone, 1)
    others = np.bincount(group, minlength=groups)[group] - 1.0
    own = np.where(others > 0, median_of_others(values, group, groups), 0.0)
    norm = (others * own + PRIOR * of_all) / (others + PRIOR)
    near = np.abs(values - medians(values, group, groups)[group])
    far = np.abs(values - medians(values, everyone, 1)[everyone])
    spread = NORMAL * medians(near, group, groups)[group]
    overall = NORMAL * medians(far, everyone, 1)[everyone]
    size = others + 1.0
    return norm, np.sqrt((size * spread**2 + PRIOR * overall**2) / (size + PRIOR))
