"""What an engine has to be able to do here: it is put together in a layer above."""

from __future__ import annotations

from typing import Any, Protocol

from relationship_health.columns import Portfolio
from relationship_health.composite import Scorecard
from relationship_health.contract import Benchmark


class Scorer(Protocol):
    """Scores a portfolio at one moment, as :class:`relationship_health.Engine` does."""

    def score(
        self, portfolio: Portfolio, *, as_of: Any, benchmark: Benchmark | None = None
    ) -> Scorecard:
        """Score every relationship known at ``as_of``."""
