"""Decay, reciprocity, momentum and the composite against numbers by hand."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest

from . import (
    DAY_US,
    INBOUND,
    MUTUAL,
    OUTBOUND,
    UNKNOWN,
    Judgement,
    composite,
    decayed_weight,
    exposure_days,
    momentum,
    other_view,
    probability_greater,
    reciprocity,
    regularised_incomplete_beta,
    wilson,
)
from .cases import (
    NOW,
    OUTBOUND_ONLY,
    WEEKLY,
    ago,
    exactly,
)
from .composite import interval

# Decay, reciprocity, momentum


def test_decay_and_exposure() -> None:
    """Decay splits over time; the exposure is the integral of the decay."""
    assert decayed_weight(180, 180) == 0.5
    assert decayed_weight(100_000_000, 180) == 0.0
    split = decayed_weight(33.3, 180) * decayed_weight(66.7, 180)
    assert split == pytest.approx(decayed_weight(100, 180), rel=1e-12)
    assert exposure_days(180, 180) == exactly(90 / math.log(2))
    assert exposure_days(1e-9, 180) == exactly(1e-9 * (1 - 1e-9 * math.log(2) / 360))


def test_reciprocity_by_hand() -> None:
    """Three out and one in, now: (2 + .6)/(4 + 2); a mutual line is half each."""
    lines = [ago(0, OUTBOUND)] * 3 + [ago(0, INBOUND)]
    assert reciprocity(lines, NOW) == Judgement(2.6 / 6, 4)
    assert reciprocity(other_view(lines), NOW) == Judgement(2.6 / 6, 4)
    assert reciprocity([ago(0, MUTUAL)], NOW) == Judgement(1.6 / 3, 1)
    assert reciprocity([ago(0, OUTBOUND)], NOW) == Judgement(0.6 / 3, 1)
    assert reciprocity([], NOW) == UNKNOWN


def test_incomplete_beta_of_whole_numbers() -> None:
    """For whole a and b it is a binomial tail, summed exactly with fractions."""
    for a, b, x in [(1, 1, 0.3), (2, 3, 0.4), (7, 2, 0.9), (20, 30, 0.41), (1, 9, 0.5)]:
        p, n = Fraction(x), a + b - 1
        tail = sum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(a, n + 1))
        value = regularised_incomplete_beta(x, a, b)
        assert value == pytest.approx(float(tail), rel=1e-12)


def simpson_beta(x: float, a: float, b: float, steps: int = 10_000) -> float:
    """Integrate the Beta density to x by Simpson's rule, smoothed by t = x u^4."""
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    total = 0.0
    for i in range(1, steps + 1):
        u = i / steps
        t = x * u**4
        density = math.exp((a - 1) * math.log(t) + (b - 1) * math.log1p(-t) - log_beta)
        total += (1 if i == steps else 4 if i % 2 else 2) * density * 4 * x * u**3
    return total / (3 * steps)


def test_incomplete_beta_against_simpson() -> None:
    """The continued fraction and plain quadrature agree for broken numbers too."""
    dice = random.Random(7)  # noqa: S311 - a fixed seed for test data
    for _ in range(50):
        a, b = dice.uniform(1, 40), dice.uniform(1, 40)
        x = dice.uniform(0.02, 0.98)
        value = regularised_incomplete_beta(x, a, b)
        assert value == pytest.approx(simpson_beta(x, a, b), abs=1e-10)


def test_probability_greater() -> None:
    """Equal rates are a coin; two exponentials compare as their rates."""
    assert probability_greater(3.5, 2, 3.5, 2) == pytest.approx(0.5, abs=1e-12)
    assert probability_greater(1, 30, 1, 10) == pytest.approx(0.25, abs=1e-12)


