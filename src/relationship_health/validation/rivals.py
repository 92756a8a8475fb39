"""The scores that others use, for comparison on the same relationships.

Each is computed as its authors state it, from all interactions up to ``as_of``; every one of them
also serves as a metric, its points brought to [0, 1] without changing any rank. Those that learn
from the portfolio what they are measured by have files of their own: ``rfm``, ``mbg_nbd``.

Sources: margince, ``relstrength.go`` (2026); EverReach, ``WARMTH_FORMULA_EXPLAINED.md``; days since
last and a count of 90 days are what most CRM products show.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats
from relationship_health.columns import Block
from relationship_health.contract import Benchmark, Metric, MetricResult
from relationship_health.model import INBOUND, OUTBOUND
from relationship_health.validation.mbg_nbd import ExpectedContacts, StillAlive
from relationship_health.validation.rfm import RecencyFrequencyMonetary

RECENT_DAYS = 90.0
DECAY_DAYS = 30.0
VARIED_DAYS = 30.0


@attrs.frozen(slots=True, kw_only=True)
class Rival:
    """A score that others use.

    Parameters
    ----------
    name : str
    points : function of a Block to a float64 array
        The score as its authors state it, one per relationship; NaN where nothing happened yet.
    scaled : function of points to values in [0, 1]
        Keeps their order, or turns it where fewer points are better.
    source : str
        Where it comes from.
    """

    name: str
    points: Callable[[Block], Floats]
    scaled: Callable[[Floats], Floats]
    source: str

    version = "1"
    requires = ()

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block, as a metric."""
        del benchmark
        return MetricResult.where(
            block.counts > 0, np.clip(self.scaled(self.points(block)), 0.0, 1.0), block.counts
        )


def margince(days: Floats, recent: Floats, inbound: Floats, outbound: Floats) -> Floats:
    """Recency times frequency times balance, 0 to 100; its authors round it to whole points.

    Parameters
    ----------
    days : float64 array
        Days since the last interaction.
    recent, inbound, outbound : float64 arrays
        Interactions of the last 90 days: all, theirs, ours.

    Examples
    --------
    >>> one = np.ones(1)
    >>> margince(5 * one, 12 * one, 7 * one, 5 * one).round()
    array([47.])
    """
    both = np.maximum(inbound + outbound, 1.0)
    balance = 0.25 + 0.75 * (1.0 - np.abs(inbound - outbound) / both)
    return 100.0 * np.exp2(-days / 30.0) * np.minimum(1.0, recent / 20.0) * balance


def everreach(days: Floats, recent: Floats, varied: Bools) -> Floats:
    """Points for recency, frequency and variety, less points for silence.

    Parameters
    ----------
    days : float64 array
        Days since the last interaction.
    recent : float64 array
        Interactions of the last 90 days.
    varied : bool array
        Whether two kinds of them fell into the last 30 days.

    Examples
    --------
    >>> everreach(np.array([0.0]), np.array([60.0]), np.array([False]))
    array([80.])
    """
    near = 25.0 * np.maximum(0.0, RECENT_DAYS - days) / RECENT_DAYS
    often = 15.0 * np.minimum(recent, 6.0) / 6.0
    silent = np.minimum(30.0, 0.5 * np.maximum(0.0, days - 7.0))
    return 40.0 + near + often + 5.0 * varied - silent


def _days_since_last(block: Block) -> Floats:
    return block.min(block.ages)


def _recent(block: Block, direction: int = INBOUND | OUTBOUND) -> Floats:
    near = (block.ages <= RECENT_DAYS) & ((block.direction & direction) != 0)
    return block.count(near).astype(np.float64)


def _margince(block: Block) -> Floats:
    days, theirs, ours = _days_since_last(block), _recent(block, INBOUND), _recent(block, OUTBOUND)
    return margince(days, _recent(block), theirs, ours)


def _decayed(block: Block) -> Floats:
    return block.decayed_sum(half_life_days=DECAY_DAYS)


def _everreach(block: Block) -> Floats:
    kinds = block.columns.get("channel")
    varied = np.zeros(len(block), dtype=np.bool_)
    if kinds is not None:
        near = (block.ages <= VARIED_DAYS) & (kinds >= 0)
        known = kinds.astype(np.float64)
        lowest = block.min(np.where(near, known, np.inf), np.inf)
        varied = block.max(np.where(near, known, -np.inf), -np.inf) > lowest
    return everreach(_days_since_last(block), _recent(block), varied)


def _hundredths(points: Floats) -> Floats:
    return points / 100.0


def _fewer_is_better(points: Floats) -> Floats:
    return 1.0 / (1.0 + points)


def _more_is_better(points: Floats) -> Floats:
    return points / (1.0 + points)


POINTS = (
    Rival(
        name="rival.days_since_last", points=_days_since_last, scaled=_fewer_is_better,
        source="what most CRM products show",
    ),
    Rival(
        name="rival.count_90", points=_recent, scaled=_more_is_better,
        source="what most CRM products show",
    ),
    Rival(
        name="rival.decayed_count", points=_decayed, scaled=_more_is_better,
        source="Ahmad, Porter, Beguerisse-Diaz 2018, arXiv:1805.00193",
    ),
    Rival(
        name="rival.margince", points=_margince, scaled=_hundredths,
        source="margince, relstrength.go, 2026",
    ),
    Rival(
        name="rival.everreach", points=_everreach, scaled=_hundredths,
        source="EverReach, WARMTH_FORMULA_EXPLAINED.md",
    ),
)  # fmt: skip
"""Those that a formula over one relationship's own history gives."""


def rivals_for(horizon_days: float = RECENT_DAYS) -> tuple[Metric, ...]:
    """Return all rivals, simplest first.

    Parameters
    ----------
    horizon_days : float
        How far the one looks ahead that expects a number of contacts.

    Examples
    --------
    >>> [rival.name for rival in rivals_for()][:3], len(rivals_for())
    (['rival.days_since_last', 'rival.count_90', 'rival.decayed_count'], 8)
    """
    return (
        *POINTS, RecencyFrequencyMonetary(), StillAlive(),
        ExpectedContacts(horizon_days=horizon_days),
    )  # fmt: skip


RIVALS = rivals_for()
