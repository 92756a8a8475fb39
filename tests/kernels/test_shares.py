"""Shares and renewal: against plain Python, at their limits, and parameters found again."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.kernels.segments import Groups
from relationship_health.kernels.shares import entropy, overlap, smoothed, tally
from relationship_health.kernels.survival import Gaps, fit_renewal, renewal
from tests.logs import TWICE

rows = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.floats(0.1, 10)), max_size=40)
Rows = list[tuple[int, int, float]]


@TWICE
@given(seen=rows, groups=st.sampled_from([5, 5_000]))
def test_a_tally_is_a_counter(seen: Rows, groups: int) -> None:
    """With few cells and with many, each sum has the bits of adding row by row."""
    plain: dict[tuple[int, int], float] = defaultdict(float)
    for owner, which, weight in seen:
        plain[owner, which] += weight
    group, category = (np.array([row[i] for row in seen], dtype=np.int64) for i in (0, 1))
    counted = tally(group, category, np.array([row[2] for row in seen]), groups, 4)
    found = {divmod(int(k), 4): v for k, v in zip(counted.keys, counted.amounts, strict=True)}
    assert found == plain
    assert counted.by_group.counts.tolist() == [
        sum(owner == number for owner, _ in plain) for number in range(groups)
    ]


@TWICE
@given(seen=rows.filter(bool))
def test_entropy_by_hand(seen: Rows) -> None:
    """Entropy of undecayed shares is the textbook sum."""
    group, category = (np.array([row[i] for row in seen], dtype=np.int64) for i in (0, 1))
    found = entropy(tally(group, category, np.ones(len(seen)), 5, 4))
    for number in range(5):
        counts = Counter(c for g, c, _ in seen if g == number)
        shares = [count / counts.total() for count in counts.values()]
        expected = -math.fsum(share * math.log(share) for share in shares)
        assert found[number] == pytest.approx(expected, abs=1e-12)


@TWICE
@given(seen=rows)
def test_overlap_and_smoothing_stay_in_range(seen: Rows) -> None:
    """Shares drawn towards a prior sum to one; an overlap lies between 0 and 1."""
    group, category = (np.array([row[i] for row in seen], dtype=np.int64) for i in (0, 1))
    counted = tally(group, category, np.array([row[2] for row in seen]), 5, 4)
    every = np.arange(20)
    shares = smoothed(counted, every, np.full(20, 0.25), 1.0)
    assert shares.reshape(5, 4).sum(axis=1) == pytest.approx(np.ones(5))
    matched = overlap(counted, shares[counted.keys])
    assert ((matched >= 0) & (matched <= 1)).all()
    own = counted.amounts / counted.by_group.spread(counted.by_group.sum(counted.amounts))
    same = overlap(counted, own)
    assert same == pytest.approx((counted.by_group.counts > 0).astype(float))


@TWICE
@given(
    a=st.floats(0.1, 50), b=st.floats(1e-3, 1e3), waited=st.floats(0, 1e4), more=st.floats(0, 1e4)
)
def test_renewal_is_a_conditional_tail(a: float, b: float, waited: float, more: float) -> None:
    """One minus S(until) / S(waited), with S of Lomax."""

    def survives(x: float) -> float:
        return float((b / (b + x)) ** a)

    found = renewal(*(np.array([x]) for x in (a, b, waited, waited + more)))[0]
    if survives(waited) > 0:
        assert found == pytest.approx(1 - survives(waited + more) / survives(waited), abs=1e-9)
    assert 0 <= found <= 1


@pytest.mark.parametrize("k", [0.35, 0.5, 0.62], ids=str)
def test_drawn_parameters_are_found_again(k: float) -> None:
    """Two thousand relationships with known a, gap and k, gaps far above an hour."""
    rng = np.random.default_rng(3)
    a, gap, span = 1.5, 2e5, 3.65e6
    gaps, silences = [], []
    for rate in rng.gamma(a, 1.0 / (a * gap**k), 2_000):
        passed, own = 0.0, []
        while passed < span:
            own.append(float(rng.exponential(1.0 / rate) ** (1.0 / k)))
            passed += own[-1]
        gaps.append(own[:-1])
        silences.append(span - (passed - own[-1]))
    groups = Groups(np.append(0, np.cumsum([len(own) for own in gaps])))
    days = np.array([day for own in gaps for day in own])
    found = fit_renewal(Gaps(groups, days, np.array(silences)), (0.7, 30.0, 0.5))
    assert found[2] == pytest.approx(k, abs=0.01)
    assert found[0] == pytest.approx(a, rel=0.1)
    assert found[1] == pytest.approx(gap, rel=0.1)