def test_momentum_by_hand() -> None:
    """Contacts 0 and 180 days ago: Gamma(2.0625, 90.9) against Gamma(1.4375, 99)."""
    lines = [ago(0, MUTUAL), ago(180, MUTUAL)]
    recent = (2.0625, 30 + 60.863697037503143747996822479782)
    earlier = (1.4375, 30 + 68.978856642503562914396398810421)
    judged = momentum(lines, NOW, sided=True, alpha=1, beta=30)
    assert judged == Judgement(1.0, 2)
    chance = simpson_beta(earlier[1] / (earlier[1] + recent[1]), 1.4375, 2.0625)
    assert chance == pytest.approx(0.67456484717726098236, abs=1e-10)
    assert probability_greater(*recent, *earlier) == pytest.approx(chance, abs=1e-10)


def test_momentum_falls_with_silence() -> None:
    """A rhythm that stopped scores below one, and needs two conversations at all."""
    kept = momentum(WEEKLY, NOW - 42 * DAY_US, sided=True, alpha=1, beta=30)
    silent = momentum(WEEKLY, NOW + 100 * DAY_US, sided=True, alpha=1, beta=30)
    assert kept.value is not None
    assert silent.value is not None
    assert silent.value < 0.2 < kept.value
    assert momentum(WEEKLY[:1], NOW, sided=True, alpha=1, beta=30) == UNKNOWN
    assert momentum(OUTBOUND_ONLY, NOW, sided=True, alpha=1, beta=30) == UNKNOWN


# Composite


@pytest.mark.parametrize(
    ("successes", "n", "lower", "upper"),
    [(1, 1, 0.2065, 1), (4, 5, 0.3755, 0.9638), (0, 3, 0, 0.5615)],
)
def test_wilson_golden(successes: int, n: int, lower: float, upper: float) -> None:
    """The published 95 % intervals, to the four digits that were published."""
    low, high = wilson(successes / n, n, z=1.96)
    assert (round(low, 4), round(high, 4)) == (lower, upper)


def test_wilson_holds_the_value() -> None:
    """At z of 90 % one of two spans .1209 to .8791, and no interval excludes p."""
    low, high = wilson(0.5, 2)
    assert (low, high) == (
        exactly(0.120866319422273685851969849795),
        exactly(0.879133680577726314148030150204),
    )
    for n in range(1, 200):
        for p in (0.0, 1e-9, 0.3, 1 - 1e-9, 1.0):
            low, high = wilson(p, n)
            assert 0 <= low <= p <= high <= 1


def test_composite_by_hand() -> None:
    """Weights 3 and 1 over .5 and 1.0: health 62.5, shares 37.5 and 25."""
    judgements = {"a": Judgement(0.5, 2), "b": Judgement(1.0, 6), "c": UNKNOWN}
    weights = {"a": 3, "b": 1, "c": 4, "d": 2}
    result = composite(judgements, weights, contacts=9)
    assert result.health == 62.5
    assert result.contributions == {"a": 37.5, "b": 25.0}
    assert result.coverage == exactly((3 * 2 / 5 + 6 / 9) / 10)
    one, other = 3 * (0.5 - interval(0.5, 2)[0]) / 4, (1 - interval(1, 6)[0]) / 4
    error = math.sqrt(one * one + other * other + 2 * 0.35 * one * other)
    assert result.lower == exactly(62.5 - 100 * error)
    assert (result.status, result.band) == ("provisional", "healthy")
    narrower = composite(judgements, weights, contacts=9, allowed={"a", "b"})
    assert narrower.coverage == exactly((3 * 2 / 5 + 6 / 9) / 4)


def test_composite_status_and_band() -> None:
    """None, unknown, established, provisional; a band holds its lower end."""
    weights = {"a": 1.0}
    assert composite({"a": UNKNOWN}, weights, contacts=0).status == "none"
    empty = composite({"a": UNKNOWN}, weights, contacts=4)
    assert (empty.status, empty.health, empty.band) == ("unknown", None, None)
    for value, band in [
        (0.6, "healthy"),
        (0.5999, "fair"),
        (0.4, "fair"),
        (0.39, "poor"),
    ]:
        result = composite({"a": Judgement(value, 100)}, weights, contacts=100)
        assert (result.status, result.band) == ("established", band)
    sparse = composite({"a": Judgement(1.0, 1)}, weights, contacts=1)
    assert sparse.status == "provisional"
