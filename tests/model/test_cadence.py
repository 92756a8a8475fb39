"""How cadences are read: words, durations, rules, and everything that is none of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from dateutil.rrule import rrule, rrulestr
from hypothesis import example, given
from hypothesis import strategies as st

from relationship_health.errors import ModelError
from relationship_health.model import LONGEST_CADENCE_DAYS, cadence_days
from relationship_health.model.periods import UNITS

MONTH, YEAR = 365.25 / 12, 365.25
READ = [
    (90, 90),
    (Fraction(3, 2), 1.5),
    (timedelta(hours=36), 1.5),
    ("90", 90),
    (" 7.5 ", 7.5),
    ("daily", 1),
    ("Weekly", 7),
    ("fortnightly", 14),
    ("biweekly", 14),
    ("bi-weekly", 14),
    ("monthly", MONTH),
    ("quarterly", 3 * MONTH),
    ("half-yearly", YEAR / 2),
    ("semi-annually", YEAR / 2),
    ("yearly", YEAR),
    ("annually", YEAR),
    ("every 3 months", 3 * MONTH),
    ("every  90 days", 90),
    ("every two weeks", 14),
    ("every week", 7),
    ("each quarter", 3 * MONTH),
    ("every other week", 14),
    ("every second week", 14),
    ("every half-year", YEAR / 2),
    ("twice a year", YEAR / 2),
    ("twice weekly", 3.5),
    ("once a month", MONTH),
    ("once every 2 weeks", 14),
    ("3 times a year", YEAR / 3),
    ("three times per year", YEAR / 3),
    ("2 weeks", 14),
    ("1 fortnight", 14),
    ("P3M", 3 * MONTH),
    ("p2w", 14),
    ("P1Y6M", 1.5 * YEAR),
    ("P1DT12H", 1.5),
    ("P0,5Y", YEAR / 2),
    ("FREQ=MONTHLY;INTERVAL=3", 3 * MONTH),
    ("RRULE:FREQ=WEEKLY;WKST=SU;COUNT=10", 7),
    ("freq=daily;until=20301231T000000Z", 1),
    ("FREQ=WEEKLY;BYDAY=MO,WE,FR", 7 / 3),
    ("FREQ=MONTHLY;BYDAY=-1FR", MONTH),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", MONTH),
    ("FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1", YEAR / 2),
    ("FREQ=SECONDLY", 1 / 86_400),
]
NONSENSE = [
    None,
    True,
    0,
    -1,
    -0.0,
    float("nan"),
    float("inf"),
    LONGEST_CADENCE_DAYS * 1.001,
    10**400,
    1j,
    b"weekly",
    ["weekly"],
    timedelta(0),
    timedelta(days=-1),
    "",
    "   ",
    "0",
    "-90",
    "- 90",
    "-3 months",
    "every -3 months",
    "1e3",
    "1_0",
    "nan",
    "inf",
    "0 weeks",
    "0 times a week",
    "٣ weeks",
    "9" * 400 + " weeks",
    "month",
    "every",
    "once",
    "2 times 3 months",
    "now and then",
    "bimonthly",
    "2026-01-01",
    "P",
    "PT",
    "P1DT",
    "P-3M",
    "P0D",
    "=",
    "FREQ=",
    "FREQ=OFTEN",
    "INTERVAL=2",
    "FREQ=MONTHLY;INTERVAL=0",
    "FREQ=MONTHLY;INTERVAL=-1",
    "FREQ=MONTHLY;INTERVAL=1;INTERVAL=2",
    "FREQ=WEEKLY;;",
    "FREQ=WEEKLY;BYDAY=XX",
    "FREQ=WEEKLY;BYSETPOS=1",
    "FREQ=MONTHLY;BYDAY=MO",
    "FREQ=MONTHLY;BYDAY=5MO",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=DAILY;BYMONTH=1",
    "FREQ=SECONDLY;BYSECOND=" + ",".join(map(str, range(60))),
    "FREQ=DAILY\nRRULE:FREQ=WEEKLY",
    "DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY",
]


@pytest.mark.parametrize(("value", "days"), READ, ids=[repr(value) for value, _ in READ])
def test_it_is_read(value: Any, days: float) -> None:
    """Each way of saying it gives its days."""
    assert cadence_days(value) == pytest.approx(days, rel=1e-12)
    assert type(cadence_days(value)) is float


@pytest.mark.parametrize("value", NONSENSE, ids=map(str, range(len(NONSENSE))))
def test_nonsense_is_refused(value: Any) -> None:
    """The sentence names what is accepted."""
    with pytest.raises(ModelError) as caught:
        cadence_days(value)
    sentence = str(caught.value)
    assert sentence.startswith("Relationship.cadence is ")
    assert "'every 3 months'" in sentence
    assert "RRULE" in sentence
    assert sentence.endswith(".")
    assert ". " not in sentence.replace("...", "")


@pytest.mark.parametrize(
    ("value", "near"),
    [
        ("qaurterly", "'quarterly'"),
        ("montly", "'monthly'"),
        ("evry 3 months", "'every 3 months'"),
        ("bimonthly", "'every 2 months' or 'twice a month'"),
        ("Bi-annually", "'every 2 years' or 'twice a year'"),
    ],
)
def test_a_slip_is_answered_with_what_is_near(value: str, near: str) -> None:
    """Close spellings are named, and so are the meanings of an ambiguous word."""
    with pytest.raises(ModelError) as caught:
        cadence_days(value)
    assert near in str(caught.value)


def test_the_error_names_where_it_was_found() -> None:
    """Other callers give their own names."""
    with pytest.raises(ModelError) as caught:
        cadence_days("?", where="row 3", attribute="rhythm")
    assert str(caught.value).startswith("row 3.rhythm is '?' (str)")


@given(st.integers(1, 99), st.sampled_from(sorted(UNITS)))
def test_every_way_of_counting_agrees(count: int, unit: str) -> None:
    """Every n units, n units, and n times in that many are consistent."""
    days = count * UNITS[unit]
    if days <= LONGEST_CADENCE_DAYS:
        assert cadence_days(f"every {count} {unit}s") == days
        assert cadence_days(f"{count} {unit}") == days
        assert cadence_days(f"{count} times every {count} {unit}s") == pytest.approx(UNITS[unit])


@given(st.tuples(*[st.integers(0, 9)] * 7).filter(any))
def test_durations_add_up(amounts: tuple[int, ...]) -> None:
    """An ISO 8601 duration is the sum of its parts."""
    years, months, weeks, days, hours, minutes, seconds = amounts
    text = f"P{years}Y{months}M{weeks}W{days}DT{hours}H{minutes}M{seconds}S"
    expected = (
        (years * 12 + months) * MONTH
        + weeks * 7
        + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds) / timedelta(days=1)
    )
    assert cadence_days(text) == pytest.approx(expected, rel=1e-12)


days_of_week = st.lists(
    st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, unique=True
)
ordinals = st.lists(st.integers(1, 4), min_size=1, unique=True)
rules = st.one_of(
    st.builds("FREQ={};INTERVAL={}".format, st.sampled_from(["DAILY", "WEEKLY"]), st.just(3)),
    st.builds("FREQ={};INTERVAL={}".format, st.sampled_from(["MONTHLY", "YEARLY"]), st.just(2)),
    days_of_week.map(lambda days: "FREQ=WEEKLY;INTERVAL=2;BYDAY=" + ",".join(days)),
    ordinals.map(lambda ns: "FREQ=MONTHLY;BYDAY=" + ",".join(f"{n}TU" for n in ns)),
    ordinals.map(lambda ns: "FREQ=MONTHLY;BYDAY=" + ",".join(f"-{n}TU" for n in ns)),
    ordinals.map(lambda ns: "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(f"{7 * n}" for n in ns)),
    st.builds(
        "FREQ=MONTHLY;BYDAY={};BYSETPOS={}".format,
        days_of_week.map(",".join),
        st.integers(1, 4),
    ),
    ordinals.map(lambda ns: "FREQ=YEARLY;BYMONTHDAY=9;BYMONTH=" + ",".join(map(str, ns))),
    ordinals.map(lambda ns: "FREQ=YEARLY;BYDAY=1MO,-1MO;BYMONTH=" + ",".join(map(str, ns))),
)


@given(rules)
def test_a_rules_period_is_that_of_its_expansion(rule: str) -> None:
    """Reading a rule gives what expanding it over 28 years would give."""
    start = datetime(2000, 1, 3)  # noqa: DTZ001 - the zone does not matter to a count of days
    days = 28 * 365.25
    times = rrulestr(rule, dtstart=start).between(
        start, start + timedelta(days=days, seconds=-1), inc=True
    )
    mean = days / len(times)
    assert cadence_days(rule) == pytest.approx(mean, rel=0.02)


def test_a_rule_is_never_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule without end costs nothing, since nobody asks it for a date."""

    def expand(self: rrule) -> None:
        raise AssertionError(self)

    monkeypatch.setattr(rrule, "_iter", expand)
    assert cadence_days("FREQ=SECONDLY;INTERVAL=86400") == pytest.approx(1)
    assert cadence_days("FREQ=WEEKLY;BYDAY=MO") == 7


