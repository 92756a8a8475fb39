"""Small portfolios for questions: each what one test needs, and nothing else."""

from __future__ import annotations

from functools import cache

from hypothesis import settings

import relationship_health as rh
from relationship_health.simulate import Simulation, sales_team
from tests.analysis._checks import HOSTILE

FEW = settings(max_examples=max(5, settings().max_examples // 25))
"""For laws of whole histories: an example scores a portfolio at several dates."""

DATES = ("2026-05-01", "2026-08-01", "2026-11-01")


@cache
def team(**shares: float) -> Simulation:
    """Return a simulated sales team, for equal shares of stories always the same one."""
    return sales_team(relationships=60, days=365, shares=shares or None)


@cache
def history() -> rh.ScoreHistory[rh.Scorecard]:
    """Score the team at three dates."""
    return rh.Engine().history(team().portfolio, as_of=DATES)


def one() -> rh.Portfolio:
    """Return one relationship, of people with dangerous names, in few columns."""
    log = {
        "sender": ["us", HOSTILE, "us"],
        "recipient": [HOSTILE, "us", HOSTILE],
        "time": ["2026-05-05", "2026-05-06", "2026-09-06"],
    }
    return rh.Portfolio.from_frame(log, our_side={"us"})


def unsided() -> rh.Portfolio:
    """Return two relationships of which no side is ours."""
    log = {
        "sender": ["ana", "bo", "cy"],
        "recipient": ["bo", "ana", "ana"],
        "time": ["2026-05-05", "2026-05-06", "2026-09-06"],
    }
    return rh.Portfolio.from_frame(log)


def purchases() -> rh.Portfolio:
    """Return a log in which customers buy and nobody writes."""
    log = {
        "sender": ["a", "a", "a", "b", "b", "c"],
        "recipient": ["shop"] * 6,
        "time": [f"2026-{d}" for d in ("02-01", "03-01", "04-20", "01-05", "09-01", "10-05")],
        "value": [10.0, 12.0, 9.0, 30.0, 33.0, 5.0],
    }
    return rh.Portfolio.from_frame(log, our_side={"shop"})


def empty() -> rh.Portfolio:
    """Return nothing at all."""
    return rh.Portfolio.from_frame({"sender": [], "recipient": [], "time": []})
