"""purpose_fit: do we send what they connected for?

Formula: value = sum over purposes of min(p, q).

- p: our use: purposes of the conversations that we open, each weighing 2^(-age / half_life);
- q: their interests, as declared, each alike; else the mean of a Dirichlet posterior over the
  purposes of what they open, or respond to when we open it, drawn towards all purposes of the
  benchmark alike, as if by one conversation;
- a conversation has the purpose of its first line; cases (request, support, complaint) and feedback
  have metrics of their own and are left out.

Range: 0 to 1; 1 is use as they want it. Evidence: conversations that we opened. Unknown
where we opened nothing with a purpose, and where they showed no interest.

Source: relevance to why people connected, Phillips 2011; overlap of shares, Renkonen 1938;
Dirichlet shrinkage as in Gelman et al. 2013.
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
from relationship_health.model import PURPOSES

ERRANDS = frozenset(
    name for name, purpose in PURPOSES.items() if purpose.opens_case or purpose.feedback
)
"""What one comes for once and not because one connected for it."""


@attrs.frozen(slots=True, kw_only=True)
class PurposeFit:
    """The metric ``purpose_fit``; see the module for its formula."""

    name = "purpose_fit"
    version = "1"
    requires = ("purpose",)
    sided = True
    unit = "share of our use that matches theirs"
    question = "Do we send what they connected for?"
    unknown_when = "you opened nothing for a lasting purpose, or they showed no interest"
    source = "Renkonen 1938; Gelman et al. 2013"

    def summarise(self, block: Block) -> Summary:
        """Count purposes."""
        return category_counts(block, "purpose", ERRANDS)

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return how many purposes there are."""
        return {"purposes": number_of_categories(summary)}

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        number = benchmark.of(self.name)["purposes"]
        found = match(block, "purpose", block.interests, number, without=ERRANDS)
        return MetricResult.where(
            found.known, found.value, found.used, found.details, found.variance
        )

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say how much of what we send is as they want it."""
        share = f"{100 * value:.0f} % of what you open is for what they connected for"
        return f"{share}, by what they {'said' if details['declared'] else 'open and answer'}."

    def highlight(self, block: Block) -> Ints:
        """Return our latest conversation without a response."""
        alone = block.opened_by_us & ~block.responded
        return block.conversations.last_row[alone][-1:]


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (PurposeFit(),)
