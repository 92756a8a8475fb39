"""Each metric alone, the first five and all together, on a log that has every column."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

import relationship_health as rh
from relationship_health.simulate import END, RandomLog

FIRST = ["recency_decay", "frequency_balance", "engagement_vs_reach", "reciprocity", "momentum"]
NAMES = {info.name for info in rh.Engine().metrics}
SELECTIONS = {"first five": FIRST, "all": sorted(NAMES)} | {n: [n] for n in sorted(NAMES)}
MIXES: dict[str, dict[str | None, float]] = {
    "channel": {"email": 0.6, "phone": 0.2, "chat": 0.1, "meeting": 0.1},
    "purpose": {"sales": 0.3, "news": 0.2, "service": 0.2, "support": 0.1, "feedback": 0.05,
                "billing": 0.15},
    "outcome": {None: 0.8, "replied": 0.1, "resolved": 0.05, "acted": 0.02, "failed": 0.03},
    "status": {"done": 0.95, "no_show": 0.02, "cancelled": 0.02, "note": 0.01},
}  # fmt: skip


@pytest.fixture(scope="module")
def everything(log: RandomLog) -> rh.Portfolio:
    """Return the log with channels, purposes, outcomes, statuses, threads and durations."""
    rng = np.random.default_rng(7)
    drawn = {
        name: pl.Series(list(mix)).gather(rng.choice(len(mix), len(log), p=list(mix.values())))
        for name, mix in MIXES.items()
    }
    frame = pl.DataFrame(log.columns()).with_columns(**drawn)
    frame = frame.with_columns(
        thread=pl.Series(rng.integers(0, max(len(log) // 3, 1), len(log))),
        duration=pl.Series(rng.gamma(2.0, 10.0, len(log))),
    )
    return rh.Portfolio.from_frame(frame, time_unit="us", our_side=log.our_side)


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
