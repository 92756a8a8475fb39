"""Grouping and accounting, held against a plain-Python reading of the same rows."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.columns._logs import DAY_US, START_US, portfolio
from tests.oracle import account

PEOPLE = ["ana", "bo", "cy", "001", "Ana"]
# Of one message every copy has one sender and one time: what copies sent later count for is
# tested beside the audience.
SENDERS = {"m1": "ana", "m2": "bo", "m3": "ana"}
SIDES = [None, ["ana"], ["ana", "bo"], ["001", "Ana", "cy"]]

rows = st.fixed_dictionaries(
    {
        "sender": st.sampled_from(PEOPLE),
        "recipient": st.sampled_from(PEOPLE),
        "time_us": st.integers(0, 3).map(lambda day: START_US + day * DAY_US),
        "interaction": st.sampled_from([None, None, *SENDERS]),
        "thread": st.sampled_from([None, "t1", "t2"]),
        "audience": st.sampled_from([None, None, 1, 7]),
        "automated": st.sampled_from([None, True, False]),
        "outcome": st.sampled_from([None, "replied", "attended", "odd"]),
        "channel": st.sampled_from([None, "email", "visit", "odd"]),
        "status": st.sampled_from([None, "done", "cancelled", "odd"]),
    }
)


def of_one_message(row: dict[str, Any]) -> dict[str, Any]:
    """Give a row with an id the sender and the time of its message."""
    name = row["interaction"]
    if name is None:
        return row
    return {**row, "sender": SENDERS[name], "time_us": START_US + DAY_US * int(name[1])}


def words(built: Any, name: str) -> list[str | None]:
    """Return a text column as words."""
    known = [*built.categories[name].tolist(), None]
    return [known[code] for code in built.columns[name].tolist()]


def found_lines(built: Any) -> dict[Any, Counter[Any]]:
    """Return the lines of every relationship, as the oracle words them."""
    lines = list(
        zip(
            built.time.tolist(), built.direction.tolist(), words(built, "thread"),
            built.columns["audience"].tolist(), (built.columns["automated"] == 1).tolist(),
            words(built, "outcome"), words(built, "channel"),
            [status or "done" for status in words(built, "status")], strict=True,
        )
    )  # fmt: skip
    bounds = built.groups.indptr.tolist()
    return {
        key: Counter(lines[a:b])
        for key, (a, b) in zip(built.keys, pairwise(bounds), strict=True)
    }  # fmt: skip


@pytest.mark.parametrize("our_side", SIDES, ids=str)
@given(log=st.lists(rows.map(of_one_message), min_size=1, max_size=15))
def test_any_log_is_grouped_as_by_hand(our_side: list[str] | None, log: list[Any]) -> None:
    """Relationships, sides, lines and the account of rows are those of the oracle."""
    expected = account(log, our_side)
    frame = {name: [row[name] for row in log] for name in log[0]}
    people = {*frame["sender"], *frame["recipient"]}
    known = None if our_side is None else people.intersection(our_side)
    built = portfolio(frame, time="time_us", our_side=known)
    assert built.keys == list(expected.relationships)
    assert built.sided.tolist() == [tie.sided for tie in expected.relationships.values()]
    lines = {
        key: Counter(
            (
                x.time_us,
                x.direction,
                x.thread,
                x.audience,
                bool(x.automated),
                x.outcome,
                x.channel,
                x.status,
            )
            for x in tie.lines
        )
        for key, tie in expected.relationships.items()
    }
    assert found_lines(built) == lines
    issues = built.issues
    assert (issues.rows_in, issues.accepted) == (expected.rows_in, expected.accepted)
    assert issues.ignored == expected.self_contacts + expected.duplicates
    rising = np.diff(built.time) >= 0
    rising[built.groups.indptr[1:-1] - 1] = True
    assert rising.all()
