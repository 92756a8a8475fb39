"""Scoring with five metrics, against polars and DuckDB computing the aggregates they rest on.

All start from the same rows, grouped and sorted already; polars and DuckDB have two threads, the
engine one. What counts is the ratio within one run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from aggregates import DUCKDB_ALL, DUCKDB_SIMPLE, polars_all, polars_simple
from test_metrics import FIRST

import relationship_health as rh
from relationship_health.simulate import END

Runs = dict[str, Callable[[], Any]]
NAMES = (
    "engine, frozen benchmark",
    "engine, benchmark fitted too",
    "polars, all aggregates",
    "duckdb, all aggregates",
    "polars, without gaps and answers",
    "duckdb, without gaps and answers",
)


@pytest.fixture(scope="module")
def runs(portfolio: rh.Portfolio) -> Runs:
    """Return every contender, ready to start."""
    frame = pl.DataFrame({
        "relationship": np.repeat(np.arange(len(portfolio)), portfolio.groups.counts),
        "time": portfolio.time,
        "direction": portfolio.direction,
        "audience": portfolio.columns["audience"],
    }).with_columns(pl.col("relationship").set_sorted())  # fmt: skip
    base = duckdb.connect(config={"threads": 2})
    base.register("arrow_log", frame.to_arrow())
    base.execute("CREATE TABLE log AS SELECT * FROM arrow_log")
    engine = rh.Engine(metrics=FIRST)
    frozen = engine.fit(portfolio, as_of=END)
    return dict(
        zip(
            NAMES,
            (
                lambda: engine.score(portfolio, as_of=END, benchmark=frozen),
                lambda: engine.score(portfolio, as_of=END),
                lambda: polars_all(frame),
                lambda: base.execute(DUCKDB_ALL).fetchnumpy(),
                lambda: polars_simple(frame),
                lambda: base.execute(DUCKDB_SIMPLE).fetchnumpy(),
            ),
            strict=True,
        )
    )


@pytest.mark.benchmark(group="score")
@pytest.mark.parametrize("name", NAMES)
def test_score(benchmark: Any, runs: Runs, name: str) -> None:
    """Time one contender."""
    benchmark.pedantic(runs[name], rounds=5, warmup_rounds=1)
