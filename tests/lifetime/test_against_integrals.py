"""Quadrature against exact fractions, adaptive integration and the published closed forms."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.lifetime.chances import log_mean_gone, mean_over_beta
from relationship_health.lifetime.rising import digamma, log_rising
from tests.lifetime._stories import BG, MBG, MODELS, PARETO, Model

DECADES = {"shape": (-2, 4), "ahead": (-4, 6), "a": (-2, 3), "b": (-2, 3)}


def one(value: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return an array of one."""
    return np.array([float(value)])


def simpson(f: Callable[[float], float], low: float, high: float, pieces: int = 20_000) -> float:
    """Integrate by Simpson's rule, summed exactly."""
    step = (high - low) / pieces
    ends = [f(low), f(high)]
    odd = [4.0 * f(low + i * step) for i in range(1, pieces, 2)]
    even = [2.0 * f(low + i * step) for i in range(2, pieces, 2)]
    return math.fsum([*ends, *odd, *even]) * step / 3.0


def hypergeometric(a: Fraction, b: Fraction, c: Fraction, z: Fraction) -> float:
    """Sum the series of 2F1 in fractions' ratios and exact order, for z well below 1."""
    term, total = 1.0, [1.0]
    for n in range(5000):
        term *= float((a + n) * (b + n) / ((c + n) * (n + 1)) * z)
        total.append(term)
        if abs(term) < 1e-18 * abs(math.fsum(total)):
            break
    return math.fsum(total)


@given(base=st.integers(1, 40), steps=st.integers(0, 40))
def test_rising_factorials(base: int, steps: int) -> None:
    """The logarithm is that of the exact product, the derivative the exact sum of inverses."""
    value, slope = log_rising(float(base), one(steps))
    product = math.prod(range(base, base + steps))
    assert value[0] == pytest.approx(math.log(product), rel=1e-14, abs=1e-14)
    inverses = sum((Fraction(1, base + j) for j in range(steps)), Fraction(0))
    assert slope[0] == pytest.approx(float(inverses), rel=1e-14)


def test_rising_factorials_keep_their_digits() -> None:
    """From a base of 10^12, where a difference of log-gammas has none left."""
    value, _ = log_rising(1e12, one(1))
    assert value[0] == math.log(1e12)
    assert math.lgamma(1e12 + 1) - math.lgamma(1e12) != pytest.approx(math.log(1e12), abs=1e-4)


@given(n=st.integers(1, 200))
def test_digamma(n: int) -> None:
    """At whole numbers it is a harmonic number less Euler's constant."""
    harmonic = sum((Fraction(1, j) for j in range(1, n)), Fraction(0))
    expected = float(harmonic) - 0.57721566490153286
    assert digamma(one(n))[0] == pytest.approx(expected, abs=1e-13)


@given(st.data())
def test_mean_over_beta_adds_up(data: st.DataObject) -> None:
    """Means over p of whole shapes obey the recursion that their integrands obey.

    (1 - q^(m+1))/p = (1 - q^m)/p + ahead q^(m+1), q = 1/(1 + p ahead), and the mean of the last
    term over a uniform p is known.
    """
    m = data.draw(st.integers(1, 50))
    ahead = 10.0 ** data.draw(st.floats(-4, 6))
    shapes = np.array([m, m + 1.0])
    low, high = mean_over_beta(shapes, np.full(2, ahead), np.ones(2), np.ones(2))
    step = -math.expm1(-m * math.log1p(ahead)) / m
    assert high == pytest.approx(low + step, rel=1e-11)
    assert mean_over_beta(one(1), one(ahead), one(1), one(1))[0] == pytest.approx(
        math.log1p(ahead), rel=1e-12
    )


