"""A stranger's metric without fault, which uses all that a metric may: it learns, tells, explains.

Its column is one that the library does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from relationship_health import Benchmark, Block, MetricResult, Summary


@attrs.frozen(kw_only=True)
class Mood:
    """Share of good moods among those noted, drawn towards what is usual."""

    strength: float = 4.0
    good: tuple[str, ...] = ("glad", "calm")

    name = "stranger.mood"
    version = "2"
    requires = ("mood",)
    example_values = {"mood": ("glad", "calm", "cross", None)}  # noqa: RUF012  read only

    @property
    def prior(self) -> Summary:
        """Half of the moods are good, worth 50 of them."""
        return Summary({"noted": 50, "good": 25})

    def summarise(self, block: Block) -> Summary:
        """Count moods, and good ones."""
        noted = block.columns["mood"] >= 0
        return Summary({"noted": int(noted.sum()), "good": int(self.is_good(block).sum())})

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return the share of good moods."""
        return {"usual": summary.count("good") / summary.count("noted")}

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        noted, good = block.count(block.columns["mood"] >= 0), block.count(self.is_good(block))
        usual = benchmark.of(self.name)["usual"]
        value = (good + self.strength * usual) / (noted + self.strength)
        variance = value * (1 - value) / (noted + self.strength + 1)
        return MetricResult.where(noted > 0, value, noted, {"good": good}, variance)

    def is_good(self, block: Block) -> Any:
        """Rows with a good mood."""
        return block.is_any("mood", self.good)

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Say how many were good."""
        return f"{details['good']:.0f} good moods, {100 * value:.0f} % of what is to be expected."

    def highlight(self, block: Block) -> Any:
        """Return the good moods, latest first."""
        return np.flatnonzero(self.is_good(block))[::-1]
