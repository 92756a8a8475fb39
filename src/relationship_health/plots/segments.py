"""How many relationships there are of each kind, and why they stay."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from relationship_health.arrays import Array
from relationship_health.plots import Axes
from relationship_health.plots.style import BLUE, ORANGE, axes, height, key, label

LOOKS = {"firm": BLUE, "fragile": ORANGE, "unknown": "#BBBBBB"}


def draw_segments(columns: Mapping[str, Array], ax: Axes | None = None) -> Axes:
    """Draw a bar for each kind, cut by loyalty.

    Parameters
    ----------
    columns : mapping
        segment, count, firm, fragile, unknown.
    ax : matplotlib Axes, optional
    """
    names, count = columns["segment"].tolist(), columns["count"]
    ax = axes(
        ax, x="relationships, count", y="kind", title="Kinds of relationship, and their loyalty",
        size=(8.0, height(len(names)) + 0.4),
    )  # fmt: skip
    places, begin = np.arange(len(names)), np.zeros(len(names))
    for name, colour in LOOKS.items():
        ax.barh(places, columns[name], left=begin, color=colour, height=0.7, label=name,
                edgecolor="white")  # fmt: skip
        begin = begin + columns[name]
    largest = max(int(count.max(initial=0)), 1)
    for place, number in zip(places.tolist(), count.tolist(), strict=True):
        ax.text(number + 0.01 * largest, place, f"{number:,}", va="center", fontsize=10.5)
    ax.set_yticks(places, [label(name) for name in names])
    ax.set_ylim(max(len(names), 1) - 0.5, -0.6)
    ax.set_xlim(0, 1.12 * largest)
    ax.grid(visible=False, axis="y")
    key(ax, "loyalty")
    return ax
