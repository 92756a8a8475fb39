"""Arrays that pass between the modules: their types, and one column of a table as arrays.

Whatever library brought a column, it comes out as one of a few kinds of array; text as codes into
its sorted distinct values.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType, NoneType
from typing import Any, Literal, TypeAlias
from uuid import UUID

import attrs
import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

Kind = Literal["integer", "float", "boolean", "time", "text", "other"]

OUT_OF_RANGE = np.iinfo(np.int64).max
"""Stands for a time that int64 microseconds cannot hold."""

_LOWEST = np.iinfo(np.int64).min
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  a wall-clock epoch for wall-clock times
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
_US_PER_UNIT = {
    "W": 604_800_000_000,
    "D": 86_400_000_000,
    "h": 3_600_000_000,
    "m": 60_000_000,
    "s": 1_000_000,
    "ms": 1_000,
    "us": 1,
}
_KIND_WORDS: Mapping[Kind, str] = MappingProxyType({
    "integer": "whole numbers", "float": "decimal numbers", "boolean": "true and false",
    "time": "times", "text": "text", "other": "values of mixed or unsupported types",
})  # fmt: skip
# Missing values of libraries that are not imported for this are known by their types' names.
_MISSING_TYPES = frozenset({"NAType", "NaTType", "MaskedConstant"})
_NUMBERS = (int, float, np.integer, np.floating, Decimal)
_TEXT = {str, NoneType}
_COMPARED = {float, int, bool, str, NoneType}
"""Of these types only a NaN differs from itself, and comparing is cheap."""
# By inheritance these would be numbers too.
_NO_NUMBERS = (bool, np.timedelta64)
_SOMETIMES_MISSING = (NoneType, float, np.floating, np.datetime64, np.timedelta64, Decimal)


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

    @property
    def content(self) -> str:
        """What it holds, in words."""
        return _KIND_WORDS[self.kind]

    def texts(self) -> Array:
        """Return a text column's values as an object array, None where missing."""
        return np.array([*self.categories, None], dtype=object)[self.values]


def text_column(codes: Ints, uniques: Sequence[str]) -> Column:
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
    """Turn an array, masked array or sequence into a column; a column stays what it is.

    Examples
    --------
    >>> array_column([3, None, 5]).missing
    array([False,  True, False])
    """
    if not isinstance(values, np.ndarray):
        return values if isinstance(values, Column) else _cells_column(list(values))
    missing = np.array(np.ma.getmaskarray(values))
    data = np.ma.getdata(values)
    kind = data.dtype.kind
    if kind == "M":
        return Column(kind="time", values=_microseconds(data), missing=missing | np.isnat(data))
    if kind == "f":
        floats = data.astype(np.float64, copy=False)
        return Column(kind="float", values=floats, missing=missing | np.isnan(floats))
    if kind == "b":
        return Column(kind="boolean", values=data, missing=missing)
    fits = kind == "i" or (kind == "u" and not (data > np.uint64(OUT_OF_RANGE)).any())
    if fits:
        return Column(kind="integer", values=data.astype(np.int64, copy=False), missing=missing)
    cells, gone = _as_objects(data).tolist(), missing.tolist()
    return _cells_column([None if g else v for v, g in zip(cells, gone, strict=True)])


def objects(values: Iterable[Any]) -> Array:
    """Put any items into an object array of one dimension, sequences among them left whole."""
    items = list(values)
    return np.fromiter(items, dtype=object, count=len(items))


def _as_objects(data: Array) -> Array:
    """Return the values of an array as objects whose types still tell what they are."""
    if data.dtype.kind == "S":
        try:
            data = np.char.decode(data, "utf-8")
        except UnicodeDecodeError:
            return objects(data)
    if data.dtype.kind == "m":
        # As plain objects, spans of time in nanoseconds would pass for integers.
        spans = zip(data, _microseconds(data).tolist(), strict=True)
        return objects(
            span if abs(us) >= OUT_OF_RANGE else timedelta(microseconds=us) for span, us in spans
        )
    return data.astype(object)


