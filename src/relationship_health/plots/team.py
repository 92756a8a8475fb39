"""What our people hold up, in alphabetical order."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from relationship_health.arrays import Array
from relationship_health.plots import Axes
from relationship_health.plots.style import BLUE, axes, bars, height

SHOWN = 25
"""People in one picture, the first by id."""


def draw_team(columns: Mapping[str, Array], ax: Axes | None = None) -> Axes:
    """Draw a bar of strength for each of us, with strength per hour where hours are known.

    Parameters
    ----------
    columns : mapping
        person, strength, strength_per_hour.
    ax : matplotlib Axes, optional
    """
    names = columns["person"].tolist()[:SHOWN]
    strength, hourly = columns["strength"][:SHOWN], columns["strength_per_hour"][:SHOWN]
    ax = axes(
        ax, x="strength held up, sure relationships (number: for each hour)",
        y="in alphabetical order", title="What our people hold up",
        size=(8.0, height(len(names)) + 0.3),
    )  # fmt: skip
    bars(ax, names, strength, colours=BLUE)
    largest = max(float(strength.max(initial=0.0)), 1e-9)
    for place, value in enumerate(hourly.tolist()):
        if np.isfinite(value):
            ax.text(strength[place] + 0.01 * largest, place, f"{value:.2f}", va="center",
                    fontsize=10.5)  # fmt: skip
    ax.set_xlim(0, 1.12 * largest)
    return ax
