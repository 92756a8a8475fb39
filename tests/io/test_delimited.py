"""Delimited text: every line of a dirty file is accounted for, and no cell is changed."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import attrs
import pytest

from relationship_health.errors import InputError, ReaderError
from relationship_health.io import lines
from relationship_health.io.delimited import checked_delimiter, read_delimited
from relationship_health.io.records import LONGEST_RECORD

HEADER = b"sender,recipient,time,channel\n"
ROW = b"ana,bo,2026-01-05T09:00Z,email\n"
WIDTH = "cells, expected 4 as in the header"
QUOTE = "a quote is opened in this line and not properly closed"
UTF8 = "the line is not valid UTF-8"
NUL = "the line holds a NUL, which no text does"


@attrs.frozen
class Case:
    """A file, the lines of the rows that are accepted, and the rejected ones with their reasons."""

    content: bytes
    accepted: list[int]
    rejected: list[tuple[int, str]] = attrs.field(factory=list)


CASES = {
    "clean": Case(HEADER + ROW * 3, [2, 3, 4]),
    "one cell too many": Case(
        HEADER + ROW + b"ana,bo,2026-01-05,email,more\n" + ROW, [2, 4], [(3, f"too many {WIDTH}")]
    ),
    "one cell too few": Case(
        HEADER + ROW + b"ana,bo,2026-01-05\n" + ROW, [2, 4], [(3, f"too few {WIDTH}")]
    ),
    "no end of line at the end": Case(HEADER + ROW + ROW.rstrip(), [2, 3]),
    "blank lines": Case(b"\n" + HEADER + b"\n" + ROW + b"\r\n\n" + ROW, [4, 7]),
    "a line of blanks": Case(HEADER + b"  \n" + ROW, [3], [(2, f"too few {WIDTH}")]),
    "header only": Case(HEADER, []),
    "header without an end": Case(HEADER.rstrip(), []),
    "no UTF-8": Case(HEADER + ROW + b"an\xff,bo,2026-01-05,x\n" + ROW, [2, 4], [(3, UTF8)]),
    "a NUL": Case(HEADER + b"an\0a,bo,2026-01-05,x\n" + ROW, [3], [(2, NUL)]),
    "byte order mark": Case(b"\xef\xbb\xbf" + HEADER + ROW, [2]),
    "CRLF": Case((HEADER + ROW * 2).replace(b"\n", b"\r\n"), [2, 3]),
    "CR": Case((HEADER + ROW * 2).replace(b"\n", b"\r"), [2, 3]),
    "ends of all kinds": Case(
        HEADER + ROW.replace(b"\n", b"\r\n") + ROW.replace(b"\n", b"\r") + ROW, [2, 3, 4]
    ),
    "an end of line in a cell": Case(
        HEADER + b'"an\na",bo,2026-01-05,email\n' + ROW + b"ana,bo\n",
        [2, 4],
        [(5, f"too few {WIDTH}")],
    ),
    "a cell too many over two lines": Case(
        HEADER + b'"an\na",bo,2026-01-05,email,more\n' + ROW, [4], [(2, f"too many {WIDTH}")]
    ),
    "unclosed quote at the end": Case(
        HEADER + ROW + b'ana,"bo,2026-01-05,email\n' + ROW * 2, [2, 4, 5], [(3, QUOTE)]
    ),
    "unclosed quote in the last line": Case(
        HEADER + ROW + b'ana,"bo,2026-01-05,email', [2], [(3, QUOTE)]
    ),
    "unclosed quote before a quoted cell": Case(
        HEADER + b'ana,"bo,2026-01-05,email\n' + ROW + b'ana,"bo",2026-01-05,email\n' + ROW,
        [3, 4, 5],
        [(2, QUOTE)],
    ),
    "unclosed quote that a stray one closes": Case(
        HEADER + b'ana,"bo,2026-01-05,email\n' + ROW + b'x",bo,2026-01-05,email\n' + ROW,
        [3, 4, 5],
        [(2, QUOTE)],
    ),
    "text behind a closing quote": Case(
        HEADER + b'"ana"x,bo,2026-01-05,email\n' + ROW,
        [3],
        [(2, "the line is no valid CSV (',' expected after '\"')")],
    ),
    "quotes inside a cell": Case(HEADER + b'5" ana,bo,2026-01-05,email\n' + ROW, [2, 3]),
    "apostrophes": Case(HEADER + b"O'Brien,O'Neil,2026-01-05,email\n" + ROW, [2, 3]),
    "what looks like a comment": Case(HEADER + b"#ana,bo,2026-01-05,email\n" + ROW, [2, 3]),
    "everything too long": Case(
        HEADER + ROW.replace(b"\n", b",\n") * 2,
        [],
        [(2, f"too many {WIDTH}"), (3, f"too many {WIDTH}")],
    ),
    "a cell of a megabyte": Case(
        HEADER + b"a" * 1_000_000 + ROW + ROW,
        [3],
        [(2, "the line is no valid CSV (field larger than field limit (131072))")],
    ),
    "a line that is no line": Case(
        HEADER + b"a" * (lines.LONGEST_LINE + lines.BLOCK_BYTES * 2) + b"\n" + ROW,
        [3],
        [(2, f"the line is longer than {lines.LONGEST_LINE:,} bytes")],
    ),
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("name", CASES)
def test_every_line_is_accounted_for(name: str, packed: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter of the test
    """Accepted rows and rejected ones, with their lines and reasons, are exactly as known."""
    case = CASES[name]
    path = tmp_path / ("log.csv.gz" if packed else "log.csv")
    path.write_bytes(gzip.compress(case.content) if packed else case.content)
    reading = read_delimited(path, {})
    assert reading.places is not None
    assert reading.places.tolist() == case.accepted
    assert [(place, reason) for place, _, _, reason, _ in reading.rejected] == case.rejected
    assert reading.rows_in == len(case.accepted) + len(case.rejected)
    assert {len(column) for column in reading.frame.values()} == {len(case.accepted)}
    assert reading.unit == "line"


SMALL = [name for name, case in CASES.items() if len(case.content) < 1000]


@pytest.mark.parametrize("name", SMALL)
def test_the_size_of_blocks_changes_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read in blocks of a few bytes, a file gives the same rows and the same rejects."""
    path = tmp_path / "log.csv"
    path.write_bytes(CASES[name].content)
    whole = read_delimited(path, {})
    for size in (1, 7, 40):
        monkeypatch.setattr(lines, "BLOCK_BYTES", size)
        parts = read_delimited(path, {})
        assert parts.rejected == whole.rejected
        assert cells(parts.frame) == cells(whole.frame)


