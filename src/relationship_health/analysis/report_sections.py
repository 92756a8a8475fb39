"""What the questions bring to the report, through the hook that strangers use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import attrs
import numpy as np

from relationship_health.analysis.accounts import Accounts, accounts
from relationship_health.analysis.actions import Actions, actions
from relationship_health.analysis.channel_value import ChannelValue, channel_value
from relationship_health.analysis.matrix import Matrix, matrix
from relationship_health.analysis.movers import Movers, movers
from relationship_health.analysis.segments import SegmentSummary, segments
from relationship_health.arrays import Array, Ints
from relationship_health.arrays import objects as object_array
from relationship_health.composite import Rescorer, Scorecard, ScoreHistory
from relationship_health.hookspecs import Chart, ReportSection, hookimpl
from relationship_health.results import Result

COLDEST = 50
"""Relationships that are told one by one."""
QUARTER_DAYS = 90
MOVES = 20
TOLD = 3
"""Reasons of one relationship."""


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Attention(Result):
    """Relationships that need attention, the coldest first, each with what costs it most."""

    scorecard: Scorecard
    rows: Ints
    reasons: tuple[str, ...]

    @property
    def title(self) -> str:
        """What was asked."""
        return "Who needs attention, and why"

    @property
    def words(self) -> tuple[str, ...]:
        """How many are told."""
        known = int((~np.isnan(self.scorecard.health)).sum())
        if not known:
            return ("Nobody's health is known.",)
        return (f"The {len(self.rows):,} coldest of {known:,}; what costs most is said first.",)

    def columns(self) -> dict[str, Array]:
        """Return the relationships as columns."""
        card, rows = self.scorecard, self.rows
        composite = card.composite
        return {
            "source": card.source[rows], "target": card.target[rows],
            "health": composite.health[rows], "lower": composite.lower[rows],
            "upper": composite.upper[rows], "status": card.status[rows],
            "band": card.band[rows], "why": object_array(self.reasons),
        }  # fmt: skip


def attention(scorecard: Scorecard) -> Attention:
    """Find the coldest relationships, ties in the order of the scorecard."""
    known = np.flatnonzero(~np.isnan(scorecard.health))
    rows = known[np.argsort(scorecard.health[known], kind="stable")][:COLDEST]
    keys = [scorecard.portfolio.key(int(scorecard.rows[row])) for row in rows]
    told = [scorecard.explain(key).sentences for key in keys]
    return Attention(
        backend=scorecard.portfolio.backend, scorecard=scorecard, rows=rows,
        reasons=tuple(" ".join(list(sentences.values())[:TOLD]) for sentences in told),
    )  # fmt: skip


def next_actions(scorecard: Scorecard) -> Actions:
    """Find the moves that gain most."""
    scorer = Rescorer(card=scorecard)
    return actions(scorecard.portfolio, scorer, scorecard.as_of, most=MOVES)


def lately(scorecard: Scorecard) -> Movers:
    """Find what changed most within the last quarter, under the benchmark of today."""
    then = scorecard.as_of - timedelta(days=QUARTER_DAYS)
    before = Rescorer(card=scorecard).score(scorecard.portfolio, as_of=then)
    return movers(ScoreHistory((before, scorecard)))


def organisations(scorecard: Scorecard) -> Accounts:
    """Find how healthy each organisation is."""
    return accounts(scorecard)


def strength_and_importance(scorecard: Scorecard) -> Matrix:
    """Hold strength against importance, whichever is known of it."""
    return matrix(scorecard)


def kinds(scorecard: Scorecard) -> SegmentSummary:
    """Count the kinds of relationship."""
    return segments(scorecard).summary


def channels(scorecard: Scorecard) -> ChannelValue:
    """Tell what contact through each channel brings."""
    return channel_value(scorecard.portfolio, scorecard.as_of)


PAIR = ("source", "target")
SECTIONS = (
    ReportSection(
        name="matrix", title="Strength and importance", columns=strength_and_importance,
        chart=Chart(
            kind="points", value="importance", label=PAIR, value_label="importance",
            across="health", across_label="health (points)", group="quadrant",
        ),
    ),
    ReportSection(name="attention", title="Who needs attention", columns=attention),
    ReportSection(
        name="actions", title="Next actions", columns=next_actions,
        chart=Chart(
            kind="bars", value="gain", label=PAIR, lower="lower", upper="upper",
            value_label="health gained after 30 days (points)",
        ),
        show=(*PAIR, "move", "channel", "through", "deadline", "chance", "gain", "lower",
              "upper", "reason"),
    ),
    ReportSection(
        name="movers", title="Movers", columns=lately,
        chart=Chart(
            kind="bars", value="change", label=PAIR,
            value_label="change of health in 90 days (points)",
        ),
        show=(*PAIR, "before", "after", "change"),
    ),
    ReportSection(
        name="channels", title="Channels", columns=channels,
        chart=Chart(
            kind="bars", value="engaged_share", label=("kind",), lower="lower", upper="upper",
            value_label="part of our touches that engage (share)",
        ),
        show=("kind", "touches", "engaged_share", "lower", "upper", "purchases", "value",
              "effect", "verdict"),
    ),
    ReportSection(
        name="segments", title="Kinds of relationship", columns=kinds,
        chart=Chart(
            kind="bars", value="count", label=("segment",),
            value_label="relationships (count)",
        ),
        show=("segment", "count", "share", "median_health", "suits"),
    ),
    ReportSection(
        name="accounts", title="Accounts", columns=organisations,
        chart=Chart(
            kind="bars", value="health", label=("organisation",), lower="lower",
            upper="upper", value_label="health (points)",
        ),
        show=("organisation", "health", "lower", "upper", "band", "relationships", "people",
              "our_people", "single_threaded", "strongest", "left"),
    ),
)  # fmt: skip


@hookimpl
def rh_report_sections() -> Iterable[ReportSection]:
    """Offer the sections."""
    return SECTIONS
