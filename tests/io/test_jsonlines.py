"""JSON lines: values as they stand, and every line that is no object accounted for."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from relationship_health.errors import ReaderError
from relationship_health.io.jsonlines import read_json_lines

REJECTED = {
    "[1]": "the line is no JSON object",
    '{"a": 1': "the line is no JSON (Expecting ',' delimiter at character 9)",
    '{"a": 1, "a": 2}': "the object names a key twice: 'a'",
    '{"a": "\\ud800"}': "the line holds half of a surrogate pair",
    '{"a": ' + "9" * 5000 + "}": "the line nests too deeply or holds too long a number",
    '{"a": ' + "[" * 100_000 + "}": "the line nests too deeply or holds too long a number",
}


def test_values_come_as_they_stand(tmp_path: Path) -> None:
    """Long integers keep their digits, text its zeros; null, NaN and no key at all are missing."""
    path = tmp_path / "log.jsonl"
    path.write_text(
        '{"who": "001", "n": 9007199254740993}\n\n'
        '{"who": null, "n": 1, "late": true}\n'
        '{"who": "Zo\\u00eb", "x": NaN}\n'
    )
    reading = read_json_lines(path, {})
    assert reading.frame["who"].texts().tolist() == ["001", None, "Zoë"]
    assert reading.frame["n"].kind == "integer"
    assert reading.frame["n"].values[:2].tolist() == [9_007_199_254_740_993, 1]
    assert reading.frame["n"].missing.tolist() == [False, False, True]
    assert reading.frame["late"].missing.tolist() == [True, False, True]
    assert reading.frame["x"].missing.all()
    assert reading.places is not None
    assert (reading.places.tolist(), reading.rows_in) == ([1, 3, 4], 3)


def test_what_is_no_object_is_rejected_with_its_line(tmp_path: Path) -> None:
    """Each kind of bad line has its reason; the rows around stay."""
    path = tmp_path / "log.jsonl.gz"
    good = json.dumps({"a": 1})
    lines = [good, *REJECTED, good]
    path.write_bytes(gzip.compress("\n".join(lines).encode() + b"\n\xff{}\n"))
    reading = read_json_lines(path, {})
    assert reading.places is not None
    assert reading.places.tolist() == [1, len(lines)]
    assert [(place, reason) for place, _, _, reason, _ in reading.rejected] == [
        *enumerate(REJECTED.values(), 2),
        (len(lines) + 1, "the line is not valid UTF-8"),
    ]
    assert reading.rows_in == len(lines) + 1


def test_an_array_is_refused_as_a_whole(tmp_path: Path) -> None:
    """A JSON file of another shape is recognised by its first character."""
    path = tmp_path / "log.jsonl"
    path.write_text('[\n{"a": 1}\n]\n')
    with pytest.raises(ReaderError, match="is a JSON array, expected one object per line"):
        read_json_lines(path, {})


def test_a_key_can_be_left_out(tmp_path: Path) -> None:
    """What was left out is named in a note and held nowhere."""
    path = tmp_path / "log.jsonl"
    path.write_text('{"a": 1, "body": "canary"}\n')
    reading = read_json_lines(path, {"skip": lambda name: name == "body"})
    assert list(reading.frame) == ["a"]
    assert reading.notes == ("column 'body' was left out unread",)
