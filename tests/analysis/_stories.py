"""Small logs with a known truth: weekly talks, newsletters, and who belongs where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings

import relationship_health as rh

FEW = settings(max_examples=max(5, settings().max_examples // 20))
"""For laws of single questions, which score whole portfolios; those of scores are tried more."""

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
NASTY = "<script>alert('$x_1$')</script>"

Row = tuple[str, str, datetime]


def talk(
    us: str,
    them: str,
    *,
    every: float = 7.0,
    ago: tuple[float, float] = (1.0, 360.0),
    answered: bool = True,
) -> list[Row]:
    """Return rows of one who writes every so many days and is answered a few hours later.

    ``ago`` says how many days before ``AS_OF`` it ends, and at most how many it begins.
    """
    rows: list[Row] = []
    days, first = ago
    while days <= first:
        at = AS_OF - timedelta(days=days)
        rows.append((us, them, at))
        if answered:
            rows.append((them, us, at + timedelta(hours=3)))
        days += every
    return rows


def portfolio_of(
    rows: Sequence[Row], works_for: Mapping[str, str] | None = None, **options: Any
) -> rh.Portfolio:
    """Build a portfolio of rows, with people and the organisations that they work for."""
    log = {
        "sender": [row[0] for row in rows], "recipient": [row[1] for row in rows],
        "time": [row[2] for row in rows],
    }  # fmt: skip
    if works_for is not None:
        options["stakeholders"] = {"id": list(works_for), "organisation": list(works_for.values())}
    return rh.Portfolio.from_frame(log, **options)


def scored(portfolio: rh.Portfolio, **options: Any) -> rh.Scorecard:
    """Score it under the shipped benchmark, so that nobody moves anybody else's score."""
    given = {"as_of": AS_OF, "benchmark": rh.Benchmark.default(), **options}
    return rh.score(portfolio, **given)
