"""What an engine has to be able to do here: it is put together in a layer above."""

from __future__ import annotations

from typing import Any, Protocol

from relationship_health.columns import Portfolio
from relationship_health.composite import Scorecard
from relationship_health.contract import Benchmark, Metric
from relationship_health.model import Terms


class Scorer(Protocol):
    """Scores a portfolio at one moment, as :class:`relationship_health.Engine` does."""

    def score(
        self, portfolio: Portfolio, *, as_of: Any, benchmark: Benchmark | None = None
    ) -> Scorecard:
        """Score every relationship known at ``as_of``."""


class Learner(Scorer, Protocol):
    """Learns what is usual, too, and says by which metrics and terms it judges."""

    @property
    def terms(self) -> Terms:
        """Shared definitions."""

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics."""

    def fit(self, portfolio: Portfolio, *, as_of: Any) -> Benchmark:
        """Learn what is usual, as it was known at ``as_of``."""
