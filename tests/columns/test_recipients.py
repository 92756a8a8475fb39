"""Several recipients of one interaction: what is a duplicate, and how many were reached."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health import Portfolio
from relationship_health.model import Interaction
from tests.columns._logs import DAY_US, START_US, counts, lines, log, portfolio

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_recipients_of_one_message_are_counted() -> None:
    """Rows that share an interaction reach as many as there are of them."""
    frame = log(("ana", "bo"), ("ana", "cy"), ("ana", "dee"), ("ana", "bo"), ("ana", "bo"))
    frame["time"] = [START_US] * 5
    built = portfolio({**frame, "interaction": ["m1", "m1", "m1", "m2", None]})
    assert sorted(built.columns["audience"].tolist()) == [1, 1, 3, 3, 3]
    assert built.columns["audience"].dtype.name == "int32"
    assert "audience" not in portfolio(frame).columns


def test_an_audience_that_is_given_is_believed() -> None:
    """What the log says of its audience stands; where it says nothing, rows are counted."""
    frame = {**log(("ana", "bo"), ("ana", "cy"), ("ana", "dee")), "time": [START_US] * 3}
    frame |= {"interaction": [7, 7, None], "audience": [40, None, None]}
    assert [line[-1] for line in lines(portfolio(frame), "audience")] == [40, 2, 1]
    without = portfolio({name: cells for name, cells in frame.items() if name != "interaction"})
    assert [line[-1] for line in lines(without, "audience")] == [40, 1, 1]


def test_copies_that_follow_do_not_count_before() -> None:
    """A row knows of the recipients reached by its own time: the future plays no part."""
    frame = {**log(("ana", "bo"), ("ana", "cy"), ("ana", "dee")), "interaction": ["m"] * 3}
    assert [line[-1] for line in lines(portfolio(frame), "audience")] == [1, 2, 3]


def test_rows_left_out_within_a_side_still_reached_someone() -> None:
    """A colleague among the recipients counts, whether contact within a side is kept or not."""
    frame = {**log(("ana", "bo"), ("ana", "cy"), ("ana", "ana")), "time": [START_US] * 3}
    frame["interaction"] = ["m"] * 3
    for within in (True, False):
        built = portfolio(frame, our_side={"ana", "cy"}, within=within)
        assert [line[-1] for line in lines(built, "audience") if line[1] == "bo"] == [2]


def test_rejected_rows_reach_no_one() -> None:
    """A row that cannot be read adds no recipient to the others."""
    frame = {**log(("ana", "bo"), ("ana", "cy"), ("ana", None)), "interaction": ["m"] * 3}
    frame["time"] = [START_US, None, START_US]
    built = portfolio(frame, on_error="collect")
    assert (built.columns["audience"].tolist(), built.issues.rejected) == ([1], 2)


def test_a_duplicate_is_ignored_and_counted() -> None:
    """The same interaction and recipient again is ignored by rule, not an error."""
    frame = log(("ana", "bo"), ("ana", "bo"), ("ana", "cy"), ("ana", "bo"))
    built = portfolio({**frame, "interaction": ["m1", "m1", "m1", "m2"]})
    assert counts(built) == {("ana", "bo"): 2, ("ana", "cy"): 1}
    (issue,) = built.issues
    assert (issue.row, issue.column, issue.value, issue.action) == (
        1,
        "interaction",
        "m1",
        "ignored",
    )
    assert issue.reason == "the same interaction and recipient again"
    assert (built.issues.accepted, built.issues.ignored) == (3, 1)


@pytest.mark.parametrize("names", [{}, {"interaction": [None, "", " ", None]}])
def test_rows_without_an_id_are_kept(names: dict[str, list[Any]]) -> None:
    """Two calls can be equal in everything: without an id nothing is a duplicate."""
    frame = {**log(*[("ana", "bo")] * 4), "time": [START_US] * 4, **names}
    built = portfolio(frame)
    assert (counts(built), built.issues.ignored) == ({("ana", "bo"): 4}, 0)


def test_a_rejected_row_hides_no_duplicate() -> None:
    """Where the first of two cannot be read, the other is kept."""
    frame = {**log(("ana", "bo"), ("ana", "bo")), "interaction": ["m", "m"]}
    built = portfolio({**frame, "time": [None, START_US]}, on_error="collect")
    assert (built.issues.rejected, built.issues.ignored, len(built.time)) == (1, 0, 1)


def test_contact_with_oneself_is_ignored() -> None:
    """Whoever copies oneself in has no relationship by that."""
    built = portfolio(log(("ana", "ana"), ("ana", "bo"), ("bo", "bo")))
    assert counts(built) == {("ana", "bo"): 1}
    assert [(i.row, i.value, i.reason) for i in built.issues] == [
        (0, "ana", "sender and recipient are the same"),
        (2, "bo", "sender and recipient are the same"),
    ]


cells = st.fixed_dictionaries({
    "sender": st.sampled_from(["ana", "bo"]),
    "recipient": st.sampled_from(["ana", "bo", "cy", "dee"]),
    "time": st.integers(0, 2).map(lambda day: START_US + day * DAY_US),
    "interaction": st.sampled_from([None, "m1", "m2"]),
    "value": st.sampled_from([None, 1.0, 2.0]),
})  # fmt: skip


def by_hand(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Keep the first of each interaction and recipient by value, and count who was reached."""
    kept: dict[Any, dict[str, Any]] = {}
    contacts = [row for row in rows if row["sender"] != row["recipient"]]
    for place, row in enumerate(contacts):
        key = (row["interaction"] or place, row["recipient"])
        # An unknown number comes after all known ones.
        order = [row["time"], row["sender"], row["value"] is None, row["value"] or 0]
        if key not in kept or order < kept[key]["order"]:
            kept[key] = {**row, "order": order}
    found = []
    for row in kept.values():
        reached = {
            other["recipient"]
            for other in kept.values()
            if row["interaction"] is not None
            and other["interaction"] == row["interaction"]
            and other["time"] <= row["time"]
        }
        low, high = sorted([row["sender"], row["recipient"]])
        day, bits = (row["time"] - START_US) / DAY_US, 1 if low == row["sender"] else 2
        found.append((low, high, day, bits, max(len(reached), 1), str(row["value"])))
    return sorted(found)


@given(st.lists(cells, min_size=1, max_size=12))
def test_duplicates_and_audiences_by_hand(rows: list[dict[str, Any]]) -> None:
    """Which row of several is kept, and the audience of each, are those of a plain count."""
    frame = {name: [row[name] for row in rows] for name in rows[0]}
    built = portfolio(frame)
    found = [
        (*line[:5], "None" if line[5] != line[5] else str(line[5]))
        for line in lines(built, "audience", "value")
    ]
    assert sorted(found) == by_hand(rows)


def test_interactions_as_objects_count_without_an_id() -> None:
    """The rows of an object with several recipients belong together, with an id or without."""
    with_id = Interaction(sender="ana", recipients=("bo", "cy"), time=NEW_YEAR, id="m")
    without = Interaction(sender="ana", recipients=("bo", "cy"), time=NEW_YEAR)
    for item in (with_id, without):
        built = Portfolio.from_model(interactions=[item])
        assert built.columns["audience"].tolist() == [2, 2]
