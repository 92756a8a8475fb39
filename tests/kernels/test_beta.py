"""The incomplete beta function by exact sums, by symmetry and against the oracle."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.kernels.beta import incomplete_beta, log_gamma, probability_greater
from tests import oracle
from tests.logs import TWICE

SHAPES = st.floats(0.1, 2000.0)


def one(value: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return an array of one."""
    return np.array([value])


@TWICE
@given(x=st.floats(1e-3, 1e8))
def test_log_gamma(x: float) -> None:
    """It is the standard library's to a few units in the last place of its largest term."""
    scale = max(abs(math.lgamma(x)), x, 1.0)
    assert log_gamma(one(x))[0] == pytest.approx(math.lgamma(x), abs=2e-14 * scale)


@TWICE
@given(x=st.fractions(0, 1, max_denominator=64), a=st.integers(1, 30), b=st.integers(1, 30))
def test_whole_shapes_by_exact_binomial_sums(x: Fraction, a: int, b: int) -> None:
    """I_x(a, b) is the chance of at least a successes in a + b - 1 trials."""
    n = a + b - 1
    exact = sum(math.comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1))
    found = incomplete_beta(one(float(x)), one(float(a)), one(float(b)))[0]
    assert found == pytest.approx(float(exact), rel=1e-11, abs=1e-300)


@TWICE
@given(x=st.floats(0, 1), a=SHAPES, b=SHAPES)
def test_range_symmetry_and_oracle(x: float, a: float, b: float) -> None:
    """It stays in [0, 1], turns round, and agrees with the plain-Python oracle."""
    found = incomplete_beta(one(x), one(a), one(b))[0]
    turned = incomplete_beta(one(1.0 - x), one(b), one(a))[0]
    assert 0.0 <= found <= 1.0
    if 1.0 - (1.0 - x) == x:
        assert found + turned == pytest.approx(1.0, abs=1e-10)
    assert found == pytest.approx(oracle.regularised_incomplete_beta(x, a, b), abs=1e-10)


@TWICE
@given(shapes=st.lists(st.tuples(SHAPES, SHAPES, st.floats(0, 1)), min_size=1, max_size=48))
def test_neighbours_change_no_bit(shapes: list[tuple[float, float, float]]) -> None:
    """Each element converges by itself, few of them or many."""
    a, b, x = (np.array(column) for column in zip(*shapes, strict=True))
    together = incomplete_beta(x, a, b)
    alone = [incomplete_beta(one(z), one(p), one(q))[0] for p, q, z in shapes]
    assert together.tobytes() == np.array(alone).tobytes()


def test_equal_rates_are_a_toss() -> None:
    """Two Gamma variables of one distribution are each the larger half of the time."""
    shapes = np.array([0.3, 1.0, 7.5, 400.0])
    found = probability_greater(shapes, np.ones(4), shapes, np.ones(4))
    assert found == pytest.approx(np.full(4, 0.5), abs=1e-12)


def test_nothing_at_all() -> None:
    """No elements take no iterations."""
    none = np.zeros(0)
    assert incomplete_beta(none, none, none).shape == (0,)
