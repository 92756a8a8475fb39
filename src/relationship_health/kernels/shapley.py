"""Sharing what the best of a group achieves among all who could have achieved some of it.

In the game in which a group is worth what its best member is worth, the Shapley value of the
member whose worth is the k-th smallest of n is

sum over l = 1 ... k of (s_l - s_{l-1}) / (n - l + 1),   s_0 = 0:

whatever all could have done is shared by all, what only some could by those. The shares sum to the
largest worth.

Source: Littlechild, Owen 1973, "A simple expression for the Shapley value in a special case",
Management Science 20(3):370-372, doi 10.1287/mnsc.20.3.370.
"""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Floats, Ints


def shares_of_best(worth: Floats, group: Ints, groups: int) -> Floats:
    """Share the largest worth of each group among its members.

    Parameters
    ----------
    worth : float64 array, at least 0
    group : int64 array
        Of each member, below ``groups``.
    groups : int

    Returns
    -------
    float64 array over the members

    Examples
    --------
    >>> shares_of_best(np.array([0.6, 0.2, 0.5]), np.array([0, 0, 1]), 2)
    array([0.5, 0.1, 0.5])
    """
    order = np.lexsort((worth, group))
    counts = np.bincount(group, minlength=groups)
    begins = np.cumsum(counts) - counts
    shares, total, before = np.zeros(len(worth)), np.zeros(groups), np.zeros(groups)
    # Over ranks and not over groups: few people are known to many of us.
    for rank in range(int(counts.max(initial=0))):
        some = (counts > rank).nonzero()[0]
        member = order[begins[some] + rank]
        total[some] += (worth[member] - before[some]) / (counts[some] - rank)
        before[some] = worth[member]
        shares[member] = total[some]
    return shares
