"""Scorecards to be kept, and what they say in plain Python."""

from __future__ import annotations

from functools import cache
from typing import Any

import attrs
import numpy as np

import relationship_health as rh
from relationship_health.composite import ScoreRecord, ScoreTable
from relationship_health.simulate import sales_team

DATES = ("2026-08-01", "2026-09-01", "2026-10-01")


@cache
def scorecards(relationships: int = 12) -> tuple[rh.Scorecard, ...]:
    """Score a simulated team at three dates."""
    portfolio = sales_team(relationships=relationships).portfolio
    return tuple(rh.Engine().history(portfolio, as_of=DATES))


def moved(card: rh.Scorecard | ScoreRecord, days: int) -> ScoreRecord:
    """Return the same scores as if of other days: as many different runs as one likes."""
    record = card.record() if isinstance(card, rh.Scorecard) else card
    return attrs.evolve(record, as_of_us=record.as_of_us + days * 86_400_000_000)


def numbered() -> rh.Scorecard:
    """Score people who are numbers, some of them negative and large."""
    log = {
        "sender": [7, -3, 7, 2**62], "recipient": [-3, 7, 2**62, 7],
        "time": ["2026-01-05", "2026-01-06", "2026-02-05", "2026-02-07"],
    }  # fmt: skip
    return rh.score(rh.Portfolio.from_frame(log), as_of="2026-03-01")


Content = dict[tuple[Any, Any], tuple[Any, ...]]


def content(table: ScoreTable) -> Content:
    """Return each relationship's scores, numbers as their bits."""
    columns = table.columns()
    source, target = columns.pop("source").tolist(), columns.pop("target").tolist()
    parts = [
        [value.tobytes() if isinstance(value, np.float64) else value for value in column]
        for column in (*columns.values(), *table.composite.contributions.T)
    ]
    return dict(zip(zip(source, target, strict=True), zip(*parts, strict=True), strict=True))
