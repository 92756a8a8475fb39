"""Everything that scoring needs besides a portfolio, a moment and a benchmark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs

from relationship_health.columns import BLOCK_ROWS, Block, Portfolio
from relationship_health.composite.outlook import OUTLOOK
from relationship_health.composite.profiles import Profile
from relationship_health.composite.scoring import Composite, compose
from relationship_health.contract import Benchmark, Forecast, Learner, Metric, learns
from relationship_health.engine import (
    Evaluation,
    Guard,
    Learned,
    Origin,
    complete,
    evaluate,
    fit_learned,
    learn,
)
from relationship_health.errors import BenchmarkError
from relationship_health.hookspecs import Aggregator
from relationship_health.model import Terms


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Judge:
    """Metrics, and how their values become health.

    Parameters
    ----------
    metrics : tuple of Metric
    profile : Profile
    aggregator : Aggregator
    origins : mapping of name to Origin
        Where metrics and aggregator come from, for errors.
    on_error : "raise" or "warn"
    terms : Terms
    forecast : Forecast, optional
        What was learned from outcomes; every benchmark that is fitted holds it.
    """

    metrics: tuple[Metric, ...]
    profile: Profile
    aggregator: Aggregator
    origins: Mapping[str, Origin]
    on_error: str
    terms: Terms
    forecast: Forecast | None = None

    def guard(self) -> Guard:
        """Return a fresh account of failures."""
        return Guard(origins=self.origins, on_error=self.on_error)

    def learn(
        self,
        portfolio: Portfolio,
        as_of_us: int,
        *,
        guard: Guard | None = None,
        block_rows: int = BLOCK_ROWS,
        threads: int = 1,
    ) -> Learned:
        """Add up what the metrics learn from a portfolio, or from a part of one."""
        return learn(
            portfolio.blocks(as_of_us, self.terms, block_rows), self._learning,
            columns=portfolio.column_names, guard=guard or self.guard(), threads=threads,
        )  # fmt: skip

    def fit(
        self,
        learned: Learned,
        columns: Iterable[str],
        as_of_us: int,
        *,
        guard: Guard | None = None,
    ) -> Benchmark:
        """Fit a benchmark to all that was learned."""
        fitted = fit_learned(
            learned, self._learning, columns=columns, terms=self.terms, as_of=as_of_us,
            guard=guard or self.guard(),
        )  # fmt: skip
        return attrs.evolve(fitted, forecast=self.forecast)

    @property
    def _learning(self) -> tuple[Metric | Learner, ...]:
        return (*self.metrics, OUTLOOK)

    def checked_benchmark(self, benchmark: Benchmark, guard: Guard) -> Benchmark:
        """Return a benchmark that fits these metrics and terms, completed where it may be."""
        if benchmark.terms != self.terms:
            message = (
                "The benchmark was learned under other terms than the engine's: fit it again, or "
                "pass terms=benchmark.terms to the engine."
            )
            raise BenchmarkError(message)
        return complete(benchmark, self._learners, guard)

    @cached_property
    def _learners(self) -> tuple[Learner, ...]:
        return tuple(metric for metric in self.metrics if learns(metric))

    def judge(  # noqa: PLR0913  what is judged, and how
        self,
        portfolio: Portfolio,
        as_of_us: int,
        benchmark: Benchmark,
        *,
        guard: Guard | None = None,
        until_us: int | None = None,
        block_rows: int = BLOCK_ROWS,
        threads: int = 1,
    ) -> Evaluation:
        """Evaluate every relationship of a portfolio, silent ones included.

        Parameters
        ----------
        until_us : int, optional
            Leave out what came later than that, though it is judged at ``as_of_us``.
        """
        blocks = portfolio.blocks(as_of_us, self.terms, block_rows, until=until_us)
        return self.judge_blocks(
            blocks, len(portfolio), portfolio.column_names, benchmark, guard or self.guard(),
            threads,
        )  # fmt: skip

    def judge_blocks(  # noqa: PLR0913, PLR0917  as above
        self,
        blocks: Iterable[Block],
        relationships: int,
        columns: Iterable[str],
        benchmark: Benchmark,
        guard: Guard,
        threads: int = 1,
    ) -> Evaluation:
        """Evaluate blocks that come in the order of their relationships."""
        return evaluate(
            blocks, relationships, self.metrics, columns=columns, benchmark=benchmark, guard=guard,
            threads=threads,
        )  # fmt: skip

    def compose(
        self, evaluation: Evaluation, guard: Guard | None = None, threads: int = 1
    ) -> Composite:
        """Combine what the metrics said under the profile."""
        return compose(
            evaluation, self.profile, self.aggregator, guard or self.guard(), threads=threads
        )
