"""The same log is the same portfolio, whichever library brings it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from relationship_health import Portfolio
from relationship_health.columns.model_table import interaction_columns
from relationship_health.model import Interaction
from tests.frames._backends import BACKENDS, Cells

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def interactions(names: list[Any]) -> list[Interaction]:
    """Make a log with something in every column, and something missing in most of them."""
    a, b, c, d = names
    spans: list[dict[str, Any]] = [
        {"sender": a, "recipients": (b, c), "id": "m1", "channel": "email", "thread": "t1"},
        {"sender": b, "recipients": a, "id": "m2", "channel": "email", "thread": "t1"},
        {"sender": a, "recipients": b, "channel": "Meeting", "duration_minutes": 30.5},
        {"sender": c, "recipients": a, "channel": "fax", "audience": 4, "automated": True},
        {"sender": d, "recipients": (a, b), "outcome": "connected", "value": -12.25},
        {"sender": a, "recipients": d, "status": "cancelled", "automated": False},
        {"sender": a, "recipients": b, "purpose": "sales", "value": 0.1, "duration_minutes": 0.0},
        {"sender": a, "recipients": b, "attributes": {"region": "north", "points": 3.5}},
        {"sender": b, "recipients": d, "attributes": {"region": "süd", "points": None}},
        {"sender": a, "recipients": a},
    ]
    step = timedelta(days=3, hours=1, microseconds=1)
    return [Interaction(time=START + step * i, **span) for i, span in enumerate(spans)]


LOGS = {
    "texts": interactions(["ana", "bo", "çem", "001"]),
    "integers": interactions([9_007_199_254_740_993, -5, 0, 2**63 - 1]),
}


def of_each(cells: Cells) -> dict[str, Any]:
    """Build one portfolio with every library."""
    return {n: Portfolio.from_frame(make(cells)) for n, make in BACKENDS.items()}


@pytest.mark.parametrize("make", BACKENDS.values(), ids=BACKENDS)
@pytest.mark.parametrize("ids", LOGS)
def test_a_frame_equals_the_model(ids: str, make: Callable[[Cells], Any]) -> None:
    """Each library's frame gives the portfolio of the same interactions as objects, bit for bit."""
    frame = make(interaction_columns(LOGS[ids]))
    built = Portfolio.from_frame(frame)
    assert built == Portfolio.from_model(interactions=LOGS[ids])
    assert {"channel", "audience", "region", "points", "thread"} <= built.column_names
    assert built.issues.ignored == 1


@pytest.mark.parametrize("make", BACKENDS.values(), ids=BACKENDS)
def test_the_account_is_the_same(make: Callable[[Cells], Any]) -> None:
    """Each library's frame gives the same issues, value by value."""
    cells = interaction_columns(LOGS["texts"])
    cells["recipient"] = [None, *cells["recipient"][1:]]
    cells["duration"] = [-1.0, *cells["duration"][1:]]
    expected = Portfolio.from_frame(cells, on_error="collect")
    built = Portfolio.from_frame(make(cells), on_error="collect")
    assert built == expected
    assert list(built.issues) == list(expected.issues)
    assert built.issues.notes == expected.issues.notes
    assert (built.issues.rejected, built.issues.repaired) == (1, 0)


# The others make their types out of the cells, and nothing can be told of an empty column.
UNTYPED = {"pandas_category", "polars_categorical", "arrow_large"}


@pytest.mark.parametrize("name", sorted(set(BACKENDS) - UNTYPED))
def test_no_row_is_no_relationship(name: str) -> None:
    """An empty log of each library is an empty portfolio."""
    built = Portfolio.from_frame(BACKENDS[name]({"sender": [], "recipient": [], "time": []}))
    assert (len(built), len(built.time), built.issues.rows_in) == (0, 0, 0)


texts = st.sampled_from(["ana", "bo", "çem", "001", "NA", "nan", "None", "null", "\U0001f600"])
rows = st.fixed_dictionaries({
    "sender": texts,
    "recipient": texts,
    "time": st.datetimes(
        min_value=datetime(1900, 1, 1),  # noqa: DTZ001  the strategy asks for naive bounds
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    "channel": st.none() | st.sampled_from(["email", "EMAIL ", "fax", "visit"]),
    "audience": st.none() | st.integers(1, 99),
    "automated": st.none() | st.booleans(),
    "value": st.none() | st.floats(allow_nan=False, allow_infinity=False),
    "level": st.none() | st.integers(-(2**53), 2**53),
})  # fmt: skip


@settings(max_examples=15)
@given(st.lists(rows, min_size=1, max_size=8))
def test_any_log_is_the_same_everywhere(log: list[dict[str, Any]]) -> None:
    """Whatever a log holds, every library's frame of it gives the same bits."""
    cells = {name: [row[name] for row in log] for name in log[0]}
    built = of_each(cells)
    expected = built["dict_of_lists"]
    assert {name for name, portfolio in built.items() if portfolio != expected} == set()
