"""How likely contact is within some days: what stickiness knows, the latest gaps counting most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.composite.horizon import checked_horizon
from relationship_health.kernels.survival import renewal
from relationship_health.metrics.stickiness import typical_power

if TYPE_CHECKING:
    from relationship_health.columns import Block
    from relationship_health.composite.scorecard import Scorecard

HALF_LIFE_GAPS = 3.0
"""The gap before the last three counts half as much as the last."""


def outlook(card: Scorecard, horizon_days: float) -> Floats:
    """Probability of an engaged contact within a horizon, for every row of a scorecard."""
    horizon = checked_horizon(horizon_days)
    learned = card.benchmark.of("stickiness")
    blocks = card.portfolio.blocks(card.as_of_us, card.terms)
    chances = [_chances(block, learned["a"], learned["k"], learned["gap_days"], horizon)
               for block in blocks]  # fmt: skip
    return np.concatenate([np.empty(0), *chances])[card.rows]


def _chances(block: Block, a: float, k: float, gap_days: float, horizon: float) -> Floats:
    groups, gaps = block.gap_groups, block.engaged_gaps_days
    weight = np.exp2(-_from_the_end(groups.indptr) / HALF_LIFE_GAPS)
    known = block.rhythm.contacts > 0
    silence = np.where(known, block.rhythm.silence_days, 0.0)
    chance = renewal(
        a + groups.sum(weight),
        a * typical_power(block, gap_days, k) + groups.sum(weight * gaps**k),
        silence**k,
        (silence + horizon) ** k,
    )
    return np.where(known, np.clip(chance, 0.0, 1.0), np.nan)


def _from_the_end(indptr: Ints) -> Ints:
    """How many gaps come after each, in its relationship."""
    return np.repeat(indptr[1:], np.diff(indptr)) - 1 - np.arange(indptr[-1])
