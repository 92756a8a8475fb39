"""Figures against every pair and every row, in loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.arrays import Bools, Floats
from relationship_health.validation.figures import (
    auc,
    calibration,
    calibration_error,
    gains,
    log_losses,
    roc,
    squared_errors,
)
from relationship_health.validation.ranking import GROUPS, Ranking
from tests.oracle import figures as oracle

SCORES = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(-1e6, 1e6))
ROWS = st.lists(st.tuples(SCORES, st.booleans(), st.integers(0, 4)), min_size=1, max_size=40)
CHANCES = st.lists(
    st.tuples(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.1, 0.3, 1.0])), st.booleans()),
    min_size=1, max_size=40,
)  # fmt: skip


def columns(rows: list[tuple[float, bool]]) -> tuple[Floats, Bools]:
    """Return rows as two columns."""
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows], dtype=np.bool_)


def same(found: float, expected: float) -> bool:
    """Whether two figures agree, unknown ones included."""
    return math.isclose(found, expected, abs_tol=1e-9) or (
        math.isnan(found) and math.isnan(expected)
    )


@given(ROWS)
def test_auc_is_the_share_of_pairs(rows: list[tuple[float, bool, int]]) -> None:
    """AUC agrees with all pairs looked at one by one, plain and weighted."""
    score, outcome = columns([row[:2] for row in rows])
    assert same(auc(score, outcome), oracle.auc(score.tolist(), outcome.tolist()))
    weight = np.array([float(row[2]) for row in rows])
    found, lift = Ranking.of(score, outcome).figures(weight[:, None])
    listed = score.tolist(), outcome.tolist()
    assert same(found[0], oracle.auc(*listed, weight.tolist()))
    if weight.sum():
        assert same(lift[0], oracle.lift(*listed, weight=weight.tolist()))


@given(ROWS)
def test_a_weight_is_a_repetition(rows: list[tuple[float, bool, int]]) -> None:
    """A row that weighs three counts as if it were there three times."""
    score, outcome = columns([row[:2] for row in rows])
    times = np.array([row[2] for row in rows])
    weighed = Ranking.of(score, outcome).figures(times[:, None].astype(np.float32))
    repeated = np.repeat(score, times), np.repeat(outcome, times)
    if times.sum():
        plain = Ranking.of(*repeated).figures(np.ones((int(times.sum()), 1)))
        for one, other in zip(weighed, plain, strict=True):
            assert one[0] == pytest.approx(other[0], abs=1e-5, nan_ok=True)


@given(ROWS)
def test_auc_knows_ranks_only(rows: list[tuple[float, bool, int]]) -> None:
    """Ranks turned round give the complement, and any rising function the same bits."""
    score, outcome = columns([row[:2] for row in rows])
    area = auc(score, outcome)
    assert same(auc(-score, outcome), 1.0 - area)
    ranks = np.searchsorted(np.unique(score), score).astype(np.float64)
    assert np.array_equal(auc(ranks, outcome), area, equal_nan=True)


@given(ROWS)
def test_the_area_under_the_curve_is_auc(rows: list[tuple[float, bool, int]]) -> None:
    """The curve runs from corner to corner, never falls, and AUC is the area under it."""
    score, outcome = columns([row[:2] for row in rows])
    if outcome.all() or not outcome.any():
        return
    x, y = roc(score, outcome)
    assert (x[0], y[0], x[-1], y[-1]) == (0.0, 0.0, 1.0, 1.0)
    assert (np.diff(x) >= 0).all()
    assert (np.diff(y) >= 0).all()
    assert np.trapezoid(y, x) == pytest.approx(auc(score, outcome))
    taken, lift = gains(score, outcome)
    assert (taken[-1], lift[-1]) == (1.0, pytest.approx(1.0))


@given(CHANCES)
def test_losses_and_calibration(rows: list[tuple[float, bool]]) -> None:
    """Brier score, log loss and calibration error agree with loops over rows and bins."""
    chance, outcome = columns(rows)
    listed = chance.tolist(), outcome.tolist()
    assert same(float(squared_errors(chance, outcome).mean()), oracle.brier(*listed))
    assert same(float(log_losses(chance, outcome).mean()), oracle.log_loss(*listed))
    error = calibration_error(chance, outcome)
    assert same(error, oracle.calibration_error(*listed))
    bins = calibration(chance, outcome)
    filled = bins.rows > 0
    off = np.abs(bins.said - bins.happened)[filled] @ bins.rows[filled] / len(chance)
    assert same(float(off), error)
    assert 0.0 <= error <= 1.0


def test_coarse_groups_hardly_move_a_difference() -> None:
    """Between resamples a ranking in groups moves as the exact one does, to 1e-4."""
    random = np.random.default_rng(5)
    outcome = random.random(5_000) < 0.3
    ranking = Ranking.of(random.normal(size=5_000) + outcome, outcome)
    coarse = ranking.coarse()
    assert len(coarse.starts) <= GROUPS < len(ranking.starts)
    once, weights = np.ones((5_000, 1)), random.poisson(1.0, (5_000, 20)).astype(np.float32)
    moved = [part.figures(weights)[0] - part.figures(once)[0] for part in (ranking, coarse)]
    assert np.abs(moved[0] - moved[1]).max() < 1e-4
    tied = Ranking.of(np.repeat([1.0, 2.0], 2_500), outcome)
    assert len(tied.coarse().starts) == 2
