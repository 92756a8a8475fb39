"""Silence lowers the chance of contact, the faster the more often they used to be in contact."""

import numpy as np
from style import axes, curves

from relationship_health.metrics.stickiness import SHIPPED, stickiness

shape, typical, k = SHIPPED
silence = np.linspace(0.0, 365.0, 366)
ones = np.ones_like(silence)


def chance(gap: float, gaps: int) -> np.ndarray:
    """Chance of contact after some gaps of one length."""
    a, b = shape + gaps, shape * typical**k + gaps * gap**k
    usual = (21.0 + gaps * gap) / (shape + gaps)
    return stickiness(a * ones, b * ones, k, silence, max(30.0, 4.0 * usual) * ones)


found = axes(x="days of silence", title="stickiness: the chance that they come back")
curves(
    found,
    silence,
    {
        "every 7 days": chance(7.0, 12),
        "every 30 days": chance(30.0, 12),
        "every 90 days": chance(90.0, 12),
        "one contact": chance(0.0, 0),
    },
    "contact before",
)
found.set_xlim(0, 365)
