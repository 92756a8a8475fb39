"""Logistic regression with slopes of at least 0: against a general optimiser, and at its limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.kernels.logistic import fit_logistic, sigmoid
from tests.logs import A_FIFTH

SEEDS = st.integers(0, 2**32 - 1)


@pytest.mark.needs("scipy")
@A_FIFTH
@given(seed=SEEDS, rows=st.integers(0, 40), strength=st.sampled_from([0.1, 1.0, 8.0]))
def test_it_is_the_penalised_optimum(seed: int, rows: int, strength: float) -> None:
    """A general optimiser under the same bounds finds nothing better, for there is nothing."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    rng = np.random.default_rng(seed)
    x, came, stayed = (
        rng.normal(0, 2, (rows, 3)),
        rng.integers(0, 9, rows),
        rng.integers(0, 9, rows),
    )
    centre = np.append(rng.normal(), rng.exponential(0.5, 3))
    offset = rng.normal(size=rows)
    design = np.column_stack([np.ones(rows), x])

    def loss(b: np.ndarray) -> float:
        odds = offset + design @ b
        fit = (came * np.logaddexp(0, -odds) + stayed * np.logaddexp(0, odds)).sum()
        return float(fit + 0.5 * strength * ((b - centre) ** 2).sum())

    def slope(b: np.ndarray) -> np.ndarray:
        missed = (came + stayed) * sigmoid(offset + design @ b) - came
        return np.asarray(design.T @ missed + strength * (b - centre))

    found = fit_logistic(
        x, came.astype(float), stayed.astype(float), centre, strength, offset=offset
    )
    bounds = [(None, None), (0, None), (0, None), (0, None)]
    bound = np.array([-np.inf, 0.0, 0.0, 0.0])
    best = minimize(loss, centre, jac=slope, bounds=bounds, method="L-BFGS-B", tol=1e-14)
    assert (found[1:] >= 0).all()
    assert loss(found) <= best.fun + 1e-7 * (1 + abs(best.fun))
    # At the optimum the slope is 0, or holds a coefficient at its bound; as near to it as a loss
    # of up to some hundreds can tell in doubles, which is its root.
    rest = slope(found)
    assert np.abs(np.where((found <= 0) & (bound == 0), np.minimum(rest, 0), rest)).max() < 1e-5


def test_without_rows_it_is_the_centre() -> None:
    """What nobody contradicts stays, to the bit."""
    centre = np.array([-0.8, 0.7, 0.4])
    none = np.empty(0)
    assert fit_logistic(np.empty((0, 2)), none, none, centre, 8.0).tolist() == centre.tolist()


def test_rows_and_counts_are_the_same() -> None:
    """A row that came out twice counts as two rows."""
    x, came = np.array([[1.0], [1.0], [3.0]]), np.array([1.0, 1.0, 0.0])
    twice = fit_logistic(x, came, 1.0 - came, np.zeros(2), 1.0)
    counted = fit_logistic(x[1:], np.array([2.0, 0.0]), np.array([0.0, 1.0]), np.zeros(2), 1.0)
    assert twice == pytest.approx(counted, abs=1e-12)


def test_what_generated_the_data_is_found_again() -> None:
    """With much data the coefficients are those that drew it."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(50_000, 2))
    came = (rng.random(50_000) < sigmoid(-1.0 + x @ np.array([0.9, 0.2]))).astype(float)
    found = fit_logistic(x, came, 1.0 - came, np.zeros(3), 8.0)
    assert found == pytest.approx([-1.0, 0.9, 0.2], abs=0.05)


@A_FIFTH
@given(seed=SEEDS)
def test_perfect_separation_ends(seed: int) -> None:
    """Where one figure decides everything the penalty keeps the slope finite."""
    x = np.sort(np.random.default_rng(seed).normal(size=(60, 1)), axis=0)
    came = (np.arange(60) >= 30).astype(float)
    found = fit_logistic(x * 1e3, came, 1.0 - came, np.zeros(2), 0.1)
    assert np.isfinite(found).all()
    assert found[1] > 0
