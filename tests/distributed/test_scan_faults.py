"""What is wrong with one file of many is one sentence, and nothing is left half-written."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import relationship_health as rh
from relationship_health.errors import ColumnError, InputError, ReaderError, RowError
from tests.distributed._parts import contents

SECONDS = 1_700_000_000


def log(rows: int = 4, **changed: Any) -> dict[str, Any]:
    """Return the columns of one sound file."""
    columns = {
        "sender": ["ana", "bo"] * (rows // 2), "recipient": ["bo", "ana"] * (rows // 2),
        "time": [SECONDS + 3_600 * row for row in range(rows)], "channel": ["email"] * rows,
    }  # fmt: skip
    return {**columns, **changed}


def three_files(folder: Path, odd: dict[str, Any], **options: Any) -> Path:
    """Write two sound files, and an odd one between them; return the pattern of all."""
    for name, columns in (("a", log()), ("b", odd), ("c", log())):
        pq.write_table(pa.table(columns), folder / f"{name}.parquet", **options)
    return folder / "*.parquet"


def damage(path: Path, column: str) -> None:
    """Flip one bit in the last page of a column."""
    group = pq.read_metadata(path).row_group(0)
    chunks = [group.column(i) for i in range(group.num_columns)]
    (chunk,) = [chunk for chunk in chunks if chunk.path_in_schema == column]
    begin = chunk.dictionary_page_offset or chunk.data_page_offset
    data = bytearray(path.read_bytes())
    data[begin + chunk.total_compressed_size - 1] ^= 1
    path.write_bytes(bytes(data))


def test_a_file_that_is_no_parquet_is_named(tmp_path: Path) -> None:
    """The path, what was found, and what to do."""
    pattern = three_files(tmp_path, log())
    (tmp_path / "b.parquet").write_bytes(b"sender,recipient\n" * 10)
    with pytest.raises(ReaderError, match=r"b\.parquet cannot be read as Parquet .*fetch the file"):
        rh.scan(pattern, time_unit="s")


def test_a_damaged_page_is_found_before_anything_appears(tmp_path: Path) -> None:
    """One bit in the data of one file: its checksum tells, and no folder is left."""
    plain: Any = {"write_page_checksum": True, "compression": "none", "use_dictionary": False}
    pattern = three_files(tmp_path, log(2_000, time=list(range(2_000))), **plain)
    damage(tmp_path / "b.parquet", "channel")
    raw = rh.scan(pattern, time_unit="s")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(ReaderError, match=r"b\.parquet cannot be read as Parquet"):
        raw.partition(tmp_path / "parts")
    assert sorted(tmp_path.iterdir()) == before


def without(columns: dict[str, Any], name: str) -> dict[str, Any]:
    """Return columns without one."""
    return {n: cells for n, cells in columns.items() if n != name}


ODD: dict[str, tuple[dict[str, Any], str]] = {
    "a column is missing": (
        without(log(), "channel"),
        r"b\.parquet has no column 'channel', which .*a\.parquet has, expected the same",
    ),
    "a column too many": (
        log(tone=["warm"] * 4), r"a\.parquet has no column 'tone', which .*b\.parquet has",
    ),
    "milliseconds among seconds": (
        log(time=[(SECONDS + row) * 1_000 for row in range(4)]),
        (
            r"b\.parquet: column 'time' holds numbers as large as milliseconds, and numbers as "
            r"large as seconds in .*a\.parquet, expected the same in all files: convert one of them"
        ),
    ),
    "moments among numbers": (
        log(time=np.array(["2026-01-05"] * 4, "M8[us]")),
        r"b\.parquet: column 'time' holds times without a zone, and numbers in .*a\.parquet",
    ),
    "text among numbers": (
        log(time=["2026-01-05"] * 4), r"b\.parquet: column 'time' holds text, and numbers in",
    ),
    "numbers among names": (
        log(sender=[1, 2, 1, 2]), r"b\.parquet: column 'sender' holds numbers, and text in",
    ),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_a_file_unlike_the_others_is_named(tmp_path: Path, odd: str) -> None:
    """Before a row is read: which file, which column, what is in it, what in the others."""
    columns, sentence = ODD[odd]
    with pytest.raises(ColumnError, match=sentence):
        rh.scan(three_files(tmp_path, columns), time_unit="s")


def test_an_extra_column_of_another_type_is_named(tmp_path: Path) -> None:
    """What is kept for plugins has to be of one type too."""
    pattern = three_files(tmp_path, log(channel=[1, 2, 3, 4]))
    with pytest.raises(ColumnError, match=r"b\.parquet: column 'channel' holds int64, and string"):
        rh.scan(pattern, time_unit="s").partition(tmp_path / "parts")


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_moments_of_several_resolutions_go_together(tmp_path: Path, unit: str) -> None:
    """Timestamps say their own unit, so that files may differ in it."""
    moments = np.array([SECONDS, SECONDS + 10, SECONDS + 20, SECONDS + 30], "M8[s]")
    for name, kind in (("a", "us"), ("b", unit)):
        columns = log(time=pa.array(moments.astype(f"M8[{kind}]")))
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    parts = rh.scan(tmp_path / "*.parquet").partition(tmp_path / "parts")
    assert (parts.interactions, len(parts)) == (8, 1)


def test_a_bad_row_is_found_in_its_file(tmp_path: Path) -> None:
    """With "raise" the file and the row are named, and nothing is left; else it is counted."""
    pattern = three_files(tmp_path, log(sender=["ana", "bo", None, "bo"]))
    sentence = r"b\.parquet: row 2 of interactions, column 'sender'.*an id is missing"
    with pytest.raises(RowError, match=sentence):
        rh.scan(pattern, time_unit="s").partition(tmp_path / "parts")
    assert not [path for path in tmp_path.iterdir() if path.suffix != ".parquet"]
    raw = rh.scan(pattern, time_unit="s", on_error="collect")
    (tally,) = raw.partition(tmp_path / "parts").issues.tallies
    assert (tally.source, tally.row, tally.rows) == (str(tmp_path / "b.parquet"), 2, 1)


def test_a_missing_column_is_named_as_in_a_frame(tmp_path: Path) -> None:
    """The nearest names are offered."""
    pattern = three_files(tmp_path, log())
    with pytest.raises(ColumnError, match=r"no column 'sendr' \(did you mean 'sender'\?\)"):
        rh.scan(pattern, sender="sendr", time_unit="s")
    pq.write_table(pa.table(log() | {"@source": ["web"] * 4}), tmp_path / "own")
    with pytest.raises(ColumnError, match="has a column '@source', a name of our own: rename"):
        rh.scan(tmp_path / "own", time_unit="s")
    with pytest.raises(ColumnError, match="our_side is 'us', expected a column"):
        rh.scan(pattern, our_side="us", time_unit="s").partition(tmp_path / "parts")
    with pytest.raises(InputError, match="our_side names no one who occurs in the log"):
        rh.scan(pattern, our_side={"zoe"}, time_unit="s").partition(tmp_path / "parts")


def test_no_file_is_an_error(tmp_path: Path) -> None:
    """A pattern that fits nothing is not an empty log."""
    with pytest.raises(ReaderError, match=r"\*\.parquet names no Parquet file"):
        rh.scan(tmp_path / "*.parquet")


@pytest.fixture
def parts(tmp_path: Path) -> rh.distributed.Scan:
    """Return a small log that is partitioned."""
    return rh.scan(three_files(tmp_path, log()), time_unit="s").partition(tmp_path / "parts")


def test_a_folder_that_is_taken_is_left_alone(tmp_path: Path, parts: rh.distributed.Scan) -> None:
    """Neither another log nor anything else is written over."""
    raw = rh.scan(tmp_path / "a.parquet", time_unit="s")
    with pytest.raises(InputError, match="is there already, expected a new folder"):
        raw.partition(tmp_path / "parts")
    assert parts.interactions == 12


def test_what_is_asked_of_the_wrong_kind_of_log(tmp_path: Path, parts: rh.distributed.Scan) -> None:
    """A partitioned log cannot be partitioned, or be read otherwise."""
    raw = rh.scan(tmp_path / "a.parquet", time_unit="s")
    with pytest.raises(InputError, match="is partitioned already"):
        parts.partition(tmp_path / "more")
    with pytest.raises(InputError, match="is partitioned, and knows how its log was read"):
        rh.scan(tmp_path / "parts", our_side={"ana"})
    with pytest.raises(InputError, match="partitions is 0, expected a whole number"):
        raw.partition(tmp_path / "more", partitions=0)
    with pytest.raises(InputError, match="threads is '2', expected a whole number"):
        parts.fit(rh.Engine(), as_of="2026-01-01", threads="2")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="lies before the first interaction"):
        parts.score(rh.Engine(), as_of="1999-01-01")


@pytest.mark.parametrize("memory", ["", "2 horses", "-1GiB", "1MiB", True, None])
def test_a_bound_that_means_nothing_is_refused(tmp_path: Path, memory: Any) -> None:
    """Sizes are written with a unit, and there is a least one."""
    with pytest.raises(InputError, match=r"memory is .*expected"):
        rh.scan(three_files(tmp_path, log()), memory=memory)


def test_a_damaged_part_is_named_and_old_scores_stay(
    tmp_path: Path, parts: rh.distributed.Scan
) -> None:
    """One flipped bit in what was partitioned; the file of scores is the earlier one, whole."""
    scores = tmp_path / "scores.parquet"
    parts.write_scores(scores, rh.Engine(), as_of="2026-01-01")
    before = scores.read_bytes()
    damage(tmp_path / "parts" / "rows" / "part-00000.parquet", "@time")
    with pytest.raises(ReaderError, match=r"part-00000\.parquet cannot be read as Parquet"):
        parts.write_scores(scores, rh.Engine(), as_of="2026-01-01")
    assert scores.read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_a_manifest_of_another_kind_is_refused(tmp_path: Path, parts: rh.distributed.Scan) -> None:
    """A later format, or none at all, is not guessed at."""
    assert parts.partitioned
    manifest = tmp_path / "parts" / "manifest.json"
    told = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**told, "format": 99}), encoding="utf-8")
    with pytest.raises(ReaderError, match="has format 99, expected 1: partition the log again"):
        rh.scan(tmp_path / "parts")
    manifest.write_text("{}", encoding="utf-8")
    with pytest.raises(ReaderError, match="is no manifest of a partitioned log"):
        rh.scan(tmp_path / "parts")


KILLED = """
import os, signal, sys
import relationship_health as rh
from relationship_health.distributed import partitioning

