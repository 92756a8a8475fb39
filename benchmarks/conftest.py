"""The log that all benchmarks run on, made anew each time; its size is set from outside."""

from __future__ import annotations

import os

import pytest

import relationship_health as rh
from relationship_health.simulate import RandomLog, random_log

ROWS = int(os.environ.get("RELATIONSHIP_HEALTH_BENCHMARK_ROWS", "2000000"))
"""Interactions; there is one relationship for twenty of them."""


@pytest.fixture(scope="session")
def log() -> RandomLog:
    """Return a skewed log in random order."""
    return random_log(ROWS, ROWS // 20)


@pytest.fixture(scope="session")
def portfolio(log: RandomLog) -> rh.Portfolio:
    """Return the log as a portfolio."""
    return rh.Portfolio.from_frame(log.columns(), time_unit="us", our_side=log.our_side)
