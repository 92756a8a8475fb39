"""Rows that are packed come out place by place, all of them, whatever moved them."""

from __future__ import annotations

from collections import Counter
from itertools import chain, pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.distributed.spark.packing import (
    gathered,
    packed,
    pieces_of,
    remark,
    unpacked,
)

LISTS = st.lists(st.integers(0, 11), max_size=40)


def shuffled(packs: list[Any]) -> list[Any]:
    """Return packed rows in the order of their places, one task's, as Spark does."""
    table: Any = pa.Table.from_batches(packs)
    order = [("part", "ascending"), ("piece", "ascending")]
    batches: list[Any] = table.sort_by(order).to_batches(max_chunksize=3)
    return batches


@given(buckets=st.lists(LISTS, min_size=1, max_size=4), least=st.integers(1, 30))
def test_every_row_comes_out_with_all_of_its_place(buckets: list[list[int]], least: int) -> None:
    """However tasks packed them, the rows of a place come together, and no row is lost."""
    pieces = 3
    tables = [
        pa.table({"bucket": pa.array(one, pa.int64()), "text": [f"{i}" for i in one]})
        for one in buckets
    ]
    batches = [
        packed(table, table["bucket"].to_numpy(), pieces) for table in tables if table.num_rows
    ]
    parts = list(unpacked(shuffled([*batches, remark("told", 0)]), least))
    told = [text for part in parts for text in part.told]
    assert told == ["told"]
    shares = [part for part in parts if part.places]
    rows = [share.table["bucket"].to_pylist() for share in shares]
    assert Counter(chain(*rows)) == Counter(chain(*buckets))
    seen: set[Any] = set()
    for share, inside in zip(shares, rows, strict=True):
        places = {divmod(bucket, pieces) for bucket in inside}
        assert places == share.places
        assert not places & seen
        seen |= places
    assert all(len(inside) >= least for inside in rows[:-1])


@pytest.mark.parametrize("partitions", [1, 2, 7, 64, 255, 256, 257, 5000])
def test_there_are_places_enough(partitions: int) -> None:
    """A task that has many rows has many places, so that it need not hold them all."""
    assert partitions * pieces_of(partitions) >= 256
    assert pieces_of(partitions) >= 1


@given(sizes=st.lists(st.integers(0, 5), max_size=12), rows=st.integers(1, 9))
def test_batches_are_gathered_to_tables_of_some_size(sizes: list[int], rows: int) -> None:
    """Only the last table is smaller, no row is lost, and none comes twice."""
    ends = np.cumsum([0, *sizes])
    batches = [
        pa.record_batch({"row": pa.array(range(begin, end), pa.int64())})
        for begin, end in pairwise(ends.tolist())
    ]
    tables = list(gathered(batches, rows))
    assert [row for table in tables for row in table["row"].to_pylist()] == list(range(ends[-1]))
    assert all(table.num_rows >= rows for table in tables[:-1])
