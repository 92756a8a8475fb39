"""Scores to Parquet, piece by piece."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from relationship_health.arrays import Array
from relationship_health.composite import ScoreRecord
from relationship_health.composite.scoring import BANDS, STATUSES
from relationship_health.distributed.arrow import pyarrow


def write_records(draft: Path, records: Iterable[ScoreRecord]) -> int:
    """Write records to one file, each as a row group; return how many rows they have."""
    writer, rows = None, 0
    try:
        for record in records:
            table = _table(record)
            if writer is None:
                writer = _opened(draft, table.schema)
            writer.write_table(table)
            rows += table.num_rows
    finally:
        if writer is not None:
            writer.close()
    return rows


def _opened(draft: Path, schema: Any) -> Any:
    pa = pyarrow()
    # The bits of a score are as good as random: to compress them takes longer than to write them.
    packed = {f.name: "none" if pa.types.is_floating(f.type) else "snappy" for f in schema}
    return pa.parquet.ParquetWriter(
        draft, schema, use_dictionary=["source", "status", "band"], compression=packed
    )


def _table(record: ScoreRecord) -> Any:
    """Return a record as a table; what has a few words only is stored as codes."""
    pa, composite = pyarrow(), record.composite
    columns: dict[str, Any] = dict(record.columns())
    columns["status"] = _words(composite.status, STATUSES)
    columns["band"] = _words(composite.band, BANDS)
    arrays = {name: _array(values) for name, values in columns.items()}
    # Nothing is missing: what is unknown is NaN, or a word.
    fields = [pa.field(name, array.type, nullable=False) for name, array in arrays.items()]
    return pa.Table.from_arrays(list(arrays.values()), schema=pa.schema(fields))


def _words(codes: Array, words: tuple[str, ...]) -> Any:
    pa = pyarrow()
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words))


def _array(values: Any) -> Any:
    """Return a column; one of objects is text, even where it is empty."""
    pa = pyarrow()
    if not isinstance(values, np.ndarray):
        return values
    return pa.array(values, pa.string()) if values.dtype == object else pa.array(values)
