"""Spark gives the bits that memory gives, whatever the log holds and however it is cut."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

import relationship_health as rh
from relationship_health.simulate import END, random_log
from tests.distributed._spark import (
    AS_OF,
    FILTER,
    OPTIONS,
    assert_same,
    engine,
    everything,
)

pytestmark = [
    pytest.mark.spark,
    pytest.mark.needs("pyspark", "pandas", "pyarrow"),
    pytest.mark.filterwarnings(FILTER),
]


@pytest.mark.parametrize("partitions", [1, 7, 64])
def test_a_simulated_log_has_the_same_bits(spark: Any, partitions: int) -> None:
    """However many tasks share the relationships, every score and the benchmark stay the same."""
    log = random_log(20_000, 1_000)
    card = engine().score(
        rh.Portfolio.from_frame(log.columns(), time_unit="us", our_side=log.our_side), as_of=END
    )
    frame = spark.createDataFrame(log.to_frame("pyarrow"))
    scores = rh.distributed.score(
        frame, engine(), END, time_unit="us", our_side=log.our_side, partitions=partitions
    )
    assert_same(scores, card)
    assert str(scores.issues) == str(card.portfolio.issues)
    scores.release()


def test_a_log_with_everything_has_the_same_bits(spark: Any) -> None:
    """Repeated messages, extra columns, people, declared relationships: all come out the same.

    So do the counts of what was rejected, repaired and ignored.
    """
    log = everything(600)
    sides: dict[str, Any] = {
        "stakeholders": {
            "id": ["ana", "p3", "p4"], "kind": ["person"] * 3,
            "preferred_channels": ["phone", "email", None],
        },
        "relationships": {
            "source": ["ana", "ana", "Ana"], "target": ["bo", "nobody", "p7"],
            "cadence": [7, 30, None],
        },
    }  # fmt: skip
    portfolio = rh.Portfolio.from_frame(log, **OPTIONS, **sides)
    card = engine().score(portfolio, as_of=AS_OF)
    scores = rh.distributed.score(
        spark.createDataFrame(log), engine(), AS_OF, partitions=3, **OPTIONS, **sides
    )
    assert_same(scores, card)
    account, issues = scores.issues.rows, portfolio.issues
    for figure in ("rows_in", "accepted", "repaired", "ignored", "rejected"):
        assert getattr(account, figure) == getattr(issues, figure)
    told = {(g.table, g.column, g.code, g.action): len(g.rows) for g in issues.groups}
    assert {(t.table, t.column, t.code, t.action): t.rows for t in scores.issues.tallies} == told
    assert set(scores.issues.notes) == set(issues.notes)


def test_a_log_that_says_who_is_ours_has_the_same_bits(spark: Any) -> None:
    """A column of flags says it as it does in memory: who only hears from them is of ours."""
    log = everything(200)
    ours = pa.array([str(one) in {"ana", "Ana", "p1"} for one in log["sender"].to_pylist()])
    log = log.append_column("us", ours)
    options = OPTIONS | {"our_side": "us", "within": False}
    card = engine().score(rh.Portfolio.from_frame(log, **options), as_of=AS_OF)
    scores = rh.distributed.score(
        spark.createDataFrame(log), engine(), AS_OF, partitions=2, **options
    )
    assert_same(scores, card)


def test_times_mean_what_they_mean_in_memory(spark: Any) -> None:
    """A moment is one in every zone, that of the session too; a wall clock is read in its own."""
    moments = ["2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-06-01T12:00:00Z"]
    log = {"sender": ["ana", "bo", "ana"], "recipient": ["bo", "ana", "bo"], "time": moments}
    card = rh.score(rh.Portfolio.from_frame(log), as_of="2026-07-01")
    for kind, zone in (("timestamp", "Europe/Berlin"), ("timestamp_ntz", "UTC")):
        cast = "cast(cast(time as timestamp) as timestamp)"
        if kind == "timestamp_ntz":
            cast = "cast(replace(time, 'Z', '') as timestamp_ntz)"
        frame = spark.createDataFrame(pa.table(log)).selectExpr(
            "sender", "recipient", f"{cast} as time"
        )
        scores = rh.distributed.score(frame, rh.Engine(), "2026-07-01", timezone=zone, partitions=1)
        assert_same(scores, card)


def test_workers_are_this_python(spark: Any) -> None:
    """Not whichever python3 comes first on the path."""
    assert spark.sparkContext.pythonExec == sys.executable


def test_a_given_benchmark_is_used(spark: Any) -> None:
    """Nothing is learned where a benchmark is given."""
    log = random_log(2_000, 100)
    options: dict[str, Any] = {"time_unit": "us", "our_side": log.our_side}
    portfolio = rh.Portfolio.from_frame(log.columns(), **options)
    benchmark = rh.Engine().fit(portfolio, as_of="2025-01-01")
    card = rh.Engine().score(portfolio, as_of=END, benchmark=benchmark)
    frame = spark.createDataFrame(log.to_frame("pyarrow"))
    scores = rh.distributed.score(
        frame, rh.Engine(), END, benchmark=benchmark, partitions=2, **options
    )
    assert_same(scores, card)


def test_a_log_without_rows_has_no_scores(spark: Any) -> None:
    """Nothing in, nothing out, in the columns and under the benchmark of memory."""
    log = everything(40).slice(0, 0)
    portfolio = rh.Portfolio.from_frame(log, **OPTIONS)
    scores = rh.distributed.score(
        spark.createDataFrame([], "sender string, recipient string, time long, audience double"),
        rh.Engine(), AS_OF, partitions=2, **OPTIONS,
    )  # fmt: skip
    assert scores.frame.count() == 0
    assert len(portfolio) == 0
    assert scores.frame.columns == list(rh.score(portfolio, as_of=AS_OF).columns())


def test_enron_has_the_same_bits(spark: Any, shared_data: Path) -> None:
    """The mail of a company, several recipients to a message, scores the same."""
    log = pl.read_csv(shared_data / "enron" / "events.csv.gz").to_arrow()
    columns: dict[str, Any] = {
        "sender": "sender", "recipient": "rcv", "time": "t", "interaction": "mid",
        "time_unit": "s",
    }  # fmt: skip
    card = engine().score(rh.Portfolio.from_frame(log, **columns), as_of="2001-09-01")
    scores = rh.distributed.score(
        spark.createDataFrame(log), engine(), "2001-09-01", partitions=7, **columns
    )
    assert_same(scores, card)
