"""Scoring: one walk over the blocks, every metric on each, into one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import Block
from relationship_health.contract import (
    Benchmark,
    Metric,
    MetricResult,
    learns,
    missing_columns,
    needs_both_sides,
)
from relationship_health.engine.checking import Guard
from relationship_health.engine.threads import in_order
from relationship_health.engine.views import score_views


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Evaluation:
    """Values and evidence of every metric for every relationship.

    Parameters
    ----------
    names : tuple of str
        The metrics, in the order of the columns.
    values, evidence : float64 arrays, shape (relationships, metrics)
        NaN and 0 where unknown.
    trials : float64 array, shape (relationships, metrics)
        How many observations of a share would be as sure as the value is; 0 where unknown.
    counts : int64 array
        Interactions per relationship up to ``as_of``.
    unavailable : mapping
        Why a metric is unknown for every relationship.
    """

    names: tuple[str, ...]
    values: Floats
    evidence: Floats
    trials: Floats
    counts: Ints
    unavailable: Mapping[str, str]

    def take(self, rows: Ints) -> Evaluation:
        """Return the evaluation of some relationships."""
        if np.array_equal(rows, np.arange(len(self.counts))):
            return self
        return attrs.evolve(
            self, values=self.values[rows], evidence=self.evidence[rows],
            trials=self.trials[rows], counts=self.counts[rows],
        )  # fmt: skip


def unavailable(
    metrics: Iterable[Metric], columns: Iterable[str], benchmark: Benchmark, guard: Guard
) -> dict[str, str]:
    """Say which metrics cannot be judged at all, and why."""
    reasons = {}
    present = frozenset(columns)
    for metric in metrics:
        missing = missing_columns(metric, present)
        unlearned = missing_columns(metric, benchmark.columns)
        if missing:
            reasons[metric.name] = f"needs column {missing}"
        elif unlearned and learns(metric):
            reasons[metric.name] = f"the benchmark was learned without {unlearned}"
        elif benchmark.one_way and guard.call(
            metric.name, "two_way", partial(needs_both_sides, metric)
        ):
            reasons[metric.name] = "one-way log: nothing outbound is recorded"
    return reasons


def evaluate(  # noqa: PLR0913  all but the first three by name
    blocks: Iterable[Block],
    relationships: int,
    metrics: Sequence[Metric],
    *,
    columns: Iterable[str],
    benchmark: Benchmark,
    guard: Guard,
    threads: int = 1,
) -> Evaluation:
    """Score every relationship of the blocks, which come in the order of the relationships."""
    reasons = unavailable(metrics, columns, benchmark, guard)
    values = np.full((len(metrics), relationships), np.nan)
    evidence = np.zeros((len(metrics), relationships))
    trials = np.zeros((len(metrics), relationships))
    counts = np.zeros(relationships, dtype=np.int64)
    asked = {column: m for column, m in enumerate(metrics) if m.name not in reasons}
    begin = 0
    for block, results, seen in in_order(partial(_score, asked, benchmark, guard), blocks, threads):
        end = begin + len(block)
        counts[begin:end] = block.counts
        for column, result in results.items():
            values[column, begin:end] = result.value
            evidence[column, begin:end] = result.evidence
            trials[column, begin:end] = result.trials
        guard.note(seen.diagnostics)
        begin = end
    for column, metric in enumerate(metrics):
        if metric.name in guard.diagnostics:
            # A failure in one block makes the metric unknown in all: blocks must not show.
            values[column], evidence[column], trials[column] = np.nan, 0.0, 0.0
            reasons[metric.name] = "failed, see diagnostics"
    return Evaluation(
        names=tuple(m.name for m in metrics), values=values.T, evidence=evidence.T,
        trials=trials.T, counts=counts, unavailable=reasons,
    )  # fmt: skip


def _score(
    metrics: Mapping[int, Metric], benchmark: Benchmark, guard: Guard, block: Block
) -> tuple[Block, dict[int, MetricResult], Guard]:
    """Score one block; what failed is noted by a guard of its own, so that blocks share nothing."""
    own = guard.fork()
    results = {}
    for column, metric in metrics.items():
        score = partial(score_views, metric, block, benchmark)
        result = own.call(metric.name, "score", score)
        if result is not None:
            results[column] = result
    return block, results, own
