"""Scores of a later portfolio: those of relationships that did not change are taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns import Portfolio, check_portfolio, unchanged
from relationship_health.composite.scoring import Composite
from relationship_health.engine import Evaluation

if TYPE_CHECKING:
    from relationship_health.composite.scorecard import Scorecard

_TABLES = ("values", "evidence", "trials")


def scored_after(card: Scorecard, portfolio: Portfolio, threads: int) -> Scorecard:
    """Return the scorecard of a later portfolio, at the same moment and benchmark."""
    check_portfolio(portfolio)
    place = unchanged(card.portfolio, portfolio)[card.rows]
    if not card.diagnostics:
        rest = np.ones(len(portfolio), dtype=np.bool_)
        rest[place[place >= 0]] = False
        part = _scored(card, portfolio, rest, threads)
        if not part.diagnostics:
            return _together(card, part, place, portfolio)
    # A failure in one relationship makes a metric unknown in all: none can be taken over.
    return _scored(card, portfolio, np.ones(len(portfolio), dtype=np.bool_), threads)


def _scored(card: Scorecard, portfolio: Portfolio, chosen: Bools, threads: int) -> Scorecard:
    """Score some relationships of a portfolio as a scorecard was made."""
    judge, guard = card.judge, card.judge.guard()
    some = portfolio if chosen.all() else portfolio.select(chosen)
    evaluation = judge.judge(some, card.as_of_us, card.benchmark, guard=guard, threads=threads)
    known = np.flatnonzero((evaluation.counts > 0) | some.declared)
    evaluation = evaluation.take(known)
    composite = judge.compose(evaluation, guard, threads)
    return attrs.evolve(
        card, portfolio=portfolio, rows=np.flatnonzero(chosen)[known], evaluation=evaluation,
        composite=composite, diagnostics=tuple(guard.diagnostics.values()),
    )  # fmt: skip


def _together(card: Scorecard, part: Scorecard, place: Ints, portfolio: Portfolio) -> Scorecard:
    """Return what is taken over and what is scored again, in the order of the relationships."""
    kept = np.flatnonzero(place >= 0)
    rows = np.concatenate([place[kept], part.rows])
    order = np.argsort(rows, kind="stable")

    def joined(one: Array, other: Array) -> Array:
        # Tables lie column by column in memory.
        both: Array = np.concatenate([one.T[..., kept], other.T], axis=-1)
        return both[..., order].T

    old, new = card.evaluation, part.evaluation
    evaluation = Evaluation(
        names=new.names, unavailable=new.unavailable, counts=joined(old.counts, new.counts),
        alone=None, **{name: joined(getattr(old, name), getattr(new, name)) for name in _TABLES},
    )  # fmt: skip
    names = [field.name for field in attrs.fields(Composite)]
    composite = Composite(
        **{n: joined(getattr(card.composite, n), getattr(part.composite, n)) for n in names}
    )
    return attrs.evolve(
        part, portfolio=portfolio, rows=rows[order], evaluation=evaluation, composite=composite
    )
