"""Best where what comes and what goes are even; one unanswered message is not yet one-way."""

import numpy as np
from style import axes, curves

from relationship_health.metrics.reciprocity import reciprocity

outbound = np.linspace(0.0, 40.0, 401)
found = axes(
    x="our messages, decayed (count)",
    title="reciprocity: highest where both sides write as much",
)
curves(
    found,
    outbound,
    {
        f"{theirs}": reciprocity(np.full_like(outbound, theirs), outbound)
        for theirs in (0, 2, 8, 20)
    },
    "their messages,\ndecayed",
)
found.set_xlim(0, 40)
