"""Raw Arrow tables to settled ones, whose schema is known before any row is read.

A settled table has ``@sender``, ``@recipient``, ``@time`` (microseconds UTC), ``@direction`` where
the log states it, and all other columns under the names that a portfolio gives them. Which rows
stay does not depend on how the log was cut, as long as no interaction was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Column
from relationship_health.columns.account import Account, Places
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.rows import Request
from relationship_health.columns.settled import (
    DIRECTION,
    NUMBERS,
    OWN_NAMES,
    RECIPIENT,
    SENDER,
    TIME,
    Found,
    IsOurs,
    Settled,
    settle,
)
from relationship_health.columns.standard import OPTIONAL_NAMES, is_content
from relationship_health.distributed.arrow import pyarrow, value_type
from relationship_health.errors import ColumnError, InputError
from relationship_health.frames import read_table


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Settling:
    """How raw tables of one log are settled; it can travel to other machines.

    Parameters
    ----------
    request : Request
        Whose ``our_side`` is a function of an id, or None, and which holds no side table.
    """

    request: Request

    @property
    def is_ours(self) -> IsOurs:
        """Tells who is ours; None where nobody said."""
        ours = self.request.our_side
        if ours is None or callable(ours):
            return ours
        message = f"our_side is {type(ours).__name__}, expected a function of an id here."
        raise InputError(message)

    def schema(self, raw: Any) -> Any:
        """Return the schema of the settled tables of a log with that schema.

        Raises
        ------
        ColumnError
            Where a column is missing, or bears a name that settled tables use.
        """
        pa = pyarrow()
        request = self.request
        for name in (request.sender, request.recipient, request.time, *request.optional.values()):
            read_table(dict.fromkeys(raw.names, ())).column(name)
        ids = _id_type(raw.field(request.sender).type)
        fields: dict[str, Any] = {SENDER: ids, RECIPIENT: ids, TIME: pa.int64()}
        for name, given in request.optional.items():
            if name == "direction":
                fields[DIRECTION] = pa.int8()
            elif name == "interaction":
                fields[name] = _id_type(raw.field(given).type)
            else:
                number = NUMBERS.get(name)
                fields[name] = pa.string() if number is None else pa.from_numpy_dtype(number)
        if not {"interaction", "audience"}.isdisjoint(request.optional):
            fields["audience"] = pa.int32()
        for name in request.unused(raw.names):
            kind = None if not kept_at_all(name) else _extra_type(raw.field(name).type)
            if name in OWN_NAMES:
                message = f"The log has a column {name!r}, a name of our own: rename the column."
                raise ColumnError(message, column=name)
            if kind is not None:
                fields[name] = kind
        return pa.schema(list(fields.items()))

    def settle(self, raw: Any, places: Places | None = None) -> tuple[Any, Array, Found]:
        """Settle a table that holds whole interactions.

        Parameters
        ----------
        raw : pyarrow table
        places : Places, optional
            Where its rows stand, for the account of them.

        Returns
        -------
        table : pyarrow table
            The rows that were accepted.
        marks : uint64 array
            A mark of each row's relationship, by its ids alone: rows with one mark belong together.
        found : Found
            What became of the rows; adds up over tables.

        Raises
        ------
        ColumnError
            Where a column is missing or holds what cannot be read.
        """
        pa = pyarrow()
        table = read_table(raw)
        ledger = Ledger(table.rows)
        settled = settle(table, self.request, ledger)
        found = attrs.evolve(settled.found, account=Account.of(ledger, places))
        schema = self.schema(raw.schema)
        arrays = _arrays(settled, schema)
        kept = pa.Table.from_arrays([arrays[name] for name in schema.names], schema=schema)
        return kept, settled.marks, found


def kept_at_all(name: str) -> bool:
    """Whether a column of no known meaning is kept, if it holds what can be."""
    return name not in OPTIONAL_NAMES and not is_content(name)


def _id_type(given: Any) -> Any:
    """Return the type of ids that are read from a column: whole numbers or text."""
    pa = pyarrow()
    kind, types = value_type(given), pa.types
    numbers = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
    return pa.int64() if numbers else pa.string()


def _extra_type(given: Any) -> Any:
    """Return the type in which a column is kept for plugins; None where it is not."""
    pa = pyarrow()
    kind, types = value_type(given), pa.types
    if types.is_boolean(kind):
        return pa.bool_()
    if types.is_integer(kind) or types.is_timestamp(kind) or types.is_date(kind):
        return pa.int64()
    if types.is_decimal(kind):
        return pa.int64() if kind.scale == 0 else pa.float64()
    if types.is_floating(kind):
        return pa.float64()
    text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    return pa.string() if text or types.is_null(kind) else None


def _arrays(settled: Settled, schema: Any) -> Mapping[str, Any]:
    """Return the columns of settled rows as Arrow arrays of the types that were promised."""
    pa = pyarrow()
    rows, ids = settled.log.rows, settled.log.ids.values
    arrays = {
        SENDER: _chosen(ids, rows.sender, schema.field(SENDER).type),
        RECIPIENT: _chosen(ids, rows.recipient, schema.field(RECIPIENT).type),
        TIME: pa.array(rows.time),
    }
    if rows.direction is not None:
        arrays[DIRECTION] = pa.array(rows.direction)
    for name, values in rows.columns.items():
        kind = schema.field(name).type
        coded = name in rows.categories
        arrays[name] = (
            _chosen(rows.categories[name], values, kind) if coded else pa.array(values, kind)
        )
    for name, column in settled.extras.items():
        if name in schema.names:
            arrays[name] = _kept(column, schema.field(name).type)
    return arrays


def _kept(column: Column, kind: Any) -> Any:
    """Return a column kept for plugins, null where it is missing."""
    pa = pyarrow()
    if column.kind == "other":
        return pa.nulls(len(column), kind)
    if column.kind == "text":
        return _chosen(np.array(column.categories, dtype=object), column.values, kind)
    missing: Bools | None = column.missing if column.missing.any() else None
    return pa.array(column.values, mask=missing).cast(kind)


def _chosen(values: Array, codes: Array, kind: Any) -> Any:
    """Return the values that codes stand for, null for negative ones."""
    pa = pyarrow()
    if not len(values):
        return pa.nulls(len(codes), kind)
    missing = codes < 0
    places = pa.array(codes, mask=missing if missing.any() else None)
    return pa.array(values).cast(kind).take(places)
