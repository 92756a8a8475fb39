"""Decay, rhythm and shrinkage: golden numbers, laws, and parameters found again."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.arrays import Floats
from relationship_health.contract import (
    FIXED_POINT,
    MetricResult,
    Summary,
    beta_moments,
    fixed_sum,
)
from relationship_health.kernels.decay import decay_exposure, decay_weight
from relationship_health.kernels.rhythm import fit_gamma, log_gap_moments, usual_gap
from relationship_health.kernels.shrinkage import (
    digamma,
    fit_beta,
    inverse_trigamma,
    trigamma,
    value_interval,
    wilson_interval,
)
from relationship_health.metrics.engagement_vs_reach import engagement_vs_reach
from relationship_health.metrics.frequency_balance import frequency_balance
from relationship_health.metrics.recency_decay import recency_decay
from tests.logs import TWICE

AGES = st.floats(0, 1e5)


@TWICE
@given(one=AGES, two=AGES, half_life=st.floats(1, 1e4))
def test_decay_is_split_invariant(one: float, two: float, half_life: float) -> None:
    """Decaying over s and then t equals decaying over s + t: nothing compounds."""
    ages = np.array([one, two, one + two])
    first, second, whole = decay_weight(ages, half_life)
    assert first * second == pytest.approx(
        whole, rel=1e-12 * (1 + (one + two) / half_life), abs=1e-300
    )


@TWICE
@given(half_lives=st.floats(0, 30), half_life=st.floats(1, 1e4))
def test_exposure_is_the_integral_of_the_weight(half_lives: float, half_life: float) -> None:
    """A fine midpoint sum of weights approaches the exposure."""
    steps, span = 20_000, half_lives * half_life
    middle: Floats = (np.arange(steps) + 0.5) * np.float64(span / steps)
    integral = float(decay_weight(middle, half_life).mean()) * span
    assert float(decay_exposure(np.array([span]), half_life)[0]) == pytest.approx(
        integral, rel=1e-3
    )


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(1, 1, 0.2065, 1.0), (4, 5, 0.3755, 0.9638), (95, 100, 0.8882, 0.9785), (0, 3, 0.0, 0.5615)],
    ids=["1/1", "4/5", "95/100", "0/3"],
)
def test_wilson_golden(successes: int, trials: int, low: float, high: float) -> None:
    """The published 95 % limits come out."""
    share, count = np.array([successes / trials]), np.array([float(trials)])
    lower, upper = wilson_interval(share, count, z=1.959963984540054)
    assert (round(lower[0], 4), round(upper[0], 4)) == (low, high)


@TWICE
@given(share=st.floats(0, 1), trials=st.floats(0, 1e9))
def test_wilson_holds_the_share(share: float, trials: float) -> None:
    """The interval lies in [0, 1] and never excludes what was seen; no trials give all of it."""
    lower, upper = wilson_interval(np.array([share]), np.array([trials]))
    assert 0.0 <= lower[0] <= share <= upper[0] <= 1.0
    if trials == 0:
        assert (lower[0], upper[0]) == (0.0, 1.0)


@TWICE
@given(share=st.floats(0, 1), trials=st.floats(0, 1e9))
def test_value_interval_holds_the_value(share: float, trials: float) -> None:
    """It lies in [0, 1], holds the value and all of Wilson's interval, and no trials give all."""
    value, count = np.array([share]), np.array([trials])
    lower, upper = value_interval(value, count)
    inner, outer = wilson_interval(value, count)
    assert 0.0 <= lower[0] <= min(share, inner[0])
    assert max(share, outer[0]) <= upper[0] <= 1.0
    if trials == 0:
        assert (lower[0], upper[0]) == (0.0, 1.0)


@TWICE
@given(value=st.floats(0, 1), deviation=st.floats(1e-4, 1))
def test_the_interval_reaches_as_many_deviations_as_it_says(value: float, deviation: float) -> None:
    """A variance that a metric gives is not lost on the way: 1.645 deviations lie inside."""
    given_variance = MetricResult(
        value=np.array([value]), evidence=np.ones(1), variance=np.array([deviation**2])
    )
    lower, upper = value_interval(given_variance.value, given_variance.trials)
    assert lower[0] <= max(value - 1.6448 * deviation, 0.0) + 1e-9
    assert upper[0] >= min(value + 1.6448 * deviation, 1.0) - 1e-9


def test_digamma_and_trigamma_by_known_values() -> None:
    """Values of Abramowitz and Stegun, and the recurrence at whole and odd places."""
    euler = 0.5772156649015329
    assert digamma(np.array([1.0, 0.5])) == pytest.approx(
        [-euler, -euler - 2 * math.log(2)], abs=1e-10
    )
    assert trigamma(np.array([1.0, 0.5])) == pytest.approx(
        [math.pi**2 / 6, math.pi**2 / 2], abs=1e-9
    )
    x = np.array([0.2, 0.7, 1.0, 3.3, 5.999, 6.0, 40.0, 1e6])
    assert digamma(x + 1) - digamma(x) == pytest.approx(1 / x, rel=1e-8)
    assert trigamma(x) - trigamma(x + 1) == pytest.approx(1 / x**2, rel=1e-3)


