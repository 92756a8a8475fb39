"""What goes wrong on a cluster, in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from relationship_health import errors
from relationship_health.composite import Judge, Scorer
from relationship_health.errors import (
    ClusterError,
    ColumnError,
    InputError,
    MissingExtraError,
    RelationshipHealthError,
    described,
)

FEATURE, EXTRA = "Scoring on Spark", "spark"
_OURS = re.compile(r"^relationship_health\.errors\.(\w+): (.+)$", re.MULTILINE)
_ABSENT = re.compile(r"^ModuleNotFoundError: No module named '([^']+)'", re.MULTILINE)
_CHANGED = re.compile(r"^AttributeError: .*module '?([\w.]+)'?.*$", re.MULTILINE)
_SPOKEN = frozenset({"BenchmarkError", "ClusterError", "InputError", "MetricError",
                     "PluginContractError"})  # fmt: skip
"""Errors that a message alone makes."""
_COLUMN = re.compile(r"[Cc]olumn '([^']*)'")


def check_installed() -> None:
    """Refuse to begin without the packages that Spark needs here.

    Raises
    ------
    MissingExtraError
    """
    try:
        import pandas as pd
        import pyarrow as pa
        import pyspark
    except ImportError as error:
        raise MissingExtraError(FEATURE, EXTRA) from error
    del pd, pa, pyspark


def check_frame(frame: Any) -> None:
    """Refuse what is no Spark DataFrame.

    Raises
    ------
    InputError
    """
    if hasattr(frame, "mapInArrow") and hasattr(frame, "sparkSession"):
        return
    message = (
        f"The frame is {type(frame).__name__}, expected a Spark DataFrame: other frames are read "
        "with Portfolio.from_frame, and spark.createDataFrame makes one of them."
    )
    raise InputError(message)


def check_engine(engine: Any) -> Scorer:
    """Refuse what is no engine.

    Raises
    ------
    InputError
    """
    if isinstance(engine, Scorer):
        return engine
    message = f"engine is {described(engine)}, expected an Engine, such as Engine()."
    raise InputError(message)


def check_partitions(partitions: int | None, frame: Any) -> int:
    """Return how many tasks there are to be, which Spark's settings say where nobody does.

    Raises
    ------
    InputError
    """
    if partitions is None:
        return int(frame.sparkSession.conf.get("spark.sql.shuffle.partitions"))
    if isinstance(partitions, bool) or not isinstance(partitions, int) or partitions < 1:
        message = f"partitions is {described(partitions)}, expected a whole number, 1 or more."
        raise InputError(message)
    return partitions


@contextmanager
def plainly(judge: Judge) -> Iterator[None]:
    """Raise what a worker says in one sentence, without what Spark adds to it.

    Raises
    ------
    RelationshipHealthError
        What the library raised there, or ClusterError where a worker cannot import something.
    """
    try:
        yield
    except RelationshipHealthError:
        raise
    except Exception as error:
        found = translated(str(error), judge)
        if found is None:
            raise
        raise found from error


def translated(text: str, judge: Judge) -> RelationshipHealthError | None:
    """Return the error that a worker's report speaks of, None where it is none of ours."""
    ours = _OURS.findall(text)
    if ours:
        name, message = ours[-1]
        return _revived(name, message)
    absent, changed = _ABSENT.findall(text), _CHANGED.findall(text)
    if absent:
        what = f"cannot import {absent[-1]!r}"
        return ClusterError(_sentence(what, absent[-1], judge))
    if changed:
        what = f"has another version of {changed[-1]!r}, in which something is not there"
        return ClusterError(_sentence(what, changed[-1], judge))
    return None


def _sentence(what: str, module: str, judge: Judge) -> str:
    """Say what a worker lacks, and who needs it."""
    top = module.partition(".")[0]
    needed = [
        f"metric {metric.name!r} of {judge.origins[metric.name].label}"
        for metric in judge.metrics
        if type(metric).__module__.partition(".")[0] == top and metric.name in judge.origins
    ]
    who = f", which {needed[0]} needs" if needed else ""
    return f"A worker {what}{who}: install it there, in the version that the driver has."


def _revived(name: str, message: str) -> RelationshipHealthError:
    if name == ColumnError.__name__:
        column = _COLUMN.search(message)
        return ColumnError(message, column=column[1] if column else "")
    kind: type[RelationshipHealthError] = getattr(errors, name, ClusterError)
    return kind(message) if name in _SPOKEN else ClusterError(message)
