"""Nothing is lost within the usual steps and time; each further measure halves the score."""

import numpy as np
from style import axes, curves

from relationship_health.metrics.effort import effort

times = np.linspace(0.0, 5.0, 251)
found = axes(
    x="steps, as multiples of the usual number", title="effort: the fewer steps the better"
)
curves(
    found,
    times,
    {name: effort(times, np.full_like(times, d), 1.0, 1.0)
     for name, d in (("usual", 1.0), ("twice", 2.0), ("four times", 4.0))},
    "time taken",
)  # fmt: skip
found.set_xlim(0, 5)
