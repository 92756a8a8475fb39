"""Each metric alone, the first five and all together, on a log that has every column."""

from __future__ import annotations

from typing import Any

import pytest
from full_log import full_log

import relationship_health as rh
from relationship_health.simulate import END, RandomLog

FIRST = ["recency_decay", "frequency_balance", "engagement_vs_reach", "reciprocity", "momentum"]
NAMES = {info.name for info in rh.Engine().metrics}
SELECTIONS = {"first five": FIRST, "all": sorted(NAMES)} | {n: [n] for n in sorted(NAMES)}


@pytest.fixture(scope="module")
def everything(log: RandomLog) -> rh.Portfolio:
    """Return the log with channels, purposes, outcomes, statuses, threads and durations."""
    return rh.Portfolio.from_frame(full_log(log), time_unit="us", our_side=log.our_side)


@pytest.mark.benchmark(group="metrics")
@pytest.mark.parametrize("selection", SELECTIONS)
def test_metrics(benchmark: Any, everything: rh.Portfolio, selection: str) -> None:
    """Time one selection against a frozen benchmark."""
    engine = rh.Engine(metrics=SELECTIONS[selection])
    frozen = engine.fit(everything, as_of=END)
    benchmark.pedantic(
        engine.score, args=(everything,), kwargs={"as_of": END, "benchmark": frozen},
        rounds=3, warmup_rounds=1,
    )  # fmt: skip
