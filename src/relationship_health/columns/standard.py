"""The optional columns with a meaning: how each is read, and what is done with a bad value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from types import MappingProxyType
from typing import TypedDict

import numpy as np

from relationship_health.arrays import Array
from relationship_health.columns.accounting import Ledger
from relationship_health.errors import ColumnError
from relationship_health.frames import Column
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

_LISTED = 10

CONTENT_NAMES = frozenset(
    {
        "body",
        "content",
        "text",
        "html",
        "snippet",
        "message",
        "message_body",
        "description",
        "notes",
    }
)
"""Columns that hold what was said; they are never kept."""

_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_direction(name: str, column: Column, ledger: Ledger) -> Array:
    """Return direction bits, 0 where the value is no direction; such rows are rejected."""
    _expect(name, column, {"text"}, "outbound, inbound or mutual")
    table = np.array(
        [*(DIRECTIONS.get(t.strip().lower(), 0) for t in column.categories), 0], dtype=np.int8
    )
    bits: Array = table[column.values]
    ledger.enter("rejected", name, "a direction is outbound, inbound or mutual", bits == 0, column)
    return bits


def read_label(name: str, column: Column, ledger: Ledger) -> Column:
    """Return a text column; numbers and flags become text."""
    del ledger
    if column.kind == "text":
        return column
    _expect(name, column, {"integer", "boolean", "float"}, "text")
    distinct, codes = np.unique(column.values, return_inverse=True)
    texts = [str(v) for v in distinct.tolist()]
    order = sorted(range(len(texts)), key=texts.__getitem__)
    rank = np.empty(len(texts), dtype=np.int64)
    rank[order] = np.arange(len(texts))
    codes = np.where(column.missing, -1, rank[codes])
    return Column(
        kind="text", values=codes, missing=column.missing, categories=tuple(texts[i] for i in order)
    )


def read_number(name: str, column: Column, ledger: Ledger, lowest: float, expected: str) -> Array:
    """Return floats, NaN where missing; a value that is no such number is set to unknown."""
    if column.kind == "text":
        table = np.array([*map(_float, column.categories), np.nan])
        values = table[column.values]
        unread = ~column.missing & np.isnan(values)
    else:
        _expect(name, column, {"integer", "float", "boolean"}, expected)
        values = np.where(column.missing, np.nan, column.values)
        unread = np.zeros(len(values), dtype=np.bool_)
    bad = unread | np.isinf(values) | (values < lowest)
    ledger.enter("repaired", name, f"{expected} was expected; set to unknown", bad, column)
    return np.where(bad, np.nan, values)


def read_duration(name: str, column: Column, ledger: Ledger) -> Array:
    """Return minutes."""
    return read_number(name, column, ledger, 0.0, "a number of minutes, 0 or more,")


def read_value(name: str, column: Column, ledger: Ledger) -> Array:
    """Return amounts."""
    return read_number(name, column, ledger, -np.inf, "a finite number")


def read_audience(name: str, column: Column, ledger: Ledger) -> Array:
    """Return audiences, 0 where unknown."""
    numbers = read_number(name, column, ledger, 1.0, "a number of people, 1 or more,")
    return np.where(np.isnan(numbers), 0, np.minimum(numbers, np.iinfo(np.int32).max)).astype(
        np.int32
    )


def read_automated(name: str, column: Column, ledger: Ledger) -> Array:
    """Return flags as int8: 1 automated, 0 not, -1 unknown."""
    if column.kind == "text":
        table = np.array(
            [*(_TRUTH.get(t.strip().lower(), 2) for t in column.categories), -1], dtype=np.int8
        )
        flags: Array = table[column.values]
    else:
        _expect(name, column, {"boolean", "integer", "float"}, "true or false")
        known = np.isin(column.values, (0, 1))
        flags = np.where(column.missing, -1, np.where(known, column.values, 2)).astype(np.int8)
    bad = flags == 2  # noqa: PLR2004  the mark set just above
    ledger.enter("repaired", name, "true or false was expected; set to unknown", bad, column)
    return np.where(bad, np.int8(-1), flags)


def read_standard(name: str, column: Column, ledger: Ledger, vocabulary: Collection[str]) -> Column:
    """Return a text column of an open vocabulary; case and blanks around do not matter in it."""
    column = read_label(name, column, ledger)

    def canonical(text: str) -> str:
        plain = text.strip()
        return plain.lower() if plain.lower() in vocabulary else plain

    texts = sorted({canonical(text) for text in column.categories} - {""})
    position = {text: i for i, text in enumerate(texts)}
    table = np.array([*(position.get(canonical(t), -1) for t in column.categories), -1])
    codes = table[column.values]
    recoded = Column(kind="text", values=codes, missing=codes < 0, categories=tuple(texts))
    strange = nonstandard(texts, vocabulary)
    if strange:
        shown = ", ".join(map(repr, strange[:_LISTED])) + (", …" if len(strange) > _LISTED else "")
        ledger.notes.append(
            f"column {name!r} holds values outside the standard vocabulary, kept as they are and "
            f"counted as contact: {shown}"
        )
    return recoded


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


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _expect(name: str, column: Column, kinds: set[str], expected: str) -> None:
    if column.kind not in kinds and not column.missing.all():
        message = (
            f"Column {name!r} holds {column.kind} values, expected {expected}: convert it first."
        )
        raise ColumnError(message, column=name)
