"""The side tables: stakeholders, declared relationships and transactions, as model objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import attrs
import numpy as np

from relationship_health.columns.accounting import Ledger
from relationship_health.columns.clock import Clock, read_times
from relationship_health.errors import ColumnError, ModelError
from relationship_health.frames import Column, Table, read_table
from relationship_health.model import Relationship, Stakeholder, Transaction

M = TypeVar("M", Stakeholder, Relationship, Transaction)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LISTS = frozenset({"identifiers", "preferred_channels", "interests", "motives"})
_TIMES = frozenset({"since", "time"})


def read_declared(
    kind: type[M], given: Any, table: str, ledger: Ledger, clock: Clock
) -> tuple[M, ...]:
    """Turn a frame, or model objects, into model objects; a bad row is rejected and entered.

    Raises
    ------
    ColumnError
        Where a required column is missing.
    """
    if given is None:
        return ()
    if isinstance(given, list | tuple) and all(isinstance(item, kind) for item in given):
        return tuple(given)
    return tuple(_objects(kind, read_table(given), table, ledger, clock))


def _objects(kind: type[M], frame: Table, table: str, ledger: Ledger, clock: Clock) -> Iterable[M]:
    fields = {f.name: f for f in attrs.fields(kind)}
    for name, field in fields.items():
        if field.default is attrs.NOTHING and name not in frame.names:
            message = f"The {table} frame has no column {name!r}; it has {', '.join(frame.names)}: rename or add it."
            raise ColumnError(message, column=name)
    cells = {n: _cells(n, frame.column(n), clock) for n in frame.names if n != "attributes"}
    for row in range(frame.rows):
        present = {n: values[row] for n, values in cells.items() if values[row] is not None}
        known = {n: v for n, v in present.items() if n in fields}
        extra = {n: v for n, v in present.items() if n not in fields}
        extras: dict[str, Any] = {"attributes": extra} if extra else {}
        try:
            for name in fields:
                if fields[name].default is attrs.NOTHING and name not in known:
                    raise ModelError(
                        where=kind.__name__, attribute=name, found=None, expected="a value"
                    )
            yield kind(**known, **extras)
        except ModelError as error:
            ledger.enter_side(table, error.attribute, str(error).rstrip("."), row, error.found)


def _cells(name: str, column: Column, clock: Clock) -> list[Any]:
    """Return the cells of one column as the model takes them, None where missing."""
    convert: Callable[[Any], Any] = _plain
    if name in _TIMES and column.kind in {"time", "text", "integer", "float"}:
        times = read_times(name, column, clock)
        sound = ~times.missing & ~times.invalid
        moments = [
            _EPOCH + timedelta(microseconds=t) for t in np.where(sound, times.us, 0).tolist()
        ]
        return [
            m if ok else (None if gone else "a time that cannot be read")
            for m, ok, gone in zip(moments, sound.tolist(), times.missing.tolist(), strict=True)
        ]
    values = column.texts() if column.kind == "text" else column.values
    if name in _LISTS:
        convert = _listed
    elif column.kind == "time":
        convert = _moment
    return [
        None if gone else convert(value)
        for value, gone in zip(values.tolist(), column.missing.tolist(), strict=True)
    ]


def _plain(value: Any) -> Any:
    return (
        int(value)
        if isinstance(value, float) and value.is_integer() and abs(value) < 2**53
        else value
    )


def _moment(value: int) -> datetime:
    return _EPOCH + timedelta(microseconds=value)


def _listed(value: Any) -> tuple[str, ...]:
    """Split 'a; b' or 'a, b'; sequences stay as they are."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.replace(";", ",").split(",") if part.strip())
    return tuple(value)
