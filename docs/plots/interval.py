"""The interval of a value narrows with the evidence behind it."""

import numpy as np
from style import BLUE, ORANGE, axes

from relationship_health.kernels.shrinkage import value_interval

evidence = np.linspace(0.0, 60.0, 601)
found = axes(
    x="trials that the value is worth (count)",
    y="value and its 90 % interval",
    title="One trial of a perfect value leaves almost everything possible",
)
for value, colour, dashes in ((1.0, BLUE, "-"), (0.3, ORANGE, "--")):
    lower, upper = value_interval(np.full_like(evidence, value), evidence)
    found.fill_between(evidence, lower, upper, color=colour, alpha=0.22, linewidth=0)
    found.axhline(value, color=colour, linestyle=dashes, linewidth=2.4, label=f"value {value:g}")
found.legend(frameon=False, loc="center right")
found.set_xlim(0, 60)
