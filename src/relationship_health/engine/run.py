"""Scoring: one walk over the blocks, every metric on each, into one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.columns import BLOCK_ROWS, Block
from relationship_health.contract import (
    Benchmark,
    Metric,
    MetricResult,
    learns,
    missing_columns,
    needs_both_sides,
)
from relationship_health.engine.answers import Answers
from relationship_health.engine.checking import Guard, checked, shaped
from relationship_health.engine.threads import in_order
from relationship_health.engine.views import score_views


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Alone:
    """A relationship that was judged alone: whoever explains it need not ask again.

    Parameters
    ----------
    block : Block
        Of this one relationship.
    results : mapping of name to MetricResult
        What the metrics said of it, but for variances.
    """

    block: Block
    results: Mapping[str, MetricResult]

    @classmethod
    def of(cls, block: Block, results: Mapping[str, MetricResult]) -> Alone:
        """Keep copies: whoever gave an array may write into it again."""
        return cls(
            block=block,
            results={
                name: MetricResult(
                    value=result.value.copy(), evidence=result.evidence.copy(),
                    details={each: figure.copy() for each, figure in result.details.items()},
                )
                for name, result in results.items()
            },
        )  # fmt: skip


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
    alone : Alone or None
        Where it is a single relationship, and not a large one.
    """

    names: tuple[str, ...]
    values: Floats
    evidence: Floats
    trials: Floats
    counts: Ints
    unavailable: Mapping[str, str]
    alone: Alone | None = None

    def take(self, rows: Ints) -> Evaluation:
        """Return the evaluation of some relationships."""
        if np.array_equal(rows, np.arange(len(self.counts))):
            return self
        # Column by column: that is how they lie in memory, and how they are read.
        values, evidence, trials = (
            table.T.take(rows, axis=1).T for table in (self.values, self.evidence, self.trials)
        )
        return attrs.evolve(
            self, values=values, evidence=evidence, trials=trials, counts=self.counts[rows],
            alone=None,
        )  # fmt: skip


def unavailable(
    metrics: Iterable[Metric], columns: Iterable[str], benchmark: Benchmark, guard: Guard
) -> dict[str, str]:
    """Say which metrics cannot be judged at all, and why."""
    reasons = {}
    present = frozenset(columns)
    learned = None if present <= benchmark.columns else benchmark.columns
    for metric in metrics:
        missing = missing_columns(metric, present)
        unlearned = "" if learned is None else missing_columns(metric, learned)
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
    table = _Table(relationships, metrics, columns, benchmark, guard)
    for scores in in_order(table.score, blocks, threads):
        table.add(scores)
    return table.close()


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Sitting:
    """One of several moments at which the same relationships are scored.

    Parameters
    ----------
    as_of : int
        The moment, microseconds UTC.
    benchmark : Benchmark
        What is usual then.
    guard : Guard
        Keeps account of what fails then.
    """

    as_of: int
    benchmark: Benchmark
    guard: Guard


def evaluate_sittings(  # noqa: PLR0913  as above
    blocks: Iterable[Block],
    relationships: int,
    metrics: Sequence[Metric],
    *,
    columns: Iterable[str],
    declared: Bools,
    sittings: Sequence[Sitting],
    threads: int = 1,
) -> Iterator[tuple[Evaluation, Ints]]:
    """Score relationships at several moments in one walk over blocks of the last of them.

    At each moment only those are asked for that have had contact by then, or are declared. Yields
    their evaluation, with the bits of :func:`evaluate` at that moment alone, and their places among
    all; neither is kept here.
    """
    columns = tuple(columns)
    tables = [_Table(relationships, metrics, columns, s.benchmark, s.guard) for s in sittings]

    def score(placed: tuple[Block, Bools]) -> list[_Scores]:
        block, always = placed
        return [
            table.score(block.at(sitting.as_of, always))
            for table, sitting in zip(tables, sittings, strict=True)
        ]

    for at_each in in_order(score, _beside(blocks, declared), threads):
        for table, scores in zip(tables, at_each, strict=True):
            table.add(scores)
    tables.reverse()
    while tables:
        table = tables.pop()
        yield table.close(), table.places


def _beside(blocks: Iterable[Block], flags: Bools) -> Iterator[tuple[Block, Bools]]:
    """Yield each block with the flags of its relationships."""
    end = 0
    for block in blocks:
        begin, end = end, end + len(block)
        yield block, flags[begin:end]


