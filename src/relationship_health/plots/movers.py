"""The largest changes of health, each divided into its causes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from relationship_health.arrays import Array
from relationship_health.plots.style import BLUE, GREEN, GREY, ORANGE, axes, height, key, pair

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = 12
LOOKS = {
    "silence": ("silence", ORANGE, "//"), "interactions": ("new interactions", BLUE, ""),
    "edits": ("late edits", GREEN, "xx"), "benchmark": ("what is usual", GREY, ".."),
    "undivided": ("all causes together", BLUE, ""),
}  # fmt: skip


def draw_movers(table: Mapping[str, Array], ax: Axes | None = None) -> Axes:
    """Draw a bar of causes for each relationship, and a mark at the change."""
    count = min(SHOWN, len(table["change"]))
    found = axes(
        ax, x="change of health, points", y="relationship", title="Largest movers",
        size=(8.0, height(count)),
    )  # fmt: skip
    places, low, high = np.arange(count), np.zeros(count), np.zeros(count)
    for name, (words, colour, hatch) in LOOKS.items():
        points = table.get(name, np.zeros(0))[:count]
        if not points.any():
            continue
        left = np.where(points < 0, low, high)
        found.barh(places, points, left=left, height=0.7, color=colour, hatch=hatch,
                   edgecolor="white", linewidth=0.5, label=words)  # fmt: skip
        low, high = low + np.minimum(points, 0.0), high + np.maximum(points, 0.0)
    found.plot(table["change"][:count], places, "D", color="black", markersize=6, label="change")
    names = zip(table["source"][:count].tolist(), table["target"][:count].tolist(), strict=True)
    found.set_yticks(places, [pair(source, target) for source, target in names])
    found.invert_yaxis()
    found.axvline(0.0, color="black", linewidth=1)
    found.grid(visible=False, axis="y")
    key(found)
    return found
