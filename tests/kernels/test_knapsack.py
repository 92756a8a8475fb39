"""The best set under a budget, against every set there is."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.kernels.knapsack import best_set
from tests.logs import TWICE

ITEM = st.tuples(st.integers(-3, 20), st.integers(0, 8), st.integers(0, 4))


def every_best(items: list[tuple[int, int, int]], budget: int) -> tuple[int, int]:
    """Largest gain of all sets that keep the rules, and the least cost of such a set."""
    groups = sorted({group for _, _, group in items})
    choices = [[None, *(i for i, item in enumerate(items) if item[2] == g)] for g in groups]
    found = (0, 0)
    for pick in product(*choices):
        chosen = [items[i] for i in pick if i is not None]
        gain, cost = (sum(item[part] for item in chosen) for part in (0, 1))
        if cost <= budget and (gain, -cost) > (found[0], -found[1]):
            found = (gain, cost)
    return found


@TWICE
@given(items=st.lists(ITEM, max_size=9), budget=st.integers(0, 20))
def test_no_other_set_gains_more(items: list[tuple[int, int, int]], budget: int) -> None:
    """The chosen set keeps budget and groups, and gains the most at the least cost."""
    gain = np.array([item[0] for item in items], dtype=np.float64)
    cost = np.array([item[1] for item in items], dtype=np.int64)
    group = np.array([item[2] for item in items], dtype=np.int64)
    chosen = best_set(gain, cost, group, budget)
    assert len(set(group[chosen].tolist())) == int(chosen.sum())
    assert (gain[chosen].sum(), cost[chosen].sum()) == every_best(items, budget)


def test_what_gains_nothing_is_left() -> None:
    """Even for free, an item without gain is not chosen."""
    zero = np.zeros(2)
    assert not best_set(zero, zero.astype(np.int64), np.array([0, 1]), 3).any()