def _microseconds(times: Array) -> Ints:
    """Return datetime64 of any unit as microseconds; what does not fit becomes OUT_OF_RANGE.

    So are spans of time, save years and months, which have no length.
    """
    unit, step = np.datetime_data(times.dtype)
    kind = times.dtype.kind
    if unit in {"Y", "M", "generic"}:
        if kind == "m":
            return np.full(len(times), OUT_OF_RANGE)
        times, unit, step = times.astype("M8[D]"), "D", 1
    if unit not in _US_PER_UNIT:
        return times.astype(f"{kind}8[us]").astype(np.int64)
    ticks, factor = times.astype(np.int64), _US_PER_UNIT[unit] * step
    if factor == 1:
        return ticks
    fits = np.abs(ticks // 2) < OUT_OF_RANGE // (2 * factor)
    return np.where(fits, ticks * np.where(fits, factor, 1), OUT_OF_RANGE)


def _without_missing(cells: list[Any], types: set[type]) -> tuple[list[Any], set[type]]:
    """Replace NaN, NaT and their like by None; looked for only where types make it worth.

    The types are returned too, without that of None.
    """
    doubtful = {
        t for t in types
        if issubclass(t, _SOMETIMES_MISSING) or t.__name__ in _MISSING_TYPES
    } - {NoneType}  # fmt: skip
    if doubtful and types <= _COMPARED:
        cells = [None if v != v else v for v in cells]  # noqa: PLR0124  NaN is not itself
    elif doubtful:
        cells = [None if _is_missing(v) else v for v in cells]
    return cells, (set(map(type, cells)) if doubtful else types) - {NoneType}


def _is_missing(value: Any) -> bool:
    if isinstance(value, np.datetime64 | np.timedelta64):
        return bool(np.isnat(value))
    if isinstance(value, Decimal):
        return value.is_nan()
    if isinstance(value, float | np.floating):
        return math.isnan(value)
    return value is None or type(value).__name__ in _MISSING_TYPES


def _cells_column(cells: list[Any]) -> Column:
    """Find out what objects are, by their types."""
    types = set(map(type, cells))
    if types <= _TEXT:
        return _encode_texts(cells)
    cells, types = _without_missing(cells, types)
    if all(issubclass(t, str | UUID) for t in types):
        # str(v) would say 'Colour.RED' of an enumeration's member that is the string 'red'.
        return _encode_texts([
            v if v is None else str.__str__(v) if isinstance(v, str) else str(v)
            for v in cells
        ])  # fmt: skip
    missing = np.array([v is None for v in cells], dtype=np.bool_)
    if all(issubclass(t, date | np.datetime64) for t in types):
        return _datetime_column(cells, types, missing)
    present = [v for v in cells if v is not None]
    if all(issubclass(t, bool | np.bool_) for t in types):
        flags = np.zeros(len(cells), dtype=np.bool_)
        flags[~missing] = present
        return Column(kind="boolean", values=flags, missing=missing)
    if all(issubclass(t, _NUMBERS) and not issubclass(t, _NO_NUMBERS) for t in types):
        return _number_column(present, types, missing) or _others(cells, missing)
    return _others(cells, missing)


def _others(cells: list[Any], missing: Bools) -> Column:
    return Column(kind="other", values=objects(cells), missing=missing)


def _encode_texts(cells: list[str | None]) -> Column:
    uniques = sorted({text for text in set(cells) if text is not None})
    code: dict[str | None, int] = {text: place for place, text in enumerate(uniques)}
    code[None] = -1
    codes = np.fromiter(map(code.__getitem__, cells), np.int64, len(cells))
    return Column(kind="text", values=codes, missing=codes < 0, categories=tuple(uniques))


def _is_whole(value: Any) -> bool:
    """Whether a number is an integer by its type, or a decimal that has no place for fractions."""
    if isinstance(value, Decimal):
        return value.as_tuple().exponent == 0
    return isinstance(value, int | np.integer)


def _number_column(present: list[Any], types: set[type], missing: Bools) -> Column | None:
    """Return numbers as integers where all are and fit, as floats where any is fractional.

    Integers beyond 64 bits would lose digits, and ids with them: then there is no column.
    """
    whole = types <= {int} or (float not in types and all(map(_is_whole, present)))
    if whole and min(map(int, present)) >= _LOWEST and max(map(int, present)) <= OUT_OF_RANGE:
        integers = np.zeros(len(missing), dtype=np.int64)
        integers[~missing] = list(map(int, present))
        return Column(kind="integer", values=integers, missing=missing)
    if whole:
        return None
    floats = np.full(len(missing), np.nan)
    try:
        floats[~missing] = [float(v) for v in present]
    except (OverflowError, ValueError):
        return None
    return Column(kind="float", values=floats, missing=missing | np.isnan(floats))


def _datetime_column(cells: list[Any], types: set[type], missing: Bools) -> Column:
    """Turn datetime objects into microseconds, all with a zone or all without."""
    present = [v for v in cells if v is not None]
    result = np.zeros(len(cells), dtype=np.int64)
    # Only where zones differ is every one asked for its offset.
    zones = [v.tzinfo for v in present] if types == {datetime} else []
    for zone, epoch in ((UTC, _EPOCH_UTC), (None, _EPOCH)):
        if zones and zones.count(zone) == len(zones):
            result[~missing] = _whole_us([v - epoch for v in present])
            return Column(kind="time", values=result, missing=missing, zoned=zone is not None)
    zoned = {isinstance(v, datetime) and v.utcoffset() is not None for v in present}
    if len(zoned) > 1:
        return _others(cells, missing)
    result[~missing] = list(map(_moment_us, present))
    return Column(kind="time", values=result, missing=missing, zoned=zoned == {True})


def _whole_us(spans: list[timedelta]) -> Ints:
    """Microseconds of spans of time, several times faster than one by one."""
    day, second = _US_PER_UNIT["D"], _US_PER_UNIT["s"]
    return np.fromiter(
        [span.days * day + span.seconds * second + span.microseconds for span in spans],
        np.int64, len(spans),
    )  # fmt: skip


def _moment_us(moment: date | np.datetime64) -> int:
    if isinstance(moment, np.datetime64):
        return int(_microseconds(np.array([moment]))[0])
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  wall clock
    if moment.utcoffset() is None:
        return (moment.replace(tzinfo=None) - _EPOCH) // timedelta(microseconds=1)
    return (moment - _EPOCH_UTC) // timedelta(microseconds=1)
