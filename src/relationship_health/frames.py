"""Any dataframe to arrays and back: pandas, polars, pyarrow, DuckDB, Arrow streams, dicts.

The only file that knows narwhals. A column comes out as one of a few kinds of array, text encoded
as codes into its sorted distinct values by the library that brought it.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.errors import ColumnError, InputError

Kind = Literal["integer", "float", "boolean", "time", "text", "other"]

OUT_OF_RANGE = np.iinfo(np.int64).max
"""Stands for a time that int64 microseconds cannot hold."""

_ARROW_READERS: tuple[Literal["polars", "pyarrow", "pandas"], ...] = ("polars", "pyarrow", "pandas")
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  a wall-clock epoch for wall-clock times
_US_PER_UNIT = {
    "D": 86_400_000_000,
    "h": 3_600_000_000,
    "m": 60_000_000,
    "s": 1_000_000,
    "ms": 1_000,
}


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Column:
    """One column as arrays.

    Parameters
    ----------
    kind : str
        integer (int64), float (float64), boolean (bool), time (int64 microseconds), text (int64
        codes into ``categories``, -1 where missing) or other (objects as they came).
    values : array
        Arbitrary where ``missing``.
    missing : bool array
    categories : tuple of str
        Sorted distinct values of a text column.
    zoned : bool
        Whether times carried a zone: then they are UTC, else wall-clock readings.
    """

    kind: Kind
    values: Array
    missing: Bools
    categories: tuple[str, ...] = ()
    zoned: bool = False

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.values)

    def texts(self) -> Array:
        """Return a text column's values as an object array, None where missing."""
        return np.array([*self.categories, None], dtype=object)[self.values]


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
            hint = f" Did you mean {' or '.join(map(repr, nearest))}?" if nearest else ""
            message = f"The table has no column {name!r}; it has {', '.join(map(repr, self.names)) or 'none'}.{hint}"
            raise ColumnError(message, column=str(name), nearest=nearest)
        return self.load(name)


