"""The bounded logistic regression, held against other people's optimisers and its own optimum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.arrays import Bools, Floats
from relationship_health.kernels.bounded_logistic import fit_bounded_logistic
from relationship_health.kernels.logistic import sigmoid
from tests.logs import A_FIFTH


def problem(seed: int) -> tuple[Floats, Floats, Floats]:
    """Make rows, classes and weights in which some features speak for the other class."""
    random = np.random.default_rng(seed)
    x = random.random((300, 5))
    truth = np.array([3.0, 1.0, 0.0, -1.0, -3.0])
    y = (random.random(300) < sigmoid((x - 0.5) @ truth)).astype(np.float64)
    return x, y, random.integers(0, 4, 300).astype(np.float64)


def gradient(x: Floats, y: Floats, weights: Floats, found: Any, penalty: float) -> Floats:
    """Return the slope of the loss, written out row by row."""
    w, b, _ = found
    slope = [penalty * c for c in w] + [0.0]
    for row, label, weight in zip(x.tolist(), y.tolist(), weights.tolist(), strict=True):
        z = b + sum(a * c for a, c in zip(row, w.tolist(), strict=True))
        wrong = weight * (1.0 / (1.0 + np.exp(-z)) - label)
        for i, a in enumerate([*row, 1.0]):
            slope[i] += wrong * a
    return np.array(slope)


@A_FIFTH
@given(
    seed=st.integers(0, 10_000), penalty=st.sampled_from([0.01, 1.0, 100.0]),
    bounds=st.lists(st.booleans(), min_size=5, max_size=5),
)  # fmt: skip
def test_nothing_is_left_to_gain(seed: int, penalty: float, bounds: list[bool]) -> None:
    """At the optimum no free coefficient has a slope, and no bounded one wants to go up from 0."""
    x, y, weights = problem(seed)
    bounded: Bools = np.array(bounds)
    found = fit_bounded_logistic(x, y, weights, penalty=penalty, bounded=bounded)
    slope = gradient(x, y, weights, found, penalty)
    at_bound = np.append(bounded & (found[0] == 0.0), False)
    assert (found[0][bounded] >= 0.0).all()
    assert np.abs(slope[~at_bound]).max() < 1e-5
    assert (slope[at_bound] > -1e-5).all()


@pytest.mark.needs("sklearn")
def test_without_bounds_it_is_the_logistic_of_scikit_learn() -> None:
    """Coefficients without bounds are those of scikit-learn's logistic regression."""
    from sklearn.linear_model import LogisticRegression

    x, y, weights = problem(3)
    theirs = LogisticRegression(C=0.5, tol=1e-10, max_iter=10_000).fit(x, y, weights)
    ours, at, _ = fit_bounded_logistic(
        x, y, weights, penalty=2.0, bounded=np.zeros(5, dtype=np.bool_)
    )
    np.testing.assert_allclose(ours, theirs.coef_[0], atol=1e-4)
    assert at == pytest.approx(theirs.intercept_[0], abs=1e-4)


@pytest.mark.needs("scipy")
def test_with_bounds_it_is_the_optimum_of_scipy() -> None:
    """A general optimiser with the same bounds finds the same coefficients."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    x, y, weights = problem(4)

    def loss(at: Floats) -> float:
        z = x @ at[:-1] + at[-1]
        return float(weights @ (np.logaddexp(0.0, z) - y * z) + 0.5 * at[:-1] @ at[:-1])

    theirs = minimize(
        loss, np.zeros(6), method="L-BFGS-B", bounds=[(0.0, None)] * 5 + [(None, None)],
        options={"ftol": 1e-14, "gtol": 1e-9},
    ).x  # fmt: skip
    ours, at, steps = fit_bounded_logistic(
        x, y, weights, penalty=1.0, bounded=np.ones(5, dtype=np.bool_)
    )
    np.testing.assert_allclose([*ours, at], theirs, atol=1e-3)
    assert (ours[-1], steps < 20) == (0.0, True)


def test_classes_that_do_not_overlap_end() -> None:
    """Without a penalty and with classes apart, the steps end and every number is finite."""
    x, y = np.array([[0.0], [1.0]]), np.array([0.0, 1.0])
    w, b, _ = fit_bounded_logistic(x, y, np.ones(2), penalty=0.0, bounded=np.array([True]))
    assert np.isfinite([*w, b]).all()
    assert sigmoid(x[:, 0] * w[0] + b).round() == pytest.approx(y)
