"""Answers in time raise the value, fast ones more; what is never answered lowers it."""

import numpy as np
from style import axes, curves

from relationship_health.metrics.responsiveness import responsiveness

answered = np.linspace(0.0, 10.0, 101)
found = axes(
    x="of ten questions, how many were answered within two days",
    title="responsiveness: one side's part",
)
curves(
    found,
    answered,
    {
        name: responsiveness(answered, answered * days + (10.0 - answered) * 2.0, 1.0, 4.0)
        for name, days in (("half an hour", 1 / 48), ("a day", 1.0), ("two days", 2.0))
    },
    "answers took",
)
found.set_xlim(0, 10)
