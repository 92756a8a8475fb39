"""stickiness: will they leave tomorrow?

Formula: value = P(engaged contact within H, given the silence g)
= 1 - ((b + g^k) / (b + (g + H)^k))^a, H = max(30 days, 4 m).

- gaps between engaged conversations: gap^k ~ Exponential(rate), rate ~ Gamma(a0, b0);
- a = a0 + n, b = b0 + sum of gap^k, from the relationship's own n gaps in days;
- g: days of silence, from the end of the last engaged conversation to ``as_of``;
- m: the usual gap, as in recency_decay; a declared cadence d sets b0 = a0 d^k;
- a0, b0, k: by marginal likelihood on the benchmark's sample of relationships, running silences
  censored, drawn towards the shipped a0 = .7, k = .5 and gap of 30 days, which count as 50
  relationships; k is at most 2/3: contact is bursty (on mail and messages it is .3 to .7), and with
  k near 1 a long silence would hardly be doubted.

Range: 0 to 1; 1 is contact for certain. Evidence: engaged conversations. Unknown where they never
engaged.

Source: gamma mixtures of exponential waiting times, Fader, Hardie, Lee 2005, Marketing Science
24(2):275-284, doi 10.1287/mksc.1040.0098, with gaps to the power k for burstiness (Barabasi 2005,
Nature 435:207-211, doi 10.1038/nature03459); the chance is that of a Burr XII distribution.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import Block
from relationship_health.contract import Benchmark, Metric, MetricResult, Summary, sampled
from relationship_health.hookspecs import hookimpl
from relationship_health.kernels.rhythm import prior_beta, usual_gap
from relationship_health.kernels.segments import Groups, bounds
from relationship_health.kernels.survival import Gaps, fit_renewal, renewal
from relationship_health.kernels.variance import share_variance, survival_variance

SHIPPED = (0.7, 30.0, 0.5)
"""a0, typical gap in days, k."""
PRIOR_RELATIONSHIPS = 50
MOST_GAPS = 64
"""Gaps of one relationship that a sample keeps, the newest."""
MODEL_TRIALS = 130.0
"""What the model is trusted with: one k for all is not the truth of each."""
CLUSTERS = 1.3
"""How much more gaps vary because short ones follow each other."""
MINUTES = 24.0 * 60.0
SHORTEST_HORIZON_DAYS = 30.0
OWN_GAPS_AHEAD = 4.0


def stickiness(a: Floats, b: Floats, k: float, silence_days: Floats, horizon: Floats) -> Floats:
    """Probability of contact within a horizon, given the silence so far.

    Parameters
    ----------
    a, b : float64 arrays, positive
        Gamma posterior of the rate of gap^k, gaps in days.
    k : float in (0, 1]
    silence_days, horizon : float64 arrays, at least 0
        Days.

    Returns
    -------
    float64 array in [0, 1], falling with silence

    Examples
    --------
    >>> one = np.ones(2)
    >>> stickiness(one, one, 1.0, np.array([0.0, 3.0]), 4 * one)
    array([0.8, 0.5])
    """
    chance = renewal(a, b, silence_days**k, (silence_days + horizon) ** k)
    return np.minimum(np.maximum(chance, 0.0), 1.0)


@attrs.frozen(slots=True, kw_only=True)
class Stickiness:
    """The metric ``stickiness``; see the module for its formula."""

    name = "stickiness"
    version = "1"
    requires = ()
    unit = "probability of contact within the horizon"
    question = "Will they leave tomorrow?"
    unknown_when = "they never engaged"
    source = "Fader, Hardie, Lee 2005, doi 10.1287/mksc.1040.0098"

    def summarise(self, block: Block) -> Summary:
        """Keep the newest gaps and the silence of a sample, in whole minutes."""
        rhythm = block.rhythm
        gaps = (rhythm.gaps > 0).nonzero()[0]
        chosen = gaps[sampled(block.marks[gaps])]
        indptr = block.gap_groups.indptr
        sample = {}
        for place in chosen.tolist():
            first = max(int(indptr[place]), int(indptr[place + 1]) - MOST_GAPS)
            days = np.append(
                rhythm.silence_days[place], block.engaged_gaps_days[first : indptr[place + 1]]
            )
            minutes = np.rint(days * MINUTES).astype(np.int64)
            sample[int(block.marks[place])] = tuple(minutes.tolist())
        return Summary({"relationships": len(gaps)}, sample)

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return a0, the typical gap and k, drawn towards what is shipped."""
        found = dict(zip(("a", "gap_days", "k"), SHIPPED, strict=True))
        if not summary.sample:
            return found
        # In the order of the figures: that of the marks would let a name change the last bits.
        rows = [
            np.array(figures, dtype=np.float64) / MINUTES
            for figures in sorted(summary.sample.values())
        ]
        groups = Groups(bounds(np.array([len(row) - 1 for row in rows])))
        gaps = Gaps(
            groups, np.concatenate([row[1:] for row in rows]), np.array([row[0] for row in rows])
        )
        learned = fit_renewal(gaps, SHIPPED)
        own = summary.count("relationships") / (
            summary.count("relationships") + PRIOR_RELATIONSHIPS
        )
        return {
            name: math.exp(own * math.log(new) + (1.0 - own) * math.log(found[name]))
            for name, new in zip(found, learned, strict=True)
        }

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        learned = benchmark.of(self.name)
        rhythm = block.rhythm
        known = rhythm.contacts > 0
        own = gap_posterior(block, learned)
        silence = np.where(known, rhythm.silence_days, 0.0)
        prior = benchmark.rhythm
        gap = usual_gap(
            rhythm.gaps, rhythm.gap_sum_days, prior.alpha,
            prior_beta(block.cadence_days, prior.alpha, prior.beta),
        )  # fmt: skip
        horizon = np.maximum(SHORTEST_HORIZON_DAYS, OWN_GAPS_AHEAD * gap)
        value = stickiness(*own, learned["k"], silence, horizon)
        a, b = own
        waited = silence ** learned["k"]
        ahead = (silence + horizon) ** learned["k"] - waited
        variance = CLUSTERS * survival_variance(a, b + waited, ahead)
        variance += share_variance(value, np.full(len(value), MODEL_TRIALS))
        details = {"horizon_days": horizon, "silence_days": silence, "gaps": rhythm.gaps}
        return MetricResult.where(known, value, rhythm.contacts, details, variance)

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say how likely contact is."""
        days = round(details["horizon_days"])
        told = f"Contact within the next {days} days has a probability of {100 * value:.0f} %"
        return f"{told}." if details["gaps"] else f"{told}, going by what is usual for others."

    def highlight(self, block: Block) -> Ints:
        """Return the last engaged contact."""
        return block.conversations.last_row[block.engaged][-1:]


def gap_posterior(block: Block, learned: Mapping[str, float]) -> tuple[Floats, Floats]:
    """Gamma posterior of the rate of gap^k, from the relationship's own gaps."""
    k = learned["k"]
    powers = block.gap_groups.sum(block.engaged_gaps_days**k)
    shape = (learned["a"] + block.rhythm.gaps).astype(np.float64)
    return shape, learned["a"] * typical_power(block, learned["gap_days"], k) + powers


def typical_power(block: Block, gap_days: float, k: float) -> Floats:
    """Return the typical gap to the power k: the declared cadence where there is one."""
    return np.where(np.isnan(block.cadence_days), gap_days, block.cadence_days) ** k


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (Stickiness(),)
