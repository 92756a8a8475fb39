"""The search for moves: all that are possible, what each gains, and the best of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.analysis.imagining import Gains, gains_of
from relationship_health.analysis.moves import (
    CONTACT,
    INTRODUCTION,
    Moves,
    joined,
    possible_moves,
)
from relationship_health.analysis.reasons import Reasons, reasons_of
from relationship_health.analysis.second_threads import second_threads
from relationship_health.analysis.standing import acquaintance
from relationship_health.arrays import Floats, Ints
from relationship_health.columns import Block
from relationship_health.composite import Scorecard
from relationship_health.kernels.knapsack import best_set

MOST = 100
"""Moves that are returned where no budget limits them."""
LARGEST = 20_000_000
"""Relationships times minutes up to which the best set under a budget is found exactly."""


def scored_moves(
    card: Scorecard, horizon_days: int, minutes: Mapping[str, float] | None
) -> tuple[Moves, Gains, Reasons]:
    """Find the moves of every block, and what each would change."""
    known, begin = acquaintance(card), 0
    parts: list[tuple[Moves, Gains, Reasons]] = []
    for block in _blocks(card):
        standing = known.standing(card, block, np.arange(begin, begin + len(block)))
        moves = possible_moves(block, standing, minutes)
        gains, crowded = gains_of(card, block, moves, horizon_days)
        keep = np.flatnonzero(~(crowded & np.isin(moves.kind, (CONTACT, INTRODUCTION))))
        reasons = reasons_of(block, moves, standing.gap_days)
        moves = attrs.evolve(moves, row=moves.row + begin)
        parts.append((moves.take(keep), gains.take(keep), reasons.take(keep)))
        begin += len(block)
    further = second_threads(card, known, horizon_days, minutes)
    if further is not None:
        parts.append(further)
    return (
        joined([moves for moves, _, _ in parts]), Gains.joined([gains for _, gains, _ in parts]),
        Reasons.joined([reasons for _, _, reasons in parts]),
    )  # fmt: skip


def _blocks(card: Scorecard) -> Iterable[Block]:
    portfolio = card.portfolio
    if not len(portfolio):
        return (portfolio.block(0, 0, card.as_of_us, card.terms),)
    return portfolio.blocks(card.as_of_us, card.terms)


def best_moves(moves: Moves, gain: Floats, budget_hours: float | None, most: int | None) -> Ints:
    """Return the positions of the moves to make, at most one for each relationship.

    The largest gain comes first, equal ones in the order of the portfolio; what gains nothing, or
    nothing that is known, is left out.
    """
    order = np.lexsort((moves.kind, moves.row, -np.nan_to_num(gain)))
    order = order[np.nan_to_num(gain)[order] > 0.0]
    if budget_hours is None:
        _, first = np.unique(moves.row[order], return_index=True)
        return order[np.sort(first)][: most or MOST]
    cost = np.ceil(moves.minutes).astype(np.int64)
    # More than all moves together take cannot be spent.
    budget = int(min(budget_hours * 60.0, cost[order].sum()))
    # Beyond what can be searched, those that gain most for their time.
    worth = order[np.argsort(-gain[order] / (cost[order] + 1.0), kind="stable")]
    worth = np.sort(worth[: max(LARGEST // (budget + 1), 1)])
    taken = worth[best_set(gain[worth], cost[worth], moves.row[worth], budget)]
    return order[np.isin(order, taken)][:most]
