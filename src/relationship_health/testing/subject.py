"""A metric under test: fits it and asks it for answers, as the engine would, unchecked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Floats
from relationship_health.columns import BLOCK_ROWS, Block, Key, Portfolio
from relationship_health.contract import Benchmark, Metric, MetricResult, is_sided
from relationship_health.engine import Guard, fit_benchmark, unavailable
from relationship_health.model import Terms
from relationship_health.testing.running import refute
from relationship_health.testing.samples import ANY_NUMBER, STANDARD, Sample, sample

TERMS = Terms()
TWO = 2


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Answers:
    """What a metric said of every relationship of a log, as raw as it said it.

    Parameters
    ----------
    keys : list of pairs
        The relationships.
    value, evidence, variance : float64 arrays, shape (relationships, 2)
        From the source's side and, where no side is ours and the metric asks for one, from the
        target's; NaN where it was not asked.
    """

    keys: list[Key]
    value: Floats
    evidence: Floats
    variance: Floats

    def by_key(self) -> dict[Key, Floats]:
        """Give each relationship's figures, six numbers."""
        table = np.concatenate([self.value, self.evidence, self.variance], axis=1)
        return dict(zip(self.keys, table, strict=True))


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Subject:
    """A metric, and the values of the columns that only it knows.

    Parameters
    ----------
    metric : Metric
    columns : mapping of str to sequence
        Values to draw the cells of such columns from.
    golden : path or None
        See ``version_bump``.
    timed : bool
        See ``linear_time``.
    """

    metric: Metric
    columns: Mapping[str, Sequence[Any]] = attrs.field(factory=dict)
    golden: Any = None
    timed: bool = False
    made: dict[tuple[str, int], Sample] = attrs.field(factory=dict, init=False)

    @classmethod
    def of(
        cls, metric: Metric, columns: Mapping[str, Sequence[Any]] | None = None, **options: Any
    ) -> Subject:
        """Prepare a metric; of columns that nobody describes any number may come."""
        wanted = (*getattr(metric, "requires", ()), *getattr(metric, "requires_any", ()))
        told = {**getattr(metric, "example_values", {}), **(columns or {})}
        guessed = {name: ANY_NUMBER for name in wanted if name not in STANDARD}
        return cls(metric=metric, columns={**guessed, **told}, **options)

    @property
    def needed(self) -> frozenset[str]:
        """The columns that the metric declares, one of each choice."""
        return frozenset((*self.metric.requires, *getattr(self.metric, "requires_any", ())[:1]))

    def sample(self, name: str, seed: int = 0, only: Iterable[str] | None = None) -> Sample:
        """Make a log that has all columns the metric may know."""
        if (name, seed) not in self.made:
            self.made[name, seed] = sample(name, seed=seed, columns=self.columns)
        whole = self.made[name, seed]
        return whole if only is None else whole.without(whole.columns - frozenset(only))

    def fit(self, log: Sample, block_rows: int = BLOCK_ROWS) -> Benchmark:
        """Learn the benchmark of a log, for this metric alone."""
        portfolio = log.portfolio()
        return fit_benchmark(
            portfolio.blocks(log.as_of_us, TERMS, block_rows), [self.metric],
            columns=portfolio.column_names, terms=TERMS, as_of=log.as_of_us,
            guard=Guard({}, "raise"),
        )  # fmt: skip

    def ask(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score one block from the source's side."""
        if is_sided(self.metric) and not block.sided.all():
            block = block.seen_from("source")
        with np.errstate(all="ignore"):
            return self.metric.score(block, benchmark)

    def answers(
        self,
        log: Sample,
        benchmark: Benchmark | None = None,
        *,
        block_rows: int = BLOCK_ROWS,
        portfolio: Portfolio | None = None,
    ) -> Answers:
        """Ask for every relationship of a log, block by block; unknown without its columns."""
        portfolio = log.portfolio() if portfolio is None else portfolio
        benchmark = self.fit(log) if benchmark is None else benchmark
        guard = Guard({}, "raise")
        left = unavailable([self.metric], portfolio.column_names, benchmark, guard)
        parts = [np.empty((0, 3, TWO))]
        for block in portfolio.blocks(log.as_of_us, TERMS, block_rows):
            told = np.full((len(block), 3, TWO), np.nan)
            if not left:
                self._ask_both(block, benchmark, told)
            parts.append(told)
        whole = np.concatenate(parts)
        return Answers(
            keys=portfolio.keys, value=whole[:, 0], evidence=whole[:, 1], variance=whole[:, 2]
        )

    def _ask_both(self, block: Block, benchmark: Benchmark, told: Floats) -> None:
        told[:, :, 0] = figures(self.ask(block, benchmark), len(block))
        if is_sided(self.metric) and not block.sided.all():
            unsided = ~block.sided
            rest = block.take(unsided).seen_from("target")
            told[unsided, :, 1] = figures(self.ask(rest, benchmark), len(rest))


def figures(result: MetricResult, expected: int) -> Floats:
    """Return value, evidence and variance of a result in three columns."""
    if not isinstance(result, MetricResult):
        refute(f"score returned {type(result).__name__}, expected a MetricResult")
    table = np.full((expected, 3), np.nan)
    for place, given in enumerate((result.value, result.evidence, result.variance)):
        if given is not None:
            table[:, place] = _column(given, expected)
    return table


def _column(given: Array, expected: int) -> Floats:
    column = np.asarray(given, dtype=np.float64)
    if column.shape != (expected,):
        refute(f"score returned an array of shape {column.shape}, expected ({expected},)")
    return column


def refute_difference(found: Answers, expected: Answers, what: str) -> None:
    """Refute that two sets of answers are the same, bit for bit, for each relationship."""
    right = expected.by_key()
    common = {key: row for key, row in found.by_key().items() if key in right}
    if not common:
        refute("there is nothing to compare, expected relationships")
    for key, row in common.items():
        if row.tobytes() != right[key].tobytes():
            old, new = _described(right[key]), _described(row)
            refute(f"{what} changes the answer of relationship {key}: from {old} to {new}")


def _described(row: Floats) -> str:
    return f"value {float(row[0])!r} with evidence {float(row[TWO])!r}"
