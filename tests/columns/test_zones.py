"""Wall-clock readings of 40 zones, held against zoneinfo asked value by value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.arrays import Array, array_column
from relationship_health.columns import Clock, read_times
from relationship_health.columns.zones import EARLIEST_US, LATEST_US

ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "Africa/Juba", "Africa/Monrovia", "America/Asuncion",
    "America/Argentina/San_Luis", "America/Caracas", "America/Godthab", "America/Havana",
    "America/Los_Angeles", "America/New_York", "America/Santiago", "America/Sao_Paulo",
    "America/Scoresbysund", "America/St_Johns", "Antarctica/Casey", "Antarctica/Troll",
    "Asia/Amman", "Asia/Gaza", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Manila", "Asia/Pyongyang",
    "Asia/Tehran", "Asia/Tokyo", "Atlantic/Azores", "Australia/Eucla", "Australia/Lord_Howe",
    "Australia/Sydney", "Europe/Amsterdam", "Europe/Berlin", "Europe/Dublin", "Europe/Istanbul",
    "Europe/Lisbon", "Europe/London", "Europe/Moscow", "Pacific/Apia", "Pacific/Chatham",
    "Pacific/Kiritimati", "Pacific/Kwajalein",
)  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def changes(zone: ZoneInfo) -> Iterator[datetime]:
    """Find the moments from 1895 to 2040 at which the offset of a zone changes."""
    step, moment = timedelta(days=7), datetime(1895, 1, 1, tzinfo=UTC)
    while moment.year < 2040:
        low, high = moment, moment + step
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            before = low.astimezone(zone).utcoffset()
            while high - low > MICROSECOND:
                middle = low + (high - low) // 2
                if middle.astimezone(zone).utcoffset() == before:
                    low = middle
                else:
                    high = middle
            yield high
        moment += step


def readings(zone: ZoneInfo) -> list[datetime]:
    """Give wall-clock readings on both sides of every change, and inside of it."""
    found = []
    for moment in changes(zone):
        for seen in (moment - MICROSECOND, moment):
            wall = seen.astimezone(zone).replace(tzinfo=None, fold=0)
            shifts = (-86_400, -7_201, -3_600, -1_800, -1, 0, 1, 899, 1_800, 3_599, 7_200, 86_400)
            found += [wall + timedelta(seconds=shift) for shift in shifts]
    return found


def asked_one_by_one(wall: datetime, zone: ZoneInfo) -> tuple[int, bool]:
    """Return a reading as UTC, and whether the zone's clocks ever showed it."""
    utc = wall.replace(tzinfo=zone).astimezone(UTC)
    never = utc.astimezone(zone).replace(tzinfo=None, fold=0) != wall
    return (utc - EPOCH) // MICROSECOND, never


def as_times(walls: list[datetime]) -> Array:
    """Make an array of naive times."""
    return np.array(walls, dtype="M8[us]")


@pytest.mark.parametrize("name", ZONES)
def test_every_change_of_every_zone(name: str) -> None:
    """Around each change of offset, gaps and folds of any width are read as zoneinfo reads them."""
    zone = ZoneInfo(name)
    walls = readings(zone)
    times = read_times("at", array_column(as_times(walls)), Clock(timezone=name))
    expected = [asked_one_by_one(wall, zone) for wall in walls]
    assert len(walls) > 20
    assert times.us.tolist() == [us for us, _ in expected]
    assert times.in_gap.tolist() == [never for _, never in expected]
    assert not times.invalid.any()
    aware = [wall.replace(tzinfo=zone) for wall in walls]
    moved = sum(one.utcoffset() != one.replace(fold=1).utcoffset() for one in aware)
    folds = moved - sum(never for _, never in expected)
    assert (f"{folds:,} times occur twice" in " ".join(times.notes)) == (folds > 0)


@given(
    st.sampled_from(ZONES),
    st.lists(st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29))),  # noqa: DTZ001
)
def test_any_reading(name: str, walls: list[datetime]) -> None:
    """Readings of any year are read as zoneinfo reads them, however many share a day."""
    # A reading says nothing of which of two equal ones it is.
    walls = [wall.replace(fold=0) for wall in walls]
    walls += [wall.replace(hour=wall.hour ^ 1) for wall in walls]
    times = read_times("at", array_column(as_times(walls)), Clock(timezone=name))
    expected = [asked_one_by_one(wall, ZoneInfo(name)) for wall in walls]
    assert times.us.tolist() == [us for us, _ in expected]
    assert times.in_gap.tolist() == [never for _, never in expected]


@pytest.mark.parametrize("name", ZONES)
def test_a_zone_never_leads_out_of_the_calendar(name: str) -> None:
    """At the ends of the calendar a reading is in range or invalid, never in the year 0."""
    ends = np.array(["0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31T23:59"], "M8[us]")
    times = read_times("at", array_column(ends), Clock(timezone=name))
    sound = times.us[~times.invalid]
    assert ((sound >= EARLIEST_US) & (sound <= LATEST_US)).all()
    east = ZoneInfo(name).utcoffset(datetime(1, 1, 2)) > timedelta(0)  # type: ignore[operator]  # noqa: DTZ001
    assert times.invalid[:2].tolist() == [east, False]
    assert not times.invalid[2]


def test_times_with_a_zone_are_left_alone() -> None:
    """What carries its zone is not moved by the zone that is named for the others."""
    texts = ["2026-03-29T02:30:00", "2026-03-29T02:30:00+00:00", "2026-10-25T02:30:00"]
    times = read_times("at", array_column(texts), Clock(timezone="Europe/Berlin"))
    hours = [us // 3_600_000_000 - 20_541 * 24 for us in times.us.tolist()]
    assert times.in_gap.tolist() == [True, False, False]
    assert hours[:2] == [1, 2]
    assert len(times.notes) == 2
    assert "2 times carry no zone and were read as Europe/Berlin" in times.notes[0]
    assert "1 times occur twice in Europe/Berlin" in times.notes[1]
