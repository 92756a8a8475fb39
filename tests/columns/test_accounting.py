"""Rows in are rows accepted, repaired, ignored and rejected, each with its value and reason."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.errors import RowError
from tests.columns._logs import DAY_US, START_US, log, portfolio
from tests.frames._sentence import assert_one_sentence

STAMP = "2026-03-02T09:00"
GAP = "2026-03-29T02:30"
FINE: dict[str, Any] = {
    "sender": "ana", "recipient": "bo", "at": STAMP, "interaction": None, "duration": "10",
    "audience": "3", "automated": "yes", "value": "5", "direction": "outbound", "channel": "email",
}  # fmt: skip

# What is odd about a row, what the account says of it, and what becomes of the row.
Odd = tuple[dict[str, Any], tuple[str, str, str] | None, str]
ODD: dict[str, Odd] = {
    "nothing": ({}, None, "accepted"),
    "gaps": (dict.fromkeys(["duration", "audience", "automated", "value"]), None, "accepted"),
    "blanks": ({"duration": "", "audience": " ", "automated": "", "value": ""}, None, "accepted"),
    "no sender": ({"sender": None}, ("sender", "", "an id is missing"), "rejected"),
    "blank recipient": ({"recipient": " "}, ("recipient", " ", "an id is missing"), "rejected"),
    "no time": ({"at": None}, ("at", "", "the time is missing"), "rejected"),
    "no such time": (
        {"at": "soon"}, ("at", "soon", "no time of the years 1 to 9999 can be read from it"),
        "rejected",
    ),
    "no such hour": (
        {"at": GAP}, ("at", GAP, "clocks in Europe/Berlin jumped over it; moved on by the jump"),
        "repaired",
    ),
    "no such way": (
        {"direction": "sideways"},
        ("direction", "sideways", "a direction is outbound, inbound or mutual"), "rejected",
    ),
    "negative": (
        {"duration": "-1"},
        ("duration", "-1", "a number of minutes, 0 or more, was expected; set to unknown"),
        "repaired",
    ),
    "half a person": (
        {"audience": "1.5"},
        ("audience", "1.5", "a whole number of people, 1 or more, was expected; set to unknown"),
        "repaired",
    ),
    "no one": (
        {"audience": "0"},
        ("audience", "0", "a whole number of people, 1 or more, was expected; set to unknown"),
        "repaired",
    ),
    "perhaps": (
        {"automated": "perhaps"},
        ("automated", "perhaps", "true or false was expected; set to unknown"), "repaired",
    ),
    "infinite": (
        {"value": "inf"}, ("value", "inf", "a finite number was expected; set to unknown"),
        "repaired",
    ),
    "joined digits": (
        {"value": "1_000"}, ("value", "1_000", "a finite number was expected; set to unknown"),
        "repaired",
    ),
    "oneself": (
        {"recipient": "ana"}, ("recipient", "ana", "sender and recipient are the same"), "ignored",
    ),
}  # fmt: skip


def build(rows: list[dict[str, Any]], on_error: Literal["raise", "collect"] = "collect") -> Any:
    """Build a portfolio from rows in which something may be odd."""
    whole = [{**FINE, **row} for row in rows]
    frame = {name: [row[name] for row in whole] for name in FINE}
    return portfolio(
        frame, time="at", time_unit=None, timezone="Europe/Berlin", on_error=on_error,
        our_side={"ana"},
    )  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_what_the_account_says(name: str) -> None:
    """Each odd thing is entered once, with its row, column, value and reason."""
    changed, entry, action = ODD[name]
    issues = build([{}, changed, {}]).issues
    assert getattr(issues, action) == (3 if action == "accepted" else 1)
    found = [(i.table, i.row, i.column, i.value, i.reason, i.action) for i in issues]
    assert found == ([("interactions", 1, *entry, action)] if entry else [])
    assert len(issues) == len(found)


@given(st.lists(st.lists(st.sampled_from(sorted(ODD)), max_size=3), max_size=15))
def test_every_row_is_accounted_for(rows: list[list[str]]) -> None:
    """Whatever is odd in whichever rows, each is counted once, by the worst that befell it."""
    merged = []
    for names in rows:
        row: dict[str, Any] = {}
        for name in names:
            row |= ODD[name][0]
        merged.append(row)
    issues = build([{}, *merged]).issues
    worst = ["accepted", "repaired", "ignored", "rejected"]
    expected: Counter[str] = Counter({"accepted": 1})
    for row in merged:
        # One change may hide another of the same column; what is left of each counts.
        left = [o for o in ODD.values() if o[0] and o[0].items() <= row.items()]
        expected[max((o[2] for o in left), key=worst.index, default="accepted")] += 1
    assert {name: getattr(issues, name) for name in worst} == {n: expected[n] for n in worst}
    assert issues.rows_in == len(rows) + 1 == sum(expected.values())
    states: dict[int, str] = {}
    for issue in issues:
        states[issue.row] = max(issue.action, states.get(issue.row, "accepted"), key=worst.index)
    assert Counter(states.values()) == {n: expected[n] for n in worst[1:] if expected[n]}


@given(st.lists(st.sampled_from(sorted(ODD)), max_size=10))
def test_a_row_that_is_kept_is_one_interaction(names: list[str]) -> None:
    """As many interactions are in the portfolio as rows were accepted or repaired."""
    rows: list[dict[str, Any]] = [{}, *(ODD[name][0] for name in names)]
    built = build(rows)
    assert len(built.time) == built.issues.accepted + built.issues.repaired
    assert int(built.groups.counts.sum()) == len(built.time)


@pytest.mark.parametrize("name", ODD)
def test_by_default_a_bad_row_is_an_error(name: str) -> None:
    """Rejected and repaired rows raise, unless they are collected; ignored rows never do."""
    changed, entry, action = ODD[name]
    if action in {"accepted", "ignored"}:
        assert build([{}, changed], "raise") == build([{}, changed])
        return
    assert entry
    with pytest.raises(RowError) as caught:
        build([{}, changed, changed], "raise")
    column, value, reason = entry
    assert_one_sentence(
        caught.value, f"Row 1 of interactions, column {column!r}", f"found {value!r}", reason,
        "2 such rows in all", "on_error='collect'",
    )  # fmt: skip
    issues: Any = caught.value.issues
    assert [issue.row for issue in issues] == [1, 2]


def test_the_first_bad_row_is_named() -> None:
    """The error speaks of the first bad row, whatever is checked first."""
    rows: list[dict[str, Any]] = [{}, {"value": "inf"}, {"sender": None}, {"recipient": "ana"}]
    with pytest.raises(RowError) as caught:
        build(rows, "raise")
    assert_one_sentence(caught.value, "Row 1 of", "'value'", "'inf'", "2 such rows")


def test_long_values_are_cut() -> None:
    """A value in the account is cut short, so that no text of a page ends up in it."""
    (issue,) = build([{}, {"direction": "x" * 500}]).issues
    assert (len(issue.value), issue.value[-1]) == (80, "…")


def test_times_are_shown_as_times() -> None:
    """A time in the account is one that can be read, not a number of microseconds."""
    frame = log(("ana", "bo"), ("bo", "ana"), ("bo", "ana"))
    frame["time"] = [datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 4), None]  # noqa: DTZ001
    built = portfolio(frame, time_unit=None, timezone="Europe/Berlin", on_error="collect")
    shown = {i.row: i.value for i in built.issues}
    assert shown == {0: "2026-03-29T02:30:00.000000", 2: ""}
    far = {**frame, "time": np.array(["10000-01-01"] * 2 + ["2026"], "M8[s]")}
    built = portfolio(far, time_unit=None, on_error="collect")
    assert [i.value for i in built.issues] == ["10000-01-01T00:00:00.000000"] * 2


def test_the_summary_says_it_all() -> None:
    """The account in words holds every figure, the first row of each kind, and the remarks."""
    issues = build([{}, {"value": "inf"}, {"sender": None}, {"recipient": "ana"}]).issues
    lines = str(issues).splitlines()
    assert lines[0] == "4 rows in: 1 accepted, 1 repaired, 1 ignored by rule, 1 rejected."
    assert "  1 rejected in interactions: sender: an id is missing (first in row 2)" in lines
    assert any(line.startswith("  note: column 'at': ") for line in lines)
    frame = issues.to_frame("dict")
    assert frame["row"].tolist() == [i.row for i in issues]
    assert list(frame) == [
        "table", "row", "column", "value", "reason", "action", "code", "source",
    ]  # fmt: skip
    assert frame["code"].tolist() == [i.code for i in issues]
    assert all(frame["code"])


def test_on_error_is_one_of_two() -> None:
    """Another word for what to do with bad rows is refused."""
    with pytest.raises(ValueError, match="on_error is 'ignore', expected 'raise' or 'collect'"):
        portfolio(log(("ana", "bo")), on_error="ignore")


def test_later_rows_do_not_move_the_count() -> None:
    """A thousand rows with one bad one are 999 and one."""
    frame = log(*[("ana", "bo")] * 1000)
    frame["time"][500] = START_US * DAY_US
    issues = portfolio(frame, on_error="collect").issues
    assert (issues.rows_in, issues.accepted, issues.rejected) == (1000, 999, 1)
