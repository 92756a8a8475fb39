"""Ids are what they are in the data: nothing is trimmed, rounded, or taken for missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.arrays import array_column
from relationship_health.columns.identity import share_ids
from relationship_health.errors import ColumnError, InputError
from relationship_health.model import Relationship
from tests.columns._logs import counts, log, portfolio
from tests.frames._sentence import assert_one_sentence


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("001", "1"), ("1", "1.0"), ("NA", "nan"), ("None", "null"), (" ana", "ana"),
        ("Ana", "ana"), ("\u00e9", "e\u0301"), ("=1+1", "@x"), ("ana\x00", "ana\x00b"),
        ("\U0001f600", "\uffff"), (9_007_199_254_740_992, 9_007_199_254_740_993), (-1, 1),
        (2**63 - 2, 2**63 - 1), (-(2**63), 2**63 - 1), (0, 1),
    ],
    ids=ascii,
)  # fmt: skip
def test_ids_that_look_alike_are_two(low: Any, high: Any) -> None:
    """Ids that some reader would take for one or for none are two people, in order of value."""
    built = portfolio(log((high, low), (low, high)))
    low, high = sorted([low, high])
    assert counts(built) == {(low, high): 2}
    assert [type(key) for key in built.keys[0]] == [type(low), type(high)]
    assert built.find(high, low) == 0


@pytest.mark.parametrize("blank", [None, "", " ", "\t\n", "\u00a0", float("nan")], ids=ascii)
def test_a_blank_id_is_missing(blank: Any) -> None:
    """A row whose sender or recipient is blank is rejected, and says which."""
    built = portfolio(log((blank, "bo"), ("ana", blank), ("ana", "bo")), on_error="collect")
    assert counts(built) == {("ana", "bo"): 1}
    found = [(i.row, i.column, i.reason, i.action) for i in built.issues]
    assert found == [
        (0, "sender", "an id is missing", "rejected"),
        (1, "recipient", "an id is missing", "rejected"),
    ]


def test_an_id_that_no_file_could_hold_is_rejected() -> None:
    """Half a surrogate pair can be written nowhere: such an id is none, and the account says so."""
    built = portfolio(log(("ana\ud800", "bo"), ("ana", "bo"), ("", "bo")), on_error="collect")
    assert built.ids.tolist() == ["ana", "bo"]
    assert [(i.row, i.value, i.reason) for i in built.issues] == [
        (2, "", "an id is missing"),
        (0, "ana\\ud800", "the id is no valid Unicode"),
    ]


@pytest.mark.parametrize(
    "senders",
    [
        [1.0, float("nan"), 3.0],
        [1, None, 3],
        np.ma.MaskedArray([1, 9, 3], mask=[False, True, False]),
    ],
    ids=["floats", "objects", "masked"],
)
def test_whole_numbers_with_gaps(senders: Any) -> None:
    """Whole numbers that became floats where one is missing are whole again."""
    frame = {"sender": senders, "recipient": [2, 2, 2], "time": ["2026-01-01"] * 3}
    built = portfolio(frame, time_unit=None, on_error="collect")
    assert built.ids.tolist() == [1, 2, 3]
    assert built.issues.rejected == 1


REFUSED: dict[str, tuple[list[Any], list[Any], tuple[str, ...]]] = {
    "mixed": ([1, "ana"], ["bo", "cy"], ("'sender'", "mixed", "expected ids", "cast it to text")),
    "fractions": ([1.5, 2.0], [3, 4], ("'sender'", "decimal numbers", "expected ids")),
    "rounded": ([2.0**53, 2.0], [3, 4], ("'sender'", "decimal numbers", "load it as text")),
    "infinite": ([float("inf"), 2.0], [3, 4], ("'sender'", "decimal numbers", "expected ids")),
    "flags": ([True, False], [3, 4], ("'sender'", "true and false", "expected ids")),
    "too long": ([2**64 - 1, 1], [3, 4], ("'sender'", "unsupported", "expected ids", "64 bits")),
    "two types": ([1, 2], ["bo", "cy"], ("numbers in 'sender'", "text in 'recipient'", "cast")),
    "bytes": ([b"ana", b"bo"], ["bo", "cy"], ("'sender'", "unsupported", "expected ids")),
}  # fmt: skip


@pytest.mark.parametrize(("senders", "recipients", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_an_id_is_refused(
    senders: list[Any], recipients: list[Any], words: tuple[str, ...]
) -> None:
    """A column that is no list of ids is an error that names it, in either mode."""
    frame = {"sender": senders, "recipient": recipients, "time": ["2026-01-01"] * 2}
    for mode in ("raise", "collect"):
        with pytest.raises(ColumnError) as caught:
            portfolio(frame, time_unit=None, on_error=mode)
        assert_one_sentence(caught.value, *words)


def test_a_column_without_any_id_fits_all() -> None:
    """A column in which every id is missing is of no type, and every row is rejected."""
    for nobody in ([None, None], ["", " "], [float("nan")] * 2):
        built = portfolio({**log((1, 2), (1, 2)), "recipient": nobody}, on_error="collect")
        assert (len(built), built.issues.rejected, built.ids.tolist()) == (0, 2, [1])


texts = st.text(max_size=3) | st.sampled_from(["", " ", "NA", "001"])
numbers = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)


def by_dict(columns: list[list[Any]]) -> tuple[list[Any], list[list[int]]]:
    """Encode columns with nothing but a dict."""

    def real(cell: Any) -> bool:
        return cell is not None and not (isinstance(cell, str) and not cell.strip())

    names = sorted({cell for column in columns for cell in column if real(cell)})
    code = {name: place for place, name in enumerate(names)}
    return names, [[code[c] if real(c) else -1 for c in column] for column in columns]


@pytest.mark.parametrize("cells", [texts, numbers], ids=["texts", "numbers"])
@given(data=st.data())
def test_codes_are_those_of_a_dict(cells: st.SearchStrategy[Any], data: st.DataObject) -> None:
    """Two columns get the codes that a dict over their sorted values gives."""
    columns = [data.draw(st.lists(st.none() | cells, max_size=8)) for _ in range(2)]
    found = share_ids([(str(i), array_column(column)) for i, column in enumerate(columns)])
    names, codes = by_dict(columns)
    assert found.values.tolist() == names
    assert [c.tolist() for c in found.codes] == codes


@given(
    known=st.lists(st.sampled_from(["ana", "bo", "cy"]), min_size=1),
    further=st.lists(st.sampled_from(["aa", "bo", "zed"])),
)
def test_joining_ids_moves_no_row(known: list[str], further: list[str]) -> None:
    """Rows name the same people after further ids have been joined in."""
    ids = share_ids([("who", array_column([*known, None]))])
    joined = ids.joined(further, "relationships")
    assert joined.values.tolist() == sorted({*known, *further})
    assert [joined.values[code] for code in joined.codes[0][:-1]] == known
    assert joined.codes[0][-1] == -1


@pytest.mark.parametrize(
    ("senders", "ties", "words"),
    [
        ([1, 2], [("ana", "bo")], ("names 'ana' (str)", "own type (int)")),
        (["1", "2"], [(1, 2)], ("names 1 (int)", "own type (str)")),
        ([None, None], [("ana", 2)], ("(str)", "(int)")),
    ],
)
def test_declared_ids_of_another_type(
    senders: list[Any], ties: list[tuple[Any, Any]], words: tuple[str, ...]
) -> None:
    """1 and '1' are two people: a declared relationship has ids of the log's own type."""
    frame = {**log(*zip(senders, reversed(senders), strict=True))}
    declared = [Relationship(source=a, target=b) for a, b in ties]
    with pytest.raises(InputError) as caught:
        portfolio(frame, relationships=declared, on_error="collect")
    assert_one_sentence(caught.value, "relationships names", "expected ids", *words)
