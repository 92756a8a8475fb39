"""Which kinds of relationship there are, why they stay, and what suits each."""

from __future__ import annotations

from types import MappingProxyType

import attrs
import numpy as np

from relationship_health.analysis.given import with_log
from relationship_health.analysis.loyalty import LOYALTIES, Loyalty, loyalty_of
from relationship_health.analysis.stages import STAGES, stages_of
from relationship_health.analysis.tracing import checked_row, trace_rows
from relationship_health.arrays import Array, Floats, Ints
from relationship_health.composite import Scorecard
from relationship_health.plots import Axes
from relationship_health.plots.segments import draw_segments
from relationship_health.results import Result, Trace

SUITS = MappingProxyType({
    "new": "ask how and how often they want to hear from us, and keep the first promises",
    "growing": "follow their pace, answer soon, and bring in a second person of ours",
    "steady": "keep the rhythm, and add no contact for its own sake",
    "cooling": "ask in person what has changed, through the channel that they prefer",
    "dormant": "give one concrete reason to talk again, and accept it if there is no answer",
    "broadcast-only": "ask the few who matter something that only they can answer",
    "one-way": "answer what they write, or write less and ask for less in another channel",
    "no contact": "decide who begins and by when, or take it off the list",
})  # fmt: skip
"""What to do about each kind; judgements, not results."""

SUITS_FRAGILE = "give those who stay for price, convenience or habit a better reason to"


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class SegmentSummary(Result):
    """One row for each kind that occurs.

    Attributes
    ----------
    as_of : str
    table : dict of str to array
    """

    as_of: str
    table: dict[str, Array]

    @property
    def title(self) -> str:
        """What was asked."""
        return f"Kinds of relationship as of {self.as_of}"

    @property
    def words(self) -> tuple[str, ...]:
        """How many there are of each kind, and what suits them."""
        rows = zip(*(self.table[n].tolist() for n in ("segment", "count", "suits")), strict=True)
        return tuple(f"{count:,} {segment}: {suits}." for segment, count, suits in rows)

    def columns(self) -> dict[str, Array]:
        """Return segment, count, share, median health, loyalties, and what suits."""
        return self.table

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw how many there are of each kind, by loyalty."""
        return draw_segments(self.table, ax)


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Segments(Result):
    """The kind of every relationship, in the order of the scorecard.

    Attributes
    ----------
    card : Scorecard
    stage : int64 array
        Place of each row's kind in ``STAGES``: each is of exactly one.
    loyalty : Loyalty
    """

    card: Scorecard
    stage: Ints
    loyalty: Loyalty

    @property
    def title(self) -> str:
        """What was asked."""
        return f"Kinds of relationship as of {self.card.as_of:%Y-%m-%d}"

    @property
    def segment(self) -> Array:
        """Kind of each relationship."""
        return np.array(STAGES, dtype=object)[self.stage]

    @property
    def summary(self) -> SegmentSummary:
        """One row for each kind that occurs: how many, how healthy, why they stay, what suits."""
        counts = np.bincount(self.stage, minlength=len(STAGES))
        kinds = np.flatnonzero(counts)
        cells = np.bincount(
            self.stage * len(LOYALTIES) + self.loyalty.code, minlength=len(STAGES) * len(LOYALTIES)
        ).reshape(len(STAGES), len(LOYALTIES))[kinds]
        names = [STAGES[kind] for kind in kinds.tolist()]
        return SegmentSummary(
            backend=self.backend, missing=self.missing, as_of=f"{self.card.as_of:%Y-%m-%d}",
            table={
                "segment": np.array(names, dtype=object), "count": counts[kinds],
                "share": counts[kinds] / max(int(counts.sum()), 1),
                "median_health": self._medians(kinds),
                **{name: cells[:, i] for i, name in enumerate(LOYALTIES)},
                "suits": np.array([SUITS[name] for name in names], dtype=object),
            },
        )  # fmt: skip

    def _medians(self, kinds: Ints) -> Floats:
        known = ~np.isnan(self.card.health)
        chosen = [self.card.health[known & (self.stage == kind)] for kind in kinds.tolist()]
        return np.array([np.median(v) if len(v) else np.nan for v in chosen], dtype=np.float64)

    @property
    def words(self) -> tuple[str, ...]:
        """How many there are of each kind and what suits them, and which loyalty is fragile."""
        if not len(self.stage):
            return ("No relationship is known by then.",)
        fragile = self.loyalty.code == LOYALTIES.index("fragile")
        firm = self.loyalty.code == LOYALTIES.index("firm")
        if not (fragile | firm).any():
            return self.summary.words
        told = (
            f"Of {int((fragile | firm).sum()):,} whose motives are known, {int(fragile.sum()):,} "
            f"stay for price, convenience or habit alone: {SUITS_FRAGILE}."
        )
        return (*self.summary.words, told)

    def columns(self) -> dict[str, Array]:
        """Return one row per relationship."""
        return {
            "source": self.card.source, "target": self.card.target, "segment": self.segment,
            "health": self.card.health, "loyalty": self.loyalty.names,
            "motives": self.loyalty.motives,
        }  # fmt: skip

    def behind(self, row: int) -> Trace:
        """Return the relationship of a row, and its interactions."""
        return trace_rows(self.card, np.array([checked_row(row, len(self.stage))]))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw how many there are of each kind, by loyalty."""
        return self.summary.plot(ax)


def segments(scorecard: Scorecard) -> Segments:
    """Say of which kind every relationship is, and why it stays.

    Parameters
    ----------
    scorecard : Scorecard

    Returns
    -------
    Segments
        Each relationship is of one kind: new, growing, steady, cooling, dormant, broadcast-only,
        one-way, or without contact.

    Notes
    -----
    The definitions, in the order in which they are tried, are on the page of the documentation.
    Loyalty is fragile where the motives declared are price, convenience or habit alone (Dick, Basu
    1994, doi 10.1177/0092070394222001).

    Examples
    --------
    >>> from relationship_health.api import score
    >>> from relationship_health.columns import Portfolio
    >>> log = {
    ...     "sender": ["ana", "bo", "ana", "cy"],
    ...     "recipient": ["bo", "ana", "cy", "ana"],
    ...     "time": ["2026-01-05", "2026-01-06", "2024-01-07", "2024-01-08"],
    ... }
    >>> card = score(Portfolio.from_frame(log, our_side={"ana"}), as_of="2026-01-09")
    >>> segments(card).segment
    array(['new', 'dormant'], dtype=object)
    """
    loyalty = loyalty_of(with_log(scorecard, "segments"))
    undeclared = (
        "Why they stay: no stakeholder of these relationships declares motives; give stakeholders "
        "with a column motives (price, convenience, trust, quality, habit)."
    )
    return Segments(
        backend=scorecard.backend, card=scorecard, stage=stages_of(scorecard), loyalty=loyalty,
        missing=() if loyalty.code.any() else (undeclared,),
    )  # fmt: skip
