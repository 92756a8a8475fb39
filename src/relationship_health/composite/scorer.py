"""What an answer that has to score by itself asks of an engine."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from relationship_health.columns import Portfolio
from relationship_health.composite.judging import Judge
from relationship_health.composite.profiles import Profile
from relationship_health.composite.scorecard import Scorecard
from relationship_health.contract import Benchmark, Metric
from relationship_health.model import Terms


@runtime_checkable
class Scorer(Protocol):
    """Anything that fits and scores as an engine does; the engine itself is put together above."""

    @property
    def judge(self) -> Judge:
        """All that scoring needs besides a portfolio, a moment and a benchmark."""

    @property
    def terms(self) -> Terms:
        """Shared definitions."""

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics."""

    @property
    def profile(self) -> Profile:
        """Weights, bands and thresholds."""

    def fit(self, portfolio: Portfolio, *, as_of: Any) -> Benchmark:
        """Learn what is usual."""

    def score(
        self, portfolio: Portfolio, *, as_of: Any, benchmark: Benchmark | None = None
    ) -> Scorecard:
        """Score every relationship known at a moment."""
