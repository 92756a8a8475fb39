"""One log scored in every way there is: each line ends in a digest, and all must be the same.

Threads, parts whose summaries are added up, files that are streamed, and Spark where it is
installed. The engine has every built-in, and the metric of ``examples/plugin`` where that is
installed. With the log of a real office as a CSV file of ``sender``, ``rcv``, ``t`` and ``mid``:

    python scripts/same_bits.py --rows 2e7
    python scripts/same_bits.py --enron events.csv.gz
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import polars as pl

import relationship_health as rh
from relationship_health.columns import read_moment
from relationship_health.engine import Learned
from relationship_health.simulate import END, random_log

PARTS = (1, 7, 64)
THREADS = (1, 2, 4)
FILES = 8
MEMORY = "8GiB"
"""Enough for one partition of twenty million rows."""


@attrs.frozen(kw_only=True)
class Log:
    """A log, and how it is read."""

    frame: pl.DataFrame
    as_of: str
    names: dict[str, Any]

    def portfolio(self) -> rh.Portfolio:
        """Return all of it in memory."""
        return rh.Portfolio.from_frame(self.frame, **self.names)


def simulated(rows: int) -> Log:
    """Return a skewed log in random order."""
    log = random_log(rows, max(rows // 20, 1))
    names = {"time_unit": "us", "our_side": log.our_side}
    return Log(frame=pl.DataFrame(log.columns()), as_of=END, names=names)


def office(path: Path) -> Log:
    """Return a real log, of which no side is ours and whose mails have several recipients."""
    names = {"recipient": "rcv", "time": "t", "time_unit": "s", "interaction": "mid"}
    return Log(frame=pl.read_csv(path), as_of="2001-09-01", names=names)


def digest(columns: dict[str, Any]) -> str:
    """Return a digest of a table of scores, whatever the order of its rows."""
    order = np.lexsort([np.asarray(columns["target"]), np.asarray(columns["source"])])
    found = hashlib.sha256()
    for name in sorted(columns):
        values = np.asarray(columns[name])[order]
        if values.dtype.kind == "f":
            # One NaN has many bit patterns, and all of them say "unknown".
            values = np.where(np.isnan(values), np.nan, values)
        text = values.tobytes() if values.dtype.kind in "biuf" else "\0".join(values.tolist())
        found.update(name.encode() + (text.encode() if isinstance(text, str) else text))
    return found.hexdigest()[:32]


def of_frame(table: Any) -> dict[str, Any]:
    """Return the columns of a polars frame, unknown numbers as NaN."""
    frame = pl.DataFrame(table)
    return {name: frame[name].to_numpy() for name in frame.columns}


def in_parts(log: Log, engine: rh.Engine, parts: int) -> dict[str, Any]:
    """Learn and score every part of a portfolio by itself."""
    portfolio, moment, judge = log.portfolio(), read_moment(log.as_of), engine.judge
    place = np.arange(len(portfolio)) % parts
    own = [portfolio.select(place == part) for part in range(parts)]
    learned = Learned()
    for one in reversed(own):
        learned += judge.learn(one, moment)
    benchmark = judge.fit(learned, portfolio.column_names, moment)
    found = [engine.score(one, as_of=log.as_of, benchmark=benchmark) for one in own]
    frames = [pl.DataFrame(card.to_frame("polars")) for card in found if len(card)]
    return of_frame(pl.concat(frames))


def streamed(log: Log, engine: rh.Engine, partitions: int) -> dict[str, Any]:
    """Write raw files, partition them, and stream the parts."""
    with tempfile.TemporaryDirectory() as name:
        folder, step = Path(name), -(-len(log.frame) // FILES)
        for number in range(FILES):
            part = log.frame.slice(number * step, step)
            part.write_parquet(folder / f"{number}.parquet")
        raw = rh.scan(folder / "*.parquet", memory=MEMORY, **log.names)
        record = raw.partition(folder / "parts", partitions=partitions).score(
            engine, as_of=log.as_of, threads=2
        )
        return of_frame(record.to_frame("polars"))


def on_spark(log: Log, engine: rh.Engine, partitions: int) -> dict[str, Any]:
    """Score on a local Spark with two cores."""
    session = rh.distributed.local_session(cores=2)
    with tempfile.TemporaryDirectory() as name:
        log.frame.write_parquet(f"{name}/log.parquet")
        found = rh.distributed.score(
            session.read.parquet(f"{name}/log.parquet"), engine, log.as_of,
            partitions=partitions, **log.names,
        )  # fmt: skip
        return of_frame(pl.from_arrow(found.frame.toArrow()))


def in_memory(log: Log, engine: rh.Engine, threads: int) -> dict[str, Any]:
    """Score a portfolio as one does."""
    card = engine.score(log.portfolio(), as_of=log.as_of, threads=threads)
    return of_frame(card.to_frame("polars"))


def ways() -> Iterator[tuple[str, Callable[[Log, rh.Engine, int], dict[str, Any]], int]]:
    """Yield every way to score a log, what it is called, and how many threads or parts it has."""
    yield from (("in memory, threads:", in_memory, threads) for threads in THREADS)
    yield from (("in memory, parts:", in_parts, parts) for parts in PARTS)
    yield from (("files, partitions:", streamed, parts) for parts in PARTS)
    if find_spec("pyspark"):
        yield from (("Spark, partitions:", on_spark, parts) for parts in PARTS)


def main() -> None:
    """Score in every way and compare."""
    parser = argparse.ArgumentParser(description="The same bits in every way.")
    parser.add_argument("--rows", type=lambda text: int(float(text)), default=2_000_000)
    parser.add_argument("--enron", type=Path, help="a real log instead of a simulated one")
    asked = parser.parse_args()
    log = simulated(asked.rows) if asked.enron is None else office(asked.enron)
    engine = rh.Engine(plugins="all" if find_spec("rh_steadiness") else None)
    digests = set()
    for name, way, number in ways():
        begin = time.perf_counter()
        found = digest(way(log, engine, number))
        digests.add(found)
        took = time.perf_counter() - begin
        sys.stdout.write(f"{name:<20}{number:>3} {took:8.1f} s  {found}\n")
        sys.stdout.flush()
    sys.exit(f"{len(digests)} different results, expected one." if len(digests) > 1 else 0)


if __name__ == "__main__":
    main()
