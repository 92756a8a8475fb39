"""feedback_use: when we ask for feedback, do we use it?

Formula: value = (a + sum of w * s) / (a + b + sum of w), over the feedback that we received.

- feedback: a line of theirs with purpose feedback;
- s: 1 where a later outbound line with outcome acted stands in its thread (without a thread: among
  the relationship's threadless lines) within ``action_window`` (90 days), else 0; younger feedback
  without one is censored: left out;
- w = 2^(-age / half_life); a, b: Beta prior of the benchmark.

Range: 0 to 1; 1 is every one of them. Evidence: feedback that was judged. Unknown without any.

Source: asking and not using feedback, Phillips 2011; Beta-binomial shrinkage, Robinson 2017,
Introduction to Empirical Bayes, chapters 2-3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Ints
from relationship_health.columns import Block, Trials, followed
from relationship_health.contract import (
    Benchmark,
    Metric,
    MetricResult,
    Summary,
    beta_moments,
    beta_prior,
    share_result,
)
from relationship_health.hookspecs import hookimpl
from relationship_health.kernels.segments import Groups, bounds
from relationship_health.model import INBOUND, OUTBOUND


def feedback_use(block: Block) -> Trials:
    """Feedback as trials that went well where it was acted on.

    Examples
    --------
    See the page of the metric.
    """
    given = _feedback(block)
    acted = ((block.direction & OUTBOUND) != 0) & block.is_any("outcome", ("acted",))
    window = block.terms.action_window_us
    used = followed(block.tracks, block.time, given, acted, window)
    marked = np.zeros(len(block.time), dtype=np.bool_)
    marked[given] = True
    time = block.time[given]
    return Trials(
        groups=Groups(bounds(block.count(marked))), time=time,
        judged=used | (time <= block.as_of - window), well=used,
    )  # fmt: skip


def _feedback(block: Block) -> Ints:
    given = ((block.direction & INBOUND) != 0) & block.is_any("purpose", ("feedback",))
    return np.asarray(given.nonzero()[0])


@attrs.frozen(slots=True, kw_only=True)
class FeedbackUse:
    """The metric ``feedback_use``; see the module for its formula."""

    name = "feedback_use"
    version = "1"
    requires = ("purpose", "outcome")
    sided = True
    unit = "share of feedback that was acted on"
    question = "When we ask for feedback, do we use it?"
    unknown_when = "they gave no feedback that is old enough to judge"
    source = "Beta-binomial shrinkage; Griffiths 1973, doi 10.2307/2529131"

    @property
    def prior(self) -> Summary:
        """The shipped norm, worth 50 relationships."""
        return Benchmark.default().summaries[self.name]

    def summarise(self, block: Block) -> Summary:
        """Sum the first two moments of the relationships' shares."""
        seen = feedback_use(block)
        judged, well = seen.groups.count_both(seen.judged, seen.well)
        return beta_moments(well, judged)

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return a and b of the Beta prior."""
        return beta_prior(summary)

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        prior, seen = benchmark.of(self.name), feedback_use(block)
        return share_result(block, seen, prior, told=("feedback", "used"))

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say how much feedback was acted on."""
        del value
        given, used = round(details["feedback"]), round(details["used"])
        if given == 1:
            return f"The one feedback that they gave was {'' if used else 'not '}acted on."
        return f"{used} of the {given} times that they gave feedback it was acted on."

    def highlight(self, block: Block) -> Ints:
        """Return the newest feedback that nobody has acted on."""
        return _feedback(block)[~feedback_use(block).well][::-1][:3]


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (FeedbackUse(),)
