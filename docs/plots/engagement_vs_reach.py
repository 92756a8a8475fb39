"""Few touches leave the answer near what is usual; many speak for themselves."""

import numpy as np
from style import axes, curves

from relationship_health.contract import Benchmark
from relationship_health.metrics.engagement_vs_reach import engagement_vs_reach

prior = Benchmark.default().of("engagement_vs_reach")
touches = np.arange(1.0, 41.0)
found = axes(
    x="touches old enough to judge, each of weight 1 (count)",
    title="engagement_vs_reach: drawn towards the usual 1 in 4",
)
curves(
    found,
    touches,
    {
        name: engagement_vs_reach(share * touches, touches, prior["a"], prior["b"])
        for name, share in (("all", 1.0), ("half", 0.5), ("one in ten", 0.1), ("none", 0.0))
    },
    "touches that\nengaged",
)
found.set_xlim(0, 40)
