"""A raw log of several files as one stream of tables, each row with the place it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from relationship_health.columns.accounting import Ledger
from relationship_health.columns.building import Declared
from relationship_health.distributed.arrow import pyarrow, value_type
from relationship_health.distributed.memory import Memory
from relationship_health.distributed.raw_files import RawFile, check_types
from relationship_health.distributed.settling import Settling, kept_at_all
from relationship_health.errors import ColumnError

PLACES = ["@file", "@row"]
"""Columns that say which file a row comes from, and where it stands in it."""

_SAMPLE_ROWS = 20_000
_SAMPLE_FILES = 8


@attrs.frozen(slots=True, eq=False, kw_only=True)
class RawLog:
    """Raw files of one kind, and how they are read.

    Parameters
    ----------
    files : tuple of RawFile
    settling : Settling
    declared : Declared
        The side tables.
    side_ledger : Ledger
        What was found in them.
    on_error : "raise" or "collect"
    memory : Memory
    """

    files: tuple[RawFile, ...]
    settling: Settling
    declared: Declared
    side_ledger: Ledger
    on_error: str
    memory: Memory

    @property
    def rows(self) -> int:
        """Rows of all files."""
        return sum(file.rows for file in self.files)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns that are read: those with a meaning, and those kept for plugins."""
        first, request = self.files[0].schema, self.settling.request
        unused = request.unused(first.names)
        kept = set(self.settling.schema(first).names)
        return tuple(name for name in first.names if name not in unused or name in kept)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is said of columns whose type no portfolio keeps."""
        first = self.files[0].schema
        unread = [name for name in first.names if name not in self.names and kept_at_all(name)]
        return tuple(
            f"column {name!r} holds {first.field(name).type} and was not kept" for name in unread
        )

    @cached_property
    def schema(self) -> Any:
        """The type of each column that fits all files, and the places of rows."""
        pa = pyarrow()
        fields = [self._field(name) for name in self.names]
        return pa.schema([*fields, (PLACES[0], pa.int32()), (PLACES[1], pa.int64())])

    def _field(self, name: str) -> Any:
        pa = pyarrow()
        types = [value_type(file.schema.field(name).type) for file in self.files]
        schemas = [pa.schema([(name, kind)]) for kind in dict.fromkeys(types)]
        try:
            return pa.unify_schemas(schemas, promote_options="permissive").field(0)
        except pa.ArrowException:
            check_types(self.files, name, [str(kind) for kind in types])
            raise

    @cached_property
    def settled_schema(self) -> Any:
        """The schema of settled rows, those of all files."""
        return self.settling.schema(self.empty().schema)

    def empty(self) -> Any:
        """Return a table of the log's columns without a row."""
        return self.schema.empty_table().drop_columns(PLACES)

    @cached_property
    def row_bytes(self) -> float:
        """Bytes that the columns of a row take in memory, as some files show."""
        step = max(len(self.files) // _SAMPLE_FILES, 1)
        sizes = [1.0]
        for file in self.files[::step]:
            table = next(file.tables(self.names, _SAMPLE_ROWS), None)
            if table is not None and table.num_rows:
                sizes.append(self._cast(file, table).nbytes / table.num_rows)
        return max(sizes)

    def tables(self) -> Iterator[Any]:
        """Give all rows, so many at a time as fit into memory."""
        pa, rows = pyarrow(), self.memory.chunk_rows(self.row_bytes)
        for number, file in enumerate(self.files):
            begin = 0
            for table in file.tables(self.names, rows):
                places = (
                    pa.array(np.full(table.num_rows, number, dtype=np.int32)),
                    pa.array(np.arange(begin, begin + table.num_rows)),
                )
                begin += table.num_rows
                whole = self._cast(file, table)
                for name, column in zip(PLACES, places, strict=True):
                    whole = whole.append_column(name, column)
                yield whole

    def _cast(self, file: RawFile, table: Any) -> Any:
        """Return a table in the types that fit all files."""
        pa = pyarrow()
        try:
            return table.select(list(self.names)).cast(self.empty().schema)
        except pa.ArrowException as error:
            message = (
                f"{file.path} does not fit the other files ({str(error).splitlines()[0]}), "
                "expected values of the same types in all: convert one of them."
            )
            raise ColumnError(message, column="") from error
