"""Little evidence stays near what is usual, much of it speaks for itself."""

import numpy as np
from style import axes, curves

share = np.linspace(0.0, 1.0, 101)
found = axes(x="share of failures made good", title="recovery: what counts is what comes after")
curves(
    found,
    share,
    {f"{n}": (1.0 + n * share) / (2.0 + n) for n in (1, 5, 20)},
    "failures",
)
found.set_xlim(0, 1)
