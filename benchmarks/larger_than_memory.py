"""A log in Parquet files, scored without ever being in memory, against DuckDB over the same files.

Run it on a machine that does nothing else; the folder needs some 4 GB for 100 million rows:

    python benchmarks/larger_than_memory.py all 1e8 --folder FOLDER

Every step has a process of its own, so that its peak of memory is its own. Lines of JSON go to
standard output; the folder is removed at the end unless ``--keep`` is given.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from aggregates import DUCKDB_SIMPLE

import relationship_health as rh
from relationship_health.simulate import END

ROWS_EACH = 20
"""Interactions for each relationship, on average."""
SKEW = 0.6
"""The size of the relationship of rank r goes with r to minus this, as in ``random_log``."""
FILE_ROWS = 1_000_000
DAYS = 1095
FIVE = ["recency_decay", "stickiness", "engagement_vs_reach", "frequency_balance", "reciprocity"]
END_US = int(np.datetime64(END, "us").astype(np.int64))

RAW = """
    WITH log AS (
        SELECT least(sender, recipient) * 1000000000 + greatest(sender, recipient) AS relationship,
               time, audience, CASE WHEN sender < {ours} THEN 1 ELSE 2 END AS direction
        FROM read_parquet('{folder}/raw/*.parquet'))
"""
PARTED = """
    WITH log AS (
        SELECT "@source" * 1000000000 + "@target" AS relationship, "@time" AS time, audience,
               "@direction" AS direction
        FROM read_parquet('{folder}/parts/rows/*.parquet'))
"""


@attrs.frozen(kw_only=True)
class Asked:
    """How large the log is, where it lies, and what is allowed."""

    rows: int
    folder: Path
    memory: str
    threads: int
    rounds: int

    @property
    def relationships(self) -> int:
        """How many relationships there are at most."""
        return max(self.rows // ROWS_EACH, 1)

    @property
    def ours(self) -> int:
        """How many of us there are; a thousand relationships each."""
        return max(self.relationships // 1000, 1)


def make(asked: Asked) -> dict[str, Any]:
    """Write the raw files one by one: the log of ``random_log``, in random order."""
    (asked.folder / "raw").mkdir(parents=True)
    for number, begin in enumerate(range(0, asked.rows, FILE_ROWS)):
        rows = min(FILE_ROWS, asked.rows - begin)
        rng = np.random.default_rng([7, number])
        rank = asked.relationships * rng.random(rows) ** (1 / (1 - SKEW))
        pair = np.minimum(rank.astype(np.int64), asked.relationships - 1)
        us, them = pair % asked.ours, asked.ours + pair // asked.ours
        outbound = rng.random(rows) < 0.6  # noqa: PLR2004  as in random_log
        columns: dict[str, Any] = {
            "sender": np.where(outbound, us, them), "recipient": np.where(outbound, them, us),
            "time": END_US - rng.integers(1, DAYS * 86_400 + 1, rows) * 1_000_000,
            "audience": np.where(rng.random(rows) < 0.05, 200, 1),  # noqa: PLR2004  as there
        }  # fmt: skip
        table = pa.table(columns)
        pq.write_table(table, asked.folder / "raw" / f"{number:05d}.parquet")
    return {"bytes": size(asked.folder / "raw")}


def partition(asked: Asked) -> dict[str, Any]:
    """Partition the raw log by relationship."""
    raw = rh.scan(
        asked.folder / "raw" / "*.parquet", time_unit="us", our_side=range(asked.ours),
        memory=asked.memory,
    )  # fmt: skip
    parts = raw.partition(asked.folder / "parts")
    return {"relationships": len(parts), "bytes": size(asked.folder / "parts")}


def fit(asked: Asked, metrics: list[str] | None) -> dict[str, Any]:
    """Learn the benchmark and save it."""
    name = "all" if metrics is None else "five"
    parts = rh.scan(asked.folder / "parts", memory=asked.memory)
    benchmark = parts.fit(rh.Engine(metrics=metrics), as_of=END, threads=asked.threads)
    benchmark.save(asked.folder / f"{name}.json")
    return {}


def score(asked: Asked, metrics: list[str] | None) -> dict[str, Any]:
    """Score everything into a file, against the benchmark that was saved."""
    name = "all" if metrics is None else "five"
    parts = rh.scan(asked.folder / "parts", memory=asked.memory)
    frozen = rh.Benchmark.load(asked.folder / f"{name}.json")
    return repeated(
        asked, lambda: parts.write_scores(
            asked.folder / "scores.parquet", rh.Engine(metrics=metrics), as_of=END,
            benchmark=frozen, threads=asked.threads,
        ),
    )  # fmt: skip


def aggregate(asked: Asked, files: str) -> dict[str, Any]:
    """Let DuckDB compute five aggregates of every relationship, and write them to a file."""
    source = files.format(folder=asked.folder, ours=asked.ours)
    target = asked.folder / "aggregates.parquet"
    query = f"COPY ({source} {DUCKDB_SIMPLE}) TO '{target}' (FORMAT parquet)"
    base = duckdb.connect(config={"threads": asked.threads, "memory_limit": "6GB",
                                  "temp_directory": str(asked.folder / "duckdb")})  # fmt: skip
    return repeated(asked, lambda: base.execute(query).fetchall())


def repeated(asked: Asked, action: Callable[[], Any]) -> dict[str, Any]:
    """Run something several times; return the shortest time, in seconds."""
    took = []
    for _ in range(asked.rounds):
        begin = time.perf_counter()
        action()
        took.append(time.perf_counter() - begin)
    return {"seconds": min(took)}


def size(folder: Path) -> int:
    """Return the bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


STEPS: dict[str, Callable[[Asked], dict[str, Any]]] = {
    "make": make,
    "partition": partition,
    "fit five": lambda asked: fit(asked, FIVE),
    "score five": lambda asked: score(asked, FIVE),
    "fit all": lambda asked: fit(asked, None),
    "score all": lambda asked: score(asked, None),
    "duckdb, parts": lambda asked: aggregate(asked, PARTED),
    "duckdb, raw": lambda asked: aggregate(asked, RAW),
}


def measured(step: str, asked: Asked) -> dict[str, Any]:
    """Run one step; return what it says, and what it took."""
    begin, cpu = time.perf_counter(), time.process_time()
    found = STEPS[step](asked)
    took = {"seconds": time.perf_counter() - begin, **found}
    return {
        "step": step, "rows": asked.rows, **took, "cpu seconds": time.process_time() - cpu,
        "rows per second": round(asked.rows / took["seconds"]),
        "peak MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def all_steps(arguments: list[str]) -> Iterator[list[str]]:
    """Give the command of every step."""
    for step in STEPS:
        yield [sys.executable, __file__, step, *arguments]


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description="A log larger than memory.")
    parser.add_argument("step", choices=("all", *STEPS))
    parser.add_argument("rows", type=lambda text: int(float(text)))
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--memory", default="2GiB")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--keep", action="store_true")
    given = vars(parser.parse_args())
    step, keep = given.pop("step"), given.pop("keep")
    asked = Asked(**given)
    if step != "all":
        sys.stdout.write(f"{json.dumps(measured(step, asked))}\n")
        return
    options = [word for name, value in given.items() if name != "rows"
               for word in (f"--{name}", str(value))]  # fmt: skip
    # Modules are compiled by the first step that needs them, as they are once they are installed.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    try:
        for command in all_steps([str(asked.rows), *options]):
            subprocess.run(command, check=True, env=environment)  # noqa: S603  this very script
    finally:
        if not keep:
            shutil.rmtree(asked.folder)


if __name__ == "__main__":
    main()
