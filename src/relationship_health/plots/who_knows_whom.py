"""Ways to somebody, and how sure each of them is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from relationship_health.arrays import Array
from relationship_health.plots import Axes
from relationship_health.plots.style import BLUE, GREEN, axes, label

SHOWN = 10
_LETTERS = 84
"""Of a line across the picture."""


def draw_introductions(
    paths: Sequence[Sequence[str | int]],
    columns: Mapping[str, Array],
    target: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw a bar for each way, and its people above it.

    Parameters
    ----------
    paths : sequence of sequences of ids
    columns : mapping
        strength, hops.
    target : str
    ax : matplotlib Axes, optional
    """
    shown = min(len(paths), SHOWN)
    ax = axes(
        ax, x="strength, product of what is sure of each link (0 to 1)", y="ways, the surest first",
        title=f"Who can introduce us to {label(target)}", size=(8.0, 1.6 + 0.6 * max(shown, 1)),
    )  # fmt: skip
    direct = columns["hops"][:shown] == 1
    places = np.arange(shown)
    colours = np.where(direct, GREEN, BLUE).tolist()
    ax.barh(places, columns["strength"][:shown], height=0.36, color=colours)
    for place, path in enumerate(paths[:shown]):
        note = " (knows them)" if direct[place] else ""
        ax.text(0.005, place - 0.24, _told(path) + note, fontsize=10.5, va="bottom")
    ax.set_yticks([])
    ax.set_ylim(max(shown, 1) - 0.6, -0.8)
    ax.set_xlim(0, 1)
    return ax


def _told(path: Sequence[str | int]) -> str:
    """Return a way as one line, its names cut where it would be too long."""
    room = _LETTERS // len(path)
    names = (str(name) for name in path)
    return " → ".join(label(n if len(n) <= room else f"{n[: room - 1]}…") for n in names)
