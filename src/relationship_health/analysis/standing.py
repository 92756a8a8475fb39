"""What is known of each relationship besides its contacts: chances, pace, who could help."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.analysis.moves import Chance, Standing
from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.columns import Block
from relationship_health.composite import BANDS, Scorecard
from relationship_health.contract import Benchmark
from relationship_health.kernels.rhythm import prior_beta, usual_gap
from relationship_health.kernels.shrinkage import wilson_interval
from relationship_health.metrics.engagement_vs_reach import EngagementVsReach
from relationship_health.metrics.frequency_balance import RIGHT_WITHIN, FrequencyBalance

REACH = EngagementVsReach.name


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Acquaintance:
    """Chances and possible introducers of every relationship of a portfolio, in their order."""

    chance: Chance
    poor: Bools
    introducer: Ints

    def standing(self, card: Scorecard, block: Block, rows: Ints) -> Standing:
        """Return the standing of the relationships of a block, given their positions."""
        rhythm, prior = block.rhythm, card.benchmark.rhythm
        beta = prior_beta(block.cadence_days, prior.alpha, prior.beta)
        introducer = self.introducer[rows]
        people = np.append(card.portfolio.source, -1)
        return Standing(
            ours=block.sided, chance=self.chance.take(rows), poor=self.poor[rows],
            too_much=too_much(block, card.benchmark),
            gap_days=usual_gap(rhythm.gaps, rhythm.gap_sum_days, prior.alpha, beta),
            introducer=people[introducer], introduced=self.chance.take(introducer),
        )  # fmt: skip


def acquaintance(card: Scorecard) -> Acquaintance:
    """Find how likely everybody engages, and who knows them.

    The chance that they engage is what ``engagement_vs_reach`` says, and what is usual where it
    says nothing.
    """
    size = len(card.portfolio)
    value, trials = np.full(size, np.nan), np.zeros(size)
    names = card.evaluation.names
    if REACH in names:
        value[card.rows] = card.evaluation.values[:, names.index(REACH)]
        trials[card.rows] = card.evaluation.trials[:, names.index(REACH)]
    prior = card.benchmark.parameters.get(REACH) or Benchmark.default().of(REACH)
    unknown = np.isnan(value)
    value[unknown] = prior["a"] / (prior["a"] + prior["b"])
    trials[unknown] = prior["a"] + prior["b"]
    low, high = wilson_interval(value, trials)
    poor = np.zeros(size, dtype=np.bool_)
    poor[card.rows] = card.composite.band == BANDS.index("poor")
    return Acquaintance(
        chance=Chance(mean=value, low=low, high=high), poor=poor, introducer=_introducers(card)
    )


def too_much(block: Block, benchmark: Benchmark) -> Bools:
    """Whether we reach out more than they sustain, as ``frequency_balance`` judges it."""
    seen = block.seen_from("source") if not block.sided.all() else block
    result = FrequencyBalance().score(seen, benchmark)
    ours, theirs = (result.details[f"{which}_gap_days"] for which in ("outreach", "sustained"))
    known = ~np.isnan(result.value)
    return np.asarray(known & (ours * RIGHT_WITHIN < theirs), dtype=np.bool_)


def _introducers(card: Scorecard) -> Ints:
    """Position of the best other relationship that leads to the same person; -1 where none is good.

    Good is one that is fair even at the lower end of its interval.
    """
    portfolio, size = card.portfolio, len(card.portfolio)
    lower: Floats = np.full(size, -1.0)
    lower[card.rows] = np.nan_to_num(card.composite.lower, nan=-1.0)
    lower[~portfolio.sided] = -1.0
    order = np.lexsort((-lower, portfolio.target))
    target = portfolio.target[order]
    first = np.flatnonzero(np.diff(target, prepend=-1))
    best = np.full(len(portfolio.ids), -1)
    second = np.full(len(portfolio.ids), -1)
    best[target[first]] = order[first]
    again = first[(first + 1 < size)]
    again = again[target[again + 1] == target[again]] + 1
    second[target[again]] = order[again]
    found = best[portfolio.target]
    found = np.where(found == np.arange(size), second[portfolio.target], found)
    return np.where((found >= 0) & (lower[found] >= card.profile.fair), found, -1)
