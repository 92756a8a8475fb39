"""Parameters found again, and forecasts come true, on data lived through by each model's story."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from relationship_health.lifetime import (
    BetaGeometric,
    GammaGamma,
    ModifiedBetaGeometric,
    ParetoNBD,
)
from tests.lifetime._stories import History, Model, beta_geometric, gamma_gamma, pareto

pytestmark = pytest.mark.needs("scipy")

BETA = {"r": 0.8, "alpha": 4.0, "a": 1.0, "b": 3.0}
PARETO = {"r": 0.8, "alpha": 4.0, "s": 0.9, "beta": 15.0}
CUSTOMERS = 4000

Story = Callable[[np.random.Generator], tuple[History, list[list[float]]]]
STORIES: list[tuple[type[Model], dict[str, float], Story]] = [
    (BetaGeometric, BETA, lambda r: beta_geometric(r, CUSTOMERS, BETA, at_first=False)),
    (ModifiedBetaGeometric, BETA, lambda r: beta_geometric(r, CUSTOMERS, BETA, at_first=True)),
    (ParetoNBD, PARETO, lambda r: pareto(r, CUSTOMERS, PARETO)),
]


@pytest.mark.parametrize(("kind", "params", "story"), STORIES, ids=["bg", "mbg", "pareto"])
def test_found_again(kind: type[Model], params: dict[str, float], story: Story) -> None:
    """Every parameter lies within three standard errors of its truth, and the errors are small."""
    seen, _ = story(np.random.default_rng(20))
    model = kind().fit(*seen)
    assert model.converged_
    for name, truth in params.items():
        error = model.standard_errors_[name]
        assert abs(model.params_[name] - truth) < 3.0 * error
        assert error < 0.4 * truth


@pytest.mark.parametrize(("kind", "params", "story"), STORIES, ids=["bg", "mbg", "pareto"])
def test_forecasts_come_true(kind: type[Model], params: dict[str, float], story: Story) -> None:
    """Over bands of P(alive), the transactions of a second span are those that were expected."""
    (x, last, age), times = story(np.random.default_rng(21))
    model = kind(**params)
    alive, expected = model.p_alive(x, last, age), model.expected(age, x, last, age)
    came = np.array([len(t) for t in times]) - x
    for band in np.array_split(np.argsort(alive, kind="stable"), 4):
        spread = np.sqrt(np.sum((came[band] - expected[band]) ** 2))
        assert abs(came[band].sum() - expected[band].sum()) < 3.5 * spread + 1.0


def test_spending_found_again() -> None:
    """So are the parameters of what purchases are worth."""
    params = {"p": 5.0, "q": 4.0, "v": 30.0}
    model = GammaGamma().fit(*gamma_gamma(np.random.default_rng(22), CUSTOMERS, params))
    assert model.converged_
    for name, truth in params.items():
        assert abs(model.params_[name] - truth) < 3.0 * model.standard_errors_[name]


def test_standard_errors_are_those_of_repetition() -> None:
    """Over forty samples, estimates scatter as their standard errors say."""
    runs = [
        BetaGeometric().fit(*beta_geometric(random, 1000, BETA, at_first=False)[0])
        for random in np.random.default_rng(23).spawn(40)
    ]
    for name in BETA:
        logs = [np.log(run.params_[name]) for run in runs]
        said = np.median([run.standard_errors_[name] / run.params_[name] for run in runs])
        assert np.std(logs) == pytest.approx(said, rel=0.4)


@pytest.mark.parametrize(("kind", "params", "story"), STORIES, ids=["bg", "mbg", "pareto"])
def test_units_and_order_do_not_matter(
    kind: type[Model], params: dict[str, float], story: Story
) -> None:
    """In days instead of weeks, and in another order, the same model comes out."""
    del params
    x, last, age = (values[:1000] for values in story(np.random.default_rng(24))[0])
    weeks = kind().fit(x, last, age)
    turned = kind().fit(x[::-1], last[::-1], age[::-1])
    assert turned.params_ == weeks.params_
    days = kind().fit(x, 7 * last, 7 * age)
    for name, value in weeks.params_.items():
        factor = 7.0 if name in {"alpha", "beta"} else 1.0
        assert days.params_[name] == pytest.approx(factor * value, rel=1e-5)
