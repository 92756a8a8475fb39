"""The plain logistic regression, against scikit-learn's and against its own equations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.validation.logistic import fit_logistic


@pytest.mark.needs("sklearn")
@pytest.mark.parametrize("penalty", [0.01, 1.0, 50.0])
def test_it_is_the_regression_of_scikit_learn(penalty: float) -> None:
    """Probabilities agree to 1e-5 on standardised features."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    random = np.random.default_rng(1)
    x = random.normal(size=(400, 4)) * [1.0, 10.0, 0.1, 1.0] + [0.0, 5.0, 0.0, -3.0]
    y = random.random(400) < 1.0 / (1.0 + np.exp(-x[:, 0] - 0.3 * (x[:, 1] - 5.0)))
    scaled = StandardScaler().fit_transform(x)
    theirs = LogisticRegression(C=1.0 / penalty, tol=1e-10, max_iter=10_000).fit(scaled, y)
    ours = fit_logistic(x, y, penalty).chance(x)
    assert ours == pytest.approx(theirs.predict_proba(scaled)[:, 1], abs=1e-5)


@given(st.integers(0, 10_000), st.integers(2, 60), st.floats(0.01, 10.0))
def test_the_slope_is_nothing_at_the_fit(seed: int, rows: int, penalty: float) -> None:
    """At the fit no weight can be moved to advantage, and the mean chance is the share."""
    random = np.random.default_rng(seed)
    x, y = random.normal(size=(rows, 2)), random.random(rows) < 0.5
    if y.all() or not y.any():
        return
    model = fit_logistic(x, y, penalty)
    p = model.chance(x)
    slope = ((x - model.centre) / model.scale).T @ (p - y) + penalty * model.weights
    assert np.abs(slope).max() < 1e-5
    assert p.mean() == pytest.approx(y.mean(), abs=1e-6)


def test_what_cannot_be_fitted_stays_finite() -> None:
    """Outcomes of one kind, a constant feature, and a feature that tells all give chances."""
    x = np.column_stack([np.arange(20.0), np.ones(20)])
    for y in (np.zeros(20, np.bool_), np.ones(20, np.bool_), np.arange(20) >= 10):
        chance = fit_logistic(x, y).chance(x)
        assert np.isfinite(chance).all()
        assert ((chance > 0) & (chance < 1)).all()
        assert abs(chance.mean() - y.mean()) < 0.05
