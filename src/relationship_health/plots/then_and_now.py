"""How many times as much now as then, measure by measure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from relationship_health.arrays import Array
from relationship_health.plots import Axes
from relationship_health.plots.style import BLUE, GREY, ORANGE, axes, height

LIMITS = (1.0 / 16.0, 16.0)
LOOKS = {"more": (BLUE, "^"), "less": (ORANGE, "v")}
TICKS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0, 8.0, 16.0)
LABELS = ("1/16", "1/8", "1/4", "1/2", "1", "2", "4", "8", "16")
WIDEST = 42


def draw_then_and_now(table: Mapping[str, Array], ax: Axes | None = None) -> Axes:
    """Draw a mark and an interval for each measure whose ratio is known."""
    known = np.flatnonzero(~np.isnan(table["ratio"]))
    found = axes(
        ax, x="now, in multiples of then (logarithmic)", y="measure", title="Then and now",
        size=(8.0, height(len(known))),
    )  # fmt: skip
    low, high = LIMITS
    for place, row in enumerate(known.tolist()):
        ratio, lower, upper = (
            float(np.clip(np.nan_to_num(table[name][row], nan=fill), low, high))
            for name, fill in (("ratio", 1.0), ("lower", low), ("upper", high))
        )
        colour, marker = LOOKS.get(table["verdict"][row], (GREY, "o"))
        found.plot([lower, upper], [place, place], color=colour, linewidth=2)
        found.plot([ratio], [place], marker, color=colour, markersize=8)
    found.set_xscale("log", base=2)
    shown = [i for i, tick in enumerate(TICKS) if _needed(table, known, tick)]
    found.set_xticks([TICKS[i] for i in shown], [LABELS[i] for i in shown])
    found.axvline(1.0, color="black", linewidth=1)
    found.set_yticks(np.arange(len(known)), [_short(table["measure"][row]) for row in known])
    found.invert_yaxis()
    found.grid(visible=False, axis="y")
    return found


def _needed(table: Mapping[str, Array], known: Array, tick: float) -> bool:
    """Whether a tick lies within what is drawn, or next to it."""
    if not len(known):
        return 0.5 <= tick <= 2.0  # noqa: PLR2004  a scale for nothing
    ends = [np.clip(np.nan_to_num(table[name][known], nan=1.0), *LIMITS)
            for name in ("lower", "upper", "ratio")]  # fmt: skip
    least, most = min(end.min() for end in ends), max(end.max() for end in ends)
    return bool(min(least / 2, 0.5) <= tick <= max(most * 2, 2.0))


def _short(text: object) -> str:
    words = "".join(c if c.isprintable() else " " for c in str(text)).replace("$", r"\$")
    return words if len(words) <= WIDEST else words[: WIDEST - 1] + "…"
