"""What scoring costs: each metric, each size, in time and in memory; the figures of the docs.

Run it on a machine that does nothing else:

    python benchmarks/capacity.py metrics 2e6
    python benchmarks/capacity.py sizes 1e4 1e5 1e6 1e7 1e8
    python benchmarks/capacity.py sizes --full 1e4 1e5 1e6 1e7

Every size has a process of its own, so that its peak of memory is its own. Times are the best of
several, in seconds of wall time; lines of JSON go to standard output.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

import attrs
import numpy as np
import polars as pl
from full_log import full_log

import relationship_health as rh
from relationship_health.simulate import END, random_log

ROWS_EACH = 20
"""Interactions for each relationship."""
REPEATED_BELOW = 20_000_000


def best(action: Callable[[], Any], rounds: int) -> float:
    """Return the shortest of some runs, in seconds."""
    took = []
    for _ in range(rounds):
        begin = time.perf_counter()
        action()
        took.append(time.perf_counter() - begin)
    return min(took)


def peak_bytes() -> int:
    """Return the most memory that this process has had in use."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def table(rows: int, *, full: bool) -> tuple[Any, range]:
    """Return a random log, with every column or with the least, and who is ours in it."""
    log = random_log(rows, max(rows // ROWS_EACH, 1))
    return full_log(log) if full else pl.DataFrame(log.columns()), log.our_side


def held(arrays: Iterable[Any]) -> int:
    """Return the bytes of some arrays."""
    return sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))


def one_size(rows: int, *, full: bool) -> dict[str, Any]:
    """Build, fit and score one log."""
    frame, ours = table(rows, full=full)
    given = int(frame.estimated_size())
    before = peak_bytes()
    portfolio: list[rh.Portfolio] = []

    def build() -> None:
        portfolio[:] = [rh.Portfolio.from_frame(frame, time_unit="us", our_side=ours)]

    rounds = 3 if rows < REPEATED_BELOW else 1
    built = best(build, rounds)
    after_build = peak_bytes()
    whole, engine = portfolio[0], rh.Engine()
    frozen = engine.fit(whole, as_of=END)
    card = engine.score(whole, as_of=END, benchmark=frozen)
    seconds = {
        "fit": best(lambda: engine.fit(whole, as_of=END), rounds),
        "score": best(lambda: engine.score(whole, as_of=END, benchmark=frozen), rounds),
        "score, two threads": best(
            lambda: engine.score(whole, as_of=END, benchmark=frozen, threads=2), rounds
        ),
    }
    log = [whole.time, whole.direction, *whole.columns.values()]
    parts = (card.evaluation, card.composite)
    return {
        "rows": rows, "full": full, "relationships": len(whole),
        "metrics known": len(engine.metrics) - len(card.unavailable),
        "build": built, **seconds,
        "bytes given": given, "bytes of the log": held(log),
        "bytes of the scores": sum(held(attrs.asdict(part, recurse=False).values())
                                   for part in parts),
        "peak before": before, "peak of building": after_build, "peak": peak_bytes(),
    }  # fmt: skip


def each_metric(rows: int) -> Iterable[dict[str, Any]]:
    """Fit and score with one metric after the other, on a log that has every column."""
    frame, ours = table(rows, full=True)
    portfolio = rh.Portfolio.from_frame(frame, time_unit="us", our_side=ours)
    names = sorted(metric.name for metric in rh.Engine().metrics)
    for chosen in ([], *([name] for name in names), names):
        engine = rh.Engine(metrics=chosen)
        frozen = engine.fit(portfolio, as_of=END)
        fit = best(lambda: engine.fit(portfolio, as_of=END), 3)  # noqa: B023  called at once
        score = best(
            lambda: engine.score(portfolio, as_of=END, benchmark=frozen),  # noqa: B023
            5,
        )
        yield {
            "metrics": chosen if len(chosen) <= 1 else ["all"],
            "fit ns": fit / rows * 1e9, "score ns": score / rows * 1e9,
        }  # fmt: skip


def say(line: dict[str, Any]) -> None:
    """Write one line of JSON."""
    sys.stdout.write(f"{json.dumps(line)}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description="What scoring costs.")
    parser.add_argument("what", choices=("metrics", "sizes", "size"))
    parser.add_argument("rows", nargs="+", type=lambda text: int(float(text)))
    parser.add_argument("--full", action="store_true", help="with every column")
    asked = parser.parse_args()
    for rows in asked.rows:
        if asked.what == "sizes":
            further = ["--full"] if asked.full else []
            command = [sys.executable, __file__, "size", str(rows), *further]
            subprocess.run(command, check=True)  # noqa: S603  this very script
        elif asked.what == "size":
            say(one_size(rows, full=asked.full))
        else:
            for line in each_metric(rows):
                say(line)


if __name__ == "__main__":
    main()
