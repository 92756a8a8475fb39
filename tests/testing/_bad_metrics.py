"""Metrics that are wrong on purpose, each in one way, and the check that must find it.

All of them but the first few go unnoticed where a metric is only tried on one portfolio.
"""

from __future__ import annotations

import time
from typing import Any

import attrs
import numpy as np

from relationship_health import Benchmark, Block, MetricResult

DAY_US = 86_400_000_000


@attrs.frozen(kw_only=True)
class Sound:
    """A metric without fault: how often they are the ones who speak. The others spoil it."""

    version = "1"
    requires: tuple[str, ...] = ()
    sided = True

    @property
    def name(self) -> str:
        """Name of the metric."""
        return f"bad.{type(self).__name__.lower()}"

    def share(self, block: Block) -> Any:
        """Return the share of inbound rows, and one half as if seen before."""
        inbound = block.count((block.direction & 2) != 0)
        return (inbound + 0.5) / (block.counts + 1.0)

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        del benchmark
        return MetricResult.where(block.counts > 0, self.share(block), block.counts)


@attrs.frozen(kw_only=True)
class ZeroForUnknown(Sound):
    """Says 0 of those with whom there was no contact, and is sure of it."""

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score silence as failure."""
        del benchmark
        value = np.where(block.counts > 0, self.share(block), 0.0)
        return MetricResult(value=value, evidence=np.maximum(block.counts, 1).astype(np.float64))


@attrs.frozen(kw_only=True)
class ZeroWithoutEvidence(Sound):
    """Says 0 where its evidence is 0."""

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score silence as 0, admitting that nothing is known."""
        del benchmark
        value = np.where(block.counts > 0, self.share(block), 0.0)
        return MetricResult(value=value, evidence=block.counts.astype(np.float64))


@attrs.frozen(kw_only=True)
class WrongLength(Sound):
    """Answers only for those with contact."""

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Leave out who is silent."""
        del benchmark
        some = block.counts > 0
        return MetricResult(
            value=self.share(block)[some], evidence=block.counts[some].astype(np.float64)
        )


@attrs.frozen(kw_only=True)
class SinglePrecision(Sound):
    """Answers in float32."""

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Round to single precision."""
        good = super().score(block, benchmark)
        return attrs.evolve(good, value=good.value.astype(np.float32))


@attrs.frozen(kw_only=True)
class Objects(Sound):
    """Answers in an array of Python objects."""

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Box every float."""
        good = super().score(block, benchmark)
        return attrs.evolve(good, value=good.value.astype(object))


@attrs.frozen(kw_only=True)
class OutOfRange(Sound):
    """Gives percent."""

    def share(self, block: Block) -> Any:
        """Return percent."""
        return super().share(block) * 100


@attrs.frozen(kw_only=True)
class InfiniteEvidence(Sound):
    """Is infinitely sure."""

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Claim certainty."""
        del benchmark
        certain = np.full(len(block), np.inf)
        return MetricResult.where(block.counts > 0, self.share(block), certain)


@attrs.frozen(kw_only=True)
class NegativeVariance(Sound):
    """Gives a variance below nothing."""

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Lose a sign."""
        good = super().score(block, benchmark)
        return attrs.evolve(good, variance=-np.abs(good.value) - 1)


@attrs.frozen(kw_only=True)
class DetailsOfAnotherLength(Sound):
    """Gives a detail for the block as a whole."""

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Explain with one number."""
        good = super().score(block, benchmark)
        return attrs.evolve(good, details={"share": np.array([0.5])})


@attrs.frozen(kw_only=True)
class WallClock(Sound):
    """Counts days until now instead of until as_of."""

    def share(self, block: Block) -> Any:
        """Decay from today."""
        last = block.last(block.time.astype(np.float64), 0.0)
        return np.exp2(-np.abs(time.time() - last / 1e6) / 86_400 / 3_000)


@attrs.frozen(kw_only=True)
class LookAhead(Sound):
    """Peeks at how many channels the log will ever have."""

    requires = ("channel",)

    def share(self, block: Block) -> Any:
        """Divide by the number of channels, those still to come too."""
        return super().share(block) / (1 + len(block.categories["channel"]))


@attrs.frozen(kw_only=True)
class Ranked(Sound):
    """Ranks the relationships of the block."""

    def share(self, block: Block) -> Any:
        """Return each one's place among the others."""
        order = np.argsort(np.argsort(block.counts, kind="stable"), kind="stable")
        return (order + 1) / (len(block) + 1)


@attrs.frozen(kw_only=True)
class Neighbours(Sound):
    """Is off by one: whoever stands first in the pair of our side gets another's share."""

    def share(self, block: Block) -> Any:
        """Favour people by the place of their name in the list of all."""
        return super().share(block) / (1 + block.target % 3)


WRONG_ANSWERS: tuple[tuple[type[Sound], str], ...] = (
    (ZeroForUnknown, "no_evidence_is_nan"),
    (ZeroWithoutEvidence, "nan_iff_zero_evidence"),
    (WrongLength, "shape_dtype"),
    (SinglePrecision, "shape_dtype"),
    (Objects, "shape_dtype"),
    (OutOfRange, "value_range"),
    (InfiniteEvidence, "finite_evidence"),
    (NegativeVariance, "variance_where_known"),
    (DetailsOfAnotherLength, "details"),
    (WallClock, "time_translation"),
    (LookAhead, "future_ignored"),
    (Ranked, "partition_invariance"),
    (Neighbours, "permutation_equivariance"),
)
