"""How scores did against what happened next: ROC, calibration, lift, and AUC side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from relationship_health.arrays import Array, Floats
from relationship_health.plots.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    axes,
    height,
    key,
    label,
    looks,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Curve = tuple[Floats, Floats]
KINDS = {"engine": BLUE, "metric": GREY, "rival": ORANGE, "fitted": GREEN}
LARGEST_DOT = 260.0
REFERENCE = "#999999"


def draw_roc(curves: Mapping[str, Curve], title: str, ax: Axes | None = None) -> Axes:
    """Draw the share of true alarms against that of false ones.

    Parameters
    ----------
    curves : mapping of name to (x, y)
        Both from 0 to 1.
    title : str
    ax : matplotlib Axes, optional
    """
    ax = axes(ax, x="of those where it did not happen, %", y="of those where it happened, %",
              title=title, size=(7.6, 4.8))  # fmt: skip
    _lines(ax, {name: (100.0 * x, 100.0 * y) for name, (x, y) in curves.items()})
    ax.plot([0, 100], [0, 100], color=REFERENCE, linewidth=1, label="a coin")
    ax.set_xlim(0, 100)
    ax.set_ylim(0, 101)
    key(ax)
    return ax


def draw_lift(curves: Mapping[str, Curve], title: str, ax: Axes | None = None) -> Axes:
    """Draw how much more often it happened among the best, by how many are taken.

    Parameters
    ----------
    curves : mapping of name to (x, y)
        Share of rows taken, and the lift among them.
    title : str
    ax : matplotlib Axes, optional
    """
    ax = axes(ax, x="best relationships taken, %", y="times as often as among all", title=title,
              size=(7.6, 4.4))  # fmt: skip
    _lines(ax, {name: (100.0 * x, y) for name, (x, y) in curves.items()})
    ax.axhline(1.0, color=REFERENCE, linewidth=1, label="all")
    ax.set_xlim(0, 100)
    ax.set_ylim(bottom=0)
    key(ax)
    return ax


def draw_calibration(
    bins: Mapping[str, Mapping[str, Array]], title: str, ax: Axes | None = None
) -> Axes:
    """Draw what happened against what was said; dots grow with the rows behind them.

    Parameters
    ----------
    bins : mapping of name to columns said, happened, rows
        Shares from 0 to 1, NaN where a bin is empty.
    title : str
    ax : matplotlib Axes, optional
    """
    ax = axes(ax, x="said, %", y="happened, %", title=title, size=(7.6, 4.8))
    ax.plot([0, 100], [0, 100], color=REFERENCE, linewidth=1, label="as said")
    for (name, part), (colour, dashes) in zip(bins.items(), looks(len(bins)), strict=True):
        filled = part["rows"] > 0
        said, happened = 100.0 * part["said"][filled], 100.0 * part["happened"][filled]
        size = LARGEST_DOT * part["rows"][filled] / max(int(part["rows"].sum()), 1)
        ax.plot(said, happened, color=colour, linestyle=dashes, linewidth=1.6, label=label(name))
        ax.scatter(said, happened, s=14.0 + size, color=colour, edgecolor="white", zorder=3)
    ax.set_xlim(-2, 102)
    ax.set_ylim(-2, 102)
    key(ax)
    return ax


def draw_areas(table: Mapping[str, Array], title: str, ax: Axes | None = None) -> Axes:
    """Draw the AUC of every score with its interval, the best on top.

    Parameters
    ----------
    table : mapping
        score, kind, auc, auc_lower, auc_upper.
    title : str
    ax : matplotlib Axes, optional
    """
    known = np.flatnonzero(~np.isnan(table["auc"]))
    order = known[np.argsort(-table["auc"][known], kind="stable")]
    ax = axes(ax, x="AUC (line: 95 % interval)", y="", title=title, size=(7.6, height(len(order))))
    for kind, colour in KINDS.items():
        places = np.flatnonzero(table["kind"][order] == kind)
        if not len(places):
            continue
        rows = order[places]
        ends = np.vstack([
            table["auc"][rows] - table["auc_lower"][rows],
            table["auc_upper"][rows] - table["auc"][rows],
        ])  # fmt: skip
        ax.errorbar(table["auc"][rows], places, xerr=np.nan_to_num(ends), fmt="o", color=colour,
                    elinewidth=1.6, capsize=3, label=kind)  # fmt: skip
    ax.axvline(0.5, color=REFERENCE, linewidth=1)
    ax.set_yticks(np.arange(len(order)), [label(name) for name in table["score"][order]])
    ax.invert_yaxis()
    ax.grid(visible=False, axis="y")
    key(ax)
    return ax


def _lines(ax: Axes, curves: Mapping[str, Curve]) -> None:
    for (name, (x, y)), (colour, dashes) in zip(curves.items(), looks(len(curves)), strict=True):
        ax.plot(x, y, color=colour, linestyle=dashes, linewidth=2.2, label=label(name))
