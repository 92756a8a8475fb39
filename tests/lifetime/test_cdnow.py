"""The published estimates for CDNOW, found again from its data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.lifetime import (
    BetaGeometric,
    GammaGamma,
    LifetimeSummary,
    ModifiedBetaGeometric,
    ParetoNBD,
)
from relationship_health.lifetime.histories import Histories
from tests.lifetime._stories import History, Model

pytestmark = pytest.mark.needs("scipy")

# Model, published estimates and log-likelihood; standard errors as the package lifetimes 0.11.3
# has them, which gives none for Pareto/NBD.
PUBLISHED: list[tuple[type[Model], dict[str, float], float, tuple[float, ...] | None]] = [
    (BetaGeometric, {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, -9582.4,
     (0.012557, 0.378221, 0.185719, 0.705345)),
    (ModifiedBetaGeometric, {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}, -9582.1,
     (0.083264, 0.695597, 0.154785, 0.537472)),
    (ParetoNBD, {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}, -9595.0, None),
]  # fmt: skip


@pytest.fixture(scope="module")
def published(shared_data: Path) -> History:
    """Give the calibration summary of 2,357 customers, in weeks."""
    table = np.genfromtxt(
        shared_data / "cdnow" / "cdnow_customers_summary.csv", delimiter=",", names=True
    )
    return table["frequency"], table["recency"], table["T"]


@pytest.fixture(scope="module")
def counted(shared_data: Path) -> LifetimeSummary:
    """Sum up the purchases themselves, to the end of the calibration."""
    text = (shared_data / "cdnow" / "CDNOW_sample.txt").read_text("utf-8")
    rows = [line.split() for line in text.splitlines()]
    log = {
        "customer": [row[1] for row in rows], "shop": ["shop"] * len(rows),
        "date": [row[2] for row in rows], "value": [float(row[4]) for row in rows],
    }  # fmt: skip
    portfolio = rh.Portfolio.from_frame(
        log, sender="customer", recipient="shop", time="date", time_format="%Y%m%d",
        our_side={"shop"},
    )  # fmt: skip
    return rh.lifetime.summary(portfolio, as_of="1997-09-30")


@pytest.mark.parametrize(("kind", "params", "likelihood", "errors"), PUBLISHED, ids=str)
def test_estimates(
    published: History,
    kind: type[Model],
    params: dict[str, float],
    likelihood: float,
    errors: tuple[float, ...] | None,
) -> None:
    """Estimates, likelihood and standard errors are the published ones."""
    model = kind().fit(*published)
    # Pareto/NBD's beta is a thousandth off; below, its likelihood is shown to be the higher one.
    assert model.params_ == pytest.approx(params, abs=1.2e-3 if kind is ParetoNBD else 5.01e-4)
    assert model.converged_
    assert model.fit_ is not None
    assert model.fit_.log_likelihood == pytest.approx(likelihood, abs=0.05)
    if errors:
        assert list(model.standard_errors_.values()) == pytest.approx(errors, rel=1e-4)


def test_the_manifest_of_the_data_is_met(published: History) -> None:
    """BG/NBD gives the four digits that come with the data."""
    found = BetaGeometric().fit(*published).params_
    expected = {"r": 0.2426, "alpha": 4.4135, "a": 0.7929, "b": 2.4258}
    assert found == pytest.approx(expected, abs=5.01e-5)


def test_counting(published: History, counted: LifetimeSummary) -> None:
    """From the purchases, `summary` makes the published summary, to its rounding."""
    for ours, theirs in zip(counted.arrays, published, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=5.01e-3)


def test_spending(counted: LifetimeSummary) -> None:
    """Gamma-Gamma gives Fader and Hardie's p 6.25, q 3.74, v 15.44 for 946 customers."""
    model = GammaGamma().fit(counted.frequency, counted.monetary)
    assert model.params_ == pytest.approx({"p": 6.25, "q": 3.74, "v": 15.44}, abs=5.01e-3)
    assert model.fit_ is not None
    assert (model.fit_.customers, model.converged_) == (946, True)


def test_the_estimate_is_the_higher_one(published: History) -> None:
    """The published Pareto/NBD estimates are a little less likely than the ones found here."""
    found = ParetoNBD().fit(*published)
    rows = Histories.of(*published)
    ours, theirs = (
        float(found._log_likelihood(rows, *params)[0].sum())  # noqa: SLF001  the exact one
        for params in (found.params_.values(), (0.553283, 10.577827, 0.606234, 11.668913))
    )
    assert 0 < ours - theirs < 1e-5


def test_what_comes_true(published: History, shared_data: Path) -> None:
    """Of the 1,882 repeats of the next 39 weeks, five sixths are foretold, and not more."""
    text = (shared_data / "cdnow" / "CDNOW_sample.txt").read_text("utf-8")
    days = {tuple(line.split()[1:3]) for line in text.splitlines()}
    truth = sum(day > "19970930" for _, day in days)
    assert truth == 1882
    for kind in (BetaGeometric, ModifiedBetaGeometric, ParetoNBD):
        foretold = float(kind().fit(*published).expected(39, *published).sum())
        assert 0.83 < foretold / truth < 0.9
