"""Checks of what a metric costs: its import, and its time on longer logs."""

from __future__ import annotations

import json
import subprocess
import sys
from time import perf_counter

import attrs

from relationship_health.columns import Portfolio
from relationship_health.contract import Benchmark
from relationship_health.testing.running import leave_out, refute
from relationship_health.testing.samples import Row, Sample
from relationship_health.testing.subject import Subject

HEAVY = ("matplotlib", "pandas", "polars", "pyarrow", "pyspark", "scipy", "sklearn", "tensorflow",
         "torch")  # fmt: skip
TIMES_LONGER = 10
TIMES_SLOWER = 25.0
UNITS = 400
NO_SUCH_MODULE = 3

_PROGRAM = """
import json, sys
name, sys.path[:], heavy = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
try:
    __import__(name)
except ModuleNotFoundError as error:
    if error.name and (name + ".").startswith(error.name + "."):
        sys.exit(3)
    raise
print(json.dumps([each for each in heavy if each in sys.modules]))
"""


def import_cheap(subject: Subject) -> None:
    """Importing the metric's module in a new process loads no large package."""
    # A metric made by a decorator lives where its function does.
    home = getattr(getattr(subject.metric, "function", subject.metric), "__module__", None)
    if not home or home == "__main__":
        leave_out("it is defined in no module that another process could import")
    words = [sys.executable, "-c", _PROGRAM, home, json.dumps(sys.path), json.dumps(HEAVY)]
    done = subprocess.run(  # noqa: S603  this interpreter, to import what is imported here
        words, capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode == NO_SUCH_MODULE:
        leave_out(f"module {home!r} cannot be found by a new process")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        refute(f"module {home!r} cannot be imported in a new process: {last}")
    loaded: list[str] = json.loads(done.stdout.splitlines()[-1])
    if loaded:
        refute(f"importing {home!r} loads {', '.join(loaded)}, expected that inside functions")


def linear_time(subject: Subject) -> None:
    """Ten times the relationships take about ten times as long, not a hundred times."""
    if not subject.timed:
        leave_out("timing was not asked for: pass linear_time=True on a quiet machine")
    short, long = (_seconds(subject, copies) for copies in (UNITS // TIMES_LONGER, UNITS))
    if long > TIMES_SLOWER * short:
        refute(
            f"{TIMES_LONGER} times the relationships take {long / short:.0f} times as long, "
            f"expected at most {TIMES_SLOWER:.0f} times"
        )


def _seconds(subject: Subject, copies: int) -> float:
    """Give the shortest of some times for a log of several copies of the sample."""
    log = _copies(subject.sample("complete", only=subject.needed), copies)
    portfolio, benchmark = log.portfolio(), subject.fit(log)
    return min(_once(subject, portfolio, log, benchmark) for _ in range(5))


def _once(subject: Subject, portfolio: Portfolio, log: Sample, benchmark: Benchmark) -> float:
    begin = perf_counter()
    subject.answers(log, benchmark, portfolio=portfolio)
    return perf_counter() - begin


def _copies(log: Sample, copies: int) -> Sample:
    """Return the log several times over, each time between other people."""
    ours = log.our_side or frozenset()

    def copied(row: Row, copy: int) -> Row:
        theirs = "recipient" if row["sender"] in ours else "sender"
        return {**row, theirs: f"{copy:05}.{row[theirs]}"}

    rows = tuple(copied(row, copy) for copy in range(copies) for row in log.rows)
    return attrs.evolve(log, rows=rows, stakeholders=(), relationships=())


COST_CHECKS = (import_cheap, linear_time)
