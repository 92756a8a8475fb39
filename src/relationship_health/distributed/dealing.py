"""Rows dealt out to shares on disk, each row to the share that its mark says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from relationship_health.arrays import Array
from relationship_health.columns import Key
from relationship_health.columns.grouping import stable_order
from relationship_health.columns.identity import id_array
from relationship_health.columns.people import marks_of, mix
from relationship_health.distributed.arrow import pyarrow
from relationship_health.errors import InputError

MOST_SHARES = 512
"""Files that are written at a time; systems allow some thousand."""


def share_of(marks: Array, shares: int) -> Array:
    """Return the share of each mark, the same on every machine.

    Examples
    --------
    >>> share_of(np.array([7, 8, 9], dtype=np.uint64), 4)
    array([3, 0, 1])
    """
    return np.asarray(marks % np.uint64(shares), dtype=np.int64)


def pair_marks(keys: Sequence[Key]) -> Array:
    """Return a mark of each pair of ids, the same from both ends: that of the rows between them.

    Examples
    --------
    >>> one, other = pair_marks([("ana", "bo"), ("bo", "ana")])
    >>> bool(one == other)
    True
    """
    one, other = (
        np.concatenate([marks_of(id_array([i])) for i in ends]) for ends in zip(*keys, strict=True)
    )
    return mix(one + other)


class Dealer:
    """Writes rows of one schema to shares, which are read again one by one.

    Parameters
    ----------
    folder : Path
        Made anew, for these shares alone.
    shares : int
    schema : pyarrow schema
    """

    def __init__(self, folder: Path, shares: int, schema: Any) -> None:
        if shares > MOST_SHARES:
            message = (
                f"The log would be dealt into {shares:,} parts, expected at most {MOST_SHARES}: "
                "allow more memory, or score it on a cluster."
            )
            raise InputError(message)
        pa = pyarrow()
        folder.mkdir()
        self.shares, self.schema = shares, schema
        self.rows = np.zeros(shares, dtype=np.int64)
        self._paths = [folder / f"{share:05d}.arrow" for share in range(shares)]
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        self._writers = [pa.ipc.new_stream(str(p), schema, options=options) for p in self._paths]

    def deal(self, table: Any, marks: Array) -> None:
        """Give each row of a table to its share, in their order."""
        pa = pyarrow()
        share = share_of(marks, self.shares)
        order = stable_order([share]) if len(share) else share
        table = table.take(pa.array(order)).combine_chunks()
        ends = np.searchsorted(share[order], np.arange(self.shares + 1)).tolist()
        for one, writer in enumerate(self._writers):
            begin, end = ends[one], ends[one + 1]
            if end > begin:
                writer.write_table(table.slice(begin, end - begin))
                self.rows[one] += end - begin

    def take(self, share: int) -> Any:
        """Return all rows of a share, which are then gone from disk."""
        pa = pyarrow()
        self.close()
        with pa.OSFile(str(self._paths[share])) as source:
            table = pa.ipc.open_stream(source).read_all()
        self._paths[share].unlink()
        return table.combine_chunks()

    def close(self) -> None:
        """Write all of what was dealt."""
        for writer in self._writers:
            writer.close()
        self._writers = []
