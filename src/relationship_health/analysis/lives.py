"""Which relationships live at a date, and the scorecards over time that questions look at.

A relationship lives while its silence is no longer than four of its own usual gaps: the rule by
which a comparison says that one went quiet. Its usual gap is the posterior mean of the gaps between
its engaged conversations, (β + sum of gaps) / (α + gaps), with the Gamma prior of the benchmark or
the declared cadence; so one that has spoken once lives for four gaps that are usual elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats
from relationship_health.columns import Portfolio
from relationship_health.composite import Scorecard, ScoreHistory, ScoreTable
from relationship_health.composite.turns import QUIET_GAPS
from relationship_health.contract import Benchmark
from relationship_health.errors import InputError
from relationship_health.kernels.rhythm import prior_beta, usual_gap
from relationship_health.model import Terms


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Lives:
    """What lives at a date, one value per relationship of the portfolio.

    Parameters
    ----------
    met : bool array
        Had an engaged contact by then.
    alive : bool array
        And is no longer silent than four of its usual gaps.
    gap_days : float64 array
        Its usual gap.
    """

    met: Bools
    alive: Bools
    gap_days: Floats


def lives_at(portfolio: Portfolio, moment_us: int, benchmark: Benchmark, terms: Terms) -> Lives:
    """Tell which relationships of a portfolio live at a moment."""
    alpha, beta = benchmark.rhythm.alpha, benchmark.rhythm.beta
    met, alive, gaps = [], [], []
    for block in portfolio.blocks(moment_us, terms):
        rhythm = block.rhythm
        prior = prior_beta(block.cadence_days, alpha, beta)
        gap = usual_gap(rhythm.gaps, rhythm.gap_sum_days, alpha, prior)
        met.append(rhythm.contacts > 0)
        # Where they never engaged the silence is NaN, and no comparison with it holds.
        alive.append(rhythm.silence_days <= QUIET_GAPS * gap)
        gaps.append(gap)
    return Lives(
        met=np.concatenate([np.zeros(0, np.bool_), *met]),
        alive=np.concatenate([np.zeros(0, np.bool_), *alive]),
        gap_days=np.concatenate([np.zeros(0), *gaps]),
    )


def lives_of(card: Scorecard) -> Lives:
    """Tell which relationships live at the date of a scorecard; those not among its rows do not."""
    found = lives_at(card.portfolio, card.as_of_us, card.benchmark, card.terms)
    among = np.zeros(len(card.portfolio), dtype=np.bool_)
    among[card.rows] = True
    return Lives(met=found.met & among, alive=found.alive & among, gap_days=found.gap_days)


def tables_of(history: Any, question: str) -> Sequence[ScoreTable]:
    """Return the scores of a history, with or without a log.

    Raises
    ------
    InputError
        Where it is no history.
    """
    if not isinstance(history, ScoreHistory):
        message = (
            f"{question} was given {type(history).__name__}, expected scorecards over time: pass "
            "engine.history(portfolio, as_of=[...])."
        )
        raise InputError(message)
    found: Sequence[ScoreTable] = history.scorecards
    return found


def cards_of(history: Any, question: str) -> Sequence[Scorecard]:
    """Return the scorecards of a history that has its log.

    Raises
    ------
    InputError
        Where it is no history, or one of another portfolio at each date, or without the log.
    """
    cards = tables_of(history, question)
    kept = [card for card in cards if isinstance(card, Scorecard)]
    if len(kept) < len(cards):
        message = (
            f"{question} was given scores that were kept without their log, expected scorecards: "
            "score the dates again with engine.history(portfolio, as_of=[...])."
        )
        raise InputError(message)
    if any(card.portfolio is not kept[0].portfolio for card in kept):
        message = (
            f"{question} was given scorecards of several portfolios, expected one: score all dates "
            "with engine.history(portfolio, as_of=[...])."
        )
        raise InputError(message)
    return kept


def lacks_contact(lives: Sequence[Lives]) -> tuple[str, ...]:
    """Say that nobody can live where nobody is seen to take part."""
    if any(life.met.any() for life in lives) or not any(len(life.met) for life in lives):
        return ()
    return ("Who lives: no contact that the other side took part in is recorded.",)


def lacks_dates(cards: Sequence[ScoreTable], what: str) -> tuple[str, ...]:
    """Say that one date shows no change."""
    if len(cards) > 1:
        return ()
    sentence = (
        f"{what} needs two dates, and the history holds one, {cards[0].as_of:%Y-%m-%d}: pass "
        "several to engine.history."
    )
    return (sentence,)
