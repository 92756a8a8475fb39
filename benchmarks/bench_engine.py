"""Scoring against polars and DuckDB computing the raw aggregates that the metrics rest on.

All contenders start from the same rows, grouped and sorted already, and run in turn within each
repetition; what counts is the ratio of medians. Two threads each for polars and DuckDB, one for
the engine. Run: ``POLARS_MAX_THREADS=2 python benchmarks/bench_engine.py --rows 20000000``.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("POLARS_MAX_THREADS", "2")

import duckdb
import numpy as np
import polars as pl

import relationship_health as rh
from relationship_health.simulate import random_log

DAY_US = 86_400_000_000
YEAR_US = 365 * DAY_US
HOUR_US = 3_600_000_000
BROADCAST = 10
WINDOW_US = 14 * DAY_US
END = np.datetime64("2026-11-01T00:00", "us")
END_US = int(END.astype(np.int64))


def polars_simple(frame: pl.DataFrame) -> pl.DataFrame:
    """Last engaged contact, decayed count, counts in and out in a year, broadcasts."""
    inbound, outbound = (pl.col("direction") & 2) > 0, (pl.col("direction") & 1) > 0
    recent = pl.col("time") > END_US - YEAR_US
    return frame.group_by("relationship", maintain_order=True).agg(
        pl.col("time").filter(inbound).max().alias("last"),
        (-(END_US - pl.col("time")) / DAY_US / 180.0 * np.log(2)).exp().sum().alias("decayed"),
        (inbound & recent).sum().alias("received"),
        (outbound & recent).sum().alias("sent"),
        (pl.col("audience") > BROADCAST).sum().alias("broadcasts"),
    )


def polars_all(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the sum and number of gaps over an hour and the answered touches."""
    inbound, outbound = (pl.col("direction") & 2) > 0, (pl.col("direction") & 1) > 0
    recent = pl.col("time") > END_US - YEAR_US
    same = pl.col("relationship") == pl.col("relationship").shift(1)
    prepared = frame.with_columns(
        gap=pl.when(same).then(pl.col("time").diff()),
        row=pl.when(inbound).then(pl.int_range(pl.len())).otherwise(None).backward_fill(),
    ).with_columns(
        replier=pl.col("relationship").gather(pl.col("row")),
        reply=pl.col("time").gather(pl.col("row")),
    )
    answered = (
        outbound
        & (pl.col("replier") == pl.col("relationship"))
        & (pl.col("reply") <= pl.col("time") + WINDOW_US)
    )
    long = pl.col("gap") > HOUR_US
    return prepared.group_by("relationship", maintain_order=True).agg(
        pl.col("time").filter(inbound).max().alias("last"),
        (-(END_US - pl.col("time")) / DAY_US / 180.0 * np.log(2)).exp().sum().alias("decayed"),
        (inbound & recent).sum().alias("received"),
        (outbound & recent).sum().alias("sent"),
        (pl.col("audience") > BROADCAST).sum().alias("broadcasts"),
        pl.col("gap").filter(long).sum().alias("gap_sum"),
        long.sum().alias("gaps"),
        answered.sum().alias("answered"),
    )


DUCKDB_SIMPLE = f"""
    SELECT relationship, max(time) FILTER (direction & 2 > 0) AS last,
           sum(exp2(-({END_US} - time) / {DAY_US}.0 / 180.0)) AS decayed,
           count(*) FILTER (direction & 2 > 0 AND time > {END_US - YEAR_US}) AS received,
           count(*) FILTER (direction & 1 > 0 AND time > {END_US - YEAR_US}) AS sent,
           count(*) FILTER (audience > 10) AS broadcasts
    FROM log GROUP BY relationship
""".replace("exp2(", "pow(2, ")  # noqa: S608  constants of this file

DUCKDB_ALL = f"""
    WITH ready AS (
        SELECT *, time - lag(time) OVER sorted AS gap,
               first_value(CASE WHEN direction & 2 > 0 THEN time END IGNORE NULLS) OVER (
                   PARTITION BY relationship ORDER BY time
                   ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS reply
        FROM log WINDOW sorted AS (PARTITION BY relationship ORDER BY time))
    SELECT relationship, max(time) FILTER (direction & 2 > 0) AS last,
           sum(pow(2, -({END_US} - time) / {DAY_US}.0 / 180.0)) AS decayed,
           count(*) FILTER (direction & 2 > 0 AND time > {END_US - YEAR_US}) AS received,
           count(*) FILTER (direction & 1 > 0 AND time > {END_US - YEAR_US}) AS sent,
           count(*) FILTER (audience > 10) AS broadcasts,
           sum(gap) FILTER (gap > 3600000000) AS gap_sum,
           count(*) FILTER (gap > 3600000000) AS gaps,
           count(*) FILTER (direction & 1 > 0 AND reply <= time + {WINDOW_US}) AS answered
    FROM ready GROUP BY relationship
"""  # noqa: S608  constants of this file


def contenders(portfolio: rh.Portfolio, engine: rh.Engine) -> dict[str, Callable[[], object]]:
    """Return what is timed, by name."""
    frame = pl.DataFrame({
        "relationship": np.repeat(np.arange(len(portfolio)), portfolio.groups.counts),
        "time": portfolio.time,
        "direction": portfolio.direction,
        "audience": portfolio.columns["audience"],
    }).with_columns(pl.col("relationship").set_sorted())  # fmt: skip
    base = duckdb.connect(config={"threads": 2})
    base.register("arrow_log", frame.to_arrow())
    base.execute("CREATE TABLE log AS SELECT * FROM arrow_log")
    frozen = engine.fit(portfolio, as_of=END)
    return {
        "engine, frozen benchmark": lambda: engine.score(portfolio, as_of=END, benchmark=frozen),
        "engine, benchmark fitted too": lambda: engine.score(portfolio, as_of=END),
        "polars, five aggregates": lambda: polars_simple(frame),
        "polars, all aggregates": lambda: polars_all(frame),
        "duckdb, five aggregates": lambda: base.execute(DUCKDB_SIMPLE).fetchnumpy(),
        "duckdb, all aggregates": lambda: base.execute(DUCKDB_ALL).fetchnumpy(),
    }


def main() -> None:
    """Time every contender in turn and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--relationships", type=int, default=0)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    relationships = options.relationships or max(options.rows // 20, 1)
    log = random_log(options.rows, relationships, end=END)
    start = time.perf_counter()
    portfolio = rh.Portfolio.from_frame(log.columns(), time_unit="us", our_side=log.our_side)
    print(f"{portfolio!r}, built in {time.perf_counter() - start:.2f} s")
    runs = contenders(portfolio, rh.Engine())
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(options.repeat):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    for name, times in seconds.items():
        print(f"{statistics.median(times):8.3f} s  {name}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"peak memory of the process, contenders included: {peak:.2f} GiB")


if __name__ == "__main__":
    main()
