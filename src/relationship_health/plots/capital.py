"""What came in and went out of the relationship capital in every period."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from relationship_health.arrays import Array
from relationship_health.plots import Axes
from relationship_health.plots.style import BLUE, GREEN, ORANGE, PURPLE, axes, key, label

UP = (("strengthened", BLUE, ""), ("won", GREEN, "//"))
DOWN = (("weakened", PURPLE, ".."), ("lost", ORANGE, "xx"))
MOST_LABELS = 6


def draw_capital(table: Mapping[str, Array], unit: str, ax: Axes | None = None) -> Axes:
    """Draw a bar for each period: gains upwards, losses downwards, the closing balance below."""
    count = len(table["closing"])
    found = axes(ax, x="end of the period, and closing balance", y=_unit(unit),
                 title="Relationship capital: what came in and went out")  # fmt: skip
    places = np.arange(count)
    for looks, sign in ((UP, 1.0), (DOWN, -1.0)):
        base = np.zeros(count)
        for name, colour, hatch in looks:
            found.bar(places, sign * table[name], bottom=sign * base, color=colour, hatch=hatch,
                      width=0.7, edgecolor="white", linewidth=0.5, label=name)  # fmt: skip
            base = base + table[name]
    change = table["closing"] - table["opening"]
    found.plot(places, change, "D", color="black", markersize=6, linestyle="none", label="change")
    step = max(1, -(-count // MOST_LABELS))
    dates = table["until"].astype("datetime64[D]")[::step]
    texts = [f"{date}\n{value:,.4g}" if value < 1000 else f"{date}\n{value:,.0f}"  # noqa: PLR2004
             for date, value in zip(dates, table["closing"][::step], strict=True)]  # fmt: skip
    found.set_xticks(places[::step], texts)
    found.axhline(0.0, color="black", linewidth=1)
    found.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    found.grid(visible=False, axis="x")
    key(found)
    return found


def _unit(unit: str) -> str:
    """Return a unit that fits beside the axis."""
    return label(unit.split(",", maxsplit=1)[0])
