"""Ranks and their correlations, against counting by hand and against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.kernels.ranks import (
    average_ranks,
    effective_number,
    rank_correlation,
    rank_correlations,
)
from tests.logs import A_FIFTH, TWICE

VALUES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0, -3.0, 1e300]), min_size=1, max_size=30)


@TWICE
@given(VALUES)
def test_a_rank_counts_what_lies_below(values: list[float]) -> None:
    """The rank of a value is what lies below it, half of its equals, and a half."""
    expected = [
        sum(other < one for other in values) + (sum(other == one for other in values) + 1) / 2
        for one in values
    ]
    assert average_ranks(np.array(values)).tolist() == expected


@pytest.mark.needs("scipy")
@A_FIFTH
@given(VALUES, st.randoms(use_true_random=False))
def test_correlations_are_those_of_scipy(values: list[float], random: object) -> None:
    """Spearman's rho is scipy's, and unknown where that is."""
    from scipy import stats  # type: ignore[import-untyped]

    other = list(values)
    random.shuffle(other)  # type: ignore[attr-defined]
    found = rank_correlation(np.array(values), np.array(other))
    if len(set(values)) < 2:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(stats.spearmanr(values, other).statistic, abs=1e-12)


def test_correlations_take_the_rows_that_both_know() -> None:
    """Each pair is judged on its own rows, and not at all where they are too few."""
    values = np.random.default_rng(2).random((60, 3))
    values[:30, 0] = np.nan
    values[25:, 1] = np.nan
    found = rank_correlations(values, 20)
    assert np.isnan(found[0, 1])
    assert found[1, 2] == rank_correlation(values[:25, 1], values[:25, 2])
    assert found[0, 2] == found[2, 0] == rank_correlation(values[30:, 0], values[30:, 2])
    np.testing.assert_allclose(np.diag(found), 1.0)


def test_columns_that_say_the_same_count_as_one() -> None:
    """Copies and mirror images add nothing; what is never known does not count."""
    one = np.random.default_rng(3).random(400)
    other = np.random.default_rng(4).random(400)
    values = np.column_stack([one, one, -one, other, np.full(400, np.nan), np.ones(400)])
    assert effective_number(rank_correlations(values[:, [0, 3]])) == pytest.approx(2.0, abs=0.02)
    # Three of four are one: (3 + 1)^2 / (3^2 + 1^2).
    assert effective_number(rank_correlations(values)) == pytest.approx(1.6, abs=0.02)
    assert np.isnan(effective_number(np.full((2, 2), np.nan)))
