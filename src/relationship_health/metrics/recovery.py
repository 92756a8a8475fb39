"""recovery: when we fail them, do we take responsibility?

Formula: value = (a + sum of w * s) / (a + b + sum of w), over our failures.

- failure: a meeting that we cancelled or missed (status cancelled or no_show, outbound or mutual),
  anything that bounced, and a contact with outcome failed;
- s: 1 where we reach out after it within ``recovery_window`` (7 days) and contact comes back to its
  own rhythm: an engaged conversation begins within twice the usual gap, at least the window;
  else 0; while either may still come, the failure is censored: left out;
- usual gap: as in recency_decay, under the benchmark's prior;
- w = 2^(-age / half_life); a, b: Beta prior of the benchmark.

Range: 0 to 1; 1 is every one of them. Evidence: failures that were judged. Unknown without any.

Source: taking responsibility for failures, Phillips 2011; the service recovery paradox, de Matos,
Henrique, Rossi 2007, J. Service Research 10(1):60-77, doi 10.1177/1094670507303012.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Ints
from relationship_health.columns import US_PER_DAY, Block, Trials
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
from relationship_health.kernels.rhythm import prior_beta, usual_gap
from relationship_health.kernels.segments import Groups, bounds
from relationship_health.model import OUTBOUND, STATUSES

RETURN_GAPS = 2.0
"""Usual gaps within which contact must have come back."""
_OURS = frozenset(name for name, status in STATUSES.items() if status.failure == "ours")
_ALWAYS = frozenset(name for name, status in STATUSES.items() if status.failure == "always")


def recovery(block: Block, alpha: float, beta: float) -> Trials:
    """Failures as trials that went well where we reached out and contact came back.

    Parameters
    ----------
    block : Block
    alpha, beta : float
        The benchmark's prior of rates, for the usual gap.

    Examples
    --------
    See the page of the metric.
    """
    owner, time = _failures(block)
    if not len(time):
        never = np.empty(0, dtype=np.bool_)
        return Trials(groups=Groups(bounds(block.counts * 0)), time=time, judged=never, well=never)
    window = block.terms.recovery_window_us
    rhythm = block.rhythm
    prior = prior_beta(block.cadence_days, alpha, beta)
    gap = usual_gap(rhythm.gaps, rhythm.gap_sum_days, alpha, prior)[owner]
    limit = np.maximum(np.rint(np.minimum(RETURN_GAPS * gap, _LONGEST) * US_PER_DAY), window)
    ours = ((block.direction & OUTBOUND) != 0).nonzero()[0]
    reached = _first_after(block.groups, block.time, ours, owner, time) - time <= window
    talks = block.conversations
    engaged = block.engaged.nonzero()[0]
    back = _first_after(talks.groups, talks.start, engaged, owner, time) - time <= limit
    well = reached & back
    waited = block.as_of - time
    lost = (~reached & (waited >= window)) | (~back & (waited >= limit))
    counts = np.bincount(owner, minlength=len(block))
    return Trials(groups=Groups(bounds(counts)), time=time, judged=well | lost, well=well)


UNLEARNED = (0.7, 21.0)
"""Prior of rates while the benchmark's own is still being learned: the shipped one."""
_LONGEST = 36_525.0
_FEW = 16
"""Failures up to which each is looked up for itself, and not all of them step by step."""
_NEVER = np.iinfo(np.int64).max // 2


def _failures(block: Block) -> tuple[Ints, Ints]:
    """Relationship and time of each failure, in the order of relationships and time."""
    sources = [(block, block.is_any("outcome", ("failed",)))]
    if block.set_aside is not None:
        aside = block.not_contact
        ours = aside.is_any("status", _OURS) & ((aside.direction & OUTBOUND) != 0)
        sources.append((aside, ours | aside.is_any("status", _ALWAYS)))
    owner = np.concatenate([b.groups.owner[rows] for b, rows in sources])
    time = np.concatenate([b.time[rows] for b, rows in sources])
    order = np.lexsort((time, owner))
    return owner[order], time[order]


def _first_after(groups: Groups, time: Ints, chosen: Ints, owner: Ints, since: Ints) -> Ints:
    """Time of the first chosen row after some moments in their relationships, else never."""
    counts = np.bincount(groups.owner[chosen], minlength=len(groups))
    ends = counts.cumsum()
    low, high, moments = (ends - counts)[owner], ends[owner], time[chosen]
    end = high.copy()
    if len(owner) <= _FEW:
        every = zip(low.tolist(), high.tolist(), since.tolist(), strict=True)
        low = np.array([b + moments[b:e].searchsorted(t, "right") for b, e, t in every], np.int64)
        high = low
    while (low < high).any():
        middle = (low + high) // 2
        later = (low < high) & (moments[np.minimum(middle, len(moments) - 1)] > since)
        high = np.where(later, middle, high)
        low = np.where((low < high) & ~later, middle + 1, low)
    found = moments[np.minimum(low, max(len(moments) - 1, 0))] if len(moments) else since
    return np.where(low < end, found, _NEVER)


@attrs.frozen(slots=True, kw_only=True)
class Recovery:
    """The metric ``recovery``; see the module for its formula."""

    name = "recovery"
    version = "1"
    requires = ()
    requires_any = ("status", "outcome")
    sided = True
    unit = "share of failures made good"
    question = "When we fail them, do we take responsibility?"
    unknown_when = "no failure that is old enough to judge is recorded"
    source = "de Matos, Henrique, Rossi 2007, doi 10.1177/1094670507303012"

    @property
    def prior(self) -> Summary:
        """The shipped norm, worth 50 relationships."""
        return Benchmark.default().summaries[self.name]

    def summarise(self, block: Block) -> Summary:
        """Sum the first two moments of the relationships' shares."""
        seen = recovery(block, *UNLEARNED)
        judged, well = seen.groups.count_both(seen.judged, seen.well)
        return beta_moments(well, judged)

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return a and b of the Beta prior."""
        return beta_prior(summary)

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        prior, rates = benchmark.of(self.name), benchmark.rhythm
        seen = recovery(block, rates.alpha, rates.beta)
        return share_result(block, seen, prior, told=("failures", "made_good"))

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say how many failures were made good."""
        del value
        failures, good = round(details["failures"]), round(details["made_good"])
        if failures == 1:
            return f"The one time that you failed them was {'' if good else 'not '}made good."
        return f"{good} of the {failures} times that you failed them were made good."

    def highlight(self, block: Block) -> Ints:
        """Return the newest contact that failed."""
        return block.is_any("outcome", ("failed",)).nonzero()[0][-1:]


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (Recovery(),)
