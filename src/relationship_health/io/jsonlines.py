"""JSON lines: one object per line, its values as they stand."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from relationship_health.arrays import Column, array_column
from relationship_health.errors import ReaderError
from relationship_health.hookspecs import Reading
from relationship_health.io.lines import read_lines
from relationship_health.io.rejects import Rejects, never

_CONSTANTS = {"NaN": None, "Infinity": math.inf, "-Infinity": -math.inf}


def read_json_lines(path: Path, options: Mapping[str, Any]) -> Reading:
    """Read a file with one JSON object per line.

    Parameters
    ----------
    path : Path
    options : mapping
        ``skip``: tells of a column's name whether to leave the column out.

    Returns
    -------
    Reading
        A column for every key; null, NaN and a key that is not there are missing. Blank lines are
        no rows; what is no object, or names a key twice, is rejected.

    Raises
    ------
    ReaderError
        Where the file as a whole cannot be used.
    """
    skip = options.get("skip", never)
    rejects, places = Rejects(path), list[int]()
    columns: dict[str, list[Any]] = {}
    left_out: set[str] = set()
    for number, text in _lines(path, rejects):
        code, fault, cells = _parsed(text)
        if code:
            rejects.add(number, code, "", fault)
            continue
        left_out.update(name for name in cells if name not in columns and skip(name))
        for name in (name for name in cells if name not in left_out):
            column = columns.setdefault(name, [])
            column.extend([None] * (len(places) - len(column)))
            column.append(cells[name])
        places.append(number)
        rejects.accepted = True
    frame = _frame(columns, len(places))
    return rejects.reading(frame, np.array(places, dtype=np.int64), sorted(left_out))


def _lines(path: Path, rejects: Rejects) -> Iterator[tuple[int, str]]:
    """Give each line that is text and not blank, with its number."""
    begun = False
    for block in read_lines(path):
        for bad in block.bad:
            rejects.add(*bad)
        for number, text in zip(block.numbers, block.texts, strict=True):
            if not text.strip():
                continue
            if not begun and text.lstrip().startswith("["):
                message = f"{path} is a JSON array, expected one object per line: write JSON lines."
                raise ReaderError(message)
            begun = True
            yield number, text


def _frame(columns: Mapping[str, list[Any]], rows: int) -> dict[str, Column]:
    return {
        name: array_column([*values, *[None] * (rows - len(values))])
        for name, values in columns.items()
    }


def _parsed(text: str) -> tuple[str, str, dict[str, Any]]:
    """Return code and words for what is wrong with a line, or nothing and its object."""
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_CONSTANTS.get)
        if "\\u" in text:  # half of a surrogate pair is no character
            json.dumps(found, ensure_ascii=False).encode()
    except _TwiceError as error:
        return "key-twice", f"the object names a key twice: {error}", {}
    except json.JSONDecodeError as error:
        return "bad-json", f"the line is no JSON ({error.msg} at character {error.pos + 1})", {}
    except UnicodeEncodeError:
        return "bad-text", "the line holds half of a surrogate pair", {}
    except (ValueError, RecursionError):
        return "too-deep", "the line nests too deeply or holds too long a number", {}
    if not isinstance(found, dict):
        return "no-object", "the line is no JSON object", {}
    return ("", "", found) if found else ("empty-object", "the object is empty", {})


class _TwiceError(ValueError):
    """A key stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(repr(next(name for name in names if names.count(name) > 1)))
    return found
