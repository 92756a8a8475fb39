"""Columns to files: CSV without formulas, JSON without NaN, and never half a file."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from relationship_health.arrays import Array

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Spreadsheets take text that begins so for a formula, or drop the sign and look again."""


def write_csv(draft: Path, columns: Mapping[str, Array]) -> None:
    """Write columns as CSV in UTF-8; unknown numbers are empty cells."""
    with draft.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(map(inert, columns))
        writer.writerows(_rows({name: _cells(values) for name, values in columns.items()}))


def write_json(draft: Path, columns: Mapping[str, Array]) -> None:
    """Write columns as a JSON array of objects, one per line; unknown numbers are null."""
    with draft.open("w", encoding="ascii") as stream:
        stream.writelines(json_lines(columns))


def write_json_lines(draft: Path, columns: Mapping[str, Array]) -> None:
    """Write columns as one JSON object per line, with no array around them."""
    with draft.open("w", encoding="ascii") as stream:
        stream.writelines(f"{line}\n" for line in _objects(columns))


def json_lines(columns: Mapping[str, Array]) -> Iterator[str]:
    """Give the lines of a JSON array of objects; whatever is not ASCII is escaped.

    Examples
    --------
    >>> print("".join(json_lines({"who": np.array(["ana"]), "health": np.array([np.nan])})))
    [
    {"who": "ana", "health": null}
    ]
    """
    yield "["
    for place, line in enumerate(_objects(columns)):
        yield ",\n" if place else "\n"
        yield line
    yield "\n]\n"


def inert(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula.

    Examples
    --------
    >>> inert("=1+1"), inert("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _objects(columns: Mapping[str, Array]) -> Iterator[str]:
    """Give each row as a JSON object; what is unknown is null."""
    names = tuple(columns)
    for row in _rows({name: map(_plain, values.tolist()) for name, values in columns.items()}):
        yield json.dumps(dict(zip(names, row, strict=True)), allow_nan=False)


def _rows(cells: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    return zip(*cells.values(), strict=True)


def _cells(values: Array) -> Iterator[Any]:
    for value in values.tolist():
        plain = _plain(value)
        yield inert(plain) if isinstance(plain, str) else plain


def _plain(value: Any) -> Any:
    """Return a value that both formats know; what is unknown is None."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if isinstance(value, str | int | float) else str(np.asarray(value).item())
