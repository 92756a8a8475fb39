"""channel_fit: do we use the channels that they prefer for this purpose?

Formula: value = sum over channels of min(p, q), within each purpose, weighed by our use of it.

- p: our use: channels of the conversations that we open, each weighing 2^(-age / half_life);
- q: their preference: the channels that they declared, each alike; else the mean of a Dirichlet
  posterior over the channels of what they open, or respond to when we open it. Within a purpose it
  is drawn towards their preference over all purposes, that towards all channels of the benchmark
  alike, each prior worth one conversation;
- a conversation has the channel and the purpose of its first line.


Range: 0 to 1; 1 is use as they want it. Evidence: conversations that we opened. Unknown
where we opened nothing, where they showed no preference, and where the benchmark knows
one channel only.

Source: channel choice by task, Daft and Lengel 1986, Management Science 32(5):554-571, doi
10.1287/mnsc.32.5.554; overlap of shares, Renkonen 1938; Dirichlet shrinkage, Gelman et al.
2013, Bayesian Data Analysis, section 3.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from relationship_health.arrays import Ints
from relationship_health.columns import Block, match
from relationship_health.contract import (
    Benchmark,
    Metric,
    MetricResult,
    Summary,
    category_counts,
    number_of_categories,
)
from relationship_health.hookspecs import hookimpl


@attrs.frozen(slots=True, kw_only=True)
class ChannelFit:
    """The metric ``channel_fit``; see the module for its formula."""

    name = "channel_fit"
    version = "1"
    requires = ("channel",)
    sided = True
    unit = "share of our use that matches theirs"
    question = "Do we use the channels that they prefer for this purpose?"
    unknown_when = (
        "you opened nothing, they showed no preference, or the log knows one channel only"
    )
    source = "Daft and Lengel 1986, doi 10.1287/mnsc.32.5.554"

    def summarise(self, block: Block) -> Summary:
        """Count channels."""
        return category_counts(block, "channel")

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return how many channels there are."""
        return {"channels": number_of_categories(summary)}

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        number = benchmark.of(self.name)["channels"]
        found = match(block, "channel", block.preferred_channels, number, strata="purpose")
        return MetricResult.where(
            found.known & (number > 1), found.value, found.used, found.details, found.variance
        )

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say how much of what we send is as they want it."""
        share = f"{100 * value:.0f} % of what you open uses the channels that they prefer"
        return f"{share}, by what they {'said' if details['declared'] else 'open and answer'}."

    def highlight(self, block: Block) -> Ints:
        """Return our latest conversation without a response."""
        alone = block.opened_by_us & ~block.responded
        return block.conversations.last_row[alone][-1:]


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (ChannelFit(),)