@given(st.data())
def test_mean_over_beta_by_simpson(data: st.DataObject) -> None:
    """It is what a plain fine rule over the log-odds gives, far from everyday parameters too."""
    shape, ahead, a, b = (
        10.0 ** data.draw(st.floats(low, high), label=name) for name, (low, high) in DECADES.items()
    )
    at = np.linspace(-45.0 / min(a, 1.0) - 25.0, 45.0 / min(b, 1.0) + 25.0, 400_001)
    log_p = -np.logaddexp(0.0, -at)
    logs = a * log_p + b * (log_p - at)
    weights = np.exp(logs - logs.max())
    p = np.exp(np.maximum(log_p, -600.0))
    terms = np.where(
        p > 1e-100, -np.expm1(-shape * np.log1p(p * ahead)) / np.maximum(p, 1e-100), shape * ahead
    )
    expected = (weights * terms).sum() / weights.sum()
    found = mean_over_beta(one(shape), one(ahead), one(a), one(b))[0]
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("model", [BG, MBG], ids=["bg", "mbg"])
@pytest.mark.parametrize("x", [0, 1, 2, 7, 20])
def test_the_published_expression(model: Model, x: int) -> None:
    """Expected transactions are those of the hypergeometric function, where that one is good."""
    r, alpha, a, b = model.params_.values()
    age, ahead = 39.0, 26.0
    last = 30.0 if x else 0.0
    k = x + (model is MBG)
    z = Fraction(ahead / (alpha + age + ahead)).limit_denominator(10**12)
    function = hypergeometric(Fraction(r + x), Fraction(b + k), Fraction(a + b + k - 1), z)
    shrunk = ((alpha + age) / (alpha + age + ahead)) ** (r + x)
    if_alive = (a + b + k - 1) / (a - 1) * (1 - shrunk * function)
    expected = if_alive * model.p_alive(x, last, age)
    assert model.expected(ahead, x, last, age) == pytest.approx(expected, rel=1e-10)


def test_a_chance_of_one_is_nothing_special() -> None:
    """At a = 1 the published expression is 0/0; here it is the limit of its neighbours."""
    kind, params = type(BG), {"r": 0.5, "alpha": 4.0, "b": 2.5}
    near = [kind(**params, a=a).expected(26, 2, 30, 39) for a in (1 - 1e-9, 1.0, 1 + 1e-9)]
    assert near == pytest.approx([near[1]] * 3, rel=1e-8)


@pytest.mark.parametrize("x", [0, 1, 5, 40])
@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
def test_the_chance_to_have_left_by_simpson(x: int, scale: float) -> None:
    """The integral over the moments of leaving is that of a plain fine rule."""
    r, alpha, s, beta = 0.553, 10.578 * scale, 0.606, 11.669 / scale
    last, age = (20.0, 39.0) if x else (0.0, 39.0)
    expected = simpson(
        lambda at: ((alpha + age) / (alpha + at)) ** (r + x)
        * ((beta + age) / (beta + at)) ** s / (beta + at),
        last, age,
    )  # fmt: skip
    value, _ = log_mean_gone(one(x), one(last), one(age), (r, alpha, s, beta))
    assert math.exp(value[0]) == pytest.approx(expected, rel=1e-8)


def test_the_chance_to_have_left_in_fractions() -> None:
    """With whole parameters it is rational: α = β makes it a power."""
    x, s, alpha, last, age = 3, 2, 5, 4, 10
    power = 1 + x + s  # r = 1
    exact = Fraction(alpha + age) ** power * sum(
        sign * Fraction(1, alpha + at) ** power for sign, at in ((1, last), (-1, age))
    )
    value, _ = log_mean_gone(
        one(x), one(last), one(age), (1.0, float(alpha), float(s), float(alpha))
    )
    assert math.exp(value[0]) == pytest.approx(float(exact / power), rel=1e-13)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_the_gradient(model: Model) -> None:
    """The stated derivatives of the likelihood are those of its differences."""
    from relationship_health.lifetime.histories import Histories

    rows = Histories.of([0, 1, 2, 30, 3], [0, 1.71, 30.43, 38, 39], [39, 38.86, 38.86, 39, 39])
    params = list(model.params_.values())
    _, slopes = model._log_likelihood(rows, *params)  # noqa: SLF001  the exact one
    for place, slope in enumerate(slopes):
        step = 1e-5 * params[place]
        up, down = (
            model._log_likelihood(rows, *params[:place], params[place] + d, *params[place + 1 :])[0]  # noqa: SLF001
            for d in (step, -step)
        )
        np.testing.assert_allclose(slope, (up - down) / (2 * step), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_far_from_everyday(model: Model) -> None:
    """Ten thousand purchases, a second or an age: every answer is a number of its range."""
    x = np.array([0, 0, 1e4, 1e4, 1e4, 1, 1])
    last = np.array([0, 0, 1e-6, 9.0, 1e4, 1e-9, 1e6])
    age = np.array([0, 1e6, 1e4, 9.0, 1e4, 1e6, 1e6])
    alive = model.p_alive(x, last, age)
    assert ((alive >= 0) & (alive <= 1)).all()
    for ahead in (0.0, 1e-9, 1.0, 1e9):
        expected = model.expected(ahead, x, last, age)
        assert (np.isfinite(expected) & (expected >= 0)).all()
    assert (model.expected(0, x, last, age) == 0).all()


def test_alive_at_the_last_moment() -> None:
    """Who bought at the very end cannot have left unseen, by Pareto/NBD."""
    assert PARETO.p_alive(3, 20, 20) == 1.0
