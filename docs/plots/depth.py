"""Time shared and attention undivided make depth."""

import numpy as np
from style import axes, curves

from relationship_health.metrics.depth import depth

minutes = np.linspace(0.0, 120.0, 241)
time = minutes / (minutes + 30.0)
found = axes(x="minutes shared on average", title="depth: time and undivided attention")
curves(
    found,
    minutes,
    {
        f"{audience}": depth(np.stack([time, np.full_like(time, (20.0 / audience + 0.6) / 22.0)]))
        for audience in (1, 3, 10)
    },
    "people reached\nat a time",
)
found.set_xlim(0, 120)
