"""Correlation of every two metrics, as a square of numbers and colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from relationship_health.arrays import Floats
from relationship_health.plots.style import axes, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DARK = 0.6
"""From which correlation on a number is written in white."""


def correlation_square(
    names: Sequence[str], correlations: Floats, *, title: str, ax: Axes | None = None
) -> Axes:
    """Draw a cell for each two columns, with its number in it; unknown ones stay empty.

    Parameters
    ----------
    names : sequence of str
    correlations : float64 array, shape (names, names)
        In [-1, 1], NaN where unknown.
    title : str
    ax : matplotlib Axes, optional
    """
    side = max(4.0, 1.6 + 0.52 * len(names))
    found = axes(ax, x="metric", y="metric", title=title, size=(side + 1.6, side))
    if not names:
        return found
    drawn = found.imshow(
        np.ma.masked_invalid(correlations), cmap="PuOr", vmin=-1.0, vmax=1.0, aspect="equal"
    )
    for i, j in zip(*np.nonzero(~np.isnan(correlations)), strict=True):
        # Adding 0 takes the sign off a 0 that was negative.
        value = round(float(correlations[i, j]), 2) + 0.0
        found.text(
            int(j), int(i), f"{value:.2f}".replace("0.", "."), ha="center", va="center", fontsize=9,
            color="white" if abs(value) > DARK else "#222222",
        )  # fmt: skip
    ticks, labels = range(len(names)), [label(name) for name in names]
    found.set_xticks(ticks, labels, rotation=45, ha="right")
    found.set_yticks(ticks, labels)
    found.grid(visible=False)
    found.figure.colorbar(drawn, ax=found, label="rank correlation (Spearman)", shrink=0.8)
    return found
