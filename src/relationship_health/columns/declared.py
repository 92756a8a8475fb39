"""The side tables: stakeholders, declared relationships and transactions, as model objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import attrs
import numpy as np

from relationship_health.arrays import Array, Column
from relationship_health.columns.accounting import Issue, Ledger, shown_values
from relationship_health.columns.clock import Clock, moment_from, read_times
from relationship_health.columns.standard import is_content
from relationship_health.errors import ColumnError, ModelError
from relationship_health.frames import Table, read_table
from relationship_health.model import Relationship, Stakeholder, Transaction

M = TypeVar("M", Stakeholder, Relationship, Transaction)
K = TypeVar("K")

_LISTS = frozenset({"identifiers", "preferred_channels", "interests", "motives"})
_TIMES = frozenset({"since", "time"})
_EXACT_FLOAT = 2**53


def read_declared(
    kind: type[M], given: Any, table: str, ledger: Ledger, clock: Clock
) -> list[tuple[int, M]]:
    """Turn a frame, or model objects, into model objects, each with its row.

    A bad row is rejected and entered.

    Raises
    ------
    ColumnError
        Where a required column is missing.
    """
    if given is None:
        return []
    if isinstance(given, list | tuple) and all(isinstance(item, kind) for item in given):
        return list(enumerate(given))
    return list(_objects(kind, read_table(given), table, ledger, clock))


def before(items: Iterable[M]) -> list[tuple[int, M]]:
    """Give what was declared before rows of its own, from -1 downwards."""
    return [(-1 - place, item) for place, item in enumerate(items)]


def refuse_row(ledger: Ledger, table: str, row: int, error: ModelError) -> None:
    """Enter a row of a side table as rejected for what the model says of it."""
    found = "" if error.found is None else str(error.found)
    reason = str(error).rstrip(".")
    ledger.enter_side(
        Issue(
            table=table, row=row, column=error.attribute, value=found, reason=reason,
            action="rejected", code="bad-value",
        )
    )  # fmt: skip


def first_of_each(
    found: Iterable[tuple[int, K, M]], table: str, column: str, ledger: Ledger
) -> dict[K, M]:
    """Keep what is first declared under each key; enter what says the same or otherwise again.

    Rows below 0 were declared, and entered, before what is appended.
    """
    first: dict[K, tuple[int, M]] = {}
    for row, key, item in found:
        earlier, known = first.setdefault(key, (row, item))
        if earlier == row or row < 0:
            continue
        same = known == item
        declares = f"row {earlier} declares" if earlier >= 0 else "what is appended to declares"
        reason = f"{declares} {'it' if same else 'something else for it'} already"
        ledger.enter_side(
            Issue(
                table=table, row=row, column=column, value=str(getattr(item, column)),
                reason=reason, action="ignored" if same else "rejected",
                code="duplicate" if same else "contradiction",
            )
        )  # fmt: skip
    return {key: item for key, (_, item) in first.items()}


def _objects(
    kind: type[M], frame: Table, table: str, ledger: Ledger, clock: Clock
) -> Iterator[tuple[int, M]]:
    fields = {field.name for field in attrs.fields(kind)}
    for name in _required(kind):
        if name not in frame.names:
            message = (
                f"The {table} frame has no column {name!r}, expected it among those it has "
                f"({', '.join(frame.names)}): rename or add it."
            )
            raise ColumnError(message, column=name)
    content = [name for name in frame.names if name not in fields and is_content(name)]
    ledger.notes.extend(
        f"column {name!r} of {table} looks like content and was not kept" for name in content
    )
    cells = {n: _cells(n, frame.column(n), clock) for n in frame.names if n not in content}
    for row in range(frame.rows):
        try:
            yield row, _object(kind, {n: v[row] for n, v in cells.items() if v[row] is not None})
        except ModelError as error:
            refuse_row(ledger, table, row, error)


def _required(kind: type[M]) -> list[str]:
    return [field.name for field in attrs.fields(kind) if field.default is attrs.NOTHING]


def _object(kind: type[M], cells: Mapping[str, Any]) -> M:
    """Make an object of the cells of a row; columns that it has no name for are attributes."""
    where = kind.__name__
    for name in _required(kind):
        if name not in cells:
            raise ModelError(where=where, attribute=name, found=None, expected="a value")
    fields = {field.name for field in attrs.fields(kind)} - {"attributes"}
    given = cells.get("attributes", {})
    if not isinstance(given, Mapping):
        expected = "a mapping of names to values"
        raise ModelError(where=where, attribute="attributes", found=given, expected=expected)
    extra = {n: v for n, v in cells.items() if n not in fields and n != "attributes"}
    known = {n: v for n, v in cells.items() if n in fields}
    return kind(**known, attributes={**given, **extra})


def _cells(name: str, column: Column, clock: Clock) -> list[Any]:
    """Return the cells of one column as the model takes them, None where missing."""
    readable = name in _TIMES and column.kind in {"text", "integer", "float"}
    if readable or column.kind == "time":
        return _moments(name, column, clock)
    values = column.texts() if column.kind == "text" else column.values
    convert = _listed if name in _LISTS else _plain
    return [
        None if gone else convert(value)
        for value, gone in zip(values.tolist(), column.missing.tolist(), strict=True)
    ]


def _moments(name: str, column: Column, clock: Clock) -> list[Any]:
    """Return times, and what cannot be read as it came, for the model to refuse."""
    times = read_times(name, column, clock)
    us, invalid = times.us, times.invalid
    if column.kind == "text" and invalid.any():
        # The log's unit or format need not be that of the side tables.
        plain = read_times(name, column, Clock(timezone=clock.timezone))
        us, invalid = np.where(invalid, plain.us, us), invalid & plain.invalid
    cells: Array = np.full(len(column), None, dtype=object)
    sound = (~times.missing & ~invalid).nonzero()[0]
    cells[sound] = [moment_from(t) for t in us[sound].tolist()]
    unread = invalid.nonzero()[0]
    cells[unread] = shown_values(column, unread)
    return list(cells)


def _plain(value: Any) -> Any:
    """Return whole numbers as integers: ids among them became floats where some are missing."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_FLOAT:
        return int(value)
    return value


def _listed(value: Any) -> Any:
    """Split 'a; b' or 'a, b'; sequences stay as they are."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.replace(";", ",").split(",") if part.strip())
    return value.tolist() if isinstance(value, np.ndarray) else value
