"""Any dataframe to arrays and back: pandas, polars, pyarrow, DuckDB, Arrow streams, dicts.

The only file that knows narwhals. Text is encoded by the library that brought it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from collections.abc import Set as AbstractSet
from pathlib import PurePath
from typing import Any, Literal

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from relationship_health.arrays import Array, Column, Ints, array_column, objects, text_column
from relationship_health.errors import ColumnError, InputError

__all__ = ["REMEDY", "Column", "Table", "array_column", "read_table", "text_column", "write_table"]

_ARROW_READERS: tuple[Literal["polars", "pyarrow", "pandas"], ...] = ("pyarrow", "polars", "pandas")
REMEDY = "name the one that is meant"
"""What to do about a column that is not there; others may say it in their own words."""
_PLAIN = (np.ndarray, Column, list, tuple, range)
# What DuckDB's arrays would round, refuse, or need pandas for.
_AS_TEXT = ("ENUM", "UUID")
_AS_DIGITS = ("HUGEINT", "UHUGEINT", "BIGNUM", "VARINT")


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Table:
    """A frame whose columns are turned into arrays when asked for."""

    names: tuple[str, ...]
    rows: int
    backend: str
    load: Callable[[str], Column]

    def column(self, name: str) -> Column:
        """Return a column.

        Raises
        ------
        ColumnError
            Where there is none of that name, with the nearest names.
        """
        if name not in self.names:
            nearest = tuple(difflib.get_close_matches(str(name), self.names, n=3))
            hint = f" (did you mean {' or '.join(map(repr, nearest))}?)" if nearest else ""
            message = (
                f"The table has no column {name!r}{hint}, expected one of those it has: "
                f"{', '.join(map(repr, self.names)) or 'none'}: {REMEDY}."
            )
            raise ColumnError(message, column=str(name), nearest=nearest)
        return self.load(name)


def read_table(frame: Any) -> Table:
    """Open a frame of any accepted kind without changing it.

    Raises
    ------
    InputError
        Where it is of no accepted kind, or two columns have one name.

    Examples
    --------
    >>> table = read_table({"who": ["b", "a", None]})
    >>> table.column("who").categories, table.column("who").values
    (('a', 'b'), array([ 1,  0, -1]))
    """
    if isinstance(frame, Mapping):
        return _mapping_table(frame)
    if hasattr(frame, "fetchnumpy") and hasattr(frame, "types"):
        return _duckdb_table(frame)
    try:
        native = nw.from_native(frame)
    except TypeError:
        native = _from_arrow(frame)
    except ValueError as error:
        message = (
            f"The table cannot be opened ({' '.join(str(error).split())}), expected each column "
            "name once: rename the columns."
        )
        raise InputError(message) from error
    eager = native.collect() if isinstance(native, nw.LazyFrame) else native
    if not isinstance(eager, nw.DataFrame):
        raise InputError(_refusal(frame))
    originals = _by_name(eager.columns)
    return Table(
        names=tuple(originals), rows=len(eager), backend=eager.implementation.value,
        load=lambda name: _series_column(eager.get_column(originals[name])),
    )  # fmt: skip


def write_table(columns: Mapping[str, Sequence[Any] | Array], backend: str) -> Any:
    """Return columns as a frame of the named library, or as a dict of arrays.

    Raises
    ------
    InputError
        Where the library is unknown or not installed.
    """
    if backend == "dict":
        return {name: np.asarray(values) for name, values in columns.items()}
    try:
        cells = {
            name: values.tolist()
            if isinstance(values, np.ndarray) and values.dtype == object
            else values
            for name, values in columns.items()
        }
        # The name is checked by narwhals at run time.
        return nw.from_dict(cells, backend=backend).to_native()  # type: ignore[arg-type]
    except (ImportError, ValueError, TypeError, AssertionError) as error:
        reason = str(error).split(".")[0].split("\n")[0]
        message = (
            f"Frames of {backend!r} cannot be made here ({reason}), expected 'pandas', 'polars', "
            "'pyarrow' or 'dict', of which the first three must be installed."
        )
        raise InputError(message) from error


def _refusal(frame: object) -> str:
    path = isinstance(frame, (str, PurePath))
    return (
        f"The frame is {type(frame).__name__}, expected a pandas, polars or pyarrow frame, a "
        "DuckDB relation, an Arrow stream, or a dict of arrays"
        + (": a file is read with relationship_health.read." if path else ".")
    )


def _by_name(names: Iterable[Any]) -> dict[str, Any]:
    """Name every column by a string, whatever the library names it by."""
    originals: dict[str, Any] = {}
    for name in names:
        if str(name) in originals:
            message = (
                f"The table has several columns named {str(name)!r}, expected each name once: "
                "rename one."
            )
            raise InputError(message)
        originals[str(name)] = name
    return originals


def _from_arrow(frame: Any) -> Any:
    if not hasattr(frame, "__arrow_c_stream__"):
        raise InputError(_refusal(frame))
    for backend in _ARROW_READERS:
        try:
            return nw.DataFrame.from_arrow(frame, backend=backend)
        except ImportError:
            continue
        except Exception as error:  # each reader has errors of its own for what is no table
            raise InputError(_refusal(frame)) from error
    message = f"An Arrow stream needs one of {', '.join(_ARROW_READERS)} to be read: install one."
    raise InputError(message)


def _duckdb_table(relation: Any) -> Table:
    """Fetch a relation with numpy alone, whatever other libraries are installed."""
    _by_name(relation.columns)
    kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
    arrays = relation.project(", ".join(map(_selected, kinds, kinds.values()))).fetchnumpy()

    def load(name: str) -> Column:
        if kinds[name] in _AS_DIGITS or _is_whole_decimal(kinds[name]):
            return array_column([int(cell) if cell else None for cell in arrays[name].tolist()])
        return attrs.evolve(array_column(arrays[name]), zoned="TIME ZONE" in kinds[name])

    rows = len(next(iter(arrays.values())))
    return Table(names=tuple(kinds), rows=rows, backend="dict", load=load)


def _selected(name: str, kind: str) -> str:
    """Return the SQL of a column in a type that comes out whole."""
    quoted = '"' + name.replace('"', '""') + '"'
    if kind.startswith(_AS_TEXT) or kind in _AS_DIGITS or _is_whole_decimal(kind):
        return f"{quoted}::VARCHAR AS {quoted}"
    if kind.startswith("DECIMAL"):
        return f"{quoted}::DOUBLE AS {quoted}"
    # Dates may be infinite, which only a timestamp can say.
    return f"TRY_CAST({quoted} AS TIMESTAMP) AS {quoted}" if kind == "DATE" else quoted


def _is_whole_decimal(kind: str) -> bool:
    return kind.startswith("DECIMAL") and kind.endswith(",0)")


def _mapping_table(frame: Mapping[Any, Any]) -> Table:
    cells = {name: frame[given] for name, given in _by_name(frame).items()}
    for name, values in cells.items():
        flat = values.ndim == 1 if isinstance(values, np.ndarray) else isinstance(values, Sized)
        if not flat or isinstance(values, str | bytes | Mapping | AbstractSet):
            message = (
                f"Column {name!r} of the dict is {type(values).__name__}, expected an array or "
                "list with one value for each row."
            )
            raise ColumnError(message, column=name)
    lengths = {name: len(values) for name, values in cells.items()}
    if len(set(lengths.values())) > 1:
        message = f"The columns differ in length ({lengths}), expected one length for all."
        raise InputError(message)
    return Table(
        names=tuple(cells), rows=next(iter(lengths.values()), 0), backend="dict",
        load=lambda name: _cells_column(cells[name]),
    )  # fmt: skip


def _cells_column(values: Any) -> Column:
    """Turn any sequence of cells into a column, a series by way of its own library."""
    if isinstance(values, _PLAIN):
        return array_column(values)
    try:
        return _series_column(nw.from_native(values, series_only=True))
    except TypeError:
        return array_column(values.to_pylist() if hasattr(values, "to_pylist") else values)


def _series_column(series: Any) -> Column:
    """Turn a narwhals series into a column."""
    dtype = series.dtype
    if isinstance(dtype, nw.Categorical | nw.Enum):
        return _category_column(series)
    if isinstance(dtype, nw.String):
        return _encode_series(series)
    if isinstance(dtype, nw.Datetime):
        zoned = dtype.time_zone is not None
        if zoned:
            series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        return attrs.evolve(array_column(series.to_numpy()), zoned=zoned)
    if isinstance(dtype, nw.Date | nw.Duration):
        return array_column(series.to_numpy())
    # Libraries round decimals each in its own way, and numpy has no integers of 128 bits.
    exact = isinstance(dtype, nw.Decimal | nw.Int128 | nw.UInt128)
    if not exact and (dtype.is_numeric() or isinstance(dtype, nw.Boolean)):
        missing = np.asarray(series.is_null().to_numpy(), dtype=np.bool_)
        if missing.any() and not dtype.is_float():
            series = series.fill_null(False if isinstance(dtype, nw.Boolean) else 0)
        return array_column(np.ma.masked_array(series.to_numpy(), missing))
    return array_column(series.to_list())


def _category_column(series: Any) -> Column:
    """Turn categories into what they are categories of: text, or numbers or times."""
    native = series.to_native()
    if series.implementation.is_pyarrow():
        return _cells_column(native.cast(native.type.value_type))
    if not series.implementation.is_pandas_like():
        return _encode_series(series.cast(nw.String))
    if not hasattr(native, "cat") or native.cat.categories.inferred_type != "string":
        return array_column(objects(native.astype(object)))
    return _used_text(native.cat.codes.to_numpy().astype(np.int64), list(native.cat.categories))


def _encode_series(series: Any) -> Column:
    """Encode text by the series' own library."""
    native = series.to_native()
    if series.implementation.is_pandas_like():
        codes, uniques = native.factorize()
        return text_column(np.asarray(codes, dtype=np.int64), list(uniques))
    if series.implementation.is_pyarrow():
        encoded = native.dictionary_encode().unify_dictionaries().combine_chunks()
        codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return text_column(codes.astype(np.int64), encoded.dictionary.to_pylist())
    uniques = series.drop_nulls().unique().sort().to_list()
    if not uniques:
        return text_column(np.full(len(series), -1), uniques)
    codes = series.cast(nw.Enum(uniques)).to_native().to_physical().cast(int).fill_null(-1)
    return text_column(codes.to_numpy(), uniques)


def _used_text(codes: Ints, uniques: Sequence[str]) -> Column:
    """Make a text column of codes, without the values that no row has."""
    used = np.zeros(len(uniques) + 1, dtype=np.bool_)
    used[codes] = True
    used[-1] = False
    rank = np.where(used, np.cumsum(used) - 1, -1)
    return text_column(rank[codes], [uniques[i] for i in np.flatnonzero(used).tolist()])
