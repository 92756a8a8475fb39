"""What all plots share: a size that fits a page, colours that everyone can tell apart, labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from typing import TYPE_CHECKING

import numpy as np

from relationship_health.arrays import Floats
from relationship_health.errors import MissingExtraError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#6B6B6B"
"""From the palette of Okabe and Ito, dark enough on white, and a grey for what is beside it."""

COLOURS = (BLUE, ORANGE, GREEN, PURPLE, GREY)
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
"""A curve is known by its dashes too, so that a print in grey can be read."""

BAND_COLOURS = {"healthy": BLUE, "fair": GREY, "poor": ORANGE, "": "#BBBBBB"}

LONGEST_LABEL = 28


def axes(
    ax: Axes | None = None, *, x: str, y: str, title: str, size: tuple[float, float] = (8.0, 4.4)
) -> Axes:
    """Return labelled axes in the style of all plots, new ones where none are given.

    Parameters
    ----------
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    x, y : str
        Labels, with units.
    title : str
    size : (float, float)
        Width and height of a new figure in inches.

    Raises
    ------
    MissingExtraError
        Where matplotlib is not installed.
    """
    if ax is None:
        try:
            import matplotlib.pyplot as plt
        except ImportError as error:
            feature = "Drawing a plot"
            raise MissingExtraError(feature, "plot") from error
        _, ax = plt.subplots(figsize=size, layout="constrained")
    ax.set_xlabel(x, fontsize=12)
    ax.set_ylabel(y, fontsize=12)
    ax.set_title(title, loc="left", fontsize=13)
    ax.tick_params(labelsize=11)
    ax.grid(visible=True, color="#DDDDDD", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def looks(count: int) -> list[tuple[str, object]]:
    """Return a colour and dashes for each of some curves."""
    return list(islice(cycle(zip(COLOURS, DASHES, strict=True)), count))


def curves(ax: Axes, x: Floats, named: Mapping[str, Floats], *, legend: str = "") -> None:
    """Draw one curve for each name, told apart by colour and dashes, with a legend beside them."""
    for (name, y), (colour, dashes) in zip(named.items(), looks(len(named)), strict=True):
        ax.plot(x, y, color=colour, linestyle=dashes, linewidth=2.2, label=label(name))
    if len(named) > 1:
        key(ax, legend)


def key(ax: Axes, title: str = "") -> None:
    """Put the legend beside the axes, where it covers nothing; none where nothing is drawn."""
    if not ax.get_legend_handles_labels()[0]:
        return
    ax.legend(
        title=title or None, frameon=False, alignment="left", handlelength=3, fontsize=11,
        loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0.0,
    )  # fmt: skip


def bars(  # noqa: PLR0913  what a bar shows
    ax: Axes,
    names: Sequence[object],
    values: Floats,
    *,
    lower: Floats | None = None,
    upper: Floats | None = None,
    colours: Sequence[str] | str = BLUE,
) -> None:
    """Draw a horizontal bar for each name, the first on top, and its interval if given."""
    places = np.arange(len(values))
    ax.barh(places, np.nan_to_num(values), color=colours, height=0.7)
    if lower is not None and upper is not None:
        ends = np.vstack([values - lower, upper - values])
        ax.errorbar(
            values, places, xerr=np.nan_to_num(np.maximum(ends, 0.0)), fmt="none",
            ecolor="#222222", elinewidth=1.3, capsize=3,
        )  # fmt: skip
    ax.set_yticks(places, [label(name) for name in names])
    ax.invert_yaxis()
    ax.grid(visible=False, axis="y")


def label(name: object) -> str:
    r"""Return a name that fits beside an axis, and that matplotlib takes literally.

    Examples
    --------
    >>> print(label("a$b"))
    a\$b
    """
    text = "".join(c if c.isprintable() else " " for c in str(name))
    if len(text) > LONGEST_LABEL:
        text = text[: LONGEST_LABEL - 1] + "…"
    # Between dollar signs matplotlib reads mathematics, and legends leave out what begins with "_".
    return text.replace("$", r"\$").replace("_", " _", 1 if text.startswith("_") else 0)


def pair(source: object, target: object) -> str:
    """Return a relationship as one label: whoever is named first gives way to the other.

    Examples
    --------
    >>> pair("ana@us.example", "bo@them.example")
    'ana – bo@them.example'
    """
    return label(f"{str(source).split('@')[0][:10]} – {target}")


def height(rows: int) -> float:
    """Return the height in inches of a plot with a bar for each row."""
    return min(max(2.4, 1.4 + 0.34 * rows), 12.0)
