"""From which side a relationship is seen, and which way each row went."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import relationship_health as rh
from relationship_health.errors import ColumnError, InputError
from relationship_health.model import Stakeholder
from tests.columns._logs import counts, lines, log, portfolio
from tests.frames._sentence import assert_one_sentence

OUT, IN, BOTH = 1, 2, 3
MAIL = log(("ana", "bo"), ("bo", "ana"), ("zed", "bo"), ("bo", "zed"), ("ana", "zed"), ("bo", "cy"))
FLAGS = [True, False, True, False, True, False]

OUR_SIDES: dict[str, Any] = {
    "a set": {"ana", "zed"},
    "a list": ["ana", "zed", "nobody"],
    "an array": np.array(["ana", "zed"]),
    "a series": pd.Series(["ana", "zed"]),
    "a polars series": pl.Series(["ana", "zed"]),
    "a generator": (name for name in ("ana", "zed")),
    "a dict": {"ana": 1, "zed": 2},
    "a function": lambda name: name in {"ana", "zed"},
    "a numpy answer": lambda name: np.bool_(name[0] in "az"),
}


@pytest.mark.parametrize("our_side", OUR_SIDES.values(), ids=OUR_SIDES)
def test_who_is_ours(our_side: Any) -> None:
    """Ids in any collection, or a function of an id, make us the source."""
    built = portfolio(MAIL, our_side=our_side)
    assert lines(built) == [
        ("ana", "bo", 0, OUT), ("ana", "bo", 1, IN), ("ana", "zed", 4, OUT), ("bo", "cy", 5, OUT),
        ("zed", "bo", 2, OUT), ("zed", "bo", 3, IN),
    ]  # fmt: skip
    assert built.sided.tolist() == [True, False, False, True]


def test_a_boolean_column_of_the_log() -> None:
    """A column says of each row whether its sender is ours; who only receives is the other side."""
    built = portfolio({**MAIL, "us": FLAGS}, our_side="us")
    # cy only ever receives, and from the other side: that makes cy one of us.
    assert counts(built) == {("ana", "bo"): 2, ("ana", "zed"): 1, ("cy", "bo"): 1, ("zed", "bo"): 2}
    assert built.sided.tolist() == [True, False, True, True]
    assert lines(built)[3] == ("cy", "bo", 5, IN)


def test_a_flag_may_be_missing_where_another_row_says_it() -> None:
    """One row of a sender that says its side is enough."""
    flags = [True, False, None, None, None, None]
    built = portfolio({**MAIL, "us": flags}, our_side="us")
    assert {key: sided for key, sided in zip(built.keys, built.sided, strict=True) if sided} == {
        ("ana", "bo"): True,
        ("ana", "zed"): True,
    }


def test_a_boolean_attribute_of_the_stakeholders() -> None:
    """Where the log has no such column, the stakeholders' attribute says who is ours."""
    people = {"id": ["ana", "bo", "zed"], "us": [True, False, True]}
    objects = [
        Stakeholder(id=i, attributes={"us": u}) for i, u in zip(*people.values(), strict=True)
    ]
    expected = portfolio(MAIL, our_side={"ana", "zed"})
    for given in (people, pl.DataFrame(people), objects):
        built = portfolio(MAIL, our_side="us", stakeholders=given)
        assert (built.keys, built.sided.tolist()) == (expected.keys, expected.sided.tolist())


def test_the_column_of_the_log_goes_first() -> None:
    """Where both have such a column, the log's is taken."""
    people = {"id": ["ana", "bo"], "us": [False, True]}
    built = portfolio({**MAIL, "us": FLAGS}, our_side="us", stakeholders=people)
    assert ("ana", "bo") in built.keys


@pytest.mark.parametrize("within", [True, False])
def test_contact_within_a_side(within: bool) -> None:  # noqa: FBT001  the parameter's own type
    """Contact within one side is a relationship without sides, or is ignored and accounted for."""
    built = portfolio(MAIL, our_side={"ana", "zed"}, within=within)
    inside = {("ana", "zed"), ("bo", "cy")}
    assert (inside <= set(built.keys)) == within
    assert built.issues.ignored == (0 if within else 2)
    assert [(i.row, i.value, i.action) for i in built.issues] == (
        [] if within else [(4, "zed", "ignored"), (5, "cy", "ignored")]
    )
    assert len(portfolio(MAIL, within=False)) == 4