@TWICE
@given(x=st.floats(0.01, 1e4))
def test_inverse_trigamma(x: float) -> None:
    """The inverse undoes it."""
    assert inverse_trigamma(float(trigamma(np.array([x]))[0])) == pytest.approx(x, rel=1e-6)


@pytest.mark.parametrize("alpha", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("gap", [2.0, 30.0])
def test_gamma_prior_is_found_again(alpha: float, gap: float) -> None:
    """Moments of simulated relationships give back shape and usual gap, few gaps or many."""
    rng = np.random.default_rng(11)
    rate = rng.gamma(alpha, 1.0 / (alpha * gap), 20_000)
    n = rng.integers(1, 12, 20_000)
    total = rng.gamma(n, 1.0) / rate
    centred, noise = log_gap_moments(n, total)
    found, beta = fit_gamma(len(n), centred.sum(), (centred**2).sum(), noise.sum())
    assert found == pytest.approx(alpha, rel=0.1)
    assert beta / found == pytest.approx(gap, rel=0.1)


@pytest.mark.parametrize(("a", "b"), [(0.5, 1.5), (2.0, 6.0), (1.0, 1.0)], ids=str)
def test_beta_prior_is_found_again(a: float, b: float) -> None:
    """Moments of simulated shares give back the prior, whatever the number of touches."""
    rng = np.random.default_rng(12)
    share = rng.beta(a, b, 40_000)
    touches = rng.integers(0, 9, 40_000)
    summary = beta_moments(rng.binomial(touches, share), touches)
    found = fit_beta(
        summary.amount("share") / summary.count("relationships"),
        summary.amount("repeated_share") / summary.count("repeated"),
        summary.amount("both") / summary.count("repeated"),
    )
    assert found == pytest.approx((a, b), rel=0.1)


@TWICE
@given(parts=st.lists(st.lists(st.floats(-1e6, 1e6), max_size=6), max_size=6))
def test_summaries_add_up_in_any_order(parts: list[list[float]]) -> None:
    """Fixed-point sums are the same integers whatever the grouping or order."""
    flat = [x for part in parts for x in part]
    summaries = [Summary({"x": fixed_sum(np.array(part))}) for part in parts]
    forward, backward = Summary(), Summary()
    for part in summaries:
        forward += part
    for part in reversed(summaries):
        backward += part
    whole = Summary({"x": fixed_sum(np.array(flat))})
    assert forward.count("x") == backward.count("x") == whole.count("x")
    assert whole.amount("x") == pytest.approx(math.fsum(flat), abs=1e-3)
    assert isinstance(FIXED_POINT, int)


@TWICE
@given(silence=st.floats(0, 1e5), gap=st.floats(1e-3, 1e4), more=st.floats(0, 1e4))
def test_recency_falls_with_silence(silence: float, gap: float, more: float) -> None:
    """Longer silence never scores higher, and no silence scores 1."""
    now, later, none = recency_decay(np.array([silence, silence + more, 0.0]), np.full(3, gap))
    assert later <= now
    assert none == 1.0


def test_recency_golden() -> None:
    """One own gap of silence scores .71, two .50, eight .06."""
    found = recency_decay(np.array([7.0, 14.0, 56.0]), np.full(3, 7.0))
    assert found.round(2).tolist() == [0.71, 0.5, 0.06]


@TWICE
@given(ours=st.floats(1e-6, 1e3), theirs=st.floats(1e-6, 1e3))
def test_balance_is_two_sided(ours: float, theirs: float) -> None:
    """Too much costs as much as too little, and balance scores 1."""
    there = frequency_balance(np.array([ours]), np.array([theirs]))[0]
    back = frequency_balance(np.array([theirs]), np.array([ours]))[0]
    assert there == pytest.approx(back, rel=1e-9)
    assert frequency_balance(np.array([ours]), np.array([ours]))[0] == 1.0


@TWICE
@given(engaged=st.integers(0, 50), touches=st.integers(0, 50))
def test_engagement_moves_with_what_happened(engaged: int, touches: int) -> None:
    """One more unanswered touch never raises it, one more answered touch never lowers it."""
    k, n = float(min(engaged, touches)), float(touches)
    now, ignored, answered = engagement_vs_reach(
        np.array([k, k, k + 1]), np.array([n, n + 1, n + 1]), a=0.5, b=1.5
    )
    assert ignored <= now <= answered


def test_usual_gap_moves_from_prior_to_own() -> None:
    """Without gaps the prior speaks, with many the relationship itself."""
    gap = usual_gap(np.array([0, 1000]), np.array([0.0, 7000.0]), 0.7, 21.0)
    assert gap[0] == pytest.approx(30.0)
    assert gap[1] == pytest.approx(7.0, rel=0.01)
