"""Rows are sorted by relationship and time, ties by value: where they stood plays no part."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis.extra.numpy import arrays

from relationship_health.columns.grouping import coarsest, settle_ties, stable_order
from tests.columns._logs import START_US, portfolio

LOWEST, HIGHEST = -(2**63), 2**63 - 1
RANGES = [
    (0, 1), (-3, 3), (0, 2**20), (-(2**40), 2**40), (0, 2**39), (0, 2**39 + 1),
    (LOWEST, -(2**62)), (LOWEST, HIGHEST), (HIGHEST - 2, HIGHEST),
]  # fmt: skip


@st.composite
def keys(draw: st.DrawFn) -> list[Any]:
    """Draw up to three keys of one length, each of a range of its own."""
    rows = draw(st.integers(1, 40))
    ranges = draw(st.lists(st.sampled_from(RANGES), min_size=1, max_size=3))
    return [draw(arrays(np.int64, rows, elements=st.integers(*span))) for span in ranges]


@given(keys())
def test_the_order_is_that_of_lexsort(found: list[Any]) -> None:
    """Packed sorting gives numpy's stable order, for keys of any width and sign."""
    order = stable_order(found)
    assert order.dtype == np.int64
    assert order.tolist() == np.lexsort(found[::-1]).tolist()


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 255, 256, 257, 70_000])
@pytest.mark.parametrize("span", RANGES, ids=str)
def test_any_number_of_rows(rows: int, span: tuple[int, int]) -> None:
    """The order holds where one row more takes another bit, and the keys are left alone."""
    random = np.random.default_rng(rows)
    wide = random.integers(span[0], span[1], rows, endpoint=True)
    narrow = random.integers(0, 3, rows)
    before = wide.copy()
    assert np.array_equal(stable_order([narrow, wide]), np.lexsort([wide, narrow]))
    assert np.array_equal(stable_order([wide, narrow]), np.lexsort([narrow, wide]))
    assert np.array_equal(wide, before)


def test_sorted_and_constant_keys() -> None:
    """Keys that are sorted already, or all one, keep the rows where they are."""
    ascending, same = np.arange(1000), np.zeros(1000, dtype=np.int64)
    for found in ([ascending], [same], [same, ascending], [ascending, same], [same, same]):
        assert stable_order(found).tolist() == list(range(1000))
    assert stable_order([same, ascending[::-1]]).tolist() == list(range(999, -1, -1))


@given(
    st.sampled_from([1, 1_000, 1_000_000]),
    st.lists(st.integers(-(10**9), 10**9), max_size=20),
    st.integers(0, 1),
)
@example(1_000_000, [5] * 2000, 1)
def test_coarser_times_have_the_same_order(unit: int, numbers: list[int], rest: int) -> None:
    """Dividing times by what they are multiples of keeps their order and their ties."""
    time = np.array(numbers, dtype=np.int64) * unit
    if len(time):
        time[-1] += rest
    coarse = coarsest(time)
    assert np.array_equal(np.sign(np.diff(coarse)), np.sign(np.diff(time)))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)), max_size=12))
def test_ties_follow_their_values(rows: list[tuple[int, int, int]]) -> None:
    """Rows that tie are put in the order of the further columns, the others left where they are."""
    key, *values = (np.array([row[i] for row in rows], dtype=np.int64) for i in range(3))
    order = np.argsort(key, kind="stable")
    tied = np.zeros(len(rows), dtype=np.bool_)
    tied[1:] = key[order][1:] == key[order][:-1]
    settle_ties(order, tied, values)
    assert [rows[i] for i in order] == sorted(rows)


cells = st.fixed_dictionaries({
    "sender": st.sampled_from(["ana", "bo", "cy"]),
    "recipient": st.sampled_from(["ana", "bo", "cy"]),
    "time": st.sampled_from([START_US, START_US + 1, START_US + 2]),
    "interaction": st.sampled_from([None, "m1", "m2"]),
    "thread": st.sampled_from([None, "t1", "t2"]),
    "channel": st.sampled_from([None, "email", "visit"]),
    "audience": st.sampled_from([None, 1, 5]),
    "value": st.sampled_from([None, 0.0, -0.0, 2.5]),
    "duration": st.sampled_from([None, 0.0, -0.0]),
    "points": st.sampled_from([None, 0.0, -0.0, 1.5]),
    "automated": st.sampled_from([None, True, False]),
    "region": st.sampled_from([None, "north", "south"]),
})  # fmt: skip


@given(
    st.lists(cells, min_size=1, max_size=12).flatmap(
        lambda rows: st.tuples(st.just(rows), st.permutations(rows))
    ),
    st.sampled_from([None, frozenset({"ana"}), frozenset({"ana", "bo"})]),
    st.booleans(),
)
def test_a_permuted_log_is_the_same_portfolio(
    logs: tuple[list[dict[str, Any]], list[dict[str, Any]]],
    our_side: frozenset[str] | None,
    within: bool,  # noqa: FBT001  drawn
) -> None:
    """Whatever order the rows come in, with however many ties, the portfolio has the same bits."""
    built = []
    for rows in logs:
        frame = {name: [row[name] for row in rows] for name in rows[0]}
        known = our_side and bool(our_side & {*frame["sender"], *frame["recipient"]})
        built.append(portfolio(frame, our_side=our_side if known else None, within=within))
    assert built[0] == built[1]
    for name in ("rows_in", "accepted", "repaired", "ignored", "rejected", "notes"):
        assert getattr(built[0].issues, name) == getattr(built[1].issues, name)
