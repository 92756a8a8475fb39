"""What all plots share."""

from __future__ import annotations

import numpy as np
import pytest

from relationship_health.plots.style import LONGEST_LABEL, axes, bars, curves, label

pytestmark = pytest.mark.needs("matplotlib")


def test_axes_have_labels_and_a_title() -> None:
    """New axes carry what was said of them, and given ones are used."""
    found = axes(x="days", y="health, points", title="Silence")
    assert (found.get_xlabel(), found.get_ylabel()) == ("days", "health, points")
    assert axes(found, x="a", y="b", title="c") is found


def test_bars_stand_in_the_order_of_their_names() -> None:
    """The first name is on top, an unknown value has no bar, every name can be read."""
    found = axes(x="points", y="", title="")
    bars(found, ["a", "b$"], np.array([1.0, np.nan]), lower=np.zeros(2), upper=np.ones(2))
    assert [text.get_text() for text in found.get_yticklabels()] == ["a", r"b\$"]
    assert found.yaxis_inverted()
    assert [bar.get_window_extent().width > 0 for bar in found.patches] == [True, False]


def test_curves_are_told_apart_without_colour() -> None:
    """Each curve has dashes of its own, and a place in the legend whatever its name."""
    found = axes(x="days", y="value", title="")
    names = ["_one", "two", "three"]
    curves(found, np.arange(3.0), {name: np.arange(3.0) for name in names})
    legend = found.get_legend()
    assert legend is not None
    assert [text.get_text().strip() for text in legend.get_texts()] == names
    assert len({line.get_linestyle() for line in found.lines}) > 1


def test_a_label_fits_and_is_taken_literally() -> None:
    """Long names are cut, control characters and mathematics are not let through."""
    assert len(label("x" * 100)) == LONGEST_LABEL
    assert label("a\tb\x1b") == "a b "
