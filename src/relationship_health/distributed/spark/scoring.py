"""Scoring a log that lies on a Spark cluster."""

from __future__ import annotations

from typing import Any, Literal, Unpack

from relationship_health.columns import Clock, OurSide, check_on_error, read_moment
from relationship_health.columns.portfolio import OnError
from relationship_health.columns.rows import Request
from relationship_health.columns.standard import OptionalColumns, choose_columns
from relationship_health.contract import Benchmark
from relationship_health.distributed.spark.faults import (
    check_engine,
    check_frame,
    check_installed,
    check_partitions,
    plainly,
)
from relationship_health.distributed.spark.preparing import Source
from relationship_health.distributed.spark.run import Run
from relationship_health.distributed.spark.scores import DistributedScores
from relationship_health.distributed.spark.versions import Versions


def score(  # noqa: PLR0913  a log has that many columns and companions
    frame: Any,
    engine: Any,
    as_of: Any,
    *,
    sender: str = "sender",
    recipient: str = "recipient",
    time: str = "time",
    our_side: OurSide = None,
    within: bool = True,
    stakeholders: Any = None,
    relationships: Any = None,
    timezone: str = "UTC",
    time_unit: Literal["s", "ms", "us"] | None = None,
    time_format: str | None = None,
    on_error: OnError = "raise",
    benchmark: Benchmark | None = None,
    partitions: int | None = None,
    **columns: Unpack[OptionalColumns],
) -> DistributedScores:
    """Score every relationship of a log that is a Spark DataFrame.

    What comes out is what ``engine.score(Portfolio.from_frame(...), as_of=...)`` gives, to the
    last bit, whatever the number of partitions. Nothing of the log comes to the driver but its
    first rows, counts, and sums of integers; with ``our_side`` as a column, the ids of our side
    too.

    Parameters
    ----------
    frame : pyspark.sql.DataFrame
        The log: one row is one interaction reaching one recipient.
    engine : Engine
        Its metrics travel to the workers, on which their plugins must be installed.
    as_of : datetime, date or ISO 8601 text
        The moment that scores speak of; nothing later has any influence.
    sender, recipient, time, our_side, within, timezone, time_unit, time_format, on_error, columns
        As for :meth:`Portfolio.from_frame`. A ``timestamp`` is a moment, whatever the session's
        zone; a ``timestamp_ntz`` is read in ``timezone``.
    stakeholders, relationships : frames or model objects, optional
        Side tables; they are read on the driver, and sent to every worker.
    benchmark : Benchmark, optional
        What is usual; by default learned from this log at ``as_of``.
    partitions : int, optional
        Tasks among which the relationships are divided; by default what
        ``spark.sql.shuffle.partitions`` says. It changes no bit of the result.

    Returns
    -------
    DistributedScores

    Raises
    ------
    InputError
        Where what is passed in cannot be used; a ColumnError or RowError where it is the log.
    BenchmarkError
        Where the benchmark was learned under other definitions or metrics.
    ClusterError
        Where a worker lacks a plugin, or has another version of something.
    MetricError
        Where a metric fails and ``on_plugin_error`` is "raise".
    MissingExtraError
        Where pyspark, pandas or pyarrow is not installed.

    Examples
    --------
    ::

        scores = rh.distributed.score(log, rh.Engine(), "2026-11-01", our_side="from_us")
        scores.frame.write.parquet("scores")
    """
    check_installed()
    check_frame(frame)
    check_on_error(on_error)
    request = Request(
        sender=sender, recipient=recipient, time=time,
        optional=choose_columns(frame.columns, columns, {sender, recipient, time}),
        clock=Clock(unit=time_unit, format=time_format, timezone=timezone),
        our_side=our_side, within=within, stakeholders=stakeholders, relationships=relationships,
    )  # fmt: skip
    judge = check_engine(engine).judge
    guard, moment = judge.guard(), read_moment(as_of)
    if benchmark is not None:
        benchmark = judge.checked_benchmark(benchmark, guard)
    tasks = check_partitions(partitions, frame)
    with plainly(judge):
        run = Run(
            source=Source.of(frame, request), judge=judge, versions=Versions.of(judge),
            as_of=as_of, as_of_us=moment, partitions=tasks, on_error=on_error,
        )  # fmt: skip
        return run.scores(benchmark, guard)
