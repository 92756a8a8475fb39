"""Contact per week, to see holes, imports and breaks with one's own eyes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from relationship_health.arrays import Array, Ints
from relationship_health.plots.style import axes, key, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def weekly_volume(
    week_ends: Array, rows: Mapping[str, Ints], *, title: str, ax: Axes | None = None
) -> Axes:
    """Draw rows per week, a stepped line for each direction.

    Parameters
    ----------
    week_ends : datetime64 array
    rows : mapping of name to int64 array
        Rows of each week.
    title : str
    ax : matplotlib Axes, optional
    """
    found = axes(ax, x="week (UTC)", y="rows of contact per week", title=title)
    for (name, counts), (colour, dashes) in zip(rows.items(), looks(len(rows)), strict=True):
        found.step(
            week_ends, counts, where="pre", color=colour, linestyle=dashes, linewidth=2.0,
            label=name,
        )  # fmt: skip
    found.set_ylim(bottom=0.0)
    for text in found.get_xticklabels():
        text.set(rotation=30, ha="right")
    key(found)
    return found
