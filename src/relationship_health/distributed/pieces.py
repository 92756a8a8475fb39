"""Relationships to Parquet in pieces, each a row group that stands for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from relationship_health.arrays import Array, Ints
from relationship_health.columns.building import Build
from relationship_health.columns.found import MOST_CATEGORIES
from relationship_health.distributed.arrow import pyarrow
from relationship_health.distributed.folder import Piece, pairs_file, rows_file
from relationship_health.kernels.segments import Groups

PIECE_ROWS = 1 << 19
"""Interactions of a piece: some blocks, so that what is done once for a piece does not count."""

PIECE_RELATIONSHIPS = 1 << 17
"""Relationships of a piece at most: their scores take more memory than a few interactions do."""

_LARGEST_DICTIONARY = 1 << 30
_SORTED = frozenset({"@time", "@interactions"})
_FEW = frozenset({"@source", "@target", "@direction", "audience", "automated"})
"""Columns of numbers of which many are equal."""


def write_part(folder: Path, part: int, build: Build, piece_rows: int = PIECE_ROWS) -> list[Piece]:
    """Write relationships that were grouped as the pieces of one part."""
    pieces: list[Piece] = []
    counts = build.grouped.groups.counts
    with (
        closing(RowGroups(rows_file(folder, part))) as rows,
        closing(RowGroups(pairs_file(folder, part))) as pairs,
    ):
        for begin, end in cuts(build.grouped.groups.indptr, piece_rows):
            table, index = _piece_tables(build, begin, end)
            rows.write(table)
            pairs.write(index)
            pieces.append(
                Piece(
                    part=part, group=len(pieces), relationships=end - begin,
                    rows=table.num_rows, largest=int(counts[begin:end].max()),
                )
            )  # fmt: skip
    return pieces


class RowGroups:
    """One Parquet file, each table of which becomes a row group; without any there is no file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: Any = None

    def write(self, table: Any) -> None:
        """Write a row group."""
        if self._file is None:
            self._file = self._opened(table.schema)
        self._file.write_table(table, row_group_size=max(table.num_rows, 1))

    def _opened(self, schema: Any) -> Any:
        pa = pyarrow()
        repeated = [
            field.name for field in schema
            if field.name in _FEW or pa.types.is_dictionary(field.type)
        ]  # fmt: skip
        rising = [name for name in schema.names if name in _SORTED]
        return pa.parquet.ParquetWriter(
            self._path, schema, compression="lz4", write_statistics=False,
            use_dictionary=repeated, write_page_checksum=True,
            column_encoding=dict.fromkeys(rising, "DELTA_BINARY_PACKED"),
            dictionary_pagesize_limit=_LARGEST_DICTIONARY,
        )  # fmt: skip

    def close(self) -> None:
        """Write the end of the file."""
        if self._file is not None:
            self._file.close()


def cuts(indptr: Ints, size: int, most: int = PIECE_RELATIONSHIPS) -> Iterator[tuple[int, int]]:
    """Cut relationships into pieces of about so many rows, and at most so many relationships.

    Examples
    --------
    >>> list(cuts(np.array([0, 2, 3, 9, 10]), 4))
    [(0, 2), (2, 3), (3, 4)]
    >>> list(cuts(np.array([0, 1, 2, 3]), 4, most=2))
    [(0, 2), (2, 3)]
    """
    begin, last = 0, len(indptr) - 1
    while begin < last:
        end = int(np.searchsorted(indptr, indptr[begin] + size, side="right")) - 1
        end = min(max(end, begin + 1), begin + most, last)
        yield begin, end
        begin = end


def _piece_tables(build: Build, begin: int, end: int) -> tuple[Any, Any]:
    """Return the interactions of some relationships, and the relationships, as tables."""
    pa, grouped = pyarrow(), build.grouped
    groups = Groups(grouped.groups.indptr[begin : end + 1] - grouped.groups.indptr[begin])
    rows = slice(int(grouped.groups.indptr[begin]), int(grouped.groups.indptr[end]))
    ids, ends = _used(build.ids, [grouped.source[begin:end], grouped.target[begin:end]])
    table = {
        "@source": _coded(ids, groups.spread(ends[0])),
        "@target": _coded(ids, groups.spread(ends[1])),
        "@time": pa.array(grouped.time[rows]), "@direction": pa.array(grouped.direction[rows]),
    }  # fmt: skip
    for name, values in grouped.columns.items():
        known = grouped.categories.get(name)
        whole = known is not None and len(known) <= MOST_CATEGORIES and name != "interaction"
        table[name] = _column(values[rows], known, whole=whole)
    index = {
        "@source": _coded(ids, ends[0]), "@target": _coded(ids, ends[1]),
        "@interactions": pa.array(groups.counts), "@sided": pa.array(grouped.sided[begin:end]),
        "@declared": pa.array(build.declared[begin:end]),
        "@cadence_days": pa.array(build.cadence_days[begin:end]),
    }  # fmt: skip
    return _without_gaps(table), _without_gaps(index)


def _without_gaps(columns: Mapping[str, Any]) -> Any:
    """Return a table that says of its numbers that none is missing, which reads faster."""
    pa = pyarrow()
    fields = [
        pa.field(n, a.type, nullable=pa.types.is_dictionary(a.type) or n == "interaction")
        for n, a in columns.items()
    ]
    return pa.Table.from_arrays(list(columns.values()), schema=pa.schema(fields))


def _used(ids: Array, ends: Sequence[Ints]) -> tuple[Array, list[Ints]]:
    """Return the ids that occur, and codes into them."""
    occurs = np.zeros(len(ids), dtype=np.bool_)
    for codes in ends:
        occurs[codes] = True
    place = np.cumsum(occurs) - 1
    return ids[occurs], [place[codes] for codes in ends]


def _coded(values: Array, codes: Ints) -> Any:
    """Return numbers as they are, and text with its values apart; null for negative codes."""
    pa = pyarrow()
    missing = codes < 0
    mask = missing if missing.any() else None
    if values.dtype.kind == "i":
        return pa.array(values[np.maximum(codes, 0)] if len(values) else codes, mask=mask)
    indices = pa.array(codes.astype(np.int32), mask=mask)
    return pa.DictionaryArray.from_arrays(indices, pa.array(values, pa.string()))


def _column(values: Array, categories: Array | None, *, whole: bool) -> Any:
    """Return an optional column; text with all its values, or with those that occur."""
    if categories is None:
        return pyarrow().array(values)
    if whole:
        return _coded(categories, values)
    known = values[values >= 0]
    used, (codes,) = _used(categories, [known])
    every = np.full(len(values), -1, dtype=np.int64)
    every[values >= 0] = codes
    return _coded(used, every)
