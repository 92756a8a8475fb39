"""Moves by what they gain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from relationship_health.arrays import Array
from relationship_health.plots.style import COLOURS, axes, bars, height, key, pair

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_moves(columns: Mapping[str, Array], ax: Axes | None, *, horizon_days: int) -> Axes:
    """Draw a bar for each move, with the interval of its gain, coloured by what is done.

    Parameters
    ----------
    columns : mapping
        source, target, move, gain, lower, upper.
    ax : matplotlib Axes, optional
    horizon_days : int
        After which the gain is looked at.
    """
    kinds = sorted(set(columns["move"].tolist()))
    colour = dict(zip(kinds, COLOURS, strict=False))
    found = axes(
        ax, x=f"health gained after {horizon_days} days (points)", y="relationship",
        title="What to do next", size=(8.0, height(len(columns["move"]))),
    )  # fmt: skip
    pairs = zip(columns["source"], columns["target"], strict=True)
    names = [pair(one, other) for one, other in pairs]
    gain, lower, upper = (columns[name].astype(np.float64) for name in ("gain", "lower", "upper"))
    bars(
        found, names, gain, lower=lower, upper=upper,
        colours=[colour[kind] for kind in columns["move"].tolist()],
    )  # fmt: skip
    for kind in kinds:
        found.barh(0, 0, color=colour[kind], label=kind.replace("_", " "))
    if kinds:
        key(found, "move")
    return found
