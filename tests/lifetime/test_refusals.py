"""Impossible input is refused in one sentence; what cannot be estimated is said."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from relationship_health.errors import InputError, MissingExtraError
from relationship_health.lifetime import (
    BetaGeometric,
    GammaGamma,
    ModifiedBetaGeometric,
    ParetoNBD,
)
from tests.lifetime._stories import BG, MODELS, Model

IMPOSSIBLE: dict[str, tuple[tuple[Any, Any, Any], str]] = {
    "late": (([2], [9], [8]), r"recency\[0\] is 9, expected no more than the age"),
    "no repeat": (([1, 0], [3, 3], [9, 9]), r"recency\[1\] is 3, expected 0 where frequency is 0"),
    "fraction": (([1.5], [3], [9]), r"frequency\[0\] is 1.5, expected a whole number"),
    "negative": (([-1, -2], [0, 0], [9, 9]), r"frequency\[0\] is -1 \(and 1 more like it\)"),
    "before": (([1], [-3], [9]), r"recency\[0\] is -3, expected 0 or more"),
    "unborn": (([0], [0], [-9]), r"age\[0\] is -9, expected 0 or more"),
    "unknown": (([1], [math.nan], [9]), r"recency\[0\] is nan, expected a finite number"),
    "endless": (([1], [3], [math.inf]), r"age\[0\] is inf, expected a finite number"),
    "lengths": (([1, 2], [3, 4, 5], 9), r"shapes differ \(frequency \(2,\), recency \(3,\)\)"),
    "empty": (([], [], []), r"frequency is empty, expected one number per customer"),
    "words": ((["often"], [3], [9]), r"frequency is no array of numbers"),
    "ragged": (([[1], [1, 2]], [3], [9]), r"frequency is no array of numbers"),
}  # fmt: skip


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
@pytest.mark.parametrize(("seen", "said"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_impossible_histories(model: Model, seen: tuple[Any, Any, Any], said: str) -> None:
    """Every way of asking refuses them with the same sentence."""
    ways: list[Callable[[], Any]] = [
        lambda: type(model)().fit(*seen), lambda: model.p_alive(*seen),
        lambda: model.expected(9, *seen),
    ]  # fmt: skip
    for way in ways:
        with pytest.raises(InputError, match=said) as caught:
            way()
        sentence = str(caught.value)
        assert sentence.endswith(".")
        assert "\n" not in sentence


@pytest.mark.parametrize(
    ("horizon", "said"), [(-1, "horizon is -1"), (math.nan, "horizon is nan"), ([1, 2], "shapes")]
)
def test_impossible_horizons(horizon: Any, said: str) -> None:
    """A horizon is one number or one per customer, at least 0."""
    with pytest.raises(InputError, match=said):
        BG.expected(horizon, [1, 1, 1], [3, 3, 3], [9, 9, 9])


def test_impossible_worth() -> None:
    """A mean worth is positive wherever it is looked at."""
    for mean in (0.0, -3.0, math.nan, math.inf):
        with pytest.raises(InputError, match=r"monetary\[1\] is .*, expected a number above 0"):
            GammaGamma().fit([0, 2, 3], [math.nan, mean, 5.0])
    with pytest.raises(InputError, match="frequency is above 0 for 1 customers"):
        GammaGamma().fit([0, 2], [math.nan, 5.0])
    with pytest.raises(InputError, match="monetary is no array of numbers"):
        GammaGamma().fit([2, 2], ["much", "more"])


def test_parameters_are_all_there_and_positive() -> None:
    """A model is made with all of its parameters or with none."""
    with pytest.raises(InputError, match="is given no a and no b, expected all of r, alpha, a, b"):
        BetaGeometric(r=0.2, alpha=4.0)
    with pytest.raises(InputError, match=r"s is 0, expected more than 0"):
        ParetoNBD(r=0.2, alpha=4.0, s=0.0, beta=1.0)
    with pytest.raises(InputError, match="beta is nan"):
        ParetoNBD(r=0.2, alpha=4.0, s=1.0, beta=math.nan)
    with pytest.raises(InputError, match="GammaGamma has no parameters yet: fit it"):
        GammaGamma().expected(2, 5.0)
    with pytest.raises(InputError, match="ModifiedBetaGeometric has no parameters yet"):
        ModifiedBetaGeometric().p_alive(2, 3, 9)


def test_given_parameters_have_no_errors() -> None:
    """Of parameters that were not fitted no error is known, and no maximum is claimed."""
    assert all(map(math.isnan, BG.standard_errors_.values()))
    assert (BG.fit_, BG.converged_) == (None, False)
    assert repr(BG) == "BetaGeometric(r=0.243, alpha=4.414, a=0.793, b=2.426)"
    assert repr(GammaGamma()) == "GammaGamma()"


def test_shapes_are_kept() -> None:
    """Numbers give a number, arrays an array of their shape; what was passed is not changed."""
    assert isinstance(BG.p_alive(2, 30.43, 38.86), float)
    x = np.array([[1, 2], [0, 3]])
    last = np.where(x > 0, 5.0, 0.0)
    last.flags.writeable = x.flags.writeable = False
    assert BG.p_alive(x, last, 9.0).shape == (2, 2)
    assert BG.expected([[1, 2], [3, 4]], x, last, 9.0).shape == (2, 2)


def test_many_are_as_few() -> None:
    """More customers than are taken at a time get the figures of their kind."""
    x, last, age = (np.tile(values, 3000) for values in ([0, 2.0], [0, 30.43], [38.86, 38.86]))
    np.testing.assert_array_equal(np.ptp(BG.p_alive(x, last, age).reshape(-1, 2), axis=0), 0)
    assert BG.expected(39, x, last, age)[-1] == BG.expected(39, 2, 30.43, 38.86)


@pytest.mark.parametrize(
    "fit",
    [
        lambda: ParetoNBD().fit([2, 1], [3, 3], [9, 9]),
        lambda: GammaGamma().fit([2, 1], [3, 4]),
    ],
    ids=["repeats", "worth"],
)
def test_without_scipy_the_extra_is_named(
    fit: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fitting asks for the extra 'stats'; known parameters do without."""
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(MissingExtraError, match="needs the extra 'stats'"):
        fit()
    assert BG.expected(39, 2, 30.43, 38.86) > 0


