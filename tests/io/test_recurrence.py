"""Recurrence against dateutil as it is, without the shift and without bounds."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from relationship_health.io.recurrence import Budget, RuleError, read_rule

FEWER = settings(max_examples=max(20, settings().max_examples // 10))
STARTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001  wall clocks
    lambda moment: moment.replace(microsecond=0)
)
DAYS = st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=3)
RULES = st.fixed_dictionaries(
    {"FREQ": st.sampled_from([["DAILY"], ["WEEKLY"], ["MONTHLY"], ["YEARLY"]])},
    optional={
        "INTERVAL": st.integers(1, 13).map(lambda n: [n]),
        "BYDAY": DAYS,
        "BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=4),
        "BYMONTHDAY": st.lists(st.integers(-31, 31).filter(bool), min_size=1, max_size=3),
        "WKST": st.sampled_from([["MO"], ["SU"]]),
    },
)


@FEWER
@given(start=STARTS, parts=RULES, length=st.integers(0, 1500))
def test_late_in_the_calendar_a_rule_is_the_same(
    start: datetime, parts: dict[str, list[object]], length: int
) -> None:
    """Followed 400 years later, or 8,000, a rule comes true on the very same moments."""
    end = start + timedelta(days=length)
    text = ";".join(f"{name}={','.join(map(str, values))}" for name, values in parts.items())
    expected = takewhile(lambda moment: moment <= end, rrulestr(text, dtstart=start))
    rule = read_rule(parts, None)
    try:
        found = list(rule.occurrences(start, None, end, Budget()))
    except RuleError as error:
        assert error.code == "never-occurs"  # noqa: PT017  it must be so only where nothing is due
        found = []
    assert found == list(expected)


@FEWER
@given(start=STARTS, parts=RULES, count=st.integers(1, 30), skipped=st.integers(0, 400))
def test_a_count_begins_with_the_start(
    start: datetime, parts: dict[str, list[object]], count: int, skipped: int
) -> None:
    """A rule that comes true a number of times counts those before the window too."""
    rule = read_rule({**parts, "COUNT": [count]}, None)
    since = start + timedelta(days=skipped)
    try:
        every = list(rule.occurrences(start, None, None, Budget()))
        some = list(rule.occurrences(start, since, None, Budget()))
    except RuleError as error:
        assert error.code == "never-occurs"  # noqa: PT017
        return
    assert len(every) <= count
    assert some == [moment for moment in every if moment >= since]


def test_the_budget_is_spent_once() -> None:
    """What has cost too much makes every later rule cost too much, whatever it is."""
    rule = read_rule({"FREQ": ["DAILY"], "COUNT": [5]}, None)
    start = datetime(2026, 1, 5, 9)  # noqa: DTZ001  a wall clock
    budget = Budget(steps=7)
    assert len(rule.occurrences(start, None, None, budget)) == 5
    for _ in range(2):
        with pytest.raises(RuleError) as refusal:
            rule.occurrences(start, None, None, budget)
        assert refusal.value.code == "too-costly"
