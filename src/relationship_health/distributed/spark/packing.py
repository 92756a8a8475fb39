"""Rows on their way to the task of their relationship, many of them packed into one row of Spark's.

Spark moves, sorts and hands over rows one by one; packed, a thousand of them cost as much as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import attrs
import numpy as np

from relationship_health.arrays import Array
from relationship_health.distributed.arrow import pyarrow

Place: TypeAlias = tuple[int, int]
"""Where packed rows go: to which task, and which place in the order that it takes them in."""

PACKED = "part int, piece int, told string, data binary"
"""What packed rows are for Spark; those that hold a remark, and no rows, come first."""

_NAMES = ("part", "piece", "told", "data")

PACK_ROWS = 524_288
"""Rows that a task packs at a time; of more, the memory costs more than the packing."""

BUCKETS = 256
"""At least so many places, so that a task need not hold all its rows at the same time."""

CHUNK_ROWS = 524_288
"""Rows from which on the rows of whole places are handed over."""


def pieces_of(partitions: int) -> int:
    """Return how many places each task has.

    Examples
    --------
    >>> pieces_of(1), pieces_of(64), pieces_of(1000)
    (256, 4, 1)
    """
    return -(-BUCKETS // partitions)


def gathered(batches: Iterable[Any], rows: int = PACK_ROWS) -> Iterator[Any]:
    """Put record batches together into tables of about so many rows."""
    pa = pyarrow()
    held: list[Any] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += batch.num_rows
        if count >= rows:
            yield pa.Table.from_batches(held)
            held, count = [], 0
    if count:
        yield pa.Table.from_batches(held)


def packed(table: Any, bucket: Array, pieces: int) -> Any:
    """Pack the rows of a table by their buckets, which are numbered place by place.

    Parameters
    ----------
    table : pyarrow table
    bucket : array of integers, one for each row
    pieces : int
        How many places each task has.

    Returns
    -------
    pyarrow record batch
        One row for each bucket.
    """
    pa = pyarrow()
    # Sixteen bits are sorted digit by digit, several times faster.
    narrow = bucket.astype(np.uint16) if bucket.max(initial=0) < 2**16 else bucket
    order = np.argsort(narrow, kind="stable")
    ordered = bucket[order]
    opens = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(order)])
    rows = table.combine_chunks().take(pa.array(order))
    ends = [*opens[1:].tolist(), len(order)]
    data = [
        sealed(rows.slice(begin, end - begin))
        for begin, end in zip(opens.tolist(), ends, strict=False)
    ]
    part, piece = np.divmod(ordered[opens].astype(np.int32), np.int32(pieces))
    told = pa.nulls(len(data), pa.string())
    cells = [pa.array(part), pa.array(piece), told, pa.array(data, pa.binary())]
    return pa.RecordBatch.from_arrays(cells, names=list(_NAMES))


def remark(told: str, part: int) -> Any:
    """Return what a task has to tell as a packed row, which goes where some rows go."""
    pa = pyarrow()
    place = [pa.array([part], pa.int32()), pa.array([-1], pa.int32())]
    return pa.RecordBatch.from_arrays(
        [*place, pa.array([told]), pa.nulls(1, pa.binary())], names=list(_NAMES)
    )


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Unpacked:
    """The rows of some whole places, or remarks.

    Parameters
    ----------
    places : set
    table : pyarrow table, or None where the places hold no row
    told : tuple of str
    """

    places: frozenset[Place] = frozenset()
    table: Any = None
    told: tuple[str, ...] = ()


def unpacked(batches: Iterable[Any], rows: int = CHUNK_ROWS) -> Iterator[Unpacked]:
    """Yield what was packed, which comes in the order of places, so many rows or more at a time."""
    places: set[Place] = set()
    held: list[Any] = []
    for place, told, data in _cells(batches):
        if told is not None:
            yield Unpacked(told=(told,))
            continue
        if place not in places and sum(table.num_rows for table in held) >= rows:
            yield Unpacked(places=frozenset(places), table=_joined(held))
            places, held = set(), []
        places.add(place)
        if data is not None:
            held.append(opened(data))
    if places:
        yield Unpacked(places=frozenset(places), table=_joined(held))


def _cells(batches: Iterable[Any]) -> Iterator[tuple[Place, str | None, Any]]:
    for batch in batches:
        part, piece, told = (batch.column(name).to_pylist() for name in _NAMES[:-1])
        data = (cell.as_buffer() for cell in batch.column("data"))
        yield from zip(zip(part, piece, strict=True), told, data, strict=True)


def sealed(table: Any) -> bytes:
    """Return a table as bytes."""
    pa = pyarrow()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write(table)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def opened(data: Any) -> Any:
    """Return the table that bytes hold."""
    with pyarrow().ipc.open_stream(data) as stream:
        return stream.read_all()


def _joined(tables: list[Any]) -> Any:
    return pyarrow().concat_tables(tables).combine_chunks() if tables else None