@pytest.mark.needs("scipy")
def test_nobody_ever_came_back() -> None:
    """Without any repeat there is nothing to fit."""
    with pytest.raises(InputError, match="frequency is 0 for every customer"):
        ParetoNBD().fit([0, 0], [0, 0], [9, 8])


@pytest.mark.needs("scipy")
@pytest.mark.parametrize("kind", [BetaGeometric, ModifiedBetaGeometric, ParetoNBD])
def test_customers_all_alike(kind: type[Model]) -> None:
    """Data that do not bound a parameter are said not to, and no number is overflown."""
    model = kind().fit([3] * 50, [30] * 50, [40] * 50)
    assert not model.converged_
    assert model.fit_ is not None
    assert "ran to the edge" in model.fit_.note
    assert 0 <= model.p_alive(3, 30, 40) <= 1
    assert all(math.isfinite(value) for value in model.params_.values())


@pytest.mark.needs("scipy")
def test_a_fit_replaces_what_was_given() -> None:
    """`fit` returns the model itself, with the parameters of the data."""
    random = np.random.default_rng(3)
    model = GammaGamma(p=1.0, q=1.0, v=1.0)
    fitted = model.fit(random.integers(1, 9, 300), random.gamma(3, 9 / random.gamma(4, 1, 300)))
    assert fitted is model
    assert model.converged_
    assert model.params_["p"] != 1.0


@pytest.mark.needs("scipy")
def test_a_handful_of_customers() -> None:
    """From any few customers comes a model that answers, and that says where it is no maximum."""
    random = np.random.default_rng(9)
    for _ in range(15):
        age = random.uniform(0, 10.0 ** random.uniform(-2, 3), int(random.integers(2, 8)))
        x = 1.0 + random.poisson(3.0, len(age))
        last = age * random.random(len(age))
        for kind in (BetaGeometric, ModifiedBetaGeometric, ParetoNBD):
            model = kind().fit(x, last, age)
            assert model.fit_ is not None
            assert model.converged_ == (not model.fit_.note)
            assert np.isfinite(model.p_alive(x, last, age)).all()
            assert np.isfinite(model.expected(9.0, x, last, age)).all()
