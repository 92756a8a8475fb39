"""Times of every unit, with a zone and without, come out as microseconds and never wrap."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from relationship_health.arrays import OUT_OF_RANGE
from tests.frames._columns import (
    cells,
    column_of,
    np,
    of_arrow,
    of_dictionary,
    of_duckdb,
    of_pandas,
    of_polars,
    pa,
    pd,
    pl,
)

NEW_YEAR = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
US = 1_767_225_600_000_000


def as_zone(frame: Any, zone: str) -> Any:
    """Say that the readings of a polars column are those of a zone."""
    return frame.with_columns(pl.col("x").dt.replace_time_zone(zone))


UNITS = ["s", "ms", "us", "ns"]
NAIVE = np.array(["2026-01-01", "NaT"], "M8[s]")
WALL = [NEW_YEAR.replace(tzinfo=None), None]
TIMES: dict[str, tuple[Any, bool]] = {
    **{f"pandas {u}": (of_pandas(NAIVE.astype(f"M8[{u}]")), False) for u in UNITS},
    **{
        f"pandas {u} zoned": (
            of_pandas(pd.to_datetime([NEW_YEAR, None]).tz_convert("Asia/Tokyo").as_unit(u)), True
        )
        for u in ("s", "ms", "us", "ns")
    },
    "pandas fixed offset": (of_pandas(pd.to_datetime(["2026-01-01T05:30+05:30", None])), True),
    "pandas objects": (of_pandas([NEW_YEAR, pd.NaT], object), True),
    "pandas dates": (of_pandas([dt.date(2026, 1, 1), None], object), False),
    "pandas arrow date": (of_pandas([dt.date(2026, 1, 1), None], "date32[pyarrow]"), False),
    "pandas category": (of_pandas(pd.to_datetime(["2026-01-01", None])).astype("category"), False),
    "polars date": (of_polars([dt.date(2026, 1, 1), None]), False),
    **{f"polars {u}": (of_polars(WALL, pl.Datetime(u)), False) for u in ("ms", "us", "ns")},
    "polars zoned": (as_zone(of_polars(WALL), "UTC"), True),
    **{f"arrow {u}": (of_arrow(NAIVE, pa.timestamp(u)), False) for u in UNITS},
    **{
        f"arrow {u} zoned": (of_arrow([NEW_YEAR, None], pa.timestamp(u, tz="Asia/Tokyo")), True)
        for u in ("s", "ms", "us", "ns")
    },
    "arrow date32": (of_arrow([dt.date(2026, 1, 1), None]), False),
    "arrow date64": (of_arrow([dt.date(2026, 1, 1), None], pa.date64()), False),
    "arrow dictionary": (
        of_dictionary(NAIVE, pa.timestamp("us")), False
    ),
    **{
        f"duckdb {kind}": (of_duckdb(kind, "'2026-01-01'", "NULL"), False)
        for kind in ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "DATE")
    },
    "duckdb zoned": (of_duckdb("TIMESTAMPTZ", "'2026-01-01 09:00:00+09'", "NULL"), True),
    **{f"numpy {u}": ({"x": NAIVE.astype(f"M8[{u}]")}, False) for u in ("D", "h", "m", *UNITS)},
    "numpy months": ({"x": np.array(["2026-01", "NaT"], "M8[M]")}, False),
    "numpy other end": ({"x": NAIVE.astype(">M8[us]")}, False),
    "numpy scalars": ({"x": [np.datetime64("2026-01-01"), np.datetime64("NaT")]}, False),
    "python": ({"x": [NEW_YEAR.astimezone(dt.timezone(dt.timedelta(hours=-7))), None]}, True),
    "python naive": ({"x": WALL}, False),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "zoned"), TIMES.values(), ids=TIMES)
def test_times_are_microseconds(frame: Any, *, zoned: bool) -> None:
    """Times of any unit come out as microseconds, in UTC if they had a zone."""
    column = column_of(frame)
    assert (column.kind, column.zoned, cells(column)) == ("time", zoned, [US, None])


FAR = {
    "pandas": (of_pandas(np.array(["10000-01-01"], "M8[s]")), 253_402_300_800_000_000),
    "polars": (of_polars([2**62], pl.Datetime("ms")), OUT_OF_RANGE),
    "polars date": (of_polars(pl.Series([2**31 - 1], dtype=pl.Int32).cast(pl.Date)), OUT_OF_RANGE),
    "arrow": (of_arrow([2**62], pa.timestamp("s")), OUT_OF_RANGE),
    "arrow date": (pa.table({"x": pa.array([2**31 - 1], pa.int32()).cast("date32")}), OUT_OF_RANGE),
    "duckdb": (of_duckdb("TIMESTAMP", "'infinity'"), OUT_OF_RANGE),
    "duckdb date": (of_duckdb("DATE", "'infinity'"), OUT_OF_RANGE),
    "numpy": ({"x": np.array([2**60], "M8[M]")}, OUT_OF_RANGE),
    "numpy of ten": ({"x": np.array([2**62], "M8[10us]")}, OUT_OF_RANGE),
    "year 1": ({"x": np.array(["0001-01-01"], "M8[D]")}, -62_135_596_800_000_000),
    "before 1970, rounded down": ({"x": np.array([-1], "M8[ns]")}, -1),
}


@pytest.mark.parametrize(("frame", "expected"), FAR.values(), ids=FAR)
def test_far_times_do_not_wrap(frame: Any, expected: int) -> None:
    """A time that microseconds cannot hold is marked, and never becomes another time."""
    assert cells(column_of(frame)) == [expected]
