"""RFM: how lately, how often, for how much, each in fifths of the portfolio.

Points: 1 to 5 for days since the last contact (few is good), for contacts ever, and, where the log
has a column ``value``, for the sum of values; their mean, brought to [0, 1] by (mean - 1) / 4.
Fifths are those of the portfolio at ``as_of``, read off histograms whose bins are 9 % wide. Every
relationship with a contact is judged, also one that nobody would call alive.

Source: Hughes 1994, Strategic Database Marketing; Fader, Hardie, Lee 2005, Journal of Marketing
Research 42(4):415-430, doi 10.1509/jmkr.2005.42.4.415.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from relationship_health.arrays import Floats
from relationship_health.columns import Block
from relationship_health.contract import (
    Benchmark,
    MetricResult,
    Summary,
    histogram_quantile,
    log_histogram,
)

FIFTHS = (0.2, 0.4, 0.6, 0.8)
PRIOR_RELATIONSHIPS = 50
USUAL_DAYS = 30.0
USUAL_COUNT = 5.0


def fifth(values: Floats, cuts: Floats) -> Floats:
    """Points from 1 to 5: one more than the cuts that a value exceeds.

    Examples
    --------
    >>> fifth(np.array([1.0, 30.0, 99.0]), np.array([10.0, 20.0, 30.0, 40.0]))
    array([1., 3., 5.])
    """
    return 1.0 + np.searchsorted(cuts, values, side="left").astype(np.float64)


@attrs.frozen(slots=True, kw_only=True)
class RecencyFrequencyMonetary:
    """The rival ``rival.rfm``; see the module for its formula."""

    name = "rival.rfm"
    version = "1"
    requires = ()
    question = "How lately, how often, and for how much, in fifths of the portfolio?"
    source = "Hughes 1994"

    @property
    def prior(self) -> Summary:
        """Days and counts that are usual elsewhere, spread as an exponential law spreads them."""
        share = (np.arange(PRIOR_RELATIONSHIPS) + 0.5) / PRIOR_RELATIONSHIPS
        spread = -np.log1p(-share)
        return Summary(
            log_histogram("days", 1.0 + USUAL_DAYS * spread)
            | log_histogram("count", 1.0 + USUAL_COUNT * spread)
        )

    def summarise(self, block: Block) -> Summary:
        """Count relationships by their days, contacts and values."""
        figures = _figures(block)
        known = block.counts > 0
        totals: dict[str, int] = {}
        for name, values in figures.items():
            totals |= log_histogram(name, values[known])
        return Summary(totals)

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return the four cuts of each figure that was seen."""
        cuts = {
            f"{name}@{q}": histogram_quantile(summary, name, q)
            for name in ("days", "count", "value")
            for q in FIFTHS
        }
        return {name: cut for name, cut in cuts.items() if not np.isnan(cut)}

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        learned = benchmark.of(self.name)
        points = []
        for name, values in _figures(block).items():
            cuts = np.array([learned[f"{name}@{q}"] for q in FIFTHS if f"{name}@{q}" in learned])
            if len(cuts) == len(FIFTHS):
                exceeded = fifth(np.nan_to_num(values), cuts)
                points.append(6.0 - exceeded if name == "days" else exceeded)
        known = block.counts > 0
        return MetricResult.where(known, (np.mean(points, axis=0) - 1.0) / 4.0, block.counts)


def _figures(block: Block) -> dict[str, Floats]:
    # A day more, so that the grid of the histogram, which is logarithmic, has a place for today.
    figures = {
        "days": 1.0 + block.min(block.ages, 0.0),
        "count": block.counts.astype(np.float64),
    }
    if "value" in block.columns:
        figures["value"] = np.asarray(block.sum(np.nan_to_num(block.columns["value"])))
    return figures
