"""The optional columns with a meaning: how each is read, and what is done with a bad value."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias, TypedDict

import numpy as np

from relationship_health.arrays import Array, Bools, Column, Floats, array_column, text_column
from relationship_health.columns.accounting import Ledger
from relationship_health.errors import ColumnError, InputError
from relationship_health.model import (
    CHANNELS,
    DIRECTIONS,
    OUTCOMES,
    PURPOSES,
    STATUSES,
    nonstandard,
)


class OptionalColumns(TypedDict, total=False):
    """Optional columns of an interaction log, by the name of the column that holds each."""

    interaction: str | None
    direction: str | None
    channel: str | None
    audience: str | None
    duration: str | None
    thread: str | None
    purpose: str | None
    outcome: str | None
    automated: str | None
    status: str | None
    value: str | None


OPTIONAL_NAMES = tuple(OptionalColumns.__annotations__)

Accept: TypeAlias = Callable[[Floats], Bools]

_LISTED = 10
_LONGEST_WORD = 30

_CONTENT_NAMES = frozenset({
    "body", "comment", "comments", "content", "description", "html", "message", "message_body",
    "msg", "note", "notes", "plain_text", "summary", "text",
})  # fmt: skip

_CONTENT_WORDS = frozenset(
    {"body", "content", "html", "preview", "snippet", "subject", "transcript"}
)
_MEASURES = frozenset({"id", "type", "count", "length", "size", "hash", "language"})
"""Words that make a name one of a measure: ``content_type`` says nothing of what was said."""

_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def choose_columns(
    names: Collection[str], asked: OptionalColumns, taken: Collection[str]
) -> dict[str, str]:
    """Return which column of a table holds which optional meaning.

    A column of the very name of a meaning has it without being asked for.
    """
    unknown = sorted(set(asked) - set(OPTIONAL_NAMES))
    if unknown:
        nearest = difflib.get_close_matches(unknown[0], OPTIONAL_NAMES, n=1)
        hint = f" (did you mean {nearest[0]!r}?)" if nearest else ""
        message = (
            f"from_frame has no argument {unknown[0]!r}{hint}, expected for a column one of "
            f"{', '.join(OPTIONAL_NAMES)}."
        )
        raise TypeError(message)
    chosen: dict[str, str] = {}
    for name in OPTIONAL_NAMES:
        given = asked.get(name, name if name in names and name not in taken else None)
        if given is not None and not isinstance(given, str):
            message = f"{name} is {given!r}, expected the name of a column, or None for none."
            raise InputError(message)
        if given is not None:
            chosen[name] = given
    return chosen


def is_content(name: str) -> bool:
    """Whether a column of that name holds what was said; such a column is never kept.

    Examples
    --------
    >>> is_content("messageBody"), is_content("message_id"), is_content("Content-Type")
    (True, False, False)
    """
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+", name)]
    if not words or words[-1] in _MEASURES:
        return False
    return "_".join(words) in _CONTENT_NAMES or not _CONTENT_WORDS.isdisjoint(words)


def read_direction(name: str, column: Column, ledger: Ledger, *, needed: bool) -> Array:
    """Return direction bits, 0 where it is missing; rows with another value are rejected.

    So are rows without a direction where it is ``needed``, as nobody said who is ours.
    """
    _expect(name, column, {"text"}, "outbound, inbound or mutual")
    bits: Array = _look_up(column, lambda text: DIRECTIONS.get(text.lower()), 0, -1, np.int8)
    reason = "a direction is outbound, inbound or mutual"
    ledger.enter("rejected", name, ("bad-direction", reason), bits < 0, column)
    if needed:
        reason = "the direction is missing, and without our_side nothing else tells it"
        ledger.enter("rejected", name, ("no-direction", reason), bits == 0, column)
    return np.maximum(bits, np.int8(0))


def read_label(name: str, column: Column, ledger: Ledger) -> Column:
    """Return a text column, blank ones missing; numbers and flags become text."""
    del ledger
    _expect(name, column, {"text", "integer", "boolean", "float"}, "text")
    if column.kind == "text":
        return _recoded(column, str)
    known = (~column.missing).nonzero()[0]
    distinct, codes = np.unique(column.values[known], return_inverse=True)
    every = np.full(len(column), -1, dtype=np.int64)
    every[known] = codes
    return text_column(every, list(map(_spelled, distinct.tolist())))


def spelled_out(column: Column) -> Column:
    """Return a column of text, numbers and flags mixed as text; others stay what they are."""
    if column.kind != "other":
        return column
    cells = [
        None if gone else value
        for value, gone in zip(column.values.tolist(), column.missing.tolist(), strict=True)
    ]
    if not all(isinstance(cell, str | int | float | Decimal | None) for cell in cells):
        return column
    return array_column([None if cell is None else _spelled(cell) for cell in cells])


def _spelled(value: str | float | Decimal) -> str:
    # Some libraries turn whole numbers into floats where some are missing.
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _recoded(column: Column, canonical: Callable[[str], str]) -> Column:
    """Replace each text; what becomes blank is missing."""
    replaced = [canonical(text) for text in column.categories]
    texts = sorted({text for text in replaced if text.strip()})
    position = {text: i for i, text in enumerate(texts)}
    table = np.array([*(position.get(text, -1) for text in replaced), -1])
    codes = table[column.values] if column.kind == "text" else np.full(len(column), -1)
    return Column(kind="text", values=codes, missing=codes < 0, categories=tuple(texts))


def _look_up(
    column: Column, meaning: Callable[[str], Any], missing: float, unknown: float, dtype: Any
) -> Array:
    """Translate each text; blank ones are missing, those that mean nothing unknown."""
    if column.kind != "text":
        return np.full(len(column), missing, dtype=dtype)
    table = []
    for text in map(str.strip, column.categories):
        found = meaning(text) if text else missing
        table.append(unknown if found is None else found)
    translated: Array = np.array([*table, missing], dtype=dtype)[column.values]
    return translated


def read_number(name: str, column: Column, ledger: Ledger, accept: Accept, expected: str) -> Array:
    """Return floats, NaN where missing; a value that is not accepted is set to unknown."""
    if column.kind == "text":
        values = _look_up(column, _float, np.nan, np.inf, np.float64)
    else:
        _expect(name, column, {"integer", "float"}, expected)
        values = np.where(column.missing, np.nan, column.values)
    bad = ~np.isnan(values) & ~(np.isfinite(values) & accept(values))
    reason = f"{expected} was expected; set to unknown"
    ledger.enter("repaired", name, ("bad-number", reason), bad, column)
    # Minus zero equals zero, and must not differ from it in any bit.
    return np.where(bad, np.nan, values) + 0.0


def read_duration(name: str, column: Column, ledger: Ledger) -> Array:
    """Return minutes."""
    return read_number(name, column, ledger, lambda v: v >= 0, "a number of minutes, 0 or more,")


def read_value(name: str, column: Column, ledger: Ledger) -> Array:
    """Return amounts."""
    return read_number(name, column, ledger, np.isfinite, "a finite number")


def read_audience(name: str, column: Column, ledger: Ledger) -> Array:
    """Return audiences, 0 where unknown."""
    numbers = read_number(
        name, column, ledger, lambda v: (v >= 1) & (v == np.rint(v)),
        "a whole number of people, 1 or more,",
    )  # fmt: skip
    return np.where(np.isnan(numbers), 0, np.minimum(numbers, np.iinfo(np.int32).max)).astype(
        np.int32
    )


def read_automated(name: str, column: Column, ledger: Ledger) -> Array:
    """Return flags as int8: 1 automated, 0 not, -1 unknown."""
    if column.kind == "text":
        flags = _look_up(column, lambda text: _TRUTH.get(text.lower()), -1, 2, np.int8)
    else:
        _expect(name, column, {"boolean", "integer", "float"}, "true or false")
        known = (column.values == 0) | (column.values == 1)
        flags = np.where(column.missing, -1, np.where(known, column.values, 2)).astype(np.int8)
    bad = flags == 2  # noqa: PLR2004  the mark set just above
    reason = "true or false was expected; set to unknown"
    ledger.enter("repaired", name, ("bad-flag", reason), bad, column)
    return np.where(bad, np.int8(-1), flags)


def read_standard(name: str, column: Column, ledger: Ledger, vocabulary: Collection[str]) -> Column:
    """Return a text column of an open vocabulary; case and blanks around do not matter in it."""
    column = read_label(name, column, ledger)

    def canonical(text: str) -> str:
        plain = text.strip()
        return plain.lower() if plain.lower() in vocabulary else plain

    recoded = _recoded(column, canonical)
    strange = nonstandard(recoded.categories, vocabulary)
    if strange:
        ledger.strange.setdefault(name, set()).update(strange)
        ledger.notes.append(vocabulary_note(name, strange))
    return recoded


def vocabulary_note(name: str, strange: Collection[str]) -> str:
    """Say which values of a column are outside its vocabulary."""
    # A long value is no word of a vocabulary but free text, which is not ours to repeat.
    words = [repr(text) for text in sorted(strange) if len(text) <= _LONGEST_WORD]
    longer = len(strange) - len(words)
    shown = ", ".join(words[:_LISTED]) + (", …" if len(words) > _LISTED else "")
    shown += f"{', and ' if words else ''}{longer:,} longer texts" if longer else ""
    return (
        f"column {name!r} holds values outside the standard vocabulary, kept as they are and "
        f"counted as contact: {shown}"
    )


READERS: Mapping[str, Callable[[str, Column, Ledger], Array | Column]] = MappingProxyType({
    "channel": partial(read_standard, vocabulary=CHANNELS),
    "thread": read_label,
    "purpose": partial(read_standard, vocabulary=PURPOSES),
    "outcome": partial(read_standard, vocabulary=OUTCOMES),
    "status": partial(read_standard, vocabulary=STATUSES),
    "audience": read_audience,
    "duration": read_duration,
    "automated": read_automated,
    "value": read_value,
})  # fmt: skip


def _float(text: str) -> float | None:
    try:
        # Python takes 1_000, which no table means.
        return None if "_" in text else float(text)
    except ValueError:
        return None


def _expect(name: str, column: Column, kinds: set[str], expected: str) -> None:
    if column.kind not in kinds and not column.missing.all():
        message = f"Column {name!r} holds {column.content}, expected {expected}: convert it first."
        raise ColumnError(message, column=name)
