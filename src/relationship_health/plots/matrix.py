"""Importance over strength, in four quadrants."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from relationship_health.arrays import Array, Floats
from relationship_health.plots import Axes
from relationship_health.plots.style import BLUE, GREEN, GREY, ORANGE, axes, key

LOOKS = {
    "invest": (ORANGE, "^"), "protect": (BLUE, "o"), "maintain": (GREEN, "s"),
    "release": (GREY, "v"),
}  # fmt: skip
DRAWN = 1500
"""Points of a picture, the most important ones."""
INTERVALS = 60
"""Points whose interval is drawn: more of them would hide each other."""

_SKEWED = 20.0


def draw_matrix(
    columns: Mapping[str, Array],
    edges: tuple[float, float],
    unit: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw a point for each relationship, intervals of the most important, and the edges.

    Parameters
    ----------
    columns : mapping
        health, lower, upper, importance, quadrant.
    edges : (float, float)
        Of health and of importance.
    unit : str
        Of importance.
    ax : matplotlib Axes, optional
    """
    importance = columns["importance"]
    shown = np.argsort(-importance, kind="stable")[:DRAWN]
    whole = "" if len(shown) == len(importance) else f" ({DRAWN:,} most important)"
    ax = axes(
        ax, x="health, points of 100 (line: 90 % interval)", y=unit,
        title=f"Strength against importance{whole}", size=(8.0, 4.8),
    )  # fmt: skip
    _intervals(ax, {name: values[shown[:INTERVALS]] for name, values in columns.items()})
    for name, (colour, marker) in LOOKS.items():
        chosen = shown[columns["quadrant"][shown] == name]
        ax.scatter(
            columns["health"][chosen], importance[chosen], s=36, color=colour, marker=marker,
            edgecolor="white", linewidth=0.6, label=name, zorder=3,
        )  # fmt: skip
    ax.axvline(edges[0], color="#222222", linewidth=1.2, linestyle="--")
    if np.isfinite(edges[1]):
        ax.axhline(edges[1], color="#222222", linewidth=1.2, linestyle="--")
    ax.set_xlim(0, 100)
    _scale(ax, importance[shown])
    ax.yaxis.set_major_formatter("{x:,.6g}")
    key(ax)
    return ax


def _intervals(ax: Axes, part: Mapping[str, Array]) -> None:
    colours = [LOOKS[name][0] for name in part["quadrant"].tolist()]
    ax.hlines(part["importance"], part["lower"], part["upper"], colors=colours, linewidth=1.1,
              alpha=0.45)  # fmt: skip


def _scale(ax: Axes, values: Floats) -> None:
    """Use a logarithmic scale, linear near 0, where a few values dwarf the rest."""
    usual = float(np.median(values)) if len(values) else 0.0
    if usual > 0.0 and values.min() >= 0.0 and values.max() > _SKEWED * usual:
        ax.set_yscale("symlog", linthresh=usual)
        ax.set_ylim(0, 1.5 * float(values.max()))
