"""Grouped reductions against plain loops, empty groups everywhere."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.kernels.segments import Groups, Runs
from tests.logs import TWICE

FLOATS = st.floats(-1e6, 1e6, allow_nan=False)


@st.composite
def grouped(draw: st.DrawFn) -> list[list[float]]:
    """Draw groups of numbers, many of them empty, the last ones too."""
    return draw(st.lists(st.lists(FLOATS, max_size=4), max_size=8))


def laid_out(
    lists: list[list[float]],
) -> tuple[Groups, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Lay groups end to end."""
    indptr = np.cumsum([0, *map(len, lists)])
    return Groups(indptr), np.array([x for part in lists for x in part], dtype=np.float64)


def same(found: object, expected: list[float]) -> bool:
    """Compare with NaN equal to NaN."""
    return bool(
        np.array_equal(
            np.asarray(found, dtype=float), np.array(expected, dtype=float), equal_nan=True
        )
    )


@TWICE
@given(lists=grouped())
def test_reductions_equal_loops(lists: list[list[float]]) -> None:
    """Every helper answers each group by its own rows, an empty one by the stated value."""
    groups, values = laid_out(lists)
    assert len(groups) == len(lists)
    assert same(groups.counts, [len(part) for part in lists])
    assert same(groups.min(values), [min(part, default=math.nan) for part in lists])
    assert same(groups.max(values), [max(part, default=math.nan) for part in lists])
    assert same(groups.first(values), [part[0] if part else math.nan for part in lists])
    assert same(groups.last(values), [part[-1] if part else math.nan for part in lists])
    assert same(groups.count(values > 0), [sum(x > 0 for x in part) for part in lists])
    assert groups.sum(values) == pytest.approx([math.fsum(part) for part in lists], abs=1e-6)
    assert same(
        groups.spread(np.arange(len(lists))), [i for i, part in enumerate(lists) for _ in part]
    )


@TWICE
@given(lists=grouped(), q=st.floats(0, 1))
def test_quantile_equals_numpy(lists: list[list[float]], q: float) -> None:
    """The quantile of each group is numpy's linear one."""
    groups, values = laid_out(lists)
    expected = [float(np.quantile(part, q)) if part else math.nan for part in lists]
    assert groups.quantile(values, q) == pytest.approx(expected, nan_ok=True, abs=1e-6)


@TWICE
@given(lists=grouped(), before=grouped())
def test_a_group_gives_the_same_bits_at_any_offset(
    lists: list[list[float]], before: list[list[float]]
) -> None:
    """Sums do not depend on which groups lie before."""
    alone, values = laid_out(lists)
    moved, all_values = laid_out(before + lists)
    assert moved.sum(all_values)[len(before) :].tobytes() == alone.sum(values).tobytes()


def test_integers_sum_to_integers() -> None:
    """Counts and times never pass through floats."""
    large = np.array([2**62, 1, 5], dtype=np.int64)
    total = Groups(np.array([0, 2, 2, 3])).sum(large)
    assert total.dtype == np.int64
    assert total.tolist() == [2**62 + 1, 0, 5]


def test_no_groups_at_all() -> None:
    """A block without relationships is no special case."""
    groups = Groups(np.array([0]))
    assert len(groups) == 0
    assert groups.sum(np.zeros(0)).shape == (0,)
    assert groups.max(np.zeros(0)).shape == (0,)
    assert groups.quantile(np.zeros(0), 0.5).shape == (0,)


@TWICE
@given(lists=st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=4), max_size=8))
def test_runs_equal_loops(lists: list[list[int]]) -> None:
    """Runs answer by their own rows, whether or not any has several."""
    values = np.array([x for part in lists for x in part], dtype=np.int64)
    starts = np.cumsum([0, *map(len, lists)])[:-1]
    runs = Runs(starts, len(values))
    assert runs.sizes.tolist() == [len(part) for part in lists]
    assert values[runs.last].tolist() == [part[-1] for part in lists]
    assert runs.reduce(np.add, values).tolist() == [sum(part) for part in lists]
    assert runs.reduce(np.minimum, values).tolist() == [min(part) for part in lists]
    assert runs.spread(np.arange(len(lists))).tolist() == [
        place for place, part in enumerate(lists) for _ in part
    ]


def test_what_runs_answer_is_no_view_of_the_rows() -> None:
    """Where every run is one row, the answer can still be written to."""
    values = np.array([3, 5])
    Runs(np.array([0, 1]), 2).reduce(np.maximum, values)[0] = 9
    assert values.tolist() == [3, 5]