def _chosen(block: Block) -> Bools:
    """Return which relationships of the whole block are in what was cut from it."""
    chosen = None if block.later is None else block.later.chosen
    return np.ones(len(block), dtype=np.bool_) if chosen is None else chosen


@attrs.frozen(slots=True, eq=False, kw_only=True)
class _Scores:
    """What the metrics said of the chosen relationships of one block."""

    chosen: Bools
    counts: Ints
    answers: Answers
    guard: Guard
    alone: Alone | None


class _Table:
    """The table that scores of blocks are put into, in their order."""

    def __init__(
        self,
        relationships: int,
        metrics: Sequence[Metric],
        columns: Iterable[str],
        benchmark: Benchmark,
        guard: Guard,
    ) -> None:
        self._metrics, self._benchmark, self._guard = metrics, benchmark, guard
        self._reasons = unavailable(metrics, columns, benchmark, guard)
        self._asked = {c: m for c, m in enumerate(metrics) if m.name not in self._reasons}
        self._values = np.full((len(metrics), relationships), np.nan)
        self._evidence = np.zeros((len(metrics), relationships))
        self._trials = np.zeros((len(metrics), relationships))
        self._counts = np.zeros(relationships, dtype=np.int64)
        self._chosen: list[Bools] = []
        self._end = 0
        self._alone: Alone | None = None

    def score(self, block: Block) -> _Scores:
        """Score one block; failures are noted by a guard of its own, so that blocks share nothing.

        The table itself is not changed: blocks may be scored at the same time.
        """
        own, results = self._guard.fork(), dict[int, MetricResult]()
        for column, metric in self._asked.items() if len(block) else ():
            score = partial(score_views, metric, block, self._benchmark, shaped)
            result = own.call(metric.name, "score", score)
            if result is not None:
                results[column] = result
        with np.errstate(all="ignore"):
            answers = Answers.of(results, len(block))
            if not answers.sound:
                results = self._sound(results, len(block), own)
                answers = Answers.of(results, len(block))
        alone = None
        if self._values.shape[1] == len(block) == 1 and len(block.time) <= BLOCK_ROWS:
            told = {self._metrics[column].name: result for column, result in results.items()}
            alone = Alone.of(block, told)
        return _Scores(
            chosen=_chosen(block), counts=block.counts, answers=answers, guard=own, alone=alone
        )

    def _sound(
        self, results: Mapping[int, MetricResult], relationships: int, guard: Guard
    ) -> dict[int, MetricResult]:
        """Look at each result by itself, and leave out those that say what none may say."""
        return {
            column: result
            for column, result in results.items()
            if guard.call(
                self._metrics[column].name, "score", partial(checked, result, relationships)
            )
        }

    def add(self, scores: _Scores) -> None:
        """Put the scores of the next block into the table."""
        begin, answers = self._end, scores.answers
        self._end += len(scores.counts)
        rows = slice(begin, self._end)
        self._counts[rows] = scores.counts
        for place, column in enumerate(answers.columns):
            self._values[column, rows] = answers.values[place]
            self._evidence[column, rows] = answers.evidence[place]
            self._trials[column, rows] = answers.trials[place]
        self._chosen.append(scores.chosen)
        self._alone = scores.alone
        self._guard.note(scores.guard.diagnostics)

    @property
    def places(self) -> Ints:
        """Place of each row among all relationships of the blocks."""
        return np.concatenate([np.empty(0, dtype=np.bool_), *self._chosen]).nonzero()[0]

    def close(self) -> Evaluation:
        """Return the evaluation of all blocks."""
        for column, metric in enumerate(self._metrics):
            if metric.name in self._guard.diagnostics:
                # A failure in one block makes the metric unknown in all: blocks must not show.
                self._values[column] = np.nan
                self._evidence[column] = self._trials[column] = 0.0
                self._reasons[metric.name] = "failed, see diagnostics"
        # A copy where that is less: the rest of the table is not kept alive.
        rows = slice(self._end)
        values, evidence, trials = (
            np.ascontiguousarray(table[:, rows]).T
            for table in (self._values, self._evidence, self._trials)
        )
        return Evaluation(
            names=tuple(m.name for m in self._metrics), values=values, evidence=evidence,
            trials=trials, counts=self._counts[rows], unavailable=self._reasons,
            alone=self._alone,
        )  # fmt: skip
