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
    if isinstance(values, Column):
        return values
    if not isinstance(values, np.ndarray):
        values = objects(values)
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
    return _object_column(_as_objects(data), missing)


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


def _missing_objects(values: Array) -> Bools:
    """Mark None, NaN, NaT and their like; values are looked at only where types make it worth."""
    doubtful = {
        t for t in set(map(type, values))
        if issubclass(t, _SOMETIMES_MISSING) or t.__name__ in _MISSING_TYPES
    }  # fmt: skip
    if not doubtful:
        return np.zeros(len(values), dtype=np.bool_)
    if doubtful == {NoneType}:
        return np.fromiter((v is None for v in values), np.bool_, len(values))
    return np.fromiter(map(_is_missing, values), np.bool_, len(values))


def _is_missing(value: Any) -> bool:
    if isinstance(value, np.datetime64 | np.timedelta64):
        return bool(np.isnat(value))
    if isinstance(value, Decimal):
        return value.is_nan()
    if isinstance(value, float | np.floating):
        return math.isnan(value)
    return value is None or type(value).__name__ in _MISSING_TYPES


def _object_column(values: Array, missing: Bools) -> Column:
    """Find out what an object array holds, by its types."""
    missing = missing | _missing_objects(values)
    present = values[~missing]
    types = set(map(type, present))
    if all(issubclass(t, str | UUID) for t in types):
        return _encode_objects(present, missing)
    if all(issubclass(t, date | np.datetime64) for t in types):
        return _datetime_column(values, missing)
    if all(issubclass(t, bool | np.bool_) for t in types):
        flags = np.zeros(len(values), dtype=np.bool_)
        flags[~missing] = present.astype(np.bool_)
        return Column(kind="boolean", values=flags, missing=missing)
    if all(issubclass(t, _NUMBERS) and not issubclass(t, _NO_NUMBERS) for t in types):
        return _number_column(values, missing, whole=all(map(_is_whole, present)))
    return Column(kind="other", values=values, missing=missing)


def _encode_objects(present: Array, missing: Bools) -> Column:
    table: dict[str, int] = {}
    codes = np.full(len(missing), -1, dtype=np.int64)
    # str(v) would say 'Colour.RED' of an enumeration's member that is the string 'red'.
    codes[~missing] = [
        table.setdefault(str.__str__(v) if isinstance(v, str) else str(v), len(table))
        for v in present
    ]
    return text_column(codes, list(table))


def _is_whole(value: Any) -> bool:
    """Whether a number is an integer by its type, or a decimal that has no place for fractions."""
    if isinstance(value, Decimal):
        return value.as_tuple().exponent == 0
    return isinstance(value, int | np.integer)


def _number_column(values: Array, missing: Bools, *, whole: bool) -> Column:
    """Return numbers as integers where all are and fit, as floats where any is fractional."""
    present = values[~missing]
    if whole and all(_LOWEST <= v <= OUT_OF_RANGE for v in map(int, present)):
        integers = np.zeros(len(values), dtype=np.int64)
        integers[~missing] = present.astype(np.int64)
        return Column(kind="integer", values=integers, missing=missing)
    floats = np.full(len(values), np.nan)
    try:
        floats[~missing] = present.astype(np.float64)
    except (OverflowError, ValueError):
        whole = True
    if whole:
        # Integers beyond 64 bits would lose digits, and ids with them.
        return Column(kind="other", values=values, missing=missing)
    return Column(kind="float", values=floats, missing=missing | np.isnan(floats))


def _datetime_column(values: Array, missing: Bools) -> Column:
    """Turn datetime objects into microseconds, all with a zone or all without."""
    moments = [(row, values[row]) for row in np.flatnonzero(~missing)]
    zoned = {isinstance(v, datetime) and v.utcoffset() is not None for _, v in moments}
    if len(zoned) > 1:
        return Column(kind="other", values=values, missing=missing)
    result = np.zeros(len(values), dtype=np.int64)
    for row, moment in moments:
        result[row] = _moment_us(moment)
    return Column(kind="time", values=result, missing=missing, zoned=zoned == {True})


def _moment_us(moment: date | np.datetime64) -> int:
    if isinstance(moment, np.datetime64):
        return int(_microseconds(np.array([moment]))[0])
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  wall clock
    if moment.utcoffset() is None:
        return (moment.replace(tzinfo=None) - _EPOCH) // timedelta(microseconds=1)
    return (moment - _EPOCH.replace(tzinfo=UTC)) // timedelta(microseconds=1)
