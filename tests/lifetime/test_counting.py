"""From a portfolio to arrays: what is counted, and what is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.errors import InputError

summary = rh.lifetime.summary


def shop(*rows: tuple[str, Any, Any], **columns: list[Any]) -> rh.Portfolio:
    """Make a portfolio of purchases: who, when, worth what."""
    log = {
        "sender": [who for who, _, _ in rows], "recipient": ["shop"] * len(rows),
        "time": [when for _, when, _ in rows], "value": [value for _, _, value in rows],
    }  # fmt: skip
    return rh.Portfolio.from_frame(log | columns, our_side={"shop"})


def test_days_are_counted_once() -> None:
    """Two purchases on one day are one, worth their sum; the first day is no repeat."""
    found = summary(
        shop(
            ("bo", "2026-01-05T09:00Z", 100.0), ("bo", "2026-01-12T09:00Z", 4.0),
            ("bo", "2026-01-12T21:00Z", 6.0), ("bo", "2026-01-19T09:00Z", 20.0),
            ("cy", "2026-01-12T12:00Z", 7.0),
        ),
        "2026-01-26T15:00Z",
    )  # fmt: skip
    assert found.keys == [("shop", "bo"), ("shop", "cy")]
    assert found.frequency.tolist() == [2.0, 0.0]
    assert found.recency.tolist() == [2.0, 0.0]
    assert found.age.tolist() == [3.0, 2.0]
    assert found.monetary is not None
    np.testing.assert_array_equal(found.monetary, [15.0, np.nan])
    assert repr(found) == "<LifetimeSummary: 2 relationships, unit W>"


def test_nothing_after_as_of_is_seen() -> None:
    """Later purchases change nothing, and who comes later is left out."""
    early = [("bo", "2026-01-05", 1.0), ("bo", "2026-01-12", 2.0)]
    late = [("bo", "2026-03-01", 3.0), ("cy", "2026-03-01", 3.0)]
    before, after = (summary(shop(*rows), "2026-02-01") for rows in (early, early + late))
    assert after.keys == before.keys
    for ours, theirs in zip(after.arrays, before.arrays, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_what_is_no_contact_does_not_count() -> None:
    """A cancelled order is none."""
    rows = [("bo", "2026-01-05", 1.0), ("bo", "2026-01-12", 2.0), ("bo", "2026-01-19", 3.0)]
    found = summary(shop(*rows, status=["done", "cancelled", "done"]), "2026-02-01", "D")
    assert (found.frequency.tolist(), found.recency.tolist()) == ([1.0], [14.0])


def test_our_own_letters_do_not_count() -> None:
    """What we send keeps nobody alive; without a side of ours every contact counts."""
    log = {
        "sender": ["bo", "shop", "shop"], "recipient": ["shop", "bo", "bo"],
        "time": ["2026-01-05", "2026-01-12", "2026-01-19"],
    }  # fmt: skip
    sided = rh.Portfolio.from_frame(log, our_side={"shop"})
    assert summary(sided, "2026-02-01").frequency.tolist() == [0.0]
    assert summary(sided, "2026-02-01").monetary is None
    assert summary(rh.Portfolio.from_frame(log), "2026-02-01").frequency.tolist() == [2.0]


def test_unknown_worth_stays_unknown() -> None:
    """A day whose worth is not known has no part in the mean, and is not worth 0."""
    rows = [
        ("bo", "2026-01-05", 1.0), ("bo", "2026-01-06", None), ("bo", "2026-01-07", 8.0),
        ("cy", "2026-01-05", 1.0), ("cy", "2026-01-06", None),
    ]  # fmt: skip
    found = summary(shop(*rows), "2026-02-01")
    assert found.monetary is not None
    np.testing.assert_array_equal(found.monetary, [8.0, np.nan])
    assert found.frequency.tolist() == [2.0, 1.0]


def test_units_differ_by_their_length() -> None:
    """The same spans, in days, weeks, mean months and mean years."""
    portfolio = shop(("bo", "2025-01-01", 1.0), ("bo", "2025-07-01", 1.0))
    days = summary(portfolio, "2026-01-01", "D")
    for unit, length in {"W": 7, "M": 30.4375, "Y": 365.25}.items():
        other = summary(portfolio, "2026-01-01", unit)
        np.testing.assert_allclose(other.age * length, days.age)
        np.testing.assert_allclose(other.recency * length, days.recency)
        assert other.frequency.tolist() == [1.0]


def test_refusals() -> None:
    """An unknown unit and a date before everything are refused in a sentence."""
    portfolio = shop(("bo", "2026-01-05", 1.0))
    with pytest.raises(InputError, match="The unit is 'week', expected 'D', 'W', 'M', 'Y'"):
        summary(portfolio, "2026-02-01", "week")
    with pytest.raises(InputError, match="No contact that the other side took part in"):
        summary(portfolio, "2025-02-01")
    with pytest.raises(InputError, match="as_of is 3"):
        summary(portfolio, 3)


@pytest.mark.needs("polars")
def test_it_becomes_a_frame() -> None:
    """One row per relationship, in the library asked for."""
    frame = summary(shop(("bo", "2026-01-05", 1.0)), "2026-01-19").to_frame("polars")
    assert frame.columns == ["source", "target", "frequency", "recency", "age", "monetary"]
    assert frame["age"].to_list() == [2.0]


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 400), st.integers(-5, 50)), min_size=1
    )
)
def test_it_is_what_a_loop_counts(rows: list[tuple[str, int, int]]) -> None:
    """Any log gives what counting by hand gives, in any order of its rows."""
    start = datetime(2025, 12, 1, tzinfo=UTC)
    portfolio = shop(*((who, start + timedelta(hours=7 * at), v) for who, at, v in rows))
    found = summary(portfolio, "2026-06-01", "D")
    for place, (_, who) in enumerate(found.keys):
        days: dict[int, float] = {}
        for name, at, value in rows:
            if name == who:
                days[7 * at // 24] = days.get(7 * at // 24, 0.0) + value
        first, *repeats = sorted(days)
        assert found.frequency[place] == len(repeats)
        assert found.recency[place] == max(days) - first
        assert found.age[place] == 182 - first
        assert found.monetary is not None
        worth = sum(days[day] for day in repeats) / len(repeats) if repeats else np.nan
        assert found.monetary[place] == pytest.approx(worth, nan_ok=True)
    assert len(found) == len({who for who, _, _ in rows})
