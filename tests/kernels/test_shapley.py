"""Sharing the best of a group: the closed form is the Shapley value over all orders."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.kernels.shapley import shares_of_best
from tests.logs import TWICE

MEMBERS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5, 0.9, 1.0]), st.integers(0, 2)), max_size=7
)


@TWICE
@given(MEMBERS)
def test_shares_are_mean_contributions_over_all_orders(members: list[tuple[float, int]]) -> None:
    """A member's share is what joining raises the best by, averaged over all orders of joining."""
    worth = np.array([w for w, _ in members], dtype=np.float64)
    group = np.array([g for _, g in members], dtype=np.int64)
    shares = shares_of_best(worth, group, 3)
    for which in range(3):
        places = [i for i, (_, g) in enumerate(members) if g == which]
        added = dict.fromkeys(places, 0.0)
        for order in permutations(places):
            best = 0.0
            for i in order:
                added[i] += max(members[i][0] - best, 0.0)
                best = max(best, members[i][0])
        for i in places:
            assert shares[i] == pytest.approx(added[i] / math.factorial(len(places)), abs=1e-12)
        best = max((members[i][0] for i in places), default=0.0)
        assert math.fsum(shares[places].tolist()) == pytest.approx(best, abs=1e-12)
