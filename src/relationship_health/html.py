"""Escaped HTML fragments from plain columns: what notebooks show of an object."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from relationship_health.arrays import Array

UNKNOWN = "–"
ROWS = 20
"""Rows of a table that a notebook shows; the rest is counted."""


def escape(value: object) -> str:
    """Return a value as text that no browser takes for markup.

    Examples
    --------
    >>> escape('<b class="x">')
    '&lt;b class=&quot;x&quot;&gt;'
    """
    # An object with ``__html__``, or a str whose ``__str__`` is its own, would get through.
    return html.escape(str.__str__(value) if isinstance(value, str) else str(value))


def cell(value: Any) -> str:
    """Return one value in the form in which tables show it: unknown is a dash.

    Examples
    --------
    >>> cell(0.123456), cell(1234567.0), cell(float("nan")), cell(True)
    ('0.123', '1,234,567', '–', 'yes')
    """
    match value:
        case None:
            return UNKNOWN
        case bool() | np.bool_():
            return "yes" if value else "no"
        case int() | np.integer():
            return f"{value:,}"
        case float() | np.floating():
            return _number(float(value))
        case datetime() | np.datetime64():
            return _moment(value)
    return str.__str__(value) if isinstance(value, str) else str(value)


def _number(value: float) -> str:
    if not math.isfinite(value):
        return UNKNOWN
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"  # noqa: PLR2004  four digits


def _moment(value: datetime | np.datetime64) -> str:
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(UTC).replace(tzinfo=None)
    minute = np.array(value, dtype="datetime64[m]")
    return UNKNOWN if np.isnat(minute) else str(minute).replace("T", " ")


def table(
    columns: Mapping[str, Sequence[Any] | Array], *, rows: int = ROWS, of: int | None = None
) -> str:
    """Return columns as a table of at most ``rows`` rows, with a line on what it leaves out.

    Parameters
    ----------
    columns : mapping of name to values
        All of one length.
    rows : int
    of : int, optional
        How many rows there are, where ``columns`` holds only the first of them.

    Examples
    --------
    >>> print(table({"who": ["<ana>", "bo"], "health": [62.0, float("nan")]}, rows=1))
    <table><thead><tr><th scope="col">who</th><th scope="col">health</th></tr></thead><tbody>
    <tr><td>&lt;ana&gt;</td><td style="text-align:right">62</td></tr>
    </tbody></table>
    <p>1 more row.</p>
    """
    there = len(next(iter(columns.values()))) if columns else 0
    count = there if of is None else of
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    shown = [_first(values, rows) for values in columns.values()]
    body = ["<tr>" + "".join(map(_cell, row)) + "</tr>" for row in zip(*shown, strict=True)]
    lines = [f"<table><thead><tr>{head}</tr></thead><tbody>", *body, "</tbody></table>"]
    if count > rows:
        left = count - rows
        lines.append(f"<p>{left:,} more row{'' if left == 1 else 's'}.</p>")
    return "\n".join(lines)


def paragraphs(lines: Iterable[str]) -> str:
    """Return lines of text as paragraphs.

    Examples
    --------
    >>> paragraphs(["a < b"])
    '<p>a &lt; b</p>'
    """
    return "\n".join(f"<p>{escape(line)}</p>" for line in lines)


def section(title: str, *parts: str) -> str:
    """Return fragments under a headline, as one block.

    Examples
    --------
    >>> print(section("Movers", "<p>None.</p>"))
    <div><h4>Movers</h4>
    <p>None.</p></div>
    """
    return "\n".join([f"<div><h4>{escape(title)}</h4>", *filter(None, parts)]) + "</div>"


def _first(values: Sequence[Any] | Array, rows: int) -> list[Any]:
    head = values[:rows]
    # numpy would turn times into integers when listed at once.
    if isinstance(head, np.ndarray) and head.dtype.kind != "M":
        return list(head.tolist())
    return list(head)


def _cell(value: Any) -> str:
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    style = ' style="text-align:right"' if number else ""
    return f"<td{style}>{escape(cell(value))}</td>"
