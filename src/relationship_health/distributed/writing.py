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
    parquet, writer, rows = pyarrow().parquet, None, 0
    try:
        for record in records:
            table = _table(record)
            if writer is None:
                writer = parquet.ParquetWriter(
                    draft, table.schema, use_dictionary=["source", "status", "band"]
                )
            writer.write_table(table)
            rows += table.num_rows
    finally:
        if writer is not None:
            writer.close()
    return rows


def _table(record: ScoreRecord) -> Any:
    """Return a record as a table; what has a few words only is stored as codes."""
    pa, composite = pyarrow(), record.composite
    columns: dict[str, Any] = dict(record.columns())
    columns["status"] = _words(composite.status, STATUSES)
    columns["band"] = _words(composite.band, BANDS)
    return pa.table({name: _array(values) for name, values in columns.items()})


def _words(codes: Array, words: tuple[str, ...]) -> Any:
    pa = pyarrow()
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words))


def _array(values: Any) -> Any:
    """Return a column; one of objects is text, even where it is empty."""
    pa = pyarrow()
    if not isinstance(values, np.ndarray):
        return values
    return pa.array(values, pa.string()) if values.dtype == object else pa.array(values)
