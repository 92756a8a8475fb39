"""Rows a second on each core: Spark on this machine against the engine in memory, on one log.

    python scripts/spark_throughput.py --rows 20000000 --partitions 16 16 1 7 64

Both start from the same Parquet files and end with every score, in the same bits, which is checked.
Spark has been warmed up on a smaller log before: the time that sessions and workers need to start
is left out. Java goes on compiling for a while, so that the first run takes longer than the second.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import relationship_health as rh
from relationship_health import distributed
from relationship_health.simulate import END, random_log

# Said by pyspark, and nothing that this script could change.
warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")

PER_RELATIONSHIP = 20
FILE_ROWS = 2_000_000
WARM_UP = 2_000_000


def main() -> None:
    """Measure, compare bit for bit, and print."""
    parser = argparse.ArgumentParser(description="Spark against the engine in memory.")
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--partitions", type=int, nargs="+", default=[32])
    parser.add_argument("--memory", default="3g", help="of Java; Python comes on top")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours = write_log(Path(folder) / "log", asked.rows)
        write_log(Path(folder) / "small", min(asked.rows, WARM_UP))
        whole, near = timed(partial(in_memory, Path(folder) / "log", ours))
        here = asked.rows / near
        print(f"{asked.rows:,} interactions, {len(whole):,} relationships")
        print(f"in memory, one thread: {near:6.1f} s {here:11,.0f} rows a second and core")
        quiet = {"spark.ui.showConsoleProgress": "false"}
        spark = distributed.local_session(asked.cores, memory=asked.memory, options=quiet)
        spark.sparkContext.setLogLevel("ERROR")
        on_spark(spark, Path(folder) / "small", ours, asked.partitions[0])
        for partitions in asked.partitions:
            run = partial(on_spark, spark, Path(folder) / "log", ours, partitions)
            parts, far = timed(run)
            there = asked.rows / far / asked.cores
            same = all(equal(whole[name], parts[name]) for name in whole.column_names)
            print(
                f"Spark, {partitions:4} partitions: {far:6.1f} s {there:11,.0f} rows a second and "
                f"core; ratio {there / here:.2f}; same bits: {same}"
            )
        spark.stop()


def write_log(folder: Path, rows: int) -> range:
    """Write a simulated log as Parquet files, and return who is ours."""
    folder.mkdir()
    log = random_log(rows, max(rows // PER_RELATIONSHIP, 1))
    table: pa.Table = log.to_frame("pyarrow")
    for part, begin in enumerate(range(0, rows, FILE_ROWS)):
        pq.write_table(table.slice(begin, FILE_ROWS), folder / f"{part:03}.parquet")
    return log.our_side


def on_spark(spark: Any, folder: Path, ours: range, partitions: int) -> pa.Table:
    """Score the files on Spark."""
    log = spark.read.parquet(str(folder))
    scores = distributed.score(
        log, rh.Engine(), END, time_unit="us", our_side=ours, partitions=partitions
    )
    table: pa.Table = scores.frame.toArrow()
    scores.release()
    return table.sort_by([("source", "ascending"), ("target", "ascending")])


def in_memory(folder: Path, ours: range) -> pa.Table:
    """Score the files in memory, with one thread."""
    portfolio = rh.Portfolio.from_frame(pq.read_table(folder), time_unit="us", our_side=ours)
    table: pa.Table = rh.score(portfolio, as_of=END).to_frame("pyarrow")
    return table


def timed(work: Callable[[], pa.Table]) -> tuple[pa.Table, float]:
    """Return what some work gives, and the seconds it takes."""
    begin = time.perf_counter()
    return work(), time.perf_counter() - begin


def equal(one: pa.ChunkedArray[Any], other: pa.ChunkedArray[Any]) -> bool:
    """Whether two columns hold the same, floats to the last bit."""
    left, right = one.to_numpy(), other.to_numpy()
    if left.dtype == np.float64:
        left, right = left.view(np.int64), right.view(np.int64)
    return bool((left == right).all())


if __name__ == "__main__":
    main()
