"""What all plots share: a size that fits the page, and colours that everyone can tell apart."""

from __future__ import annotations

from itertools import cycle, islice

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
"""From the palette of Okabe and Ito, dark enough on white."""

LINES = ("-", "--", "-.", ":")
"""A curve is known by its dashes too, so that a print in grey can be read."""

Numbers = NDArray[np.float64]


def axes(*, x: str, y: str = "value, 0 to 1", title: str) -> Axes:
    """Start a figure with labelled axes; y runs from 0 to 1."""
    plt.rcParams.update({"font.size": 12, "axes.titlesize": 13, "axes.titlelocation": "left"})
    _, found = plt.subplots(figsize=(8.0, 4.4), layout="constrained")
    found.set(xlabel=x, ylabel=y, title=title, ylim=(-0.02, 1.04))
    found.grid(visible=True, color="#DDDDDD", linewidth=0.8)
    found.spines[["top", "right"]].set_visible(False)
    return found


def curves(found: Axes, x: Numbers, named: dict[str, Numbers], legend: str) -> None:
    """Draw one curve for each name, told apart by colour and by dashes."""
    looks = islice(cycle(zip((BLUE, ORANGE, GREEN, PURPLE), LINES, strict=True)), len(named))
    for (name, y), (colour, dashes) in zip(named.items(), looks, strict=True):
        found.plot(x, y, color=colour, linestyle=dashes, linewidth=2.4, label=name)
    # Beside the axes, where it covers no curve.
    found.figure.legend(
        title=legend, frameon=False, alignment="left", handlelength=3, loc="outside right center"
    )
