"""The package lifetimes: an implementation by other hands."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from relationship_health.lifetime import (
    BetaGeometric,
    GammaGamma,
    ModifiedBetaGeometric,
    ParetoNBD,
)
from tests.lifetime._stories import Model, beta_geometric, gamma_gamma, pareto

# It is no longer maintained, and warns of much.
pytestmark = [
    pytest.mark.needs("lifetimes", "scipy"), pytest.mark.filterwarnings("ignore"),
]  # fmt: skip

BETA = {"r": 0.8, "alpha": 4.0, "a": 1.2, "b": 3.0}
PARETO = {"r": 0.8, "alpha": 4.0, "s": 0.9, "beta": 15.0}
KINDS: list[tuple[type[Model], str, Any]] = [
    (BetaGeometric, "BetaGeoFitter",
     lambda r: beta_geometric(r, 1500, BETA, at_first=False)),
    (ModifiedBetaGeometric, "ModifiedBetaGeoFitter",
     lambda r: beta_geometric(r, 1500, BETA, at_first=True)),
    (ParetoNBD, "ParetoNBDFitter", lambda r: pareto(r, 1500, PARETO)),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "story"), KINDS, ids=["bg", "mbg", "pareto"])
def test_fits_and_forecasts(kind: type[Model], name: str, story: Any) -> None:
    """Estimates agree to its tolerance; under its estimates so do P(alive) and expectations."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = getattr(import_module("lifetimes"), name)()
        (x, last, age), _ = story(np.random.default_rng(30))
        other.fit(x, last, age)
    found = kind().fit(x, last, age)
    theirs = {key: float(value) for key, value in other.params_.items()}
    assert found.params_ == pytest.approx(theirs, rel=5e-3)
    same = kind(**theirs)
    few = x < 30  # beyond, its hypergeometric functions lose digits
    seen = x[few], last[few], age[few]
    np.testing.assert_allclose(
        same.p_alive(*seen), other.conditional_probability_alive(*seen), rtol=1e-6
    )
    theirs_ahead = other.conditional_expected_number_of_purchases_up_to_time(26, *seen)
    np.testing.assert_allclose(same.expected(26, *seen), theirs_ahead, rtol=1e-5)


def test_worth() -> None:
    """So do the estimates of spending, and the worth to expect."""
    x, mean = gamma_gamma(np.random.default_rng(31), 1500, {"p": 5.0, "q": 4.0, "v": 30.0})
    other = import_module("lifetimes").GammaGammaFitter()
    pandas = import_module("pandas")
    other.fit(pandas.Series(x), pandas.Series(mean))
    theirs = {key: float(value) for key, value in other.params_.items()}
    assert GammaGamma().fit(x, mean).params_ == pytest.approx(theirs, rel=5e-3)
    ours = GammaGamma(**theirs).expected(x, mean)
    expected = other.conditional_expected_average_profit(pandas.Series(x), pandas.Series(mean))
    np.testing.assert_allclose(ours, expected, rtol=1e-12)