raw = rh.scan(sys.argv[1], time_unit="s")
partitioning.write_part = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
raw.partition(sys.argv[2])
"""


def test_who_is_killed_midway_leaves_no_folder(tmp_path: Path) -> None:
    """Only a hidden draft is there, which nobody takes for a log; the next one is not disturbed."""
    folder = tmp_path / "raw"
    folder.mkdir()
    three_files(folder, log())
    command = [sys.executable, "-c", KILLED, str(folder), str(tmp_path / "raw" / "parts")]
    assert subprocess.run(command, check=False).returncode < 0  # noqa: S603  this interpreter
    assert [path.name[0] for path in folder.iterdir() if path.is_dir()] == ["."]
    raw = rh.scan(folder, time_unit="s")
    assert raw.partition(folder / "parts").interactions == 12


def test_columns_that_no_portfolio_keeps_are_remarked_on(tmp_path: Path) -> None:
    """Bytes, lists and numbers beyond 64 bits are left out, as in memory, and the rest is read."""
    odd: dict[str, Any] = {
        "blob": pa.array([b"a"] * 4), "nested": pa.array([[1], [2], [3], [4]]),
        "huge": pa.array([Decimal(10**30)] * 4, pa.decimal128(38, 0)),
        "exact": pa.array([Decimal("0.5")] * 4, pa.decimal128(38, 2)),
        "day": pa.array([date(2026, 1, 5)] * 4),
    }  # fmt: skip
    table = pa.table(log() | odd)
    pq.write_table(table, tmp_path / "log.parquet")
    parts = rh.scan(tmp_path / "log.parquet", time_unit="s").partition(tmp_path / "parts")
    whole = rh.Portfolio.from_frame(table, time_unit="s")
    taken = parts.portfolio(whole.keys)
    assert contents(taken) == contents(whole)
    assert set(taken.columns) == {"channel", "exact", "day"}
    told = " ".join(parts.issues.notes)
    assert "'blob' holds binary and was not kept" in told
    assert "'nested' holds list" in told
