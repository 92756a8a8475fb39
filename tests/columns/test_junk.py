"""Whatever a frame holds: a portfolio whose rows are accounted for, or one sentence."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import polars as pl
from hypothesis import given, settings
from hypothesis.extra import numpy as npst

from relationship_health import Portfolio
from relationship_health.columns import OPTIONAL_NAMES
from relationship_health.errors import InputError
from tests.frames._sentence import assert_one_sentence

ROWS = 4
FEW = 50  # an example takes half a second: most of it goes into drawing junk
MISSING = [None, pd.NA, pd.NaT, np.datetime64("NaT"), np.timedelta64("NaT"), np.ma.masked,
           float("nan"), np.float32("nan"), Decimal("NaN")]  # fmt: skip
ODD = [object, [], {}, (), b"", np.int8(3), "\ud800", "1e999", "outbound", "done", "ana", "bo", 1]
scalars: st.SearchStrategy[Any] = st.one_of(
    st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.binary(max_size=2),
    st.complex_numbers(), st.decimals(), st.dates(), st.datetimes(), st.times(), st.timedeltas(),
    st.datetimes(timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=-5))])),
    st.uuids(), st.sampled_from(MISSING), st.sampled_from(ODD),
)  # fmt: skip
plain = st.sampled_from(["ana", "bo", "cy"]) | st.none()
times = st.sampled_from(["2026-01-01", "2026-01-02T03:04Z", None, "soon"])
lists = st.lists(scalars, min_size=ROWS, max_size=ROWS)
kinds = npst.scalar_dtypes() | npst.datetime64_dtypes() | npst.timedelta64_dtypes()
arrays = kinds.flatmap(lambda dtype: npst.arrays(dtype, ROWS))
masked = arrays.map(lambda array: np.ma.MaskedArray(array, mask=[True, False, False, True]))
junk = lists | arrays | masked


def column(sound: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Give a column that is sound more often than not."""
    return st.lists(sound, min_size=ROWS, max_size=ROWS) | st.lists(
        sound, min_size=ROWS, max_size=ROWS
    ) | junk  # fmt: skip


frames = st.fixed_dictionaries(
    {"sender": column(plain), "recipient": column(plain), "time": column(times)},
    optional=dict.fromkeys([*OPTIONAL_NAMES, "extra", "body"], junk),
)
options = st.fixed_dictionaries(
    {"on_error": st.sampled_from(["collect", "collect", "raise"])},
    optional={
        "time_unit": st.sampled_from(["s", "ms", "us", "h"]),
        "time_format": st.sampled_from(["%Y", "%d.%m.%Y", "%", "%Y-%m-%d"]),
        "timezone": st.sampled_from(["Europe/Berlin", "UTC", "nowhere"]),
        "our_side": st.sampled_from([{"ana"}, {1}, "extra", "sender", []]),
        "within": st.booleans(),
        "stakeholders": st.fixed_dictionaries(
            {"id": column(plain)},
            optional={"importance": junk, "motives": junk, "attributes": junk},
        ),
        "relationships": st.fixed_dictionaries(
            {"source": column(plain), "target": column(plain)},
            optional={"since": column(times), "cadence": junk, "notes": junk},
        ),
        "transactions": st.fixed_dictionaries(
            {"account": column(plain), "time": column(times), "value": junk}
        ),
    },
)


def check(frame: Any, given: dict[str, Any], rows: int) -> None:
    """Build a portfolio, or be told in one sentence why not."""
    try:
        built = Portfolio.from_frame(frame, **given)
    except InputError as error:
        assert_one_sentence(error)
        return
    issues = built.issues
    assert issues.rows_in == rows
    assert issues.accepted + issues.repaired + issues.ignored + issues.rejected == rows
    assert len(built.time) == issues.accepted + issues.repaired
    assert built == Portfolio.from_frame(frame, **given)
    assert all(len(values) == len(built.time) for values in built.columns.values())
    assert not [v for v in built.columns.values() if v.dtype.kind not in "bif"]


@settings(max_examples=FEW)
@given(frames, options)
def test_any_dict_of_columns(frame: dict[str, Any], given: dict[str, Any]) -> None:
    """Cells of any type, in any column, do no other harm than to be refused by name."""
    check(frame, given, ROWS)


def pandas_series(cells: Any) -> pd.Series[Any]:
    """Make a series, of objects where pandas has no type for them."""
    try:
        return pd.Series(cells)
    except (ValueError, TypeError, OverflowError):
        return pd.Series(list(cells), dtype=object)


@settings(max_examples=FEW)
@given(frames, options)
def test_any_frame_of_pandas(frame: dict[str, Any], given: dict[str, Any]) -> None:
    """The same junk in a dataframe of pandas."""
    check(pd.DataFrame({n: pandas_series(cells) for n, cells in frame.items()}), given, ROWS)


def of(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Give a column of one type, some of it missing."""
    return st.lists(st.none() | values, min_size=ROWS, max_size=ROWS)


DECIMAL = st.decimals(-(10**6), 10**6, places=2)
typed = st.one_of(
    of(plain), of(st.booleans()), of(st.integers(-(2**63), 2**62)), of(st.floats()), of(DECIMAL),
    of(st.binary(max_size=2)), of(st.dates()), of(st.datetimes()), of(st.times()),
    of(st.timedeltas(dt.timedelta(-99), dt.timedelta(99))), of(of(plain)),
    npst.arrays(npst.floating_dtypes(endianness="=") | npst.boolean_dtypes(), ROWS),
    npst.arrays(npst.integer_dtypes(endianness="="), ROWS),
)  # fmt: skip
typed_frames = st.fixed_dictionaries(
    {"sender": of(plain) | typed, "recipient": of(plain) | typed, "time": of(times) | typed},
    optional=dict.fromkeys([*OPTIONAL_NAMES, "extra", "body"], typed),
)


@settings(max_examples=FEW)
@given(typed_frames, options)
def test_any_frame_of_polars(frame: dict[str, Any], given: dict[str, Any]) -> None:
    """Columns of every type that polars has."""
    check(pl.DataFrame(frame), given, ROWS)
