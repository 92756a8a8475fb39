"""Charts as shapes in coordinates: what the template draws, numbers and texts only."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from relationship_health.hookspecs import Chart
from relationship_health.html import cell

ROWS = 15
"""Bars of a chart; more could not be told apart."""
POINTS = 400
GROUPS = 4
"""Shapes that are told apart; with more groups all points look alike."""
SHORT = 13
"""Characters up to which labels have room beside their bars; longer ones stand above."""


@attrs.frozen(slots=True, kw_only=True)
class Mark:
    """One row of a chart: a place from 0 to 1, with its interval, and what it says."""

    label: str
    value: str
    start: float
    end: float
    across: float
    group: int
    lower: float | None
    upper: float | None


@attrs.frozen(slots=True, kw_only=True)
class Axis:
    """Values of an axis: where they lie from 0 to 1, and how they are written."""

    label: str
    ticks: tuple[tuple[float, str], ...]


@attrs.frozen(slots=True, kw_only=True)
class Drawing:
    """A chart, ready to be drawn."""

    kind: str
    marks: tuple[Mark, ...]
    value: Axis
    across: Axis | None
    groups: tuple[str, ...]
    omitted: int
    above: bool


def draw(chart: Chart, columns: Mapping[str, Sequence[Any]]) -> Drawing | None:
    """Return a chart of columns; None where no row has a number.

    Raises
    ------
    KeyError
        Where the chart names a column that is not there.
    """
    wanted = [chart.value, *([chart.across] if chart.kind == "points" else [])]
    rows = [
        row for row in range(len(columns[chart.value]))
        if all(_known(columns[name][row]) for name in wanted)
    ]  # fmt: skip
    if not rows:
        return None
    # Rows come in an order, and the first points would show one corner of a cloud only.
    shown = rows[:ROWS] if chart.kind == "bars" else rows[:: -(-len(rows) // POINTS)]
    ends = [name for name in (chart.lower, chart.upper) if name]
    numbers = [float(columns[n][row]) for n in (chart.value, *ends) for row in shown
               if _known(columns[n][row])]  # fmt: skip
    whole = all(isinstance(columns[chart.value][row], int) for row in shown)
    scale = _Scale.over([*numbers, 0.0] if chart.kind == "bars" else numbers, least=float(whole))
    across = None
    if chart.kind == "points":
        across = _Scale.over([float(columns[chart.across][row]) for row in shown])
    group = _grouped(columns[chart.group], shown) if chart.group else {}
    marks = tuple(
        attrs.evolve(
            _mark(chart, columns, row, scale, across),
            group=group.get(str(columns[chart.group][row]), 0) if group else 0,
        )
        for row in shown
    )
    return Drawing(
        kind=chart.kind, marks=marks, value=scale.axis(chart.value_label),
        across=None if across is None else across.axis(chart.across_label),
        groups=tuple(group), omitted=len(rows) - len(shown),
        above=max(len(mark.label) for mark in marks) > SHORT,
    )  # fmt: skip


@attrs.frozen(slots=True)
class _Scale:
    """Round values that hold all numbers, a step apart."""

    low: float
    high: float
    step: float

    @classmethod
    def over(cls, numbers: Sequence[float], *, least: float = 0.0) -> _Scale:
        """Make a scale; counts have nothing between whole numbers, and a ``least`` step of 1."""
        low, high = min(numbers), max(numbers)
        if low == high:
            low, high = low - 0.5, high + 0.5
        rough = max((high - low) / 5.0, least)
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * unit for unit in (1.0, 2.0, 5.0, 10.0) if power * unit >= rough)
        return cls(math.floor(low / step) * step, math.ceil(high / step) * step, step)

    def place(self, number: float) -> float:
        return (number - self.low) / (self.high - self.low)

    def axis(self, label: str) -> Axis:
        count = round((self.high - self.low) / self.step)
        values = [self.low + self.step * i for i in range(count + 1)]
        return Axis(label=label, ticks=tuple((self.place(v), f"{v:,.10g}") for v in values))


def _grouped(cells: Sequence[Any], shown: Sequence[int]) -> dict[str, int]:
    """Give each group a number, in the order of first points; none where they are too many."""
    names = list(dict.fromkeys(str(cells[row]) for row in shown))
    return {name: place for place, name in enumerate(names)} if len(names) <= GROUPS else {}


def _mark(
    chart: Chart,
    columns: Mapping[str, Sequence[Any]],
    row: int,
    scale: _Scale,
    across: _Scale | None,
) -> Mark:
    number = float(columns[chart.value][row])
    ends = [
        scale.place(float(columns[name][row])) if name and _known(columns[name][row]) else None
        for name in (chart.lower, chart.upper)
    ]
    origin = scale.place(0.0) if chart.kind == "bars" else 0.0
    place = scale.place(number)
    return Mark(
        label=" – ".join(str(columns[name][row]) for name in chart.label), value=cell(number),
        start=min(origin, place), end=max(origin, place),
        across=across.place(float(columns[chart.across][row])) if across else 0.0,
        group=0, lower=ends[0], upper=ends[1],
    )  # fmt: skip


def _known(cell: Any) -> bool:
    try:
        return cell is not None and math.isfinite(cell)
    except TypeError:
        return False
