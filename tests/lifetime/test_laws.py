"""What holds for every history and every model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.lifetime import (
    BetaGeometric,
    GammaGamma,
    ModifiedBetaGeometric,
    ParetoNBD,
)
from tests.lifetime._stories import Model

# Rounding of an exponent of thousands, and no more.
SLACK = 1e-10
KINDS: list[type[Model]] = [BetaGeometric, ModifiedBetaGeometric, ParetoNBD]
POSITIVE = st.floats(0.01, 100.0)


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Draw a model with any parameters."""
    kind = draw(st.sampled_from(KINDS))
    return kind(**{name: draw(POSITIVE, label=name) for name in kind.names})


@st.composite
def history(draw: st.DrawFn) -> tuple[int, float, float]:
    """Draw how often, how recently, since when."""
    age = draw(st.floats(0.1, 1000.0))
    x = draw(st.integers(0, 500))
    return x, (draw(st.floats(0.0, 1.0)) * age if x else 0.0), age


@given(model=models(), seen=history())
def test_it_is_a_probability(model: Model, seen: tuple[int, float, float]) -> None:
    """P(alive) lies between 0 and 1."""
    assert 0.0 <= model.p_alive(*seen) <= 1.0


@given(model=models(), seen=history(), longer=st.floats(0.0, 1000.0))
def test_it_falls_with_silence(model: Model, seen: tuple[int, float, float], longer: float) -> None:
    """With nothing new, P(alive) does not rise as time goes on."""
    x, last, age = seen
    before, after = model.p_alive(x, last, [age, age + longer])
    assert after <= before + SLACK


@given(model=models(), seen=history(), later=st.floats(0.0, 1.0))
def test_it_rises_with_recency(model: Model, seen: tuple[int, float, float], later: float) -> None:
    """Of two with as many repeats, the later seen is not less alive."""
    x, last, age = seen
    more = min(last + later * (age - last), age) if x else last
    before, after = model.p_alive(x, [last, more], age)
    assert after >= before - SLACK


@given(age=st.floats(0.0, 1e6), a=POSITIVE, b=POSITIVE)
def test_only_one_of_them_doubts_who_came_once(age: float, a: float, b: float) -> None:
    """At no repeat BG/NBD is certain of life at any age, and MBG/NBD never is."""
    params = {"r": 0.5, "alpha": 6.0, "a": a, "b": b}
    assert BetaGeometric(**params).p_alive(0, 0, age) == 1.0
    assert ModifiedBetaGeometric(**params).p_alive(0, 0, age) < 1.0


@given(model=models(), seen=history(), ahead=st.floats(0, 1000), longer=st.floats(0, 1000))
def test_expectations_rise_with_the_horizon(
    model: Model, seen: tuple[int, float, float], ahead: float, longer: float
) -> None:
    """Expected transactions are finite, at least 0, and more within longer."""
    less, more = model.expected([ahead, ahead + longer], *seen)
    assert 0.0 <= less <= more * (1 + SLACK)
    assert np.isfinite(more)


@given(model=models(), seen=history(), unit=st.floats(0.01, 100.0))
def test_units_cancel(model: Model, seen: tuple[int, float, float], unit: float) -> None:
    """In another unit of time, with its parameters in that unit, the answers are the same."""
    x, last, age = seen
    scaled = {
        name: value * (unit if name in {"alpha", "beta"} else 1.0)
        for name, value in model.params_.items()
    }
    other = type(model)(**scaled)
    seen_otherwise = (x, min(last * unit, age * unit), age * unit)
    assert other.p_alive(*seen_otherwise) == pytest.approx(model.p_alive(*seen), abs=1e-8)
    assert other.expected(9 * unit, *seen_otherwise) == pytest.approx(
        model.expected(9, *seen), rel=1e-6, abs=1e-9
    )


@given(model=models(), seen=st.lists(history(), min_size=1, max_size=5))
def test_neighbours_do_not_matter(model: Model, seen: list[tuple[int, float, float]]) -> None:
    """Each customer's figures are the same alone and in company."""
    x, last, age = np.array(seen, dtype=np.float64).T
    together = model.expected(13, x, last, age)
    alone = [model.expected(13, *row) for row in zip(x, last, age, strict=True)]
    np.testing.assert_allclose(together, alone, rtol=1e-12)


@given(
    p=POSITIVE, q=st.floats(1.01, 100.0), v=POSITIVE, x=st.integers(0, 500), m=st.floats(0.01, 1e4)
)
def test_worth_lies_between(p: float, q: float, v: float, x: int, m: float) -> None:
    """The expected worth lies between one's own mean and that of all."""
    model = GammaGamma(p=p, q=q, v=v)
    usual, found = model.expected([0, x], [0.0, m])
    low, high = sorted([usual, m if x else usual])
    assert low * (1 - 1e-9) <= found <= high * (1 + 1e-9)


def test_no_mean_is_infinite() -> None:
    """Where the model has no mean the worth is infinite, and never negative."""
    model = GammaGamma(p=0.1, q=0.5, v=10.0)
    assert model.expected([0, 1, 9], [0, 5, 5]).tolist()[:2] == [np.inf, np.inf]
    assert 0 < model.expected(9, 5) < np.inf
