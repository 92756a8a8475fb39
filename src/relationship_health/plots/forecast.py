"""What is to be expected, in multiples of what the last such time brought."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from relationship_health.arrays import Array
from relationship_health.plots import Axes
from relationship_health.plots.style import BLUE, axes, height


def draw_forecast(table: Mapping[str, Array], horizon_days: float, ax: Axes | None = None) -> Axes:
    """Draw a mark and its 90 % interval for each quantity."""
    shown = np.flatnonzero((table["last"] > 0) & (table["expected"] > 0))
    found = axes(
        ax, x=f"expected, in multiples of the last {horizon_days:g} days",
        y="what, and how much of it", title=f"Forecast for {horizon_days:g} days",
        size=(8.0, height(2 * len(shown))),
    )  # fmt: skip
    last = table["last"][shown]
    middle, low, high = (table[name][shown] / last for name in ("expected", "lower", "upper"))
    places = np.arange(len(shown))
    found.errorbar(
        middle, places, xerr=[middle - low, high - middle], fmt="o", color=BLUE, markersize=9,
        elinewidth=2.2, capsize=5,
    )  # fmt: skip
    found.axvline(1.0, color="black", linewidth=1)
    found.set_yticks(places, [_label(table, row) for row in shown.tolist()])
    found.set_ylim(max(len(shown), 1) - 0.5, -0.5)
    found.set_xlim(left=0.0)
    found.grid(visible=False, axis="y")
    return found


def _label(table: Mapping[str, Array], row: int) -> str:
    low, middle, high = (f"{table[name][row]:,.0f}" for name in ("lower", "expected", "upper"))
    return f"{table['what'][row]},\n{table['of_whom'][row]}\n{middle} ({low} to {high})"
