"""Too little and too much both cost."""

import numpy as np
from style import axes, curves

from relationship_health.metrics.frequency_balance import frequency_balance

gap = np.geomspace(1.0, 365.0, 400)
found = axes(
    x="days between our touches (logarithmic)",
    title="frequency_balance: best at the pace that they sustain",
)
curves(
    found,
    gap,
    {f"every {own} days": frequency_balance(1.0 / gap, np.full_like(gap, 1.0 / own))
     for own in (7, 30, 90)},
    "they sustain\ncontact",
)  # fmt: skip
ticks = [1, 3, 7, 14, 30, 90, 180, 365]
found.set_xscale("log")
found.set_xticks(ticks, labels=[str(tick) for tick in ticks])
found.minorticks_off()
found.set_xlim(1, 365)
