"""Parquet files read piece by piece, held to their checksums; what is damaged is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from relationship_health.distributed.arrow import pyarrow
from relationship_health.errors import ReaderError


@contextmanager
def blamed(path: Path) -> Iterator[None]:
    """Say of whatever is found wrong with a file, whose it is.

    Raises
    ------
    ReaderError
        Where it is no Parquet, missing or damaged.
    """
    pa = pyarrow("Reading a log in Parquet files")
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        message = (
            f"{path} cannot be read as Parquet ({reason}): fetch the file again, or leave it out."
        )
        raise ReaderError(message) from error


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Give an open Parquet file.

    Raises
    ------
    ReaderError
        Where it is no Parquet, missing or damaged.
    """
    with blamed(path), _file(path) as file:
        yield file


def _file(path: Path) -> Any:
    return pyarrow().parquet.ParquetFile(path, page_checksum_verification=True)


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


class RowGroup:
    """One row group of a file, which is opened once for all columns that are read."""

    def __init__(self, path: Path, group: int) -> None:
        self._path = path
        self._group = group
        self._open: Any = None

    def read(self, columns: Sequence[str] | None = None) -> Any:
        """Return some columns, or all of them.

        Raises
        ------
        ReaderError
            Where the file is missing or damaged.
        """
        with blamed(self._path):
            if self._open is None:
                self._open = _file(self._path)
            return self._open.read_row_group(self._group, columns=columns, use_threads=False)
