"""Organisations: how healthy, how sure, what is left without the strongest person, through whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from relationship_health.arrays import Array
from relationship_health.plots.style import (
    BLUE,
    GREY,
    ORANGE,
    axes,
    bars,
    height,
    key,
    label,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = 15
"""Organisations in one picture."""


def draw_accounts(columns: Mapping[str, Array], ax: Axes | None = None) -> Axes:
    """Draw a bar of health for each organisation, and a mark for what is left.

    Parameters
    ----------
    columns : mapping
        organisation, health, lower, upper, left, threads, single_threaded.
    ax : matplotlib Axes, optional
    """
    shown = np.flatnonzero(~np.isnan(columns["health"]))[:SHOWN]
    part = {name: values[shown] for name, values in columns.items()}
    ax = axes(
        ax, x="health, points of 100 (line: 90 % interval)", y="",
        title="Accounts, and what is left without the strongest person",
        size=(8.0, height(len(shown))),
    )  # fmt: skip
    names = [
        f"{label(name)} ({threads:.1f})"
        for name, threads in zip(part["organisation"], part["threads"], strict=True)
    ]
    colours = np.where(part["single_threaded"], ORANGE, BLUE).tolist()
    bars(ax, names, part["health"], lower=part["lower"], upper=part["upper"], colours=colours)
    left = part["left"].astype(np.float64)
    ax.scatter(left, np.arange(len(shown)), marker="D", s=46, color="white", edgecolor="#222222",
               linewidth=1.4, zorder=3)  # fmt: skip
    for colour, text in ((BLUE, "several threads"), (ORANGE, "single-threaded")):
        ax.barh([0], [0], color=colour, label=text)
    ax.scatter([], [], marker="D", s=46, color="white", edgecolor="#222222", linewidth=1.4,
               label="left without\nthe strongest")  # fmt: skip
    ax.set_xlim(0, 100)
    ax.set_ylabel("organisation (effective threads)", fontsize=12)
    key(ax)
    return ax


def draw_people(columns: Mapping[str, Array], ax: Axes | None = None) -> Axes:
    """Draw the parts of people in the strength of the first organisations, one bar for each.

    Parameters
    ----------
    columns : mapping
        organisation, share, in the order in which they are drawn.
    ax : matplotlib Axes, optional
    """
    names = list(dict.fromkeys(columns["organisation"].tolist()))[:SHOWN]
    ax = axes(
        ax, x="part of the strength, %", y="organisation", title="How much each person counts",
        size=(8.0, height(len(names))),
    )  # fmt: skip
    for place, name in enumerate(names):
        share = 100.0 * columns["share"][columns["organisation"] == name]
        starts = np.cumsum(share) - share
        colours = [BLUE, *[GREY] * (len(share) - 1)]
        ax.barh(np.full(len(share), place), share, left=starts, color=colours, edgecolor="white")
    ax.set_yticks(np.arange(len(names)), [label(name) for name in names])
    ax.invert_yaxis()
    ax.set_xlim(0, 100)
    for colour, text in ((BLUE, "the strongest"), (GREY, "the others")):
        ax.barh([0], [0], color=colour, label=text)
    ax.grid(visible=False, axis="y")
    key(ax)
    return ax
