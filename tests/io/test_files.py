"""Files of every format, in and out: what goes in comes back, and no target is ever half."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relationship_health.arrays import Array
from relationship_health.errors import InputError, MissingExtraError, ReaderError
from relationship_health.io import files, writing
from tests.io.reading import read

COLUMNS: dict[str, Array] = {
    "source": np.array(["ana", "=1+1", "-bo", "+49 30", "@x", "\tx", "Zoë \x1b[31m"], dtype=object),
    "target": np.array([1, 2, 9_007_199_254_740_993, -4, 5, 6, 7]),
    "health": np.array([1.5, np.nan, -3.25, 0.1, 1e-300, 100.0, 0.0]),
}


@pytest.mark.needs("duckdb")
def test_parquet_comes_back_as_it_went(tmp_path: Path) -> None:
    """Text, long integers and floats survive; unknown numbers are missing."""
    path = tmp_path / "scores.parquet"
    files.write(path, COLUMNS)
    frame = read(path).frame
    assert frame["source"].texts().tolist() == COLUMNS["source"].tolist()
    assert frame["target"].values.tolist() == COLUMNS["target"].tolist()
    assert frame["health"].missing.tolist() == np.isnan(COLUMNS["health"]).tolist()
    known = ~frame["health"].missing
    assert (frame["health"].values[known] == COLUMNS["health"][known]).all()


def test_csv_text_is_never_a_formula_and_numbers_stay_numbers(tmp_path: Path) -> None:
    """Text gets an apostrophe where a spreadsheet would calculate; a negative number gets none."""
    path = tmp_path / "scores.csv"
    files.write(path, COLUMNS)
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    assert header == ["source", "target", "health"]
    texts = ["ana", "'=1+1", "'-bo", "'+49 30", "'@x", "'\tx", "Zoë \x1b[31m"]
    assert [row[0] for row in rows] == texts
    assert [int(row[1]) for row in rows] == COLUMNS["target"].tolist()
    assert [row[2] for row in rows] == ["1.5", "", "-3.25", "0.1", "1e-300", "100.0", "0.0"]


def test_json_is_records_with_null_for_unknown(tmp_path: Path) -> None:
    """Every reader of JSON takes the file, and no control character stands in it."""
    path = tmp_path / "scores.json"
    files.write(path, COLUMNS)
    text = path.read_text("ascii")
    records = json.loads(text)
    assert [record["source"] for record in records] == COLUMNS["source"].tolist()
    assert records[1]["health"] is None
    assert records[2] == {"source": "-bo", "target": 9_007_199_254_740_993, "health": -3.25}
    assert "\x1b" not in text
    assert json.loads("".join(writing.json_lines({"a": np.array([])}))) == []
    files.write(tmp_path / "scores.jsonl", COLUMNS)
    lines = (tmp_path / "scores.jsonl").read_text("ascii").splitlines()
    assert [json.loads(line) for line in lines] == records


@pytest.mark.parametrize("ending", [".csv", ".json", ".jsonl", ".parquet"])
def test_a_target_is_replaced_as_a_whole_or_not_at_all(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interruption while writing leaves the old file as it was and nothing beside it."""
    path = tmp_path / f"scores{ending}"
    path.write_text("old")

    def interrupted(draft: Path, columns: Mapping[str, Any]) -> None:
        draft.write_text(f"half of {len(columns)}")
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "_WRITERS", {ending: interrupted})
    with pytest.raises(KeyboardInterrupt):
        files.write(path, COLUMNS)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What is written to a symbolic link lands in the file that it names."""
    target, link = tmp_path / "real.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    files.write(link, {"a": np.array([1])})
    assert link.is_symlink()
    assert json.loads(target.read_text()) == [{"a": 1}]


def test_a_place_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    """Unknown formats, missing folders, directories: each in a sentence, before any writing."""
    (tmp_path / "folder.csv").mkdir()
    for name, words in {
        "scores.xlsx": "names no format that can be written, expected one of .csv, .json",
        "none/scores.csv": "there is no folder",
        "folder.csv": "is no regular file",
    }.items():
        with pytest.raises(InputError, match=words):
            files.write(tmp_path / name, COLUMNS)


@pytest.mark.needs("duckdb")
def test_parquet_keeps_types_and_zones(tmp_path: Path) -> None:
    """Times say whether they carry a zone; enums and unique ids are text; no digit is lost."""
    import duckdb

    path = tmp_path / "odd[1]*.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT timestamptz '2026-01-05 09:00+02' AS zoned,
            timestamp '2026-01-05 09:00' AS naive, 9007199254740993::BIGINT AS id,
            uuid() AS key, 'x'::ENUM ('x') AS word, 'raw'::BLOB AS raw, NULL::VARCHAR AS none,
            'canary' AS body) TO '{path}' (FORMAT parquet)"""
        )
    reading = read(path, {"skip": lambda name: name == "body"})
    assert (reading.rows_in, reading.unit, reading.places) == (1, "row", None)
    frame = reading.frame
    kinds = {name: column.kind for name, column in frame.items()}
    assert kinds == {
        "zoned": "time", "naive": "time", "id": "integer", "key": "text", "word": "text",
        "raw": "text", "none": "text",
    }  # fmt: skip
    assert (frame["zoned"].zoned, frame["naive"].zoned) == (True, False)
    assert frame["naive"].values[0] - frame["zoned"].values[0] == 2 * 3_600_000_000
    assert frame["id"].values.tolist() == [9_007_199_254_740_993]
    assert frame["none"].missing.tolist() == [True]
    assert reading.notes == ("column 'body' was left out unread",)


@pytest.mark.needs("duckdb")
def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    """A damaged file, a missing one and a folder each give one sentence."""
    path = tmp_path / "log.parquet"
    with pytest.raises(ReaderError, match="does not exist"):
        read(path)
    path.write_bytes(b"PAR1 and not more")
    with pytest.raises(ReaderError, match="cannot be read as Parquet") as caught:
        read(path)
    assert "\n" not in str(caught.value)
    path.unlink()
    path.mkdir()
    with pytest.raises(ReaderError, match="is no file"):
        read(path)


def test_without_duckdb_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parquet asks for the extra 'files'; the other formats do without."""
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    path = tmp_path / "log.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(MissingExtraError, match=r"Reading Parquet needs the extra 'files'"):
        read(path)
    with pytest.raises(MissingExtraError, match=r"Writing Parquet needs the extra 'files'"):
        files.write(tmp_path / "scores.parquet", COLUMNS)
    files.write(tmp_path / "scores.csv", COLUMNS)
    assert read(tmp_path / "scores.csv").rows_in == 7


@pytest.mark.needs("duckdb", "pyarrow")
def test_a_flipped_bit_is_told(tmp_path: Path) -> None:
    """A page that is not what its checksum says is damage, and no row of the file is used."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "log.parquet"
    frame: dict[str, list[Any]] = {
        "sender": ["ana"] * 99,
        "recipient": ["bo"] * 99,
        "time": list(range(99)),
    }
    pq.write_table(pa.table(frame), path, write_page_checksum=True, compression="none")
    assert read(path).rows_in == 99
    content = bytearray(path.read_bytes())
    content[content.index(b"ana")] ^= 1
    path.write_bytes(content)
    with pytest.raises(ReaderError, match="is damaged"):
        read(path)
