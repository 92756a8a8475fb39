"""The interval holds the truth as often as it says, in a simulation whose truth is known."""

from __future__ import annotations

import math
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

import relationship_health as rh
from tests.conftest import ROOT

LEAST, MOST = 0.87, {"sparse": 1.0, "medium": 1.0, "rich": 0.97}
"""What is promised of the share of intervals that hold the truth."""
RELATIONSHIPS, EVENTS, SEED = 150, 1_000, 102
ERRORS = 2.6
"""Binomial standard errors that so few relationships are allowed to miss a promise by."""
NAMES = {*rh.Profile.named("default").weights, "health"}


@cache
def script() -> ModuleType:
    """Return the script that simulates."""
    spec = spec_from_file_location("interval_coverage", ROOT / "scripts" / "interval_coverage.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def found(regime: str) -> dict[str, tuple[float, int, float]]:
    """Return of each metric, and of health: share that holds the truth, count, mean width."""
    tables = script().covered(regime, seed=SEED, relationships=RELATIONSHIPS, events=EVENTS)
    return {
        name: (one.share, len(one.inside), float(one.width.mean())) for name, one in tables.items()
    }


def allowed(promise: float, count: int) -> float:
    """By how much a share of so many may miss a promise."""
    return ERRORS * math.sqrt(promise * (1.0 - promise) / count)


@pytest.mark.parametrize("regime", MOST)
def test_intervals_hold_the_truth(regime: str) -> None:
    """Nominal 90 % covers 87 % and more for every metric, and at most 97 % with much evidence."""
    shares = {name: (share, count) for name, (share, count, _) in found(regime).items()}
    assert shares.keys() >= NAMES
    assert min(count for _, count in shares.values()) > RELATIONSHIPS / 3
    outside = {
        name: share
        for name, (share, count) in shares.items()
        if not LEAST - allowed(LEAST, count) <= share <= MOST[regime] + allowed(MOST[regime], count)
    }
    assert outside == {}


def test_intervals_narrow_with_evidence() -> None:
    """What is known better has the narrower interval, for every metric but momentum.

    More contact does not tell better whether the pace of the last weeks is the usual one.
    """
    sparse, medium, rich = (found(regime) for regime in MOST)
    for name in NAMES - {"momentum"}:
        assert sparse[name][2] > medium[name][2] > rich[name][2], name
    assert sparse["health"][2] > 1.2 * medium["health"][2] > 2.0 * rich["health"][2]
