"""Laws of the readers: whatever bytes come, an account or a ReaderError, and nothing else."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.errors import ReaderError
from relationship_health.hookspecs import Reading
from relationship_health.io import lines
from relationship_health.io.delimited import read_delimited
from relationship_health.io.jsonlines import read_json_lines

Read = Callable[[Path, Mapping[str, Any]], Reading]
READERS = pytest.mark.parametrize("read", [read_delimited, read_json_lines], ids=["csv", "jsonl"])

# Pieces that make trouble together, and a few that make sense.
MARKS = rb""", " "" ' ; { } [ NaN \u a ana,bo,t {"a":1}""".split()
BYTES = [b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xc3\xab", b" ", b"\xe2\x80\xa8", b"\x1c"]
PIECES = st.sampled_from([*MARKS, *BYTES])
FILES = st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=40).map(b"".join))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give one folder for all examples."""
    return tmp_path_factory.mktemp("laws")


@READERS
@given(content=FILES, packed=st.booleans())
def test_any_bytes_give_an_account_or_a_reader_error(
    read: Read, folder: Path, content: bytes, *, packed: bool
) -> None:
    """Rows in are rows accepted and rejected; no line is both, and places are in order."""
    path = folder / "log"
    path.write_bytes(gzip.compress(content) if packed else content)
    try:
        reading = read(path, {})
    except ReaderError:
        return
    assert reading.places is not None
    accepted, rejected = reading.places.tolist(), [place for place, *_ in reading.rejected]
    assert reading.rows_in == len(accepted) + len(rejected)
    assert {len(column) for column in reading.frame.values()} <= {len(accepted)}
    assert accepted == sorted(set(accepted))
    assert set(accepted).isdisjoint(rejected)


@given(rows=st.lists(st.lists(st.text(max_size=5), min_size=2, max_size=2), max_size=8))
def test_what_a_csv_writer_writes_comes_back(folder: Path, rows: list[list[str]]) -> None:
    """Cells with any character come back as they went, in blocks of any size."""
    path = folder / "written.csv"
    rows = [[c.encode("utf-8", "replace").decode().replace("\0", "") for c in row] for row in rows]
    quoted = ['"' + '","'.join(c.replace('"', '""') for c in row) + '"' for row in rows]
    path.write_bytes("\r\n".join(["one,two", *quoted, ""]).encode())
    with pytest.MonkeyPatch.context() as patch:
        for size in (1, 3, 1 << 16):
            patch.setattr(lines, "BLOCK_BYTES", size)
            reading = read_delimited(path, {})
            assert reading.rejected == ()
            cells = [column.texts().tolist() for column in reading.frame.values()]
            found = [list(row) for row in zip(*cells, strict=True)]
            assert found == [[c or None for c in row] for row in rows]