def test_no_one_needs_to_be_ours() -> None:
    """Without sides the smaller id by value names the row, whoever wrote."""
    built = portfolio(log((10, 9), (9, 10), (-1, 10)))
    assert lines(built) == [(-1, 10, 2, OUT), (9, 10, 0, IN), (9, 10, 1, OUT)]
    assert not built.sided.any()
    assert not portfolio(MAIL, our_side=[]).sided.any()


REFUSED: dict[str, tuple[Any, tuple[str, ...]]] = {
    "strangers": ({"Ana"}, ("'Ana' (str)", "expected ids such as 'ana'", "as they stand")),
    "of another type": ({5}, ("5 (int)", "expected ids such as 'ana' (str)")),
    "a number": (5, ("our_side is int", "expected ids")),
    "unhashable": ([["ana"]], ("our_side is list", "expected ids")),
    "an id": ("ana", ("our_side is 'ana'", "expected a column", "as a set, such as {'ana'}")),
    "a text column": ("sender", ("'sender'", "holds text", "expected true and false")),
    "numbers": ("time", ("'time'", "whole numbers", "expected true and false", "convert")),
    "both at once": ("odd", ("'odd'", "true and false", "'bo'", "expected one side")),
}


@pytest.mark.parametrize(("our_side", "words"), REFUSED.values(), ids=REFUSED)
def test_a_side_that_cannot_be_told_is_refused(our_side: Any, words: tuple[str, ...]) -> None:
    """Ids that do not occur, and columns that are no flags, are one error."""
    frame = {**MAIL, "odd": [True, True, True, False, True, False]}
    with pytest.raises(InputError) as caught:
        portfolio(frame, our_side=our_side)
    assert_one_sentence(caught.value, *words)


def test_an_attribute_that_is_no_flag_is_refused() -> None:
    """Words such as yes are not taken for true: the error names one of them."""
    people = {"id": ["ana", "bo"], "us": ["yes", "no"]}
    with pytest.raises(InputError) as caught:
        portfolio(MAIL, our_side="us", stakeholders=people)
    assert_one_sentence(caught.value, "'us'", "'yes'", "'ana'", "expected true or false")


# Directions that the log states.

CALLS = log(("ana", "bo"), ("ana", "bo"), ("ana", "bo"), ("zed", "bo"))
STATED = ["outbound", " INBOUND", "Mutual ", "inbound"]


def test_directions_are_seen_from_the_sender() -> None:
    """A log with directions is seen from its senders' side; case and blanks do not matter."""
    built = portfolio({**CALLS, "direction": STATED})
    assert lines(built) == [
        ("ana", "bo", 0, OUT), ("ana", "bo", 1, IN), ("ana", "bo", 2, BOTH), ("zed", "bo", 3, IN),
    ]  # fmt: skip
    assert built.sided.all()


def test_directions_with_a_side() -> None:
    """With our_side a direction is seen from us, whoever is called the sender."""
    frame = log(("ana", "bo"), ("bo", "ana"), ("bo", "ana"), ("ana", "bo"), ("bo", "ana"))
    frame["way"] = ["outbound", "inbound", "outbound", None, ""]
    built = portfolio(frame, our_side={"ana"}, direction="way")
    assert [bits for *_, bits in lines(built)] == [OUT, IN, OUT, OUT, IN]


def test_directions_within_a_side_are_seen_from_the_sender() -> None:
    """Between two of ours the smaller id names the row, and the direction turns with it."""
    frame = log(("ana", "zed"), ("zed", "ana"), ("zed", "ana"), ("zed", "ana"), ("ana", "bo"))
    frame["direction"] = ["outbound", "outbound", "inbound", "mutual", "outbound"]
    built = portfolio(frame, our_side={"ana", "zed"})
    assert [line[3] for line in lines(built)] == [OUT, OUT, IN, OUT, BOTH]
    mirrored = {**frame, "sender": frame["recipient"], "recipient": frame["sender"]}
    mirrored["direction"] = ["inbound", "inbound", "outbound", "mutual", "outbound"]
    assert portfolio(mirrored, our_side={"ana", "zed"}) == built


