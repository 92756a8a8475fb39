"""Grouping and accounting of rows, worked out by hand."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from . import (
    INBOUND,
    MUTUAL,
    OUTBOUND,
    Line,
    account,
)

if TYPE_CHECKING:
    from . import Relationship, Row


# Grouping and accounting

LOG: list[Row] = [
    {"sender": "us", "recipient": "bo", "time_us": 10, "interaction": "m1"},
    {"sender": "us", "recipient": "cy", "time_us": 10, "interaction": "m1"},
    {"sender": "us", "recipient": "us", "time_us": 10, "interaction": "m1"},
    {"sender": "us", "recipient": "bo", "time_us": 12, "interaction": "m1"},
    {"sender": "bo", "recipient": "us", "time_us": 20},
    {"sender": "bo", "recipient": "us", "time_us": 20},
    {"sender": "cy", "recipient": "bo", "time_us": 30, "channel": "meeting"},
    {"sender": "me", "recipient": "us", "time_us": 40},
]


def shape(relationship: Relationship) -> tuple[bool, list[tuple[int, int, int]]]:
    """Return sidedness and time, direction, audience of every line."""
    lines = relationship.lines
    return relationship.sided, [(x.time_us, x.direction, x.audience) for x in lines]


def test_account_with_our_side() -> None:
    """Every row is accounted for; ours is the source, within one side nobody is."""
    result = account(LOG, our_side={"us", "me"})
    assert result.rows_in == 8 == result.accepted + 2
    assert (result.self_contacts, result.duplicates) == (1, 1)
    assert {key: shape(value) for key, value in result.relationships.items()} == {
        ("bo", "cy"): (False, [(30, 3, 1)]),
        ("me", "us"): (False, [(40, 1, 1)]),
        ("us", "bo"): (True, [(10, 1, 2), (20, 2, 1), (20, 2, 1)]),
        ("us", "cy"): (True, [(10, 1, 2)]),
    }


def test_account_without_our_side() -> None:
    """The smaller id names the row, and no relationship has a side."""
    result = account(LOG)
    assert list(result.relationships) == [
        ("bo", "cy"),
        ("bo", "us"),
        ("cy", "us"),
        ("me", "us"),
    ]
    bo_us = shape(result.relationships["bo", "us"])
    assert bo_us == (False, [(10, 2, 2), (20, 1, 1), (20, 1, 1)])


def test_duplicates_keep_the_smallest() -> None:
    """Equal times fall to the other columns, a missing value first, in any order."""
    base: Row = {"sender": "a", "recipient": "b", "time_us": 5, "interaction": "i"}
    rows: list[Row] = [
        {**base, "outcome": "connected"},
        {**base, "time_us": 6},
        {**base, "channel": "phone"},
        {**base, "status": "done"},
    ]
    for order in permutations(rows):
        result = account(order)
        assert (result.accepted, result.duplicates) == (1, 3)
        (line,) = result.relationships["a", "b"].lines
        assert line == Line(5, OUTBOUND)


def test_mutual_and_given_audience() -> None:
    """An attended event is mutual, and an audience that is given is believed."""
    rows: list[Row] = [
        {"sender": "b", "recipient": "a", "time_us": 1, "outcome": "attended"},
        {"sender": "b", "recipient": "a", "time_us": 2, "audience": 40},
    ]
    (first, second) = account(rows).relationships["a", "b"].lines
    assert (first.direction, first.audience) == (MUTUAL, 1)
    assert (second.direction, second.audience) == (INBOUND, 40)
