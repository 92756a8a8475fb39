"""A pace that slows is noticed after a few of the new gaps; a pace that quickens costs nothing."""

from datetime import UTC, datetime, timedelta

import numpy as np
from style import axes, curves

import relationship_health as rh

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
BEFORE = 14  # days between contacts until the pace changed, and two years of them

changed = np.arange(0.0, 181.0, 1.0)
paces = {"7 days": 7.0, "14 days": 14.0, "28 days": 28.0, "never": np.inf}
log: dict[str, list[object]] = {"sender": [], "recipient": [], "time": []}
for pace, gap in paces.items():
    for ago in changed.tolist():
        old = [ago + BEFORE * i for i in range(1, 53)]
        new = [ago - gap * i for i in range(1, 31) if gap * i <= ago] if gap < np.inf else []
        for days in [*old, *new, ago]:
            log["sender"].append(f"{pace} {ago}")
            log["recipient"].append("us")
            log["time"].append(AS_OF - timedelta(days=days))
portfolio = rh.Portfolio.from_frame(log, our_side={"us"})
engine = rh.Engine(metrics=["momentum"])
table = engine.score(portfolio, as_of=AS_OF, benchmark=rh.Benchmark.default()).to_frame("dict")
value = dict(zip(table["target"].tolist(), table["momentum"].tolist(), strict=True))

found = axes(
    x="days since the pace changed from one contact every 14 days",
    title="momentum: a slower pace shows within two gaps",
)
curves(
    found,
    changed,
    {pace: np.array([value[f"{pace} {ago}"] for ago in changed.tolist()]) for pace in paces},
    "since then\nevery",
)
found.set_xlim(0, 180)