spoken = ["every", "each", "a", "per", "once", "twice", "times", "3", "2.5", "-1", "0", "week"]
units = ["weeks", "month", "second", "half", "year", "other", "P", "T", "M", "P3M", ";", "-", "="]
parts = ["FREQ=", "FREQ=WEEKLY", ";INTERVAL=", ";BYDAY=", "MO,WE", "1MO", ";COUNT=3", ";UNTIL=x"]
pieces = st.sampled_from([*spoken, *units, *parts, "\n"])


@given(st.text() | st.lists(pieces).map(" ".join) | st.lists(pieces).map("".join))
@example("FREQ=WEEKLY;BYDAY=MO(")
@example("FREQ=WEEKLY;BYDAY=MO()")
@example("FREQ=WEEKLY;BYDAY=0MO")
@example("FREQ=WEEKLY;_HANDLE=1")
@example("FREQ=MONTHLY;BYMONTHDAY=" + "9" * 5000)
@example("FREQ=YEARLY;BYEASTER=1")
@example("RRULE:RRULE:FREQ=DAILY")
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but a cadence above 0 or a ModelError comes out."""
    try:
        days = cadence_days(text)
    except ModelError:
        return
    assert 0 < days <= LONGEST_CADENCE_DAYS


@given(st.floats() | st.integers() | st.timedeltas())
def test_any_number_is_read_or_refused(value: float | timedelta) -> None:
    """Within the limits a number is itself; beyond them it is refused."""
    days = value / timedelta(days=1) if isinstance(value, timedelta) else value
    if 0 < days <= LONGEST_CADENCE_DAYS:
        assert cadence_days(value) == days
    else:
        with pytest.raises(ModelError):
            cadence_days(value)
