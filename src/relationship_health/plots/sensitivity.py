"""Tornado: how far scores move when one setting is made smaller or larger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from relationship_health.arrays import Floats
from relationship_health.plots.style import BLUE, ORANGE, axes, height, key, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = 16


def tornado(  # noqa: PLR0913  two sides, and what they are called
    names: Sequence[str],
    smaller: Floats,
    larger: Floats,
    *,
    sides: tuple[str, str],
    title: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw two bars for each setting, the widest on top.

    Parameters
    ----------
    names : sequence of str
        The settings, in the order in which they are drawn.
    smaller, larger : float64 arrays
        Mean size of the change of health on either side, points; NaN draws nothing.
    sides : (str, str)
        What was done to the setting on the left, and on the right.
    title : str
    ax : matplotlib Axes, optional
    """
    names, smaller, larger = names[:SHOWN], smaller[:SHOWN], larger[:SHOWN]
    found = axes(
        ax, x="mean size of the change of health, points", y="setting", title=title,
        size=(8.0, height(len(names))),
    )  # fmt: skip
    places = np.arange(len(names))
    found.barh(
        places, -np.nan_to_num(smaller), color=ORANGE, height=0.7, label=sides[0], hatch="//",
        edgecolor="white",
    )  # fmt: skip
    found.barh(places, np.nan_to_num(larger), color=BLUE, height=0.7, label=sides[1])
    found.set_yticks(places, [label(name) for name in names])
    found.invert_yaxis()
    found.axvline(0.0, color="#222222", linewidth=1.0)
    found.grid(visible=False, axis="y")
    widest = float(np.nanmax(np.append(np.concatenate([smaller, larger]), 0.1))) * 1.08
    found.set_xlim(-widest, widest)
    # Sizes have no sign; the side says which way the setting went.
    found.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    key(found)
    return found
