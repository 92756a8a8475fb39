"""A random log that has every column a metric may ask for."""

from __future__ import annotations

import numpy as np
import polars as pl

from relationship_health.simulate import RandomLog

MIXES: dict[str, dict[str | None, float]] = {
    "channel": {"email": 0.6, "phone": 0.2, "chat": 0.1, "meeting": 0.1},
    "purpose": {"sales": 0.3, "news": 0.2, "service": 0.2, "support": 0.1, "feedback": 0.05,
                "billing": 0.15},
    "outcome": {None: 0.8, "replied": 0.1, "resolved": 0.05, "acted": 0.02, "failed": 0.03},
    "status": {"done": 0.95, "no_show": 0.02, "cancelled": 0.02, "note": 0.01},
}  # fmt: skip


def full_log(log: RandomLog) -> pl.DataFrame:
    """Return a log with channels, purposes, outcomes, statuses, threads and durations."""
    rng = np.random.default_rng(7)
    drawn = {
        name: pl.Series(list(mix)).gather(rng.choice(len(mix), len(log), p=list(mix.values())))
        for name, mix in MIXES.items()
    }
    return pl.DataFrame(log.columns()).with_columns(
        **drawn,
        thread=pl.Series(rng.integers(0, max(len(log) // 3, 1), len(log))),
        duration=pl.Series(rng.gamma(2.0, 10.0, len(log))),
    )
