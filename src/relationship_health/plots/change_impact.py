"""How a loss of health is distributed over the relationships that are touched."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from relationship_health.arrays import Array, Floats
from relationship_health.plots import Axes
from relationship_health.plots.style import BLUE, ORANGE, axes, key, label

BINS = 20


def draw_change_impact(table: Mapping[str, Array], what: str, ax: Axes | None = None) -> Axes:
    """Draw the number of relationships by the points that they lose."""
    loss = table["loss"]
    known = ~np.isnan(loss)
    alone = table["alone"].astype(np.bool_)
    found = axes(
        ax, x="loss of health, points (negative: gain)", y="relationships",
        title=f"Without {label(what)}",
    )  # fmt: skip
    values = [loss[known & ~alone], loss[known & alone]]
    edges = _edges(np.concatenate(values))
    base = np.zeros(len(edges) - 1)
    looks = (("another way is left", BLUE, ""), ("no second channel or contact", ORANGE, "//"))
    for part, (words, colour, hatch) in zip(values, looks, strict=True):
        if not len(part):
            continue
        counts, _ = np.histogram(part, edges)
        found.bar(edges[:-1], counts, bottom=base, width=np.diff(edges), align="edge",
                  color=colour, hatch=hatch, edgecolor="white", linewidth=0.5,
                  label=words)  # fmt: skip
        base = base + counts
    found.set_ylim(0, max(1.0, 1.05 * base.max()))
    found.axvline(0.0, color="black", linewidth=1)
    found.locator_params(axis="y", integer=True)
    found.grid(visible=False, axis="x")
    if base.any():
        key(found)
    return found


def _edges(values: Floats) -> Floats:
    """Bins of whole points, so that no gain shares a bin with a loss."""
    low, high = float(values.min(initial=0.0)), float(values.max(initial=1.0))
    width = max(1.0, np.ceil((high - low) / BINS))
    edges: Floats = np.arange(np.floor(low / width), np.ceil(high / width) + 1.0) * width
    return edges