UNUSABLE = {
    "empty": (b"", "is empty, expected at least one line"),
    "blank": (b"\n\n  \n", "holds no line with text, expected a header"),
    "only a mark": (b"\xef\xbb\xbf", "holds no line with text"),
    "UTF-16": ("a,b\n".encode("utf-16"), "is UTF-16 text: save it as UTF-8"),
    "a workbook": (b"PK\x03\x04....", "is a zip archive or an Excel workbook: export it"),
    "Parquet": (b"PAR1....", "is Parquet: rename it"),
    "binary": (bytes(range(256)) * 9, "line 1: the line holds a NUL, which no text does"),
    "Latin 1 header": (b"s\xe9nder,b\n1,2\n", "line 1: the line is not valid UTF-8 (byte 0xe9)"),
    "open header": (b'a,"b\n1,2\n', "line 1: the header is no valid CSV"),
    "one name twice": (b"a,b,a\n1,2,3\n", "has two columns named 'a': rename one"),
    "half a gzip": (gzip.compress(HEADER + ROW * 900)[:-9], "damaged or incomplete gzip file"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_that_is_no_log_is_refused(name: str, tmp_path: Path) -> None:
    """The refusal is one sentence that begins with the file and says what to do."""
    content, words = UNUSABLE[name]
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    with pytest.raises(ReaderError) as caught:
        read_delimited(path, {})
    message = str(caught.value)
    assert message.startswith(str(path))
    assert words in message
    assert message.count("\n") == 0


def test_no_file_and_no_regular_file_are_refused(tmp_path: Path) -> None:
    """A missing file and a directory are told apart."""
    with pytest.raises(ReaderError, match="does not exist"):
        read_delimited(tmp_path / "none.csv", {})
    with pytest.raises(ReaderError, match="is a directory, expected a file"):
        read_delimited(tmp_path, {})


def test_a_file_without_one_good_row_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading ends, with the first reason, where nothing in a long file is a row."""
    monkeypatch.setattr("relationship_health.io.rejects.MOST_BEFORE_ANY", 10)
    path = tmp_path / "log.csv"
    path.write_bytes(HEADER + b"x\n" * 11)
    with pytest.raises(ReaderError, match="none of the first 10 rows can be read; line 2: too few"):
        read_delimited(path, {})
    path.write_bytes(HEADER + ROW + b"x\n" * 11)
    assert len(read_delimited(path, {}).rejected) == 11


def test_cells_are_the_text_that_stands_there(tmp_path: Path) -> None:
    """Zeros in front, long numbers, NA, blanks and quotes stay; only empty cells are missing."""
    path = tmp_path / "log.csv"
    path.write_text('id,word,gap,quoted\n001,NA, a ,"x, ""y"""\n9007199254740993,null,,""\n')
    assert cells(read_delimited(path, {}).frame) == {
        "id": ["001", "9007199254740993"],
        "word": ["NA", "null"],
        "gap": [" a ", None],
        "quoted": ['x, "y"', None],
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(delimiter: str, tmp_path: Path) -> None:
    """The most frequent candidate outside quotes is taken, whatever the rows hold."""
    path = tmp_path / "log.txt"
    path.write_text(delimiter.join(["a", '"b,,,;;;"', "c"]) + "\n" + delimiter.join("1,|") + "\n")
    if delimiter not in ",|":
        assert list(read_delimited(path, {}).frame) == ["a", "b,,,;;;", "c"]
    path.write_text(delimiter.join("abc") + "\n" + delimiter.join("123") + "\n")
    assert cells(read_delimited(path, {}).frame) == {"a": ["1"], "b": ["2"], "c": ["3"]}


def test_a_delimiter_that_is_given_holds(tmp_path: Path) -> None:
    """The option wins over the header, and a tab can be written out."""
    path = tmp_path / "log.csv"
    path.write_text("a,b~c\n1,2~3\n")
    assert cells(read_delimited(path, {"delimiter": "~"}).frame) == {"a,b": ["1,2"], "c": ["3"]}
    assert [checked_delimiter(given) for given in ("\\t", "tab", None)] == ["\t", "\t", None]
    for wrong in ("", ",,", '"', "\n"):
        with pytest.raises(InputError, match="expected one character"):
            checked_delimiter(wrong)


def test_a_column_without_a_name_gets_one(tmp_path: Path) -> None:
    """The index column of an exported frame does not stand in the way."""
    path = tmp_path / "log.csv"
    path.write_text(",a\n0,x\n")
    assert cells(read_delimited(path, {}).frame) == {"column 1": ["0"], "a": ["x"]}


def test_a_column_can_be_left_out(tmp_path: Path) -> None:
    """What was not read is named in a note and held nowhere."""
    path = tmp_path / "log.csv"
    path.write_text("a,body\nx,canary\n")
    reading = read_delimited(path, {"skip": lambda name: name == "body"})
    assert list(reading.frame) == ["a"]
    assert reading.notes == ("column 'body' was left out unread",)
    assert "canary" not in repr(reading)


def test_rejects_hold_nothing_of_what_was_written(tmp_path: Path) -> None:
    """A broken line may be part of a message: no reason and no value repeats it."""
    path = tmp_path / "log.csv"
    path.write_bytes(HEADER + ROW + b'canary\nana,"canary\ncanary\xff\n"canary"x,1,2,3\n')
    reading = read_delimited(path, {})
    assert len(reading.rejected) == 4
    assert "canary" not in repr(reading.rejected)


def test_an_open_quote_is_not_followed_for_ever(tmp_path: Path) -> None:
    """Even in a very long file such a quote costs its own line and nothing else."""
    path = tmp_path / "log.csv"
    path.write_bytes(HEADER + b'"a,b,c,d\n' + b"a,b,c,d\n" * (LONGEST_RECORD + 2))
    reading = read_delimited(path, {})
    assert [place for place, *_ in reading.rejected] == [2]
    assert reading.rows_in == LONGEST_RECORD + 3


def cells(frame: dict[str, Any]) -> dict[str, list[str | None]]:
    """Return the texts of a frame."""
    return {name: column.texts().tolist() for name, column in frame.items()}
