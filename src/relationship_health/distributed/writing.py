"""Scores to Parquet, piece by piece."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from relationship_health.arrays import Array
from relationship_health.composite import ScoreRecord
from relationship_health.distributed.arrow import pyarrow


def write_records(draft: Path, records: Iterable[ScoreRecord]) -> int:
    """Write records to one file, each as a row group; return how many rows they have."""
    parquet, writer, rows = pyarrow().parquet, None, 0
    try:
        for record in records:
            table = _table(record)
            if writer is None:
                writer = parquet.ParquetWriter(draft, table.schema, compression="zstd")
            writer.write_table(table)
            rows += table.num_rows
    finally:
        if writer is not None:
            writer.close()
    return rows


def _table(record: ScoreRecord) -> Any:
    pa = pyarrow()
    return pa.table({name: _array(values) for name, values in record.columns().items()})


def _array(values: Array) -> Any:
    """Return a column; one of objects is text, even where it is empty."""
    pa = pyarrow()
    return pa.array(values, pa.string()) if values.dtype == object else pa.array(np.asarray(values))
