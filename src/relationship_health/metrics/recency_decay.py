"""recency_decay: is this silence normal for this relationship?

Formula: value = 2^(-g / (kappa * m)).

- g: days of silence, from the end of the last engaged conversation to ``as_of``;
- m: the usual gap in days, (beta + sum of gaps) / (alpha + n), from the n gaps between engaged
  conversations (end of one to start of the next), pooled with the benchmark's Gamma(alpha, beta)
  of rates; a declared cadence d sets beta = alpha * d;
- kappa = 2: one own gap of silence scores .71, two score .50, eight score .06.

Range: 0 to 1; 1 is contact right now. Evidence: engaged conversations. Unknown where they never
engaged.

Source: own-rhythm silence and the limit of eight own gaps, Navarro, Miritello, Canales, Moro
2017, EPJ Data Science 6:31, doi 10.1140/epjds/s13688-017-0127-3; the Gamma-exponential posterior
is textbook (Gelman et al. 2013, Bayesian Data Analysis, section 2.6).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import Block
from relationship_health.contract import Benchmark, Metric, MetricResult
from relationship_health.hookspecs import hookimpl
from relationship_health.kernels.rhythm import prior_beta, usual_gap
from relationship_health.kernels.variance import survival_variance

BURSTS = 3.0
"""Squared coefficient of variation of gaps that is usual; 1 is without memory, mail has 2 to 5."""
BURST_GAPS = 2.0
"""Gaps that this counts for."""
CLUSTERS = 1.35
"""How much more a sum of gaps varies because short ones follow each other."""


def recency_decay(silence_days: Floats, usual_gap_days: Floats, kappa: float = 2.0) -> Floats:
    """Score silence against the usual gap.

    Parameters
    ----------
    silence_days : float64 array, at least 0
    usual_gap_days : float64 array, positive
    kappa : float
        Own gaps of silence after which one half is left.

    Returns
    -------
    float64 array in [0, 1], falling with silence

    Examples
    --------
    >>> recency_decay(np.array([0.0, 14.0, 28.0]), np.array([7.0, 7.0, 7.0]))
    array([1.  , 0.5 , 0.25])
    """
    score: Floats = np.exp2(-silence_days / (kappa * usual_gap_days))
    return score


@attrs.frozen(slots=True, kw_only=True)
class RecencyDecay:
    """The metric ``recency_decay``; see the module for its formula."""

    kappa: float = attrs.field(default=2.0, validator=attrs.validators.gt(0))

    name = "recency_decay"
    version = "1"
    requires = ()
    sided = False
    unit = "half after kappa own gaps of silence"
    question = "Is this silence normal for this relationship?"
    unknown_when = "they never engaged"
    source = "Navarro et al. 2017, doi 10.1140/epjds/s13688-017-0127-3"

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        rhythm = block.rhythm
        alpha, beta = benchmark.rhythm.alpha, benchmark.rhythm.beta
        gap = usual_gap(
            rhythm.gaps, rhythm.gap_sum_days, alpha, prior_beta(block.cadence_days, alpha, beta)
        )
        known = rhythm.contacts > 0
        silence = np.where(known, rhythm.silence_days, 0.0)
        value = recency_decay(silence, gap, self.kappa)
        # The silence is a gap as well, which has not ended: a log that is short hides long gaps.
        shape = (alpha + rhythm.gaps) / (CLUSTERS * _dispersion(block))
        scale = math.log(2.0) / self.kappa
        slower = recency_decay(silence, gap + BURSTS * silence / (alpha + rhythm.gaps), self.kappa)
        variance = survival_variance(shape, gap * shape, silence * scale, value)
        variance += (slower - value) ** 2
        details = {
            "silence_days": silence, "usual_gap_days": gap, "gaps": rhythm.gaps,
            "declared": ~np.isnan(block.cadence_days),
        }  # fmt: skip
        return MetricResult.where(known, value, rhythm.contacts, details, variance)

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Put the silence next to the usual gap."""
        del value
        silence, gap = round(details["silence_days"]), max(round(details["usual_gap_days"]), 1)
        since = (
            "In contact today" if silence == 0 else f"Silent for {silence} day{'s'[: silence > 1]}"
        )
        usual = "day" if gap == 1 else f"{gap} days" if silence <= 1 else f"{gap}"
        if details["gaps"]:
            return f"{since}; this relationship usually speaks every {usual}."
        # One contact has no rhythm yet.
        whose = "was agreed" if details["declared"] else "is usual for others"
        return f"{since}; every {usual} {whose}."

    def highlight(self, block: Block) -> Ints:
        """Return the last engaged contact."""
        return block.conversations.last_row[block.engaged][-1:]


def _dispersion(block: Block) -> Floats:
    """Squared coefficient of variation of the gaps, drawn towards what bursty contact has."""
    gaps, groups = block.engaged_gaps_days, block.gap_groups
    number = groups.counts
    mean = groups.sum(gaps) / np.maximum(number, 1)
    square = groups.sum(gaps * gaps)
    relative = np.where(mean > 0, square / np.where(mean > 0, mean, 1.0) ** 2 - number, 0.0)
    drawn = (relative + BURSTS * BURST_GAPS) / (number + BURST_GAPS)
    return np.asarray(np.maximum(drawn, 1.0))


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (RecencyDecay(),)
