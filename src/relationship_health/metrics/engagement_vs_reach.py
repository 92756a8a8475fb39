"""engagement_vs_reach: of the times we reached out, how often did they engage?

Formula: value = (a + sum of w * e) / (a + b + sum of w), over our touches.

- touch: a conversation with something outbound or mutual in it, a broadcast included;
- e: 1 where they took part in it, its outcome shows engagement (replied, attended, clicked,
  connected, bought; an open is none), or they wrote or met within ``response_window`` (14 days)
  of its end: one reply answers every touch of the window before it; else 0;
- a touch younger than the window and not yet answered is censored: left out, and so is our answer
  to them: the first touch within the window after a last word of theirs, if unanswered;
- w = 2^(-age / half_life); a, b: Beta prior of the benchmark.

Range: 0 to 1; 1 is every touch engaged. Evidence: uncensored touches. Unknown without any.

Source: reach against engagement, Phillips 2011; Beta-binomial shrinkage, Robinson 2017,
Introduction to Empirical Bayes, chapters 2-3; moments of the Beta-binomial, Griffiths 1973,
Biometrics 29:637-648, doi 10.2307/2529131.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.columns import US_PER_DAY, Block
from relationship_health.contract import (
    Benchmark,
    Metric,
    MetricResult,
    Summary,
    beta_moments,
    beta_prior,
)
from relationship_health.hookspecs import hookimpl
from relationship_health.kernels.variance import effective_number, shrunk_variance

NEARBY = 12.0
"""Touches within this part of a response window are one trial."""


def engagement_vs_reach(engaged: Floats, touches: Floats, a: float, b: float) -> Floats:
    """Share of touches that engaged, drawn towards what is usual where touches are few.

    Parameters
    ----------
    engaged, touches : float64 arrays
        Decayed counts, engaged at most touches.
    a, b : float
        Beta prior, positive.

    Returns
    -------
    float64 array in (0, 1)

    Examples
    --------
    >>> engagement_vs_reach(np.array([1.0, 0.0]), np.array([1.0, 60.0]), a=0.5, b=1.5).round(3)
    array([0.5  , 0.008])
    """
    share: Floats = (a + engaged) / (a + b + touches)
    return share


@attrs.frozen(slots=True, kw_only=True)
class EngagementVsReach:
    """The metric ``engagement_vs_reach``; see the module for its formula."""

    name = "engagement_vs_reach"
    version = "1"
    requires = ()
    sided = True
    unit = "share of touches"
    question = "Of the times we reached out, how often did they engage?"
    unknown_when = "no touch yet that is old enough to judge, answers to them aside"
    source = "Beta-binomial shrinkage; Griffiths 1973, doi 10.2307/2529131"

    @property
    def prior(self) -> Summary:
        """The shipped norm, worth 50 relationships."""
        return Benchmark.default().summaries[self.name]

    def summarise(self, block: Block) -> Summary:
        """Sum the first two moments of the relationships' engaged shares."""
        judged, engaged = _touches(block)
        groups = block.conversations.groups
        n, k = groups.count_both(judged, engaged)
        return beta_moments(k, n)

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return a and b of the Beta prior."""
        return beta_prior(summary)

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        prior = benchmark.of(self.name)
        judged, engaged = _touches(block)
        talks = block.conversations
        weight = block.conversation_weights
        a, b = prior["a"], prior["b"]
        each = weight * judged.astype(np.float64)
        total = talks.groups.sum(each)
        answers = talks.groups.sum(weight * engaged.astype(np.float64))
        value = engagement_vs_reach(answers, total, a, b)
        touches, answered = talks.groups.count_both(judged, engaged)
        # Touches close to each other share their answer: so many count as one trial.
        nearby = block.terms.response_window_us / US_PER_DAY / NEARBY
        span = block.days_since(talks.groups.first(talks.start, block.as_of))
        alike = 1.0 + touches * nearby / np.maximum(span, 1.0)
        number = effective_number(total, talks.groups.sum(each * each)) / alike
        variance = shrunk_variance(value, answers, total, number)
        details = {"touches": touches, "engaged_touches": answered}
        return MetricResult.where(touches > 0, value, touches, details, variance)

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say how many touches engaged."""
        del value
        touches, engaged = details["touches"], details["engaged_touches"]
        if touches == 1:
            return (
                f"They {'engaged' if engaged else 'did not engage'} the one time you reached out."
            )
        return f"They engaged with {engaged:.0f} of the {touches:.0f} times you reached out."

    def highlight(self, block: Block) -> Ints:
        """Return the latest touches without an answer, newest first."""
        judged, engaged = _touches(block)
        return block.conversations.last_row[judged & ~engaged][::-1][:3]


def _touches(block: Block) -> tuple[Bools, Bools]:
    """Conversations that are touches old enough to judge, and those of them that engaged."""
    talks = block.conversations
    touch, engaged = block.touches, block.responded
    window = block.terms.response_window_us
    judged = engaged | (touch & (talks.end <= block.as_of - window) & ~block.answering)
    return judged, engaged


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (EngagementVsReach(),)
