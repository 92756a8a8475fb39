"""The best set under a budget: at most one choice of each group, costs in whole units."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Bools, Floats, Ints


def best_set(gain: Floats, cost: Ints, group: Ints, budget: int) -> Bools:
    """Choose the items that gain most in total within a budget, at most one of each group.

    Parameters
    ----------
    gain : float64 array
        What each item brings; one that brings nothing or less is never chosen.
    cost : int64 array
        Whole units, 0 or more.
    group : int64 array
        Which items exclude each other.
    budget : int
        Units that may be spent, 0 or more.

    Returns
    -------
    bool array
        Of all best sets one of least cost; between equals the earlier items.

    Notes
    -----
    The multiple-choice knapsack by dynamic programming over groups and units, exact: Kellerer,
    Pferschy, Pisinger 2004, Knapsack Problems, chapter 11. Time and memory grow with groups times
    budget.

    Examples
    --------
    >>> gain, cost = np.array([6.0, 5.0, 4.0]), np.array([5, 3, 2])
    >>> best_set(gain, cost, np.array([0, 1, 2]), budget=5)
    array([False,  True,  True])
    """
    useful = ((gain > 0.0) & (cost <= budget)).nonzero()[0]
    useful = useful[np.argsort(group[useful], kind="stable")]
    begins = np.diff(group[useful], prepend=group[useful[:1]] - 1).nonzero()[0]
    members = np.split(useful, begins[1:]) if len(useful) else []
    best = np.zeros(budget + 1)
    taken = np.full((len(members), budget + 1), -1, dtype=np.int64)
    for place, items in enumerate(members):
        before = best
        best = before.copy()
        for item in items.tolist():
            spent = int(cost[item])
            total = before[: budget + 1 - spent] + gain[item]
            better = total > best[spent:]
            best[spent:][better] = total[better]
            taken[place, spent:][better] = item
    chosen = np.zeros(len(gain), dtype=np.bool_)
    # Of the budgets that reach the most, the smallest.
    left = int(np.argmax(best == best[-1]))
    for place in range(len(members) - 1, -1, -1):
        item = int(taken[place, left])
        if item >= 0:
            chosen[item] = True
            left -= int(cost[item])
    return chosen
