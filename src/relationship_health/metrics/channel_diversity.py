"""channel_diversity: does it live in more than one medium, offline too?

Formula: value = 1 - 1 / D, D = exp(-sum of p ln p).

- p: shares of the channels among engaged conversations, undecayed; a conversation has the channel
  of its first line, and counts where that line names one;
- D: the Hill number of order 1, the effective number of channels.

Range: 0, one channel, to below 1; two even channels score .5, four .75. Evidence: engaged
conversations with a channel. Unknown without any, and where the benchmark knows one channel only.

Source: Hill 1973, Ecology 54:427-432, doi 10.2307/1934352, order 1; no correction for bias. Shares
are undecayed because decayed ones may fall when a new channel is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import Block
from relationship_health.contract import (
    Benchmark,
    Metric,
    MetricResult,
    Summary,
    category_counts,
    number_of_categories,
)
from relationship_health.hookspecs import hookimpl
from relationship_health.kernels.shares import Tally, entropy, entropy_variance, tally

BURSTS = 2.0
"""Conversations in a row that tend to share a channel."""


def channel_diversity(counted: Tally) -> Floats:
    """Score the spread over channels.

    Parameters
    ----------
    counted : Tally
        Engaged conversations by relationship and channel.

    Returns
    -------
    float64 array in [0, 1)

    Examples
    --------
    >>> two_even = tally(np.array([0, 0]), np.array([0, 3]), np.ones(2), 1, 4)
    >>> channel_diversity(two_even).round(12)
    array([0.5])
    """
    return np.asarray(-np.expm1(-entropy(counted)))


@attrs.frozen(slots=True, kw_only=True)
class ChannelDiversity:
    """The metric ``channel_diversity``; see the module for its formula."""

    name = "channel_diversity"
    version = "1"
    requires = ("channel",)
    unit = "1 - 1 / effective number of channels"
    question = "Does it live in more than one medium, offline too?"
    unknown_when = "no engaged contact names its channel, or the whole log knows one channel only"
    source = "Hill 1973, doi 10.2307/1934352"

    def summarise(self, block: Block) -> Summary:
        """Count channels."""
        return category_counts(block, "channel")

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return how many channels there are."""
        return {"channels": number_of_categories(summary)}

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        channel = block.openings["channel"]
        chosen = (block.engaged & (channel >= 0)).nonzero()[0]
        owner = block.conversations.groups.owner.take(chosen)
        categories = max(len(block.categories["channel"]), 1)
        counted = tally(owner, channel.take(chosen), np.ones(len(chosen)), len(block), categories)
        evidence = np.bincount(owner, minlength=len(block))
        known = (evidence > 0) & (benchmark.of(self.name)["channels"] > 1)
        value = channel_diversity(counted)
        details = {"effective_channels": 1.0 / (1.0 - value), "channels": counted.by_group.counts}
        left = 1.0 - value
        # Channels not seen yet would add to it: the entropy seen is too low by (K - 1) / 2n.
        number = benchmark.of(self.name)["channels"]
        seen = np.maximum(evidence, 1.0)
        spread = BURSTS * entropy_variance(counted) + (0.5 * (number - 1.0) / seen) ** 2
        variance = left**2 * spread
        return MetricResult.where(known, value, evidence, details, variance)

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say over how many channels contact is spread."""
        del value
        channels = round(details["channels"])
        if channels == 1:
            return "All contact goes through one channel."
        return (
            f"Contact goes through {channels} channels, as if evenly through "
            f"{details['effective_channels']:.1f}."
        )

    def highlight(self, block: Block) -> Ints:
        """Return nothing: no single contact makes a spread."""
        del block
        return np.empty(0, dtype=np.int64)


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (ChannelDiversity(),)
