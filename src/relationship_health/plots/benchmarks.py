"""Health of each kind of relationship, its norm, and who is below it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from relationship_health.arrays import Array, Floats
from relationship_health.plots import Axes
from relationship_health.plots.style import BLUE, ORANGE, axes, height, key, label

KINDS = 10
"""Kinds in one picture, the largest."""
DRAWN = 300
"""Points of one kind."""

_GOLDEN = 0.6180339887498949


def draw_benchmarks(columns: Mapping[str, Array], by: str, ax: Axes | None = None) -> Axes:
    """Draw a line of points for each kind.

    Parameters
    ----------
    columns : mapping
        health, norm, below, and the kind under the name that ``by`` says.
    by : str
    ax : matplotlib Axes, optional
    """
    names, counts = np.unique(columns[by].astype(str), return_counts=True)
    largest = names[np.argsort(-counts, kind="stable")[:KINDS]]
    ax = axes(
        ax, x="health, points of 100", y=by, title="Health against the norm of the kind",
        size=(8.0, height(round(1.6 * len(largest)))),
    )  # fmt: skip
    for place, name in enumerate(largest.tolist()):
        theirs = np.flatnonzero(columns[by] == name)[:DRAWN]
        below, health = columns["below"][theirs], columns["health"][theirs]
        at = place + 0.28 * _spread(len(theirs))
        ax.scatter(health[~below], at[~below], s=20, color=BLUE, alpha=0.7, linewidth=0)
        ax.scatter(health[below], at[below], s=34, color=ORANGE, marker="v", linewidth=0)
        norm = float(np.median(columns["norm"][theirs]))
        ax.plot([norm, norm], [place - 0.4, place + 0.4], color="#222222", linewidth=2.2)
    ax.scatter([], [], s=34, color=BLUE, marker="o", label="within a spread,\nor above")
    ax.scatter([], [], s=34, color=ORANGE, marker="v", label="below")
    ax.plot([], [], color="#222222", linewidth=2.2, label="norm")
    ax.set_yticks(np.arange(len(largest)), [label(name) for name in largest])
    ax.set_ylim(max(len(largest), 1) - 0.4, -0.6)
    ax.set_xlim(0, 100)
    ax.grid(visible=False, axis="y")
    key(ax)
    return ax


def _spread(count: int) -> Floats:
    """Places between -1 and 1 that never bunch, the same in every run."""
    return np.asarray(2.0 * (np.arange(1, count + 1) * _GOLDEN % 1.0) - 1.0)
