"""Text, numbers and flags of every type come out as one of a few kinds of array."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from relationship_health.frames import read_table
from tests.frames._columns import (
    cells,
    column_of,
    masked,
    np,
    of_arrow,
    of_dictionary,
    of_duckdb,
    of_pandas,
    of_polars,
    opened,
    pa,
    pd,
    pl,
)

NEW_YEAR = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
UUID = "550e8400-e29b-41d4-a716-446655440000"


class Colour(str, Enum):  # noqa: UP042  a StrEnum would be named by its value
    """An enumeration whose members are strings, and say something else when asked."""

    RED = "red"


EXACT = {
    "pandas nullable": of_pandas([2**63 - 1, -(2**63), None], "Int64"),
    "pandas of arrow": of_pandas([2**63 - 1, -(2**63), None], "int64[pyarrow]"),
    "pandas objects": of_pandas([2**63 - 1, -(2**63), None], object),
    "polars": of_polars([2**63 - 1, -(2**63), None]),
    "polars of 128 bits": of_polars([2**63 - 1, -(2**63), None], pl.Int128),
    "arrow": of_arrow([2**63 - 1, -(2**63), None]),
    "arrow dictionary": of_dictionary([2**63 - 1, -(2**63), None]),
    "arrow decimal": of_arrow([Decimal(2**63 - 1), Decimal(-(2**63)), None], pa.decimal128(38, 0)),
    "duckdb": of_duckdb("BIGINT", str(2**63 - 1), str(-(2**63)), "NULL"),
    "duckdb of 128 bits": of_duckdb("HUGEINT", str(2**63 - 1), str(-(2**63)), "NULL"),
    "duckdb decimal": of_duckdb("DECIMAL(38,0)", str(2**63 - 1), str(-(2**63)), "NULL"),
    "list": {"x": [2**63 - 1, -(2**63), None]},
    "list of numpy": {"x": [np.uint64(2**63 - 1), np.int64(-(2**63)), None]},
    "masked": masked([2**63 - 1, -(2**63), 0]),
    "bytes turned round": masked([2**63 - 1, -(2**63), 0], ">i8"),
}  # fmt: skip


@pytest.mark.parametrize("frame", EXACT.values(), ids=EXACT)
def test_whole_numbers_keep_every_digit(frame: Any) -> None:
    """64-bit integers come out exactly, missing ones beside them."""
    column = column_of(frame)
    assert (column.kind, column.values.dtype.name) == ("integer", "int64")
    assert cells(column) == [2**63 - 1, -(2**63), None]


TOO_LARGE = {
    "pandas": of_pandas([2**64 - 1, None], "UInt64"),
    "polars": of_polars([2**64 - 1, None], pl.UInt64),
    "arrow": of_arrow([2**64 - 1, None], pa.uint64()),
    "duckdb": of_duckdb("UBIGINT", str(2**64 - 1), "NULL"),
    "duckdb of 128 bits": of_duckdb("HUGEINT", str(2**64 - 1), "NULL"),
    "list": {"x": [2**64 - 1, None]},
    "array": masked([2**64 - 1, 0], "u8"),
}


@pytest.mark.parametrize("frame", TOO_LARGE.values(), ids=TOO_LARGE)
def test_numbers_beyond_64_bits_are_not_bent(frame: Any) -> None:
    """What int64 cannot hold stays what it is, for whoever wants an id to refuse."""
    column = column_of(frame)
    assert (column.kind, cells(column)) == ("other", [2**64 - 1, None])


TEXTS = {
    "pandas": of_pandas(["b", "a", None]),
    "pandas string": of_pandas(["b", "a", None], "string"),
    "pandas arrow string": of_pandas(["b", "a", None], "string[pyarrow]"),
    "pandas with NaN": of_pandas(["b", "a", float("nan")], object),
    "pandas category": of_pandas(["b", "a", None], "category"),
    "pandas arrow dictionary": of_pandas(
        ["b", "a", None], pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string()))
    ),
    "pandas with a doubled index": pd.DataFrame({"x": ["b", "a", None]}, index=[0, 0, 1]),
    "polars enum": of_polars(["b", "a", None], pl.Enum(["z", "b", "a"])),
    "arrow view": of_arrow(["b", "a", None], pa.string_view()),
    "arrow null in a dictionary": pa.table({
        "x": pa.DictionaryArray.from_arrays(pa.array([0, 1, 2]), pa.array(["b", "a", None]))
    }),
    "arrow runs": pa.table({
        "x": pa.RunEndEncodedArray.from_arrays(pa.array([1, 2, 3], pa.int32()), ["b", "a", None])
    }),
    "duckdb": of_duckdb("VARCHAR", "'b'", "'a'", "NULL"),
    "duckdb enum": of_duckdb("ENUM('z', 'b', 'a')", "'b'", "'a'", "NULL"),
    "numpy strings": masked(["b", "a", "c"]),
    "numpy bytes": masked([b"b", b"a", b"c"]),
    "numpy scalars": {"x": [np.str_("b"), np.str_("a"), None]},
    "a series of each": {"x": pl.Series(["b", "a", None])},
    "pandas array": {"x": pd.Categorical(["b", "a", None])},
    "arrow array": {"x": pa.array(["b", "a", None])},
    "column": {"x": column_of({"x": ["b", "a", None]})},
}  # fmt: skip


@pytest.mark.parametrize("frame", TEXTS.values(), ids=TEXTS)
def test_text_is_coded_in_the_order_of_its_values(frame: Any) -> None:
    """Codes count through the sorted distinct values that occur, -1 where missing."""
    column = column_of(frame)
    assert (column.kind, column.categories) == ("text", ("a", "b"))
    assert column.values.tolist() == [1, 0, -1]
    assert column.missing.tolist() == [False, False, True]


ODD_TEXTS = {
    "uuid": ({"x": [uuid.UUID(UUID)]}, UUID),
    "duckdb uuid": (of_duckdb("UUID", f"'{UUID}'"), UUID),
    "an enumeration": ({"x": [Colour.RED]}, "red"),
    "bytes beyond ASCII": ({"x": np.array(["çem".encode()])}, "çem"),
    "a lone surrogate": ({"x": ["\ud800"]}, "\ud800"),
}


@pytest.mark.parametrize(("frame", "text"), ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_text_in_disguise(frame: Any, text: str) -> None:
    """Strings of other types are the strings that they stand for."""
    column = column_of(frame)
    assert (column.kind, cells(column)) == ("text", [text])


DECIMALS = [Decimal("0.07"), Decimal("-1234567.891234"), Decimal("8.1"), None]
FLOATS = {
    "arrow": of_arrow(DECIMALS, pa.decimal128(30, 6)),
    "arrow of 256 bits": of_arrow(DECIMALS, pa.decimal256(50, 6)),
    "pandas": of_pandas(DECIMALS, object),
    "polars": of_polars(DECIMALS, pl.Decimal(30, 6)),
    "duckdb": of_duckdb("DECIMAL(30, 6)", *("NULL" if d is None else str(d) for d in DECIMALS)),
    "list": {"x": DECIMALS},
}


@pytest.mark.parametrize("frame", FLOATS.values(), ids=FLOATS)
def test_decimals_become_the_nearest_floats(frame: Any) -> None:
    """Decimals come out as Python's float() of them, not as a library's own rounding."""
    column = column_of(frame)
    assert (column.kind, cells(column)) == ("float", [0.07, -1234567.891234, 8.1, None])


NUMBERS: dict[str, tuple[Any, str, list[Any]]] = {
    "pandas whole with gaps": (of_pandas([1, None]), "float", [1.0, None]),
    "pandas nullable float": (of_pandas([1.5, None], "Float64"), "float", [1.5, None]),
    "pandas whole category": (of_pandas([3, None], "category"), "integer", [3, None]),
    "pandas sparse": (of_pandas(pd.arrays.SparseArray([1, 0])), "integer", [1, 0]),
    "pandas flags": (of_pandas([True, None], "boolean"), "boolean", [True, None]),
    "pandas object flags": (of_pandas([True, None], object), "boolean", [True, None]),
    "polars NaN and null": (of_polars([1.5, float("nan"), None]), "float", [1.5, None, None]),
    "polars small": (of_polars([1, None], pl.Int8), "integer", [1, None]),
    "polars single": (of_polars([0.5, None], pl.Float32), "float", [0.5, None]),
    "arrow half": (of_arrow(np.array([0.5], np.float16)), "float", [0.5]),
    "arrow flags": (of_arrow([True, None]), "boolean", [True, None]),
    "duckdb flags": (of_duckdb("BOOLEAN", "true", "NULL"), "boolean", [True, None]),
    "numpy flags": ({"x": [np.True_, None]}, "boolean", [True, None]),
    "mixed numbers": ({"x": [1, 2.5, Decimal("0.5"), None]}, "float", [1.0, 2.5, 0.5, None]),
    "single NaN": ({"x": [np.float32("nan"), 1.5]}, "float", [None, 1.5]),
    "decimal NaN": ({"x": [Decimal("NaN"), Decimal("sNaN"), 1]}, "integer", [None, None, 1]),
    "masked constant": ({"x": [np.ma.masked, 1]}, "integer", [None, 1]),
    "range": ({"x": range(2)}, "integer", [0, 1]),
    "empty": ({"x": []}, "text", []),
    "polars nothing": (of_polars([None, None]), "text", [None, None]),
    "arrow nothing": (of_arrow([None, None]), "text", [None, None]),
    "duckdb nothing": (of_duckdb("INTEGER", "NULL"), "integer", [None]),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "kind", "expected"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_and_flags(frame: Any, kind: str, expected: list[Any]) -> None:
    """Numbers and flags of any width keep their values, and their missing ones."""
    column = column_of(frame)
    assert (column.kind, cells(column)) == (kind, expected)


OTHERS: dict[str, Any] = {
    "mixed": {"x": [1, "a"]},
    "flags and numbers": {"x": [True, 1]},
    "zoned and not": {"x": [NEW_YEAR, NEW_YEAR.replace(tzinfo=None)]},
    "a date and a zone": {"x": [NEW_YEAR, dt.date(2026, 1, 1)]},
    "complex": {"x": np.array([1j])},
    "bytes": {"x": np.array([b"\xff"])},
    "numpy spans": {"x": np.array([1, 2], "m8[ns]")},
    "pandas spans": of_pandas(pd.to_timedelta([1, 2])),
    "pandas periods": of_pandas(pd.period_range("2026-01", "2026-03", freq="M")),
    "polars spans": of_polars([dt.timedelta(1)]),
    "polars lists of one length": of_polars([["a", "b"], ["c", "d"]]),
    "polars structs": of_polars([{"a": 1}, None]),
    "polars objects": of_polars([object()], pl.Object),
    "arrow times of day": of_arrow([dt.time(1)]),
    "arrow binary": of_arrow([b"a"]),
    "duckdb lists": of_duckdb("VARCHAR[]", "['a', 'b']", "['c', 'd']", "NULL"),
    "duckdb spans": of_duckdb("INTERVAL", "'1 day'", "NULL"),
    "lists of one length": {"x": [["a", "b"], ["c", "d"]]},
    "arrays of one length": {"x": [np.array([1, 2]), np.array([3, 4])]},
    "beyond a float": {"x": [10**400, 0.5]},
}


@pytest.mark.parametrize("frame", OTHERS.values(), ids=OTHERS)
def test_what_is_nothing_of_it_comes_as_it_is(frame: Any) -> None:
    """Values that no kind holds are handed on one by one, neither bent nor refused."""
    column = column_of(frame)
    assert (column.kind, column.values.dtype.kind) == ("other", "O")
    assert column.values.shape == (read_table(opened(frame)).rows,)
