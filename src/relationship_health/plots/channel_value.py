"""Which kinds of contact engage, and how surely."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from relationship_health.arrays import Array
from relationship_health.plots import Axes
from relationship_health.plots.style import BLUE, GREEN, GREY, ORANGE, axes, height, key, label

LOOKS = {
    "works": ("works", BLUE, ""), "": ("no verdict", GREY, ""), "wasted": ("wasted", GREEN, "//"),
    "annoys": ("annoys", ORANGE, "xx"),
}  # fmt: skip


def draw_channel_value(table: Mapping[str, Array], by: str, ax: Axes | None = None) -> Axes:
    """Draw a bar for each kind: the share of touches that engage, with its interval."""
    shown = np.flatnonzero(table["decided"] > 0)
    found = axes(ax, x="touches that engage, %", y=label(by), title="What contact brings",
                 size=(8.0, height(len(shown))))  # fmt: skip
    share, low, high = (100.0 * table[n][shown] for n in ("engaged_share", "lower", "upper"))
    verdicts = table["verdict"][shown]
    for verdict, (words, colour, hatch) in LOOKS.items():
        places = np.flatnonzero(verdicts == verdict)
        if len(places):
            found.barh(places, share[places], height=0.7, color=colour, hatch=hatch,
                       edgecolor="white", linewidth=0.5, label=words)  # fmt: skip
    found.errorbar(share, np.arange(len(shown)), xerr=[share - low, high - share], fmt="none",
                   ecolor="#222222", elinewidth=1.4, capsize=3)  # fmt: skip
    for place, (verdict, end) in enumerate(zip(verdicts.tolist(), high.tolist(), strict=True)):
        # A bar of nothing has no colour to tell by.
        found.annotate(verdict, (min(end + 1.5, 88.0), place), va="center", fontsize=11)
    touches = table["touches"][shown]
    texts = [f"{label(name)} ({count:,})" for name, count in
             zip(table["kind"][shown].tolist(), touches.tolist(), strict=True)]  # fmt: skip
    found.set_yticks(np.arange(len(shown)), texts)
    found.set_ylim(max(len(shown), 1) - 0.5, -0.5)
    found.set_xlim(0.0, 100.0)
    found.grid(visible=False, axis="y")
    if len(shown):
        key(found, "touches in brackets")
    return found
