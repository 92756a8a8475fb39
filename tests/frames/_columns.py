"""Frames of one column, and what they come out as."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import duckdb

from relationship_health.arrays import Column
from relationship_health.frames import read_table

# Cells of every type go in: what the libraries' stubs make of them is beside the point.
np: Any = import_module("numpy")
pd: Any = import_module("pandas")
pl: Any = import_module("polars")
pa: Any = import_module("pyarrow")


def column_of(frame: Any) -> Column:
    """Read the column x."""
    return read_table(opened(frame)).column("x")


def opened(frame: Any) -> Any:
    """Return the frame, or make it: a relation must not outlive its test."""
    return frame() if callable(frame) else frame


def cells(column: Column) -> list[Any]:
    """Return the values of a column as Python objects, None where missing."""
    shown = (column.texts() if column.kind == "text" else column.values).tolist()
    return [None if gone else v for v, gone in zip(shown, column.missing.tolist(), strict=True)]


def of_pandas(values: Any, dtype: Any = None) -> Any:
    """Make a pandas frame of one column."""
    return pd.DataFrame({"x": pd.Series(values, dtype=dtype)})


def of_polars(values: Any, dtype: Any = None) -> Any:
    """Make a polars frame of one column."""
    return pl.DataFrame({"x": pl.Series(values, dtype=dtype)})


def of_arrow(values: Any, kind: Any = None) -> Any:
    """Make an Arrow table of one column."""
    return pa.table({"x": pa.array(values, type=kind)})


def of_dictionary(values: Any, kind: Any = None) -> Any:
    """Make an Arrow table of one column that is encoded by a dictionary."""
    return pa.table({"x": pa.array(values, type=kind).dictionary_encode()})


def of_duckdb(kind: str, *values: str) -> Callable[[], Any]:
    """Make a maker of a relation of one column."""
    rows = ", ".join(f"(({value})::{kind})" for value in values)
    query = f"SELECT x FROM (VALUES {rows}) AS t(x)"  # noqa: S608  own words
    return lambda: held(query)


class Held:
    """A relation, and the connection without which it would be closed."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, relation: Any) -> None:
        self._connection = connection
        self._relation = relation

    def __getattr__(self, name: str) -> Any:
        return getattr(self._relation, name)


def held(query: str) -> Held:
    """Make a relation of a connection of its own."""
    connection = duckdb.connect()
    return Held(connection, connection.sql(query))


def masked(values: Any, dtype: Any = None) -> Any:
    """Make a dict of one array, its last value masked."""
    array = np.array(values, dtype=dtype)
    return {"x": np.ma.MaskedArray(array, mask=[*[False] * (len(array) - 1), True])}
