"""A log with everything in it, and what two ways of scoring it must have in common."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pyarrow as pa
import rh_steadiness

import relationship_health as rh
from tests.distributed._parts import CELLS, DAY_US, OURS, PEOPLE, START_US

AS_OF = "2025-06-01"
FILTER = "ignore:PySpark does not yet fully support pandas:FutureWarning"
"""Said by pyspark of itself."""


def engine(**options: Any) -> rh.Engine:
    """Return the default engine, with the metric of a stranger."""
    return rh.Engine(plugins=[rh_steadiness], **options)


def everything(rows: int, seed: int = 3) -> pa.Table:
    """Return a log with every optional column, extra ones, bad cells and repeated messages."""
    rng = random.Random(seed)  # noqa: S311  no secret
    people = [*PEOPLE, *(f"p{i}" for i in range(rows // 20))]
    lines: list[dict[str, Any]] = []
    for _ in range(rows):
        ends = dict(zip(("sender", "recipient"), rng.sample(people, 2), strict=True))
        cells = {name: rng.choice(values) for name, (_, values) in CELLS.items()}
        if rng.random() < 0.9:
            cells["interaction"] = f"i{rng.randrange(rows // 2)}"
        lines.append({**ends, "time": START_US + rng.randrange(500) * DAY_US, **cells})
    lines[0]["recipient"], lines[1]["time"] = None, None
    types: dict[str, pa.DataType] = {
        "sender": pa.string(), "recipient": pa.string(), "time": pa.int64(),
        **{name: kind for name, (kind, _) in CELLS.items()},
    }  # fmt: skip
    return pa.Table.from_pylist(lines, pa.schema(types))


OPTIONS: dict[str, Any] = {"time_unit": "us", "our_side": OURS, "on_error": "collect"}


def ordered(frame: Any) -> pa.Table:
    """Return the scores of a Spark frame in the order of a scorecard."""
    table: pa.Table = frame.toArrow()
    return table.sort_by([("source", "ascending"), ("target", "ascending")])


def bits(table: pa.Table) -> dict[str, list[Any]]:
    """Return every cell of a table, floats as their bits."""
    columns = {name: table[name].to_numpy() for name in table.column_names}
    return {
        name: (v.view(np.int64) if v.dtype == np.float64 else v).tolist()
        for name, v in columns.items()
    }


def assert_same(scores: Any, card: Any) -> None:
    """Compare every score, bit for bit, and the benchmark that they come from."""
    assert bits(ordered(scores.frame)) == bits(card.to_frame("pyarrow"))
    assert scores.benchmark == card.benchmark
