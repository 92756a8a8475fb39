"""resolution: do they get done what they came for?

Formula: value = (a + sum of w * s) / (a + b + sum of w), over the cases that they opened.

- case: from a line of theirs that asks (purpose request, support or complaint) to the first line of
  its thread that is resolved; without a thread, to the first such line of the relationship's
  threadless ones within ``case_window`` (30 days). What asks again while it is open belongs to it;
- s: 1 where it was resolved, else 0; an open case younger than the window is censored: left out;
- w = 2^(-age / half_life); a, b: Beta prior of the benchmark.

Range: 0 to 1; 1 is every one of them. Evidence: cases that were judged. Unknown without any.

Source: getting done what one came for, Phillips 2011; Beta-binomial shrinkage, Robinson 2017,
Introduction to Empirical Bayes, chapters 2-3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Ints
from relationship_health.columns import Block, Trials
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


def resolution(block: Block) -> Trials:
    """Cases as trials that went well where they were resolved.

    Examples
    --------
    See the page of the metric.
    """
    cases = block.cases
    old = cases.opened <= block.as_of - block.terms.case_window_us
    return Trials(
        groups=cases.groups, time=cases.opened, judged=cases.resolved | old, well=cases.resolved
    )


@attrs.frozen(slots=True, kw_only=True)
class Resolution:
    """The metric ``resolution``; see the module for its formula."""

    name = "resolution"
    version = "1"
    requires = ("purpose", "outcome")
    sided = True
    two_way = False
    unit = "share of cases that are resolved"
    question = "Do they get done what they came for?"
    unknown_when = "they opened no case that is old enough to judge"
    source = "Beta-binomial shrinkage; Griffiths 1973, doi 10.2307/2529131"

    @property
    def prior(self) -> Summary:
        """The shipped norm, worth 50 relationships."""
        return Benchmark.default().summaries[self.name]

    def summarise(self, block: Block) -> Summary:
        """Sum the first two moments of the relationships' shares."""
        seen = resolution(block)
        judged, well = seen.groups.count_both(seen.judged, seen.well)
        return beta_moments(well, judged)

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return a and b of the Beta prior."""
        return beta_prior(summary)

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        prior, seen = benchmark.of(self.name), resolution(block)
        return share_result(block, seen, prior, told=("cases", "resolved"))

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say how many cases were resolved."""
        del value
        cases, resolved = round(details["cases"]), round(details["resolved"])
        if cases == 1:
            return f"The one thing that they came for was {'' if resolved else 'not '}resolved."
        return f"{resolved} of the {cases} things that they came for were resolved."

    def highlight(self, block: Block) -> Ints:
        """Return the openings of the newest cases that are not resolved."""
        cases = block.cases
        return np.asarray(cases.first_row[~cases.resolved][::-1][:3], dtype=np.int64)


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (Resolution(),)
