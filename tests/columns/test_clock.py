"""Times of any spelling are read exactly, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.arrays import array_column
from relationship_health.columns import Clock, read_moment, read_times
from relationship_health.columns.zones import EARLIEST_US, LATEST_US
from relationship_health.errors import ColumnError, InputError
from tests.frames._sentence import assert_one_sentence

DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
NEW_YEAR_US = 1_767_225_600_000_000
FACTOR = {"s": 1_000_000, "ms": 1_000, "us": 1}


def read(cells: Any, **clock: Any) -> list[int | str | None]:
    """Read cells as times: microseconds, None where missing, "no" where none can be read."""
    times = read_times("at", array_column(cells), Clock(**clock))
    return [
        None if gone else "no" if bad else us
        for us, gone, bad in zip(
            times.us.tolist(), times.missing.tolist(), times.invalid.tolist(), strict=True
        )
    ]


TEXTS: dict[str, int | str] = {
    "2026-01-01": NEW_YEAR_US,
    "20260101": NEW_YEAR_US,
    "2026-01-01T00:00": NEW_YEAR_US,
    " 2026-01-01 00:00:00 ": NEW_YEAR_US,
    "2026-01-01T00:00:00Z": NEW_YEAR_US,
    "2026-01-01T00:00:00.000001+00:00": NEW_YEAR_US + 1,
    "2026-01-01T00:00:00,5Z": NEW_YEAR_US + 500_000,
    "2026-01-01T00:00:00.1234567Z": NEW_YEAR_US + 123_456,
    "2026-01-01T05:30:00+05:30": NEW_YEAR_US,
    "2025-12-31T17:00-0700": NEW_YEAR_US,
    "2026-W01-4": NEW_YEAR_US,
    "0001-01-01": EARLIEST_US,
    "2367-01-01": 12_528_086_400_000_000,
    "9999-12-31T23:59:59.999999Z": LATEST_US,
    "0001-01-01T00:00+14:00": "no",
    "9999-12-31T23:59-14:00": "no",
    "10000-01-01": "no",
    "2026-02-29": "no",
    "2026-01-01T25:00": "no",
    "2026-01": "no",
    "01/02/2026": "no",
    "10": "no",
    "may": "no",
    "yesterday": "no",
    "1767225600": "no",
    "1210101231200": "no",
    "²": "no",
    "": "no",
    "\x00": "no",
    "2026-01-01\ud800": "no",
}


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_iso_8601(text: str) -> None:
    """ISO 8601 is read to the microsecond, and nothing is guessed from anything else."""
    assert read([text]) == [TEXTS[text]]


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-14 * 60, 14 * 60))
def test_any_offset_is_taken_off(moment: datetime, minutes: int) -> None:
    """The same moment is the same number, whatever offset it is written with."""
    try:
        local = moment.replace(tzinfo=None) + timedelta(minutes=minutes)
    except OverflowError:
        return
    sign, rest = "-" if minutes < 0 else "+", abs(minutes)
    text = f"{local.isoformat()}{sign}{rest // 60:02}:{rest % 60:02}"
    expected = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert read([text]) == [expected]


@pytest.mark.parametrize("unit", FACTOR)
@given(numbers=st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_whole_numbers_of_any_size(unit: str, numbers: list[int]) -> None:
    """A number times its unit is the time, or there is no such time: nothing wraps."""
    exact = [number * FACTOR[unit] for number in numbers]
    expected = [us if EARLIEST_US <= us <= LATEST_US else "no" for us in exact]
    assert read(np.array(numbers, dtype=np.int64), unit=unit) == expected
    assert read([str(number) for number in numbers], unit=unit) == expected


@pytest.mark.parametrize("unit", FACTOR)
@given(numbers=st.lists(st.floats(-1e11, 1e11)))
def test_fractions_of_a_unit(unit: str, numbers: list[float]) -> None:
    """A fraction is rounded to the nearest microsecond."""
    found = read(np.array(numbers, dtype=np.float64), unit=unit)
    for us, number in zip(found, numbers, strict=True):
        exact = Fraction(number) * FACTOR[unit]
        if EARLIEST_US <= exact <= LATEST_US:
            # The product is itself a float, off by half a place at most.
            assert isinstance(us, int)
            assert abs(us - exact) <= Fraction(1, 2) + abs(exact) / 2**52


ODD_NUMBERS: dict[str, tuple[Any, str, list[int | str | None]]] = {
    "infinite": ([float("inf"), float("-inf"), float("nan")], "s", ["no", "no", None]),
    "as large as floats go": ([1.7e308, -1.7e308], "s", ["no", "no"]),
    "year 10000 in seconds": ([253_402_300_799, 253_402_300_800], "s", [LATEST_US - 999_999, "no"]),
    "milliseconds taken for seconds": ([NEW_YEAR_US // 1000], "s", ["no"]),
    "unsigned": (np.array([2**63 - 1], dtype=np.uint64), "us", ["no"]),
    "text with a fraction": (["1767225600.5"], "s", [NEW_YEAR_US + 500_000]),
    "text with an exponent": (["1.7672256e9"], "s", [NEW_YEAR_US]),
    "text that is no number": (["soon", "NaN", "Infinity", "sNaN", "-"], "s", ["no"] * 5),
    "text beyond decimals": (["1e400", "9e999999999999999999", "-1e999999"], "us", ["no"] * 3),
    "blank text": (["", " ", None], "s", ["no", "no", None]),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "unit", "expected"), ODD_NUMBERS.values(), ids=ODD_NUMBERS)
def test_odd_numbers(cells: Any, unit: str, expected: list[int | str | None]) -> None:
    """What is no number of that unit is no time, and nothing else goes wrong."""
    assert read(cells, unit=unit) == expected


FORMATS: dict[str, tuple[Any, str, list[int | str | None]]] = {
    "day first": (["01.02.2026 03:04"], "%d.%m.%Y %H:%M", [1_769_915_040_000_000]),
    "with an offset": (["2026-01-01 05:30 +0530"], "%Y-%m-%d %H:%M %z", [NEW_YEAR_US]),
    "whole numbers": ([20260101, 20261301], "%Y%m%d", [NEW_YEAR_US, "no"]),
    "numbers with gaps": ([20260101.0, float("nan"), 0.5], "%Y%m%d", [NEW_YEAR_US, None, "no"]),
    "another layout": (["2026-01-01"], "%d.%m.%Y", ["no"]),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "layout", "expected"), FORMATS.values(), ids=FORMATS)
def test_a_format_is_followed(cells: Any, layout: str, expected: list[int | str | None]) -> None:
    """With a format, text and numbers are read by it and by nothing else."""
    assert read(cells, format=layout) == expected


def test_a_format_is_read_in_the_zone() -> None:
    """A time whose format says no zone is a reading of the clocks there."""
    found = read(["01.07.2026 02:00"], format="%d.%m.%Y %H:%M", timezone="Europe/Berlin")
    assert found == [NEW_YEAR_US + 181 * DAY_US]


@pytest.mark.parametrize("cells", [[None, None], [float("nan")], np.array(["NaT"], "M8[s]"), []])
def test_nothing_at_all_needs_no_unit(cells: Any) -> None:
    """A column without a single value is missing throughout, of whatever type it is."""
    assert read(cells) == [None] * len(cells)


MIXED: dict[str, tuple[Any, str | None, list[int | str | None]]] = {
    "zoned and not": (
        [datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1), None], None,
        [NEW_YEAR_US, NEW_YEAR_US - HOUR_US, None],
    ),
    "text and times": (
        ["2026-01-01Z", "2026-01-01", date(2026, 1, 1), "soon", 5, True, [], b"2026-01-01"], None,
        ["no", NEW_YEAR_US - HOUR_US, NEW_YEAR_US - HOUR_US, "no", "no", "no", "no", "no"],
    ),
    "numbers and text": (
        [NEW_YEAR_US, str(NEW_YEAR_US), float(NEW_YEAR_US), 2**64, np.int64(5), "soon"], "us",
        [NEW_YEAR_US, NEW_YEAR_US, NEW_YEAR_US, "no", 5, "no"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "unit", "expected"), MIXED.values(), ids=MIXED)
def test_a_strange_cell_spoils_its_own_row_only(
    cells: Any, unit: str | None, expected: list[int | str | None]
) -> None:
    """In a column of several types each cell is read by its own, or is no time."""
    assert read(cells, unit=unit, timezone="Europe/Berlin") == expected


REFUSED: dict[str, tuple[Any, tuple[str, ...]]] = {
    "whole numbers": ([1, 2], ("numbers", "expected times", "time_unit='s', 'ms' or 'us'")),
    "decimal numbers": ([1.5], ("numbers", "expected times", "time_unit='s', 'ms' or 'us'")),
    "flags": ([True], ("true and false", "expected times", "convert")),
    "a mixture": ([True, 5], ("mixed", "expected times", "convert")),
    "too long": ([2**64], ("unsupported", "expected times", "convert")),
    "spans": (np.array([1], "m8[s]"), ("unsupported", "expected times")),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "words"), REFUSED.values(), ids=REFUSED)
def test_a_column_that_is_no_time_is_refused(cells: Any, words: tuple[str, ...]) -> None:
    """A column of another kind is an error that names it, and says what to do."""
    with pytest.raises(ColumnError) as caught:
        read(cells)
    assert caught.value.column == "at"
    assert_one_sentence(caught.value, "Column 'at'", *words)


CLOCKS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "unit": ({"unit": "min"}, ("time_unit", "'min'", "expected 's', 'ms' or 'us'")),
    "ns": ({"unit": "ns"}, ("time_unit", "'ns'", "expected 's', 'ms' or 'us'")),
    "format": ({"format": "%Q"}, ("time_format", "'%Q'", "expected a strptime format")),
    "half a format": ({"format": "%Y-%"}, ("time_format", "'%Y-%'", "expected")),
    "the same twice": ({"format": "%Y %Y"}, ("time_format", "'%Y %Y'", "expected")),
    "no format": ({"format": ""}, ("time_format", "''", "expected")),
    "a number": ({"format": 5}, ("time_format", "5", "expected")),
    "both": ({"unit": "s", "format": "%Y"}, ("time_unit", "time_format", "expected one of")),
    "zone": ({"timezone": "Mars/Olympus"}, ("timezone", "Mars/Olympus", "expected an IANA name")),
    "path": ({"timezone": "../../etc/passwd"}, ("timezone", "passwd", "expected an IANA name")),
    "folder": ({"timezone": "Europe"}, ("timezone", "'Europe'", "expected an IANA name")),
    "blank zone": ({"timezone": ""}, ("timezone", "''", "expected an IANA name")),
    "no zone": ({"timezone": None}, ("timezone", "None", "expected an IANA name")),
}


@pytest.mark.parametrize(("given", "words"), CLOCKS.values(), ids=CLOCKS)
def test_a_clock_that_cannot_be_is_refused(given: dict[str, Any], words: tuple[str, ...]) -> None:
    """A wrong unit, format or zone is one error, and not as many bad rows as there are rows."""
    with pytest.raises(InputError) as caught:
        Clock(**given)
    assert_one_sentence(caught.value, *words)


MOMENTS: dict[str, tuple[Any, int]] = {
    "date": (date(2026, 1, 1), NEW_YEAR_US),
    "naive": (datetime(2026, 1, 1), NEW_YEAR_US),  # noqa: DTZ001
    "aware": (datetime.fromisoformat("2026-01-01T05:30+05:30"), NEW_YEAR_US),
    "text": (" 2026-01-01 ", NEW_YEAR_US),
    "text with a zone": ("2026-01-01T01:00+01:00", NEW_YEAR_US),
    "numpy day": (np.datetime64("2026-01-01"), NEW_YEAR_US),
    "numpy year": (np.datetime64("2026"), NEW_YEAR_US),
    "numpy nanosecond": (np.datetime64(1_767_225_600_000_000_999, "ns"), NEW_YEAR_US),
    "pandas": (pd.Timestamp("2026-01-01", tz="Asia/Tokyo"), NEW_YEAR_US - 9 * 3_600_000_000),
}  # fmt: skip


@pytest.mark.parametrize(("moment", "expected"), MOMENTS.values(), ids=MOMENTS)
def test_a_moment_is_read(moment: Any, expected: int) -> None:
    """A moment of any common type is one number; without a zone it is UTC."""
    assert read_moment(moment) == expected
    assert type(read_moment(moment)) is int


@pytest.mark.parametrize(
    "moment",
    [None, 5, 1767225600.0, True, "", "now", "may", pd.NaT, np.datetime64("NaT"), b"2026-01-01",
     np.datetime64(2**62, "s"), np.datetime64(2**40, "Y"), "0001-01-01T00:00+14:00", ["2026-01-01"],
     np.datetime64("10000-01-01")],
    ids=repr,
)  # fmt: skip
def test_what_is_no_moment_is_refused(moment: Any) -> None:
    """Numbers, guesses and what lies outside the calendar are no moments."""
    with pytest.raises(InputError) as caught:
        read_moment(moment, "since")
    assert_one_sentence(caught.value, "since is", "expected a datetime, a date, or ISO 8601")
