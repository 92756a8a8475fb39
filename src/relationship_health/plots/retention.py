"""Who was kept, won and lost in every period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from relationship_health.arrays import Array
from relationship_health.plots.style import BLUE, GREEN, ORANGE, PURPLE, axes, key

if TYPE_CHECKING:
    from matplotlib.axes import Axes

UP = (("kept", "kept", BLUE, ""), ("new", "new", GREEN, "//"),
      ("won_back", "won back", PURPLE, ".."))  # fmt: skip
MOST_LABELS = 12


def draw_retention(table: Mapping[str, Array], ax: Axes | None = None) -> Axes:
    """Draw a bar for each period: kept and won upwards, lost downwards."""
    count = len(table["kept"])
    found = axes(ax, x="end of the period", y="relationships", title="Won, kept and lost")
    places, base = np.arange(count), np.zeros(count)
    for name, words, colour, hatch in UP:
        found.bar(places, table[name], bottom=base, color=colour, hatch=hatch, width=0.7,
                  edgecolor="white", linewidth=0.5, label=words)  # fmt: skip
        base = base + table[name]
    found.bar(places, -table["lost"], color=ORANGE, hatch="xx", width=0.7, edgecolor="white",
              linewidth=0.5, label="lost")  # fmt: skip
    step = max(1, -(-count // MOST_LABELS))
    dates = [str(date) for date in table["until"].astype("datetime64[D]")[::step]]
    found.set_xticks(places[::step], dates, rotation=40, ha="right", rotation_mode="anchor")
    found.axhline(0.0, color="black", linewidth=1)
    # Lost ones lie below the line and are no negative number.
    found.yaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
    found.locator_params(axis="y", integer=True)
    found.grid(visible=False, axis="x")
    key(found)
    return found
