"""What an interaction accepts and refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.model import Interaction
from tests.model._laws import identifiers, interactions, numbered, refused

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAIVE = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - on purpose


class NoOffset(tzinfo):
    """A zone that does not know its offset, as some calendars bring."""

    def utcoffset(self, moment: datetime | None) -> None:
        """Not know."""

    def dst(self, moment: datetime | None) -> None:
        """Not know."""

    def tzname(self, moment: datetime | None) -> None:
        """Not know."""


REFUSED = [
    ("sender", ""),
    ("sender", None),
    ("sender", True),
    ("recipients", []),
    ("recipients", None),
    ("recipients", ""),
    ("recipients", ["bo", " "]),
    ("recipients", ["bo", None]),
    ("recipients", [True]),
    ("recipients", {"bo": 1}),
    ("recipients", b"bo"),
    ("recipients", 1.5),
    ("time", NAIVE),
    ("time", date(2026, 3, 2)),
    ("time", "2026-03-02T12:00Z"),
    ("time", 1_772_452_800),
    ("time", None),
    ("time", NAIVE.replace(tzinfo=NoOffset())),
    ("time", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9)))),
    ("time", datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-9)))),
    ("id", ""),
    ("id", 1.0),
    ("direction", "sideways"),
    ("direction", 1),
    ("channel", ""),
    ("channel", 7),
    ("audience", 0),
    ("audience", 1.0),
    ("audience", True),
    ("duration_minutes", -1),
    ("duration_minutes", float("nan")),
    ("duration_minutes", float("inf")),
    ("duration_minutes", True),
    ("duration_minutes", "12"),
    ("duration_minutes", timedelta(minutes=5)),
    ("thread", " "),
    ("thread", False),
    ("purpose", ""),
    ("outcome", 1),
    ("automated", 1),
    ("automated", "yes"),
    ("status", None),
    ("status", ""),
    ("value", float("nan")),
    ("value", float("-inf")),
    ("value", True),
    ("value", "3"),
    ("attributes", None),
    ("attributes", {2: 3}),
]


@pytest.mark.parametrize(("attribute", "value"), REFUSED, ids=numbered(REFUSED))
def test_it_refuses(attribute: str, value: Any) -> None:
    """Each refusal names the attribute, what was found and what is expected."""
    given_values = {"sender": "ana", "recipients": "bo", "time": NOON, attribute: value}
    refused(Interaction, attribute, **given_values)


def test_a_naive_time_is_refused_with_the_remedy() -> None:
    """The sentence tells to attach a zone, and how."""
    error = refused(Interaction, "time", sender=1, recipients=2, time=NAIVE)
    assert "attach" in error.expected
    assert "value.replace(tzinfo=datetime.UTC)" in error.expected


@pytest.mark.needs("pandas")
def test_not_a_time_is_refused() -> None:
    """NaT is an instance of datetime, and still enters nowhere."""
    import pandas as pd

    assert isinstance(pd.NaT, datetime)
    refused(Interaction, "time", sender=1, recipients=2, time=pd.NaT)
    stamp = pd.Timestamp("2026-03-02 12:00", tz="UTC")
    assert Interaction(sender=1, recipients=2, time=stamp).time == NOON


@given(identifiers)
def test_one_recipient_needs_no_list(person: str | int) -> None:
    """A single id is a sequence of one, never taken apart."""
    alone = Interaction(sender="ana", recipients=person, time=NOON)
    assert alone.recipients == (person,)
    assert alone == Interaction(sender="ana", recipients=[person], time=NOON)
    assert alone == Interaction(sender="ana", recipients=iter([person]), time=NOON)


@given(interactions, st.integers(-14 * 60, 14 * 60))
def test_equal_instants_are_equal(drawn: dict[str, Any], minutes: int) -> None:
    """The zone in which a time is written changes neither equality nor hash."""
    there = drawn["time"].astimezone(timezone(timedelta(minutes=minutes)))
    here, moved = Interaction(**drawn), Interaction(**{**drawn, "time": there})
    assert here == moved
    assert hash(here) == hash(moved)


@pytest.mark.parametrize("zone", ["Australia/Lord_Howe", "Pacific/Kiritimati", "Europe/Berlin"])
def test_real_zones_are_kept(zone: str) -> None:
    """The time is kept as given, with its zone."""
    time = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo(zone), fold=1)
    kept = Interaction(sender=1, recipients=2, time=time).time
    assert kept is time


def test_vocabularies_are_open() -> None:
    """Channels, purposes, outcomes and statuses may be any word."""
    odd = Interaction(
        sender=1,
        recipients=2,
        time=NOON,
        channel="carrier pigeon",
        purpose="wooing",
        outcome="swooned",
        status="legendary",
    )
    assert (odd.channel, odd.purpose, odd.outcome, odd.status) == (
        "carrier pigeon",
        "wooing",
        "swooned",
        "legendary",
    )


def test_numbers_are_kept_as_they_are_meant() -> None:
    """A duration is a float, an audience an int, a negative value a refund."""
    it = Interaction(sender=1, recipients=2, time=NOON, duration_minutes=3, audience=12, value=-5)
    assert (type(it.duration_minutes), type(it.audience), it.value) == (float, int, -5.0)
