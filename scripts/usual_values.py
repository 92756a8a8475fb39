"""Writes what each metric usually is: its median among ordinary simulated relationships.

Run it from the repository root; a test holds the shipped file against what this makes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

import relationship_health as rh
from relationship_health.simulate import sales_team

RELATIONSHIPS = 2_000
HEADER = """\
# The median of each metric among ordinary simulated relationships, as scripts/usual_values.py finds
# it. Reasons are ranked by what falls short of it; no score depends on it.

[usual]
"""


def usual_values() -> dict[str, float]:
    """Return the median of every built-in metric, to two digits."""
    simulation = sales_team(relationships=RELATIONSHIPS, shares={"ordinary": 1.0})
    values = rh.score(simulation.portfolio, as_of=simulation.as_of).evaluation
    return {
        name: round(float(np.nanmedian(values.values[:, column])), 2)
        for column, name in enumerate(values.names)
        if name not in values.unavailable
    }


if __name__ == "__main__":
    lines = [f"{name} = {value}\n" for name, value in usual_values().items()]
    target = Path(__file__).parents[1] / "src/relationship_health/composite/usual.toml"
    target.write_text(HEADER + "".join(lines), "utf-8")
