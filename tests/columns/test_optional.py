"""The optional columns: how each is read, from whatever type holds it."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pytest

from relationship_health.columns import OPTIONAL_NAMES
from relationship_health.errors import ColumnError, InputError
from tests.columns._logs import log, portfolio
from tests.frames._sentence import assert_one_sentence

READ: dict[str, tuple[str, list[Any], list[Any]]] = {
    "minutes": ("duration", [10, 2.5, None, 0], [10.0, 2.5, None, 0.0]),
    "minutes in text": ("duration", ["10", " 2.5 ", "", "1e2"], [10.0, 2.5, None, 100.0]),
    "minutes of any type": ("duration", [10, "2.5", None, 1.0], [10.0, 2.5, None, 1.0]),
    "amounts": ("value", [-10, 2**53, None, 0.1], [-10.0, 2.0**53, None, 0.1]),
    "audience": ("audience", [1, 10, None, 10**12], [1, 10, 1, 2**31 - 1]),
    "flags": ("automated", [True, False, None, True], [1, 0, -1, 1]),
    "flags as numbers": ("automated", [1, 0, None, 1], [1, 0, -1, 1]),
    "flags as decimals": ("automated", [1.0, 0.0, math.nan, 1.0], [1, 0, -1, 1]),
    "flags as words": ("automated", ["Yes", " no", "", "TRUE"], [1, 0, -1, 1]),
    "flags of any type": ("automated", [True, "no", None, 1], [1, 0, -1, 1]),
    "channels": ("channel", ["EMAIL ", "Fax", None, " "], ["email", "Fax", None, None]),
    "channels as numbers": ("channel", [3, 12, None, 3], ["3", "12", None, "3"]),
    "outcomes": ("outcome", ["Replied", "bounced off", "", "none"],
                 ["replied", "bounced off", None, "none"]),
    "purposes": ("purpose", ["SALES", "Sales talk", None, "news"],
                 ["sales", "Sales talk", None, "news"]),
    "statuses": ("status", ["Done", None, "DECLINED", "open"], ["done", None, "declined", "open"]),
    "threads": ("thread", ["t1", "T1", "", None], ["t1", "T1", None, None]),
    "threads as numbers": ("thread", [7, 10**17, None, -1], ["7", str(10**17), None, "-1"]),
    "threads as decimals": ("thread", [7.0, 1e17, math.nan, -0.0], ["7", str(10**17), None, "0"]),
    "threads as flags": ("thread", [True, False, None, True], ["True", "False", None, "True"]),
    "threads of any type": ("thread", ["7", 7, 7.0, None], ["7", "7", "7", None]),
}  # fmt: skip


def column(built: Any, name: str) -> list[Any]:
    """Return a column of a portfolio as Python values, None where it is unknown."""
    values = built.columns[name].tolist()
    if name in built.categories:
        words = [*built.categories[name].tolist(), None]
        return [words[code] for code in values]
    return [None if isinstance(v, float) and math.isnan(v) else v for v in values]


@pytest.mark.parametrize(("name", "cells", "expected"), READ.values(), ids=READ)
def test_what_a_column_holds(name: str, cells: list[Any], expected: list[Any]) -> None:
    """Values are read from text and from numbers alike; what is missing is unknown."""
    built = portfolio(log(*[("ana", "bo")] * 4, **{name: cells}))
    assert column(built, name) == expected
    assert built.issues.accepted == 4
    if name in built.categories:
        known = {word for word in expected if word is not None}
        assert built.categories[name].tolist() == sorted(known)


def test_minus_zero_is_zero() -> None:
    """No bit tells minus zero from zero, whatever its column."""
    cells: dict[str, Any] = {"value": [-0.0, None], "duration": [-0.0, 0.0], "points": [-0.0, 1.0]}
    built = portfolio(log(("ana", "bo"), ("ana", "bo"), **cells))
    for name in cells:
        assert not np.signbit(built.columns[name]).any()


REFUSED: dict[str, tuple[str, list[Any], tuple[str, ...]]] = {
    "minutes as flags": ("duration", [True], ("true and false", "expected a number of minutes")),
    "amounts as times": ("value", [np.datetime64("2026-01-01")], ("times", "a finite number")),
    "audience as lists": ("audience", [["bo", "cy"]], ("unsupported", "a whole number of people")),
    "threads as mappings": ("thread", [{"body": "hello"}], ("unsupported", "expected text")),
    "flags as times": ("automated", [np.datetime64("2026-01-01")], ("times", "true or false")),
    "ids as fractions": ("interaction", [0.5], ("decimal numbers", "expected ids")),
    "ids as flags": ("interaction", [True], ("true and false", "expected ids")),
}


@pytest.mark.parametrize(("name", "cells", "words"), REFUSED.values(), ids=REFUSED)
def test_a_column_of_another_kind_is_refused(
    name: str, cells: list[Any], words: tuple[str, ...]
) -> None:
    """A column that cannot hold what it should is one error, which names it."""
    with pytest.raises(ColumnError) as caught:
        portfolio(log(("ana", "bo"), **{name: cells}), on_error="collect")
    assert caught.value.column == name
    assert_one_sentence(caught.value, f"Column {name!r} holds", *words)


@pytest.mark.parametrize("name", sorted(set(OPTIONAL_NAMES) - {"direction"}))
@pytest.mark.parametrize("cells", [[None] * 2, [math.nan] * 2, ["", " "]], ids=repr)
def test_an_empty_column_is_unknown_throughout(name: str, cells: list[Any]) -> None:
    """A column in which nothing was recorded is read, and says nothing."""
    built = portfolio(log(("ana", "bo"), ("bo", "ana"), **{name: cells}))
    assert built.issues.accepted == 2
    unknown = {"audience": 1, "automated": -1, "duration": None, "value": None}
    assert column(built, name) == [unknown.get(name)] * 2


def test_columns_are_found_by_name_or_by_being_asked_for() -> None:
    """A column of the very name is used unasked; another name says which; None leaves it out."""
    frame = log(("ana", "bo"), channel=["email"], medium=["fax"], minutes=[5])
    assert column(portfolio(frame), "channel") == ["email"]
    built = portfolio(frame, channel="medium", duration="minutes")
    assert (column(built, "channel"), column(built, "duration")) == (["fax"], [5.0])
    assert built.column_names == {"channel", "duration"}
    assert "column 'channel' was left out, as asked" in built.issues.notes
    assert portfolio(frame, channel=None).column_names == {"medium", "minutes"}


def test_a_column_that_is_an_end_is_not_taken_twice() -> None:
    """A column called value that holds the sender is the sender only."""
    frame = {"value": ["ana"], "status": ["bo"], "thread": ["2026-01-01"]}
    built = portfolio(frame, sender="value", recipient="status", time="thread", time_unit=None)
    assert (built.keys, built.column_names) == ([("ana", "bo")], frozenset())


def test_the_names_of_columns_are_checked() -> None:
    """A meaning that there is not, and a column that there is not, are told apart."""
    frame = log(("ana", "bo"), medium=["fax"])
    with pytest.raises(TypeError) as caught:
        portfolio(frame, chanel="medium")
    assert_one_sentence(caught.value, "'chanel'", "did you mean 'channel'", "expected")
    with pytest.raises(ColumnError) as missing:
        portfolio(frame, channel="mediums")
    assert_one_sentence(missing.value, "'mediums'", "did you mean 'medium'")
    with pytest.raises(InputError) as odd:
        portfolio(frame, channel=3)
    assert_one_sentence(odd.value, "channel is 3", "expected the name of a column")
    with pytest.raises(ColumnError) as end:
        portfolio(frame, sender="form")
    assert_one_sentence(end.value, "'form'", "'sender'", "'recipient'")


def test_strange_words_are_remarked_on() -> None:
    """Words outside a standard vocabulary are kept, and listed once, ten of them at most."""
    words = [f"channel {i}" for i in range(12)]
    built = portfolio(log(*[("ana", "bo")] * 12, channel=words))
    (note,) = (note for note in built.issues.notes if "standard vocabulary" in note)
    assert "'channel 0', 'channel 1'" in note
    assert note.count("'channel ") == 10
    assert note.endswith("…")


# Columns of no known meaning.

CONTENT = ["body", "Subject", "message-body", "NOTES", "plain text", "Description", "transcript"]


@pytest.mark.parametrize("name", CONTENT)
def test_content_is_never_kept(name: str) -> None:
    """A column that holds what was said is left behind, and the account says that it was."""
    built = portfolio(log(("ana", "bo"), **{name: ["a canary in the mine"]}))
    assert built.column_names == frozenset()
    assert f"column {name!r} looks like content and was not kept" in built.issues.notes
    assert "canary" not in repr([built.columns, built.categories, list(built.issues)])


def test_other_columns_are_kept_for_plugins() -> None:
    """Columns of no known meaning keep their values; numbers with gaps are floats."""
    frame = log(
        ("ana", "bo"), ("ana", "bo"), ("ana", "bo"),
        region=["south", None, "north"], level=[1, 2, 3], gaps=[1, None, 3],
        long=[2**60 + 1, None, 3], flag=[True, False, True], maybe=[True, None, False],
        share=[0.5, None, 1.5], at=["2026-01-01", "2026-01-02", None], mixed=[1, "a", None],
        empty=[None, None, None], lists=[["a"], ["b"], ["c"]], message_id=["x", "y", "z"],
        day=[date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)],
    )  # fmt: skip
    built = portfolio(frame)
    kept = {name: column(built, name) for name in built.column_names}
    assert kept == {
        "region": ["south", None, "north"], "level": [1, 2, 3], "gaps": [1.0, None, 3.0],
        "long": [str(2**60 + 1), None, "3"], "flag": [True, False, True],
        "maybe": [1.0, None, 0.0], "share": [0.5, None, 1.5],
        "at": ["2026-01-01", "2026-01-02", None], "message_id": ["x", "y", "z"],
        "day": [1_767_225_600_000_000 + day * 86_400_000_000 for day in range(3)],
        "empty": [None, None, None],
    }  # fmt: skip
    notes = " / ".join(built.issues.notes)
    for words in (
        "'long' holds numbers too long for floats, kept as text",
        "'mixed' holds values of mixed or unsupported types and was not kept",
        "'lists' holds values of mixed or unsupported types and was not kept",
    ):
        assert words in notes
