"""Parquet files read piece by piece, held to their checksums; what is damaged is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from relationship_health.distributed.arrow import pyarrow
from relationship_health.errors import ReaderError


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Give an open Parquet file; whatever is found wrong with it is an error that names it.

    Raises
    ------
    ReaderError
        Where it is no Parquet, missing or damaged.
    """
    pa = pyarrow("Reading a log in Parquet files")
    try:
        with pa.parquet.ParquetFile(path, page_checksum_verification=True) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        message = (
            f"{path} cannot be read as Parquet ({reason}): fetch the file again, or leave it out."
        )
        raise ReaderError(message) from error


def batches(path: Path, columns: Sequence[str], rows: int) -> Iterator[Any]:
    """Give some columns of a file in tables of at most so many rows.

    Raises
    ------
    ReaderError
        Where the file is damaged.
    """
    pa = pyarrow()
    with opened(path) as file:
        for batch in file.iter_batches(batch_size=rows, columns=list(columns), use_threads=False):
            yield pa.Table.from_batches([batch])


def row_group(path: Path, group: int, columns: Sequence[str] | None) -> Any:
    """Return some columns of a row group, all of them for None.

    Raises
    ------
    ReaderError
        Where the file is missing or damaged.
    """
    with opened(path) as file:
        return file.read_row_group(group, columns=columns, use_threads=False)
