"""Tables in files: the readers that come with the library, and the writers; owner of DuckDB."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from relationship_health.arrays import Array
from relationship_health.errors import InputError, MissingExtraError, ReaderError
from relationship_health.frames import read_table
from relationship_health.hookspecs import Reader, Reading, hookimpl
from relationship_health.io.delimited import read_delimited
from relationship_health.io.jsonlines import read_json_lines
from relationship_health.io.rejects import expect_columns, never, notes_on
from relationship_health.io.writing import write_csv, write_json, write_json_lines
from relationship_health.replacing import replacing

_SETTINGS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
MOST_TEXT = 256 << 20
"""Bytes of text that a Parquet file may hold however small it is."""

INFLATED = 500
"""How many times its own size the text of a larger one may have."""

_SELECT = """
    SELECT * FROM read_parquet($file, hive_partitioning = false, binary_as_string = true)
"""


@hookimpl
def rh_readers() -> Iterable[Reader]:
    """Give the readers of CSV, JSON lines and Parquet."""
    return [
        Reader(
            name="csv",
            suffixes=(".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz"),
            read=read_delimited,
            summary="Delimited text with a header, in UTF-8",
        ),
        Reader(
            name="jsonl",
            suffixes=(".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"),
            read=read_json_lines,
            summary="One JSON object per line",
        ),
        Reader(name="parquet", suffixes=(".parquet",), read=read_parquet, summary="Parquet"),
    ]


def read_parquet(path: Path, options: Mapping[str, Any]) -> Reading:
    """Read a Parquet file; rows are counted from 0.

    Parameters
    ----------
    path : Path
    options : mapping
        ``skip``: tells of a column's name whether to leave the column out.

    Raises
    ------
    ReaderError
        Where it is no Parquet, damaged, or spelt out far larger than it is.
    """
    if not path.is_file():
        what = "is no file" if path.exists() else "does not exist"
        message = f"{path} {what}: check the path."
        raise ReaderError(message)
    duckdb = _duckdb("Reading Parquet")
    skip = options.get("skip", never)
    try:
        with duckdb.connect(config=_SETTINGS) as connection:
            relation = connection.sql(_SELECT, params={"file": glob.escape(str(path))})
            left_out = [name for name in relation.columns if skip(name)]
            expect_columns(path, set(relation.columns).difference(left_out), left_out)
            if left_out:
                relation = relation.project(f"* EXCLUDE ({', '.join(map(_quoted, left_out))})")
            _refuse_bomb(path, relation)
            _refuse_damage(path)
            table = read_table(relation)
            frame = {name: table.column(name) for name in table.names}
    except duckdb.Error as error:
        message = f"{path} cannot be read as Parquet ({str(error).splitlines()[0]})."
        raise ReaderError(message) from error
    return Reading(frame=frame, rows_in=table.rows, notes=notes_on(left_out))


def _refuse_bomb(path: Path, relation: Any) -> None:
    """Refuse a small file whose texts are huge once they are spelt out.

    Text that repeats is stored once; counting its bytes does not spell it out.

    Raises
    ------
    ReaderError
    """
    kinds = zip(relation.columns, map(str, relation.types), strict=True)
    texts = [_quoted(name) for name, kind in kinds if kind == "VARCHAR"]
    if not texts:
        return
    total = " + ".join(f"coalesce(sum(strlen({name})), 0)" for name in texts)
    ((size,),) = relation.aggregate(total).fetchall()
    if size > max(MOST_TEXT, INFLATED * path.stat().st_size):
        message = (
            f"{path} holds {size:,} bytes of text in a file of {path.stat().st_size:,}, which is "
            "no log: check where it comes from."
        )
        raise ReaderError(message)


def _refuse_damage(path: Path) -> None:
    """Refuse a file whose pages are not what their checksums say, where pyarrow can tell.

    DuckDB does not look at checksums: with one bit flipped it read 60 of 100 files without a word.

    Raises
    ------
    ReaderError
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        return
    try:
        with ParquetFile(path, page_checksum_verification=True) as file:
            for _ in file.iter_batches():
                pass
    except (ArrowException, OSError) as error:
        message = f"{path} is damaged ({type(error).__name__}): fetch it again."
        raise ReaderError(message) from error


def _duckdb(feature: str) -> ModuleType:
    try:
        import duckdb
    except ImportError as error:
        raise MissingExtraError(feature, "files") from error
    module: ModuleType = duckdb
    return module


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write_parquet(draft: Path, columns: Mapping[str, Array]) -> None:
    duckdb = _duckdb("Writing Parquet")
    place = str(draft).replace("'", "''")
    with duckdb.connect(config=_SETTINGS) as connection:
        connection.register("rows", dict(columns))
        connection.execute(f"COPY rows TO '{place}' (FORMAT parquet, COMPRESSION zstd)")


_WRITERS: Mapping[str, Callable[[Path, Mapping[str, Array]], None]] = {
    ".csv": write_csv,
    ".json": write_json,
    ".jsonl": write_json_lines,
    ".parquet": _write_parquet,
}


def check_target(path: str | Path) -> Path:
    """Return the path of a file to be written, if its format is known and its folder exists.

    Raises
    ------
    InputError
        Otherwise.
    """
    path = Path(path)
    if path.suffix.lower() not in _WRITERS:
        message = (
            f"{path} names no format that can be written, expected one of {', '.join(_WRITERS)}."
        )
        raise InputError(message)
    if not path.parent.is_dir():
        message = f"{path} cannot be written: there is no folder {path.parent}."
        raise InputError(message)
    return path


def check_writer(path: Path) -> None:
    """See that whatever :func:`write` needs for a format is there.

    Raises
    ------
    MissingExtraError
        Where it is Parquet and DuckDB is not installed.
    """
    if path.suffix.lower() == ".parquet":
        _duckdb("Writing Parquet")


def write(path: str | Path, columns: Mapping[str, Any]) -> None:
    """Write columns to a file, which is replaced as a whole or not at all.

    Parameters
    ----------
    path : str or Path
        Its end says the format: .csv, .json, .jsonl or .parquet.
    columns : mapping of str to array
        In a CSV file, text that a spreadsheet would take for a formula begins with an apostrophe.

    Raises
    ------
    InputError
        Where the format is unknown or the place cannot be written to.
    MissingExtraError
        Where it is Parquet and DuckDB is not installed.
    """
    path = check_target(path)
    with replacing(path) as draft:
        _WRITERS[path.suffix.lower()](draft, {n: np.asarray(v) for n, v in columns.items()})