@pytest.mark.parametrize("value", ["out", "sent", "1", "in bound", "mutually"])
def test_an_unknown_direction_is_rejected(value: str) -> None:
    """A row with another word for its direction is rejected with the words that are known."""
    frame = {**CALLS, "direction": [value, *STATED[1:]]}
    built = portfolio(frame, on_error="collect")
    (issue,) = built.issues
    assert (issue.row, issue.column, issue.value, issue.action) == (
        0,
        "direction",
        value,
        "rejected",
    )
    assert issue.reason == "a direction is outbound, inbound or mutual"
    assert len(built.time) == 3


@pytest.mark.parametrize("nothing", [[None] * 4, [float("nan")] * 4, ["", " ", None, ""]])
def test_a_missing_direction_needs_a_side(nothing: list[Any]) -> None:
    """Where nobody says who is ours, a row without its direction is rejected; else it follows."""
    frame = {**CALLS, "direction": nothing}
    built = portfolio(frame, on_error="collect")
    assert (len(built), built.issues.rejected) == (0, 4)
    assert {issue.reason for issue in built.issues} == {
        "the direction is missing, and without our_side nothing else tells it"
    }
    assert portfolio(frame, our_side={"ana"}) == portfolio(CALLS, our_side={"ana"})


def test_two_who_log_each_other_need_a_side() -> None:
    """In a log with directions, a pair in both orders would be two relationships."""
    frame = {**log(("ana", "bo"), ("bo", "ana")), "direction": ["outbound", "inbound"]}
    with pytest.raises(InputError) as caught:
        portfolio(frame, on_error="collect")
    assert_one_sentence(caught.value, "'ana' and 'bo'", "senders to each other", "say our_side")
    built = portfolio(frame, our_side={"ana"})
    assert (counts(built), built.direction.tolist()) == ({("ana", "bo"): 2}, [OUT, IN])


def test_a_column_of_directions_holds_text() -> None:
    """Numbers are no directions."""
    with pytest.raises(ColumnError) as caught:
        portfolio({**CALLS, "direction": [1, 2, 3, 1]})
    assert_one_sentence(caught.value, "'direction'", "whole numbers", "expected outbound, inbound")


def test_meetings_and_talks_go_both_ways() -> None:
    """Channels and outcomes of both sides at once are mutual, unless the log states a direction."""
    frame = log(*[("ana", "bo")] * 6)
    frame["channel"] = ["meeting", " VISIT ", "email", None, "phone", "fax"]
    frame["outcome"] = [None, None, "Attended", "connected", "replied", None]
    built = portfolio(frame)
    assert built.direction.tolist() == [BOTH, BOTH, BOTH, BOTH, OUT, OUT]
    stated = portfolio({**frame, "direction": ["inbound"] * 6})
    assert stated.direction.tolist() == [IN] * 6


def test_a_log_of_one_way_only_is_remarked_on() -> None:
    """Where nothing came in, or nothing went out, the account says so."""
    out = portfolio(log(("ana", "bo")), our_side={"ana"}).issues.notes
    back = portfolio(log(("bo", "ana")), our_side={"ana"}).issues.notes
    assert any("nothing inbound" in note for note in out)
    assert any("nothing outbound" in note for note in back)
    assert portfolio(log(("ana", "bo"), ("bo", "ana")), our_side={"ana"}).issues.notes == ()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"recipient": "sender"}, "sender and recipient both name column 'sender'"),
        ({"time": "recipient"}, "recipient and time both name column 'recipient'"),
    ],
    ids=["both ends", "time"],
)
def test_one_column_is_not_two_things(options: dict[str, str], sentence: str) -> None:
    """Who, whom and when are three columns."""
    log = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-05T09:00Z"]}
    with pytest.raises(InputError, match=f"^{sentence}, expected one each"):
        rh.Portfolio.from_frame(log, **options)  # type: ignore[arg-type]  # a name each
