"""Choosing some relationships of a portfolio."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health import Portfolio
from relationship_health.errors import InputError, UnknownRelationshipError
from tests.columns._logs import lines, log, portfolio
from tests.frames._sentence import assert_one_sentence

TIES = {"source": ["ana", "bo"], "target": ["bo", "zed"], "kind": ["client", "friend"]}
MAIL = portfolio(
    log(("ana", "bo"), ("bo", "cy"), ("cy", "bo"), ("ana", "cy"), value=[1.0, 2.0, 3.0, 4.0]),
    relationships=TIES,
)
KEYS = [("ana", "bo"), ("ana", "cy"), ("bo", "cy"), ("bo", "zed")]

WAYS: dict[str, Any] = {
    "pairs": [("bo", "cy"), ("bo", "zed")],
    "pairs from the other end, twice": [("cy", "bo"), ["zed", "bo"], ("bo", "cy")],
    "a generator": (pair for pair in [("bo", "cy"), ("bo", "zed")]),
    "a mask": np.array([False, False, True, True]),
    "a function": lambda key: key[0] == "bo",
    "a numpy answer": lambda key: np.bool_(key[0] == "bo"),
}


@pytest.mark.parametrize("chosen", WAYS.values(), ids=WAYS)
def test_ways_to_choose(chosen: Any) -> None:
    """Pairs from either end, a mask and a function choose the same relationships."""
    part = MAIL.select(chosen)
    assert (part.keys, [part.key(i) for i in range(len(part))]) == (KEYS[2:], KEYS[2:])
    assert lines(part, "value") == [("bo", "cy", 1, 1, 2.0), ("bo", "cy", 2, 2, 3.0)]
    assert part.groups.counts.tolist() == [2, 0]
    assert part.declared.tolist() == [False, True]
    assert set(part.relationships) == {("bo", "zed")}
    assert part.issues is MAIL.issues


def test_by_kind_and_both() -> None:
    """A kind chooses among declared relationships, and narrows what else is chosen."""
    assert MAIL.select(kind="client").keys == [("ana", "bo")]
    assert MAIL.select(lambda key: key[0] == "bo", kind="friend").keys == [("bo", "zed")]
    assert len(MAIL.select(kind="no such kind")) == 0


def test_all_and_nothing() -> None:
    """Choosing all changes nothing; of nothing nothing can be chosen, and it stays a portfolio."""
    assert MAIL.keys == KEYS
    assert MAIL.select() == MAIL
    empty = MAIL.select([])
    assert (len(empty), len(empty.time), empty.keys) == (0, 0, [])
    assert empty.select() == empty
    assert len(empty.select(lambda key: True)) == 0  # noqa: ARG005  a function of a key


@given(
    st.lists(st.booleans(), min_size=4, max_size=4), st.lists(st.booleans(), min_size=4, max_size=4)
)
def test_choosing_twice(first: list[bool], second: list[bool]) -> None:
    """Choosing among the chosen is choosing by both at once."""
    one, two = np.array(first), np.array(second)
    assert MAIL.select(one).select(two[one]) == MAIL.select(one & two)


REFUSED: dict[str, tuple[Any, type[Exception], tuple[str, ...]]] = {
    "a stranger": ([("ana", "who")], UnknownRelationshipError, ("'who' does not occur",)),
    "never in contact": ([("ana", "zed")], UnknownRelationshipError, ("never in contact",)),
    "oneself": ([("ana", "ana")], UnknownRelationshipError, ("never in contact",)),
    "another type": ([("ana", 1)], UnknownRelationshipError, ("1 does not occur",)),
    "one id": (["ana"], InputError, ("'ana'", "expected pairs of ids")),
    "flags in a list": ([True, False], InputError, ("True", "expected pairs of ids")),
    "three ids": ([("ana", "bo", "cy")], InputError, ("'cy'", "expected pairs of ids")),
    "a short mask": (np.array([True]), InputError, ("(1,)", "expected bool and (4,)")),
    "positions": (np.array([0, 1, 2, 3]), InputError, ("int64", "expected bool")),
}  # fmt: skip


@pytest.mark.parametrize(("chosen", "error", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_chosen(chosen: Any, error: type[Exception], words: tuple[str, ...]) -> None:
    """Strangers and masks of another shape are refused, saying what was found."""
    with pytest.raises(error) as caught:
        MAIL.select(chosen)
    assert_one_sentence(caught.value, *words)


@pytest.mark.parametrize(
    "stranger", [4, 0, -(2**70), 2**70, 2**63 - 1, "2", 2.0, 2.5, None, True, (1,)], ids=repr
)
def test_strangers_among_numbers(stranger: Any) -> None:
    """Among whole numbers nothing else is found: no text, no flag, no number beyond 64 bits."""
    built = portfolio(log((1, 2), (2, 3)))
    same: list[Any] = [np.int64(2), np.uint8(1)]
    assert (built.find(3, same[0]), built.find(same[1], 2)) == (1, 0)
    with pytest.raises(UnknownRelationshipError):
        built.find(2, stranger)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=30))
def test_every_relationship_is_found(pairs: list[tuple[int, int]]) -> None:
    """Each is found from both ends at its own place, and no other pair is."""
    built = portfolio(log((-1, -2), *pairs))
    places = {key: place for place, key in enumerate(built.keys)}
    for one in range(10):
        for other in range(10):
            key = (min(one, other), max(one, other))
            if key in places:
                assert built.find(one, other) == built.find(other, one) == places[key]
            else:
                with pytest.raises(UnknownRelationshipError):
                    built.find(one, other)


def test_a_portfolio_says_no_names() -> None:
    """Its repr holds sizes only, for ids are personal data."""
    assert repr(MAIL) == "<Portfolio: 4 relationships, 4 interactions>"
    assert MAIL != "a portfolio"
    with pytest.raises(TypeError, match="unhashable"):
        hash(MAIL)


def test_equality_looks_at_everything() -> None:
    """Portfolios differ by any bit of a column, by a word, by a declaration."""
    frame = log(("ana", "bo"), ("bo", "cy"), value=[1.0, 2.0], channel=["email", "fax"])
    built = portfolio(frame)
    others: list[dict[str, Any]] = [
        {"value": [1.0, 2.0000000000000004]}, {"channel": ["email", "sms"]},
        {"sender": ["ann", "bo"]}, {"recipient": ["bo", "dee"]}, {"more": [1, 2]},
    ]  # fmt: skip
    assert portfolio({**frame}) == built
    assert not [change for change in others if portfolio({**frame, **change}) == built]
    changes: list[dict[str, Any]] = [
        {"relationships": {"source": ["ana"], "target": ["bo"]}}, {"stakeholders": {"id": ["ana"]}},
        {"our_side": {"ana"}}, {"value": None},
        {"transactions": {"account": ["x"], "time": ["2026-01-01"], "value": [1]}},
    ]  # fmt: skip
    assert not [options for options in changes if portfolio(frame, **options) == built]
    assert isinstance(built, Portfolio)
