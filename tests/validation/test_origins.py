"""Where a backtest stands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.columns import US_PER_DAY
from relationship_health.errors import InputError
from relationship_health.validation.origins import Span, observed_span, origins_us

YEAR = Span(first_us=0, last_us=365 * US_PER_DAY)


def portfolio(*days: float, status: list[str] | None = None) -> rh.Portfolio:
    """Return one relationship with contact on some days."""
    log: dict[str, Any] = {
        "sender": ["ana"] * len(days), "recipient": ["bo"] * len(days),
        "time": [round(day * US_PER_DAY) for day in days],
    }  # fmt: skip
    if status:
        log["status"] = status
    return rh.Portfolio.from_frame(log, time_unit="us")


@given(
    st.integers(1, 50), st.integers(-(10**15), 10**15), st.integers(1, 10**14),
    st.floats(0.01, 400),
)  # fmt: skip
def test_origins_leave_history_and_a_whole_horizon(
    count: int, first: int, length: int, horizon: float
) -> None:
    """Origins rise evenly from two fifths of the log to one horizon before its end, or refuse."""
    span = Span(first_us=first, last_us=first + length)
    if 0.6 * length < horizon * US_PER_DAY - 1:
        with pytest.raises(InputError, match="shorten horizon_days"):
            origins_us(count, span, horizon)
        return
    found = origins_us(count, span, horizon)
    assert list(found) == sorted(set(found))
    assert len(found) <= count
    assert found[0] >= first + 0.4 * length - 1
    assert found[-1] <= span.last_us - horizon * US_PER_DAY + 1
    if len(found) == count > 2:
        assert np.ptp(np.diff(found)) <= 2


def test_dates_are_taken_as_given() -> None:
    """Dates in any order, repeated or not, are the origins."""
    days = ["1970-06-01", "1970-03-01", "1970-06-01"]
    assert [us // US_PER_DAY for us in origins_us(days, YEAR, 90)] == [59, 151]


@pytest.mark.parametrize(
    ("origins", "sentence"),
    [
        (0, "origins is 0, expected 1 to 1,000"),
        (True, "origins is True, expected a number"),
        ("1970-06-01", "expected a number of origins or a list"),
        (2.5, "expected a number of origins or a list"),
        ([], "origins holds no date"),
        (["1970-11-01"], "1970-11-01 lies outside 1970-01-01 to 1970-10-03"),
        (["1970-01-01"], "expected history before it"),
        ([17], "an origin is 17"),
    ],
)
def test_what_is_no_origin_is_refused(origins: Any, sentence: str) -> None:
    """Each refusal is one sentence that says what was found and expected."""
    with pytest.raises(InputError, match=sentence):
        origins_us(origins, YEAR, 90)


def test_observation_ends_with_the_last_contact() -> None:
    """Only contact counts, and a stated end holds."""
    log = portfolio(1, 50, 90, status=["done", "done", "scheduled"])
    terms = rh.Terms()
    assert observed_span(log, terms) == Span(first_us=US_PER_DAY, last_us=50 * US_PER_DAY)
    assert observed_span(log, terms, "1970-02-01").last_us == 31 * US_PER_DAY
    with pytest.raises(InputError, match="holds no contact"):
        observed_span(log, terms, "1970-01-01")
