"""The same silence means much in a weekly relationship and nothing in a quarterly one."""

import numpy as np
from style import axes, curves

from relationship_health.metrics.recency_decay import recency_decay

silence = np.linspace(0.0, 180.0, 361)
found = axes(
    x="silence since the last engaged contact, days",
    title="recency_decay: half after two own gaps (dots)",
)
curves(
    found,
    silence,
    {f"{gap} days": recency_decay(silence, np.full_like(silence, gap)) for gap in (7, 30, 90)},
    "usual gap",
)
for gap in (7, 30, 90):
    found.plot(2 * gap, 0.5, marker="o", color="black", clip_on=False)
found.set_xlim(0, 180)