def read_table(frame: Any) -> Table:
    """Open a frame of any accepted kind without changing it.

    Examples
    --------
    >>> table = read_table({"who": ["b", "a", None]})
    >>> table.column("who").categories, table.column("who").values
    (('a', 'b'), array([ 1,  0, -1]))
    """
    if isinstance(frame, Mapping):
        return _mapping_table(frame, "dict")
    if hasattr(frame, "fetchnumpy"):
        return _duckdb_table(frame)
    try:
        native = nw.from_native(frame)
    except TypeError:
        native = _from_arrow(frame)
    eager = native.collect() if isinstance(native, nw.LazyFrame) else native
    if not isinstance(eager, nw.DataFrame):
        raise InputError(_refusal(frame))
    return Table(
        names=tuple(eager.columns), rows=len(eager), backend=eager.implementation.value,
        load=lambda name: _series_column(eager[name]),
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
    except (ImportError, ValueError, TypeError) as error:
        message = f"Frames of {backend!r} cannot be made here ({error}): expected 'pandas', 'polars', 'pyarrow' or 'dict', installed."
        raise InputError(message) from error


def _refusal(frame: object) -> str:
    return (
        f"The frame is {type(frame).__name__}, expected a pandas, polars or pyarrow frame, a DuckDB "
        "relation, an Arrow stream, or a dict of arrays."
    )


def _from_arrow(frame: Any) -> Any:
    if not hasattr(frame, "__arrow_c_stream__"):
        raise InputError(_refusal(frame))
    for backend in _ARROW_READERS:
        try:
            return nw.DataFrame.from_arrow(frame, backend=backend)
        except ImportError:
            continue
    message = f"An Arrow stream needs one of {', '.join(_ARROW_READERS)} to be read: install one."
    raise InputError(message)


def _duckdb_table(relation: Any) -> Table:
    zoned = {
        name: "TIME ZONE" in str(kind)
        for name, kind in zip(relation.columns, relation.types, strict=True)
    }
    table = _mapping_table(relation.fetchnumpy(), "dict")
    return attrs.evolve(table, load=lambda name: attrs.evolve(table.load(name), zoned=zoned[name]))


def _mapping_table(frame: Mapping[str, Any], backend: str) -> Table:
    lengths = {str(name): len(values) for name, values in frame.items()}
    if len(set(lengths.values())) > 1:
        message = f"The columns differ in length ({lengths}): expected one length for all."
        raise InputError(message)
    return Table(
        names=tuple(lengths), rows=next(iter(lengths.values()), 0), backend=backend,
        load=lambda name: array_column(frame[name]),
    )  # fmt: skip


def _series_column(series: Any) -> Column:
    """Turn a narwhals series into a column."""
    dtype = series.dtype
    if isinstance(dtype, nw.Categorical | nw.Enum):
        series, dtype = series.cast(nw.String), nw.String()
    if isinstance(dtype, nw.String):
        return _encode_series(series)
    if isinstance(dtype, nw.Datetime):
        zoned = dtype.time_zone is not None
        if zoned:
            series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        return attrs.evolve(array_column(series.to_numpy()), zoned=zoned)
    if isinstance(dtype, nw.Date):
        return array_column(series.cast(nw.Datetime("us")).to_numpy())
    if dtype.is_numeric() or isinstance(dtype, nw.Boolean):
        missing = np.asarray(series.is_null().to_numpy(), dtype=np.bool_)
        if missing.any() and not dtype.is_float():
            series = series.fill_null(False if isinstance(dtype, nw.Boolean) else 0)
        if isinstance(dtype, nw.Decimal):
            series = series.cast(nw.Float64)
        return array_column(np.ma.masked_array(series.to_numpy(), missing))
    return array_column(_objects(series.to_list()))


def _encode_series(series: Any) -> Column:
    """Encode text by the series' own library."""
    if series.implementation.is_pandas_like():
        codes, uniques = series.to_native().factorize()
        return text_column(np.asarray(codes, dtype=np.int64), list(uniques))
    if series.implementation.is_pyarrow():
        encoded = series.to_native().dictionary_encode().unify_dictionaries().combine_chunks()
        codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return text_column(codes.astype(np.int64), encoded.dictionary.to_pylist())
    uniques = series.drop_nulls().unique().sort()
    ranked = uniques.alias("text").to_frame().with_row_index("code")
    joined = series.alias("text").to_frame().join(ranked, on="text", how="left")
    codes = joined["code"].cast(nw.Int64).fill_null(-1).to_numpy()
    return text_column(codes, uniques.to_list())


def text_column(codes: Ints, uniques: list[str]) -> Column:
    """Make a text column of codes, -1 where missing, that need not follow the values' order yet."""
    order = sorted(range(len(uniques)), key=uniques.__getitem__)
    rank = np.empty(len(uniques) + 1, dtype=np.int64)
    rank[order] = np.arange(len(uniques))
    rank[-1] = -1
    return Column(
        kind="text", values=rank[codes], missing=codes < 0,
        categories=tuple(uniques[i] for i in order),
    )  # fmt: skip


def array_column(values: Any) -> Column:
    """Turn an array, masked array or sequence into a column; a column stays what it is."""
    if isinstance(values, Column):
        return values
    if not isinstance(values, np.ndarray):
        values = _objects(values)
    missing = np.array(np.ma.getmaskarray(values))
    data = np.ma.getdata(values)
    match data.dtype.kind:
        case "b":
            return Column(kind="boolean", values=data, missing=missing)
        case "u" if len(data) and int(data.max()) > OUT_OF_RANGE:
            return _object_column(data.astype(object), missing)
        case "i" | "u":
            return Column(kind="integer", values=data.astype(np.int64, copy=False), missing=missing)
        case "f":
            floats = data.astype(np.float64, copy=False)
            return Column(kind="float", values=floats, missing=missing | np.isnan(floats))
        case "M":
            nat = np.isnat(data)
            return Column(kind="time", values=_microseconds(data), missing=missing | nat)
        case "U" | "S":
            return _object_column(data.astype(str).astype(object), missing)
        case _:
            return _object_column(data.astype(object, copy=False), missing)


def _microseconds(times: Array) -> Ints:
    """Return datetime64 of any unit as microseconds; what does not fit becomes OUT_OF_RANGE."""
    unit, step = np.datetime_data(times.dtype)
    if unit in {"Y", "M", "W", "generic"}:
        times, unit, step = times.astype("datetime64[D]"), "D", 1
    if unit not in _US_PER_UNIT:
        return times.astype("datetime64[us]").astype(np.int64)
    ticks, factor = times.astype(np.int64), _US_PER_UNIT[unit] * step
    fits = np.abs(ticks // 2) < OUT_OF_RANGE // (2 * factor)
    return np.where(fits, ticks * np.where(fits, factor, 1), OUT_OF_RANGE)


def _objects(values: Iterable[Any]) -> Array:
    items = list(values)
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


def _is_missing(value: object) -> bool:
    # pandas.NA and NaT are known by their types' names: pandas is not imported for this.
    return (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or (type(value).__name__ in {"NAType", "NaTType"})
    )


def _object_column(values: Array, missing: Bools) -> Column:
    """Find out what an object array holds, by its types."""
    missing = missing | np.fromiter(map(_is_missing, values), np.bool_, len(values))
    present = values[~missing]
    types = set(map(type, present))
    if not types or all(issubclass(t, str) for t in types):
        table: dict[str, int] = {}
        codes = np.full(len(values), -1, dtype=np.int64)
        codes[~missing] = [table.setdefault(str(v), len(table)) for v in present]
        return text_column(codes, list(table))
    if all(issubclass(t, date) for t in types):
        return _datetime_column(values, missing)
    if all(issubclass(t, bool | np.bool_) for t in types):
        return Column(
            kind="boolean",
            values=np.where(missing, False, values).astype(np.bool_),
            missing=missing,
        )
    whole = all(issubclass(t, int | np.integer) and not issubclass(t, bool) for t in types)
    if whole and all(abs(v) <= OUT_OF_RANGE for v in map(int, present)):
        return Column(
            kind="integer", values=np.where(missing, 0, values).astype(np.int64), missing=missing
        )
    number = int | float | np.integer | np.floating
    if not whole and all(issubclass(t, number) and not issubclass(t, bool) for t in types):
        return Column(
            kind="float",
            values=np.where(missing, np.nan, values).astype(np.float64),
            missing=missing,
        )
    return Column(kind="other", values=values, missing=missing)


def _datetime_column(values: Array, missing: Bools) -> Column:
    """Turn datetime objects into microseconds, all with a zone or all without."""
    zoned = {v.tzinfo is not None for v in values[~missing] if isinstance(v, datetime)}
    if len(zoned) > 1:
        return Column(kind="other", values=values, missing=missing)
    result = np.zeros(len(values), dtype=np.int64)
    for row in np.flatnonzero(~missing):
        moment = values[row]
        if not isinstance(moment, datetime):
            moment = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  wall clock
        epoch = _EPOCH if moment.tzinfo is None else _EPOCH.replace(tzinfo=UTC)
        result[row] = (moment - epoch) // timedelta(microseconds=1)
    return Column(kind="time", values=result, missing=missing, zoned=zoned == {True})
