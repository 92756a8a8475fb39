"""What questions need of an engine: to learn what is usual, and to score."""

from __future__ import annotations

from typing import Any, Protocol

from relationship_health.columns import Portfolio
from relationship_health.composite import Scorecard
from relationship_health.contract import Benchmark


class Scorer(Protocol):
    """An engine, as seen from below: ``relationship_health.Engine`` is one."""

    def fit(self, portfolio: Portfolio, *, as_of: Any) -> Benchmark:
        """Learn a benchmark from a portfolio."""
        ...

    def score(
        self, portfolio: Portfolio, *, as_of: Any, benchmark: Benchmark | None = None
    ) -> Scorecard:
        """Score a portfolio."""
        ...
