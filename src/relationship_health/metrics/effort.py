"""effort: in how few steps and how little time?

Formula: value = sum of w * (2^-max(0, steps / s - 1) + 2^-max(0, span / d - 1)) / 2 / sum of w,
over their cases that were resolved.

- case: as in resolution, from the opening line to the first resolved one;
- steps: its lines, both ends counted; span: its days;
- s, d: medians of the benchmark's resolved cases;
- w = 2^(-age / half_life) of the opening.

Range: 0 to 1; 1 is no case above the usual steps and time; twice both scores .5. Evidence: resolved
cases. Unknown without any: a case that was never resolved says nothing of effort.

Source: effort predicts loyalty better than delight, Dixon, Freeman, Toman 2010, Harvard Business
Review 88(7); adding steps and solutions that outweigh the problem, Phillips 2011.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import US_PER_DAY, Block
from relationship_health.contract import (
    Benchmark,
    Metric,
    MetricResult,
    Summary,
    histogram_quantile,
    log_histogram,
)
from relationship_health.hookspecs import hookimpl
from relationship_health.kernels.decay import decay_weight
from relationship_health.kernels.variance import effective_number

SHORTEST_DAYS = 1.0 / (24.0 * 60.0)

COIN = 0.1
"""Variance that one case more is taken to bring."""


def effort(steps: Floats, days: Floats, usual_steps: float, usual_days: float) -> Floats:
    """Score each case against what is usual.

    Parameters
    ----------
    steps, days : float64 arrays
        Lines and days of each case.
    usual_steps, usual_days : float, positive

    Returns
    -------
    float64 array in (0, 1]

    Examples
    --------
    >>> effort(np.array([2.0, 8.0]), np.array([1.0, 4.0]), usual_steps=4.0, usual_days=2.0)
    array([1. , 0.5])
    """
    lines = np.exp2(-np.maximum(0.0, steps / usual_steps - 1.0))
    time = np.exp2(-np.maximum(0.0, days / usual_days - 1.0))
    return np.asarray(0.5 * (lines + time))


@attrs.frozen(slots=True, kw_only=True)
class Effort:
    """The metric ``effort``; see the module for its formula."""

    name = "effort"
    version = "1"
    requires = ("purpose", "outcome")
    sided = True
    two_way = False
    unit = "halves with every further usual measure of steps and time"
    question = "In how few steps and how little time?"
    unknown_when = "no case of theirs was resolved"
    source = "Dixon, Freeman, Toman 2010, Harvard Business Review 88(7)"

    @property
    def prior(self) -> Summary:
        """The shipped norm, worth 50 cases."""
        return Benchmark.default().summaries[self.name]

    def summarise(self, block: Block) -> Summary:
        """Count resolved cases by steps and by days."""
        cases = block.cases
        steps, days = _measures(block)
        done = cases.resolved
        return Summary(log_histogram("steps", steps[done]) | log_histogram("days", days[done]))

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return the medians of steps and days."""
        return {
            "usual_steps": histogram_quantile(summary, "steps"),
            "usual_days": histogram_quantile(summary, "days"),
        }

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        usual, cases = benchmark.of(self.name), block.cases
        steps, days = _measures(block)
        each = effort(steps, days, usual["usual_steps"], usual["usual_days"])
        weight = decay_weight(block.days_since(cases.opened), block.terms.half_life_days)
        weight = weight * cases.resolved.astype(np.float64)
        total = cases.groups.sum(weight)
        safe = np.where(total > 0, total, 1.0)
        resolved = cases.groups.count(cases.resolved)
        details = {
            "cases": resolved,
            "steps": cases.groups.sum(weight * steps) / safe,
            "days": cases.groups.sum(weight * days) / safe,
        }
        value = np.minimum(np.maximum(cases.groups.sum(weight * each) / safe, 0.0), 1.0)
        square = cases.groups.sum(weight * each * each) / safe
        number = effective_number(total, cases.groups.sum(weight * weight))
        # As if one more case lay as far off as a fair coin.
        spread = (number * np.maximum(square - value * value, 0.0) + COIN) / (number + 1.0)
        variance = spread / np.maximum(number, 1.0)
        known = (resolved > 0) & (total > 0)
        return MetricResult.where(known, value, resolved, details, variance)

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say what a case takes."""
        del value
        days, steps = details["days"], details["steps"]
        time = f"{days:.1f} days" if days >= 1 else f"{24 * days:.1f} hours"
        return f"What they come for takes {steps:.1f} steps and {time} until it is resolved."

    def highlight(self, block: Block) -> Ints:
        """Return the opening of the case that took longest."""
        cases = block.cases
        if not cases.resolved.any():
            return np.empty(0, dtype=np.int64)
        return cases.first_row[[int((cases.ended - cases.opened).argmax())]]


def _measures(block: Block) -> tuple[Floats, Floats]:
    """Lines and days of each case."""
    cases = block.cases
    days = (cases.ended - cases.opened) / US_PER_DAY
    return cases.steps.astype(np.float64), np.maximum(days, SHORTEST_DAYS)


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (Effort(),)
