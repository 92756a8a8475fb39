"""momentum: is it warmer or colder than it was?

Formula: value = min(1, 2 * P(recent rate > earlier rate)).

- recent: engaged conversations, each weighing 2^(-4 age / half_life); earlier: each weighing
  2^(-age / half_life), less the recent weight;
- recent rate ~ Gamma(alpha + recent, beta + E_r), earlier rate ~ Gamma(alpha + earlier, beta +
  E_e), independent; E_r, E_e: what a steady rate of one a day would have added up to since the
  first engaged conversation began; alpha, beta: the benchmark's prior of rates.

Range: 0 to 1; 1 is steady or warmer. Evidence: engaged conversations. Unknown with fewer than two.

Source: then and now, as relationship health asks it; P of one Gamma rate above another by the
incomplete beta function, Cook 2008, Numerical computation of stochastic inequality probabilities,
UT MD Anderson technical report 46, section 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import Block
from relationship_health.contract import Benchmark, GammaPrior, Metric, MetricResult
from relationship_health.hookspecs import hookimpl
from relationship_health.kernels.beta import probability_greater, surely_greater
from relationship_health.kernels.decay import decay_exposure, decay_weight
from relationship_health.kernels.shrinkage import Z_90, trigamma

MIN_CONTACTS = 2
BURSTS = 3.5
"""How much more counts vary than those of contact without memory."""
FEW = 5.0
"""Recent contacts whose scatter is taken to be twice as large: small counts are skewed."""
LOGISTIC = 1.702
"""Slope of the logistic curve that is closest to the normal one (Camilli 1994)."""
FASTER = 4.0
"""The recent weight decays this many times faster than the earlier one."""


def momentum(
    recent: Floats,
    earlier: Floats,
    recent_exposure: Floats,
    earlier_exposure: Floats,
    prior: GammaPrior,
) -> Floats:
    """Score the recent rate against the earlier one.

    Parameters
    ----------
    recent, earlier : float64 arrays, at least 0
        Decayed counts of engaged contacts.
    recent_exposure, earlier_exposure : float64 arrays, at least 0
        Decayed days in which they were counted.
    prior : GammaPrior
        Prior of both rates.

    Returns
    -------
    float64 array in [0, 1]

    Examples
    --------
    >>> steady = momentum(*np.full((4, 1), 10.0), GammaPrior(1.0, 1.0))
    >>> cooler = momentum(*np.array([[1.0], [10.0], [10.0], [10.0]]), GammaPrior(1.0, 1.0))
    >>> steady.round(3), cooler.round(3)
    (array([1.]), array([0.006]))
    """
    rates = (
        prior.alpha + recent, prior.beta + recent_exposure,
        prior.alpha + earlier, prior.beta + earlier_exposure,
    )  # fmt: skip
    score = np.ones(len(recent))
    doubtful = (~surely_greater(*rates)).nonzero()[0]
    warmer = probability_greater(*(part.take(doubtful) for part in rates))
    score[doubtful] = np.minimum(1.0, 2.0 * warmer)
    return score


@attrs.frozen(slots=True, kw_only=True)
class Momentum:
    """The metric ``momentum``; see the module for its formula."""

    name = "momentum"
    version = "1"
    requires = ()
    unit = "twice the probability of being warmer, at most 1"
    question = "Is it warmer or colder than it was?"
    unknown_when = "fewer than two engaged conversations"
    source = "Cook 2008, UT MD Anderson technical report 46"

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        half_life = block.terms.half_life_days
        contacts = block.rhythm.contacts
        known = contacts >= MIN_CONTACTS
        fast = decay_weight(block.conversation_ages, half_life / FASTER)
        fast *= block.engaged.astype(np.float64)
        groups = block.conversations.groups
        owner = groups.owner
        recent = groups.sum(fast)
        earlier = np.maximum(block.engaged_weight - recent, 0.0)
        span = block.rhythm.span_days
        recent_exposure = decay_exposure(span, half_life / FASTER)
        earlier_exposure = np.maximum(decay_exposure(span, half_life) - recent_exposure, 0.0)
        value = np.full(len(block), np.nan)
        value[known] = momentum(
            recent[known],
            earlier[known],
            recent_exposure[known],
            earlier_exposure[known],
            benchmark.rhythm,
        )
        prior = benchmark.rhythm
        details = {
            "recent_gap_days": (prior.beta + recent_exposure) / (prior.alpha + recent),
            "earlier_gap_days": (prior.beta + earlier_exposure) / (prior.alpha + earlier),
        }
        shapes = prior.alpha + recent, prior.alpha + earlier
        slow = np.maximum(block.engaged_weights - fast, 0.0)
        each = fast / shapes[0].take(owner) - slow / shapes[1].take(owner)
        change = np.log(details["earlier_gap_days"] / details["recent_gap_days"])
        noise = BURSTS * (1.0 + FEW / shapes[0]) * groups.sum(each * each)
        variance = _variance(value, change, noise, *shapes)
        return MetricResult.where(known, value, contacts, details, variance)

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Put the recent pace next to the earlier one."""
        recent, earlier = (
            "day" if days < 1 + 0.5 else f"{days:.0f} days"
            for days in (details["recent_gap_days"], details["earlier_gap_days"])
        )
        verdict = "Cooling" if value < COOLING else "Steady" if value < 1.0 else "Steady or warmer"
        return f"{verdict}: contact about every {recent} of late, every {earlier} before."

    def highlight(self, block: Block) -> Ints:
        """Return the latest engaged contact."""
        return block.conversations.last_row[block.engaged][-1:]


def _variance(
    value: Floats, change: Floats, noise: Floats, recent: Floats, earlier: Floats
) -> Floats:
    """Variance of the score where the logarithm of the ratio of both rates has noise.

    The score bends, so that a variance proper would reach too short on its longer side: 1.645
    deviations are the way to the further end of the ratio's 90 % interval. Log rates are taken as
    normal, and the normal distribution as logistic.
    """
    one, other = trigamma(np.concatenate((recent, earlier))).reshape(2, -1)
    unit = np.sqrt(one + other)

    def score(deviations: Floats) -> Floats:
        return np.minimum(2.0 / (1.0 + np.exp(-LOGISTIC * deviations)), 1.0)

    cooler = np.log(value / np.maximum(2.0 - value, value)) / LOGISTIC
    place = np.where(value < 1.0, cooler, np.maximum(change / unit, 0.0))
    shift = Z_90 * np.sqrt(noise) / unit
    further = np.maximum(value - score(place - shift), score(place + shift) - value)
    return np.asarray((further / Z_90) ** 2)


COOLING = 0.5
"""Below, the recent rate is lower with a probability of more than three quarters."""


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (Momentum(),)
