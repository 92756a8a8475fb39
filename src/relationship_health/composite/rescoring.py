"""Scoring with a judge that is at hand: as an engine does, and again under what is frozen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import attrs

from relationship_health.columns import Portfolio, read_moment
from relationship_health.composite.judging import Judge
from relationship_health.composite.profiles import Profile
from relationship_health.composite.scorecard import Scorecard
from relationship_health.contract import Benchmark, Metric
from relationship_health.engine import Guard, Sitting, evaluate_sittings, rows_of_blocks
from relationship_health.errors import MetricError
from relationship_health.model import Terms


def fit_with(  # noqa: PLR0913  from what, with whom, and how
    judge: Judge,
    portfolio: Portfolio,
    as_of_us: int,
    *,
    guard: Guard | None = None,
    block_rows: int | None = None,
    threads: int = 1,
) -> Benchmark:
    """Learn a benchmark from a portfolio as it was known at a moment."""
    guard = guard or judge.guard()
    rows = rows_of_blocks(threads, block_rows, len(portfolio.time))
    learned = judge.learn(portfolio, as_of_us, guard=guard, block_rows=rows, threads=threads)
    return judge.fit(learned, portfolio.column_names, as_of_us, guard=guard)


def score_with(  # noqa: PLR0913  what is scored, by whom, and how
    judge: Judge,
    portfolio: Portfolio,
    as_of_us: int,
    benchmark: Benchmark,
    *,
    guard: Guard | None = None,
    block_rows: int | None = None,
    threads: int = 1,
) -> Scorecard:
    """Return the scorecard of every relationship known at a moment."""
    sitting = Sitting(as_of=as_of_us, benchmark=benchmark, guard=guard or judge.guard())
    (card,) = _score_sittings(judge, portfolio, [sitting], block_rows, threads)
    return card


def score_dates(  # noqa: PLR0913  what is scored, when, by whom, and how
    judge: Judge,
    portfolio: Portfolio,
    moments: Sequence[int],
    benchmark: Benchmark | None,
    *,
    block_rows: int | None = None,
    threads: int = 1,
) -> tuple[Scorecard, ...]:
    """Return the scorecards of some moments, in their order, from one walk over the blocks.

    Parameters
    ----------
    moments : sequence of int
        Microseconds UTC, the last one last.
    benchmark : Benchmark or None
        What is usual at all of them; without one it is learned at each.
    """
    alone = partial(score_dates, judge, portfolio, block_rows=block_rows, threads=threads)
    sittings = []
    try:
        for moment in moments:
            guard = judge.guard()
            usual = (
                fit_with(
                    judge, portfolio, moment, guard=guard, block_rows=block_rows, threads=threads
                )
                if benchmark is None
                else judge.checked_benchmark(benchmark, guard)
            )
            sittings.append(Sitting(as_of=moment, benchmark=usual, guard=guard))
        cards = tuple(_score_sittings(judge, portfolio, sittings, block_rows, threads))
    except MetricError:
        if len(moments) == 1:
            raise
        # What fails first in one walk need not be what fails at the first moment.
        return tuple(card for moment in moments for card in alone([moment], benchmark))
    if len(cards) == 1:
        return cards
    # What failed is told as it is told at that moment alone: the blocks are not the same.
    return tuple(
        alone([card.as_of_us], benchmark)[0] if card.diagnostics else card for card in cards
    )


def _score_sittings(
    judge: Judge,
    portfolio: Portfolio,
    sittings: Sequence[Sitting],
    block_rows: int | None,
    threads: int,
) -> Iterator[Scorecard]:
    rows = rows_of_blocks(threads, block_rows, len(portfolio.time))
    if len(sittings) > 1 and threads == 1 and block_rows is None:
        # At earlier moments less is left of each block: longer ones spare steps.
        rows *= 4
    blocks = portfolio.blocks(sittings[-1].as_of, judge.terms, rows)
    evaluations = evaluate_sittings(
        blocks, len(portfolio), judge.metrics, columns=portfolio.column_names,
        declared=portfolio.declared, sittings=sittings, threads=threads,
    )  # fmt: skip
    for sitting, (evaluation, places) in zip(sittings, evaluations, strict=True):
        yield Scorecard(
            portfolio=portfolio, rows=places, as_of_us=sitting.as_of, benchmark=sitting.benchmark,
            judge=judge, evaluation=evaluation,
            composite=judge.compose(evaluation, sitting.guard, threads),
            diagnostics=tuple(sitting.guard.diagnostics.values()),
        )  # fmt: skip


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Rescorer:
    """Scores as a scorecard was made, under its benchmark unless another is given.

    Answers that have to score by themselves take it where no engine is at hand.

    Parameters
    ----------
    card : Scorecard
    """

    card: Scorecard

    @property
    def judge(self) -> Judge:
        """What the scorecard was made with."""
        return self.card.judge

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics, in the order of the scorecard's columns."""
        return self.card.metrics

    @property
    def profile(self) -> Profile:
        """Weights, bands and thresholds."""
        return self.card.profile

    @property
    def terms(self) -> Terms:
        """Shared definitions."""
        return self.card.judge.terms

    def fit(self, portfolio: Portfolio, *, as_of: Any) -> Benchmark:
        """Return the scorecard's benchmark: what is usual stays what it was."""
        del portfolio, as_of
        return self.card.benchmark

    def score(
        self, portfolio: Portfolio, *, as_of: Any, benchmark: Benchmark | None = None
    ) -> Scorecard:
        """Score every relationship known at a moment."""
        moment = read_moment(as_of)
        return score_with(self.card.judge, portfolio, moment, benchmark or self.card.benchmark)
