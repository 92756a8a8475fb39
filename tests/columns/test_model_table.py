"""Interactions as objects are the same log as the rows that they stand for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health import Portfolio
from relationship_health.columns.model_table import interaction_columns
from relationship_health.errors import InputError
from relationship_health.model import Interaction
from tests.frames._sentence import assert_one_sentence

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIELDS = {"id": "interaction", "duration_minutes": "duration"}

items = st.fixed_dictionaries(
    {
        "sender": st.sampled_from(["ana", "bo"]),
        "recipients": st.lists(st.sampled_from(["ana", "bo", "cy"]), min_size=1, max_size=3),
        "time": st.integers(0, 3).map(lambda day: START + timedelta(days=day)),
    },
    optional={
        "id": st.sampled_from(["m1", "m2"]),
        "channel": st.sampled_from(["email", "meeting"]),
        "audience": st.integers(1, 20),
        "duration_minutes": st.floats(0, 1e6),
        "thread": st.sampled_from(["t1", "t2"]),
        "automated": st.booleans(),
        "status": st.sampled_from(["done", "cancelled"]),
        "value": st.floats(-1e6, 1e6),
    },
)


@given(st.lists(items, min_size=1, max_size=6))
def test_objects_and_rows_are_one_log(log: list[dict[str, Any]]) -> None:
    """One row for each recipient, written down by hand, gives the portfolio of the objects."""
    names = {name for item in log for name in item} - {"recipients"}
    rows: list[dict[str, Any]] = []
    for item in log:
        for recipient in item["recipients"]:
            row = {FIELDS.get(name, name): item.get(name) for name in names}
            row |= {"recipient": recipient} | ({"status": item.get("status", "done")})
            if "id" not in item and len(item["recipients"]) > 1 and not item.get("audience"):
                row["audience"] = len(item["recipients"])
            rows.append(row)
    columns = sorted({name for row in rows for name in row})
    frame = {name: [row.get(name) for row in rows] for name in columns}
    if set(frame["status"]) == {"done"}:
        del frame["status"]
    built = Portfolio.from_model(interactions=[Interaction(**item) for item in log])
    assert built == Portfolio.from_frame(frame)


def test_only_what_someone_filled_is_a_column() -> None:
    """Attributes that no object has are no columns, and every object is done unless it says."""
    plain = Interaction(sender="ana", recipients="bo", time=START)
    assert set(interaction_columns([plain])) == {"sender", "recipient", "time"}
    assert interaction_columns([]) == {"sender": [], "recipient": [], "time": []}
    done = Interaction(sender="ana", recipients="bo", time=START, status="done", id=0, value=0.0)
    assert set(interaction_columns([plain, done])) == {
        "sender", "recipient", "time", "interaction", "value",
    }  # fmt: skip


def test_extra_attributes_are_columns() -> None:
    """Attributes of any object are columns for plugins, missing where an object lacks them."""
    log = [
        Interaction(sender="ana", recipients="bo", time=START, attributes={"region": "north"}),
        Interaction(sender="bo", recipients="ana", time=START, attributes={"points": 3}),
    ]
    columns = interaction_columns(log)
    assert (columns["region"], columns["points"]) == (["north", None], [None, 3])
    assert Portfolio.from_model(interactions=log).column_names == {"region", "points"}


def test_content_in_attributes_is_not_kept() -> None:
    """What was said stays out, also where it comes as an attribute."""
    item = Interaction(sender="ana", recipients="bo", time=START, attributes={"body": "a canary"})
    assert Portfolio.from_model(interactions=[item]).column_names == frozenset()


@pytest.mark.parametrize("name", ["channel", "interaction", "sender", "time", "value"])
def test_an_attribute_is_no_column_with_a_meaning(name: str) -> None:
    """An attribute called like a column would silently become it, and is refused."""
    item = Interaction(sender="ana", recipients="bo", time=START, attributes={name: "x"})
    with pytest.raises(InputError) as caught:
        Portfolio.from_model(interactions=[item])
    assert_one_sentence(caught.value, repr(name), "expected names of extra columns", "rename")


def test_times_keep_their_moment() -> None:
    """Objects in any zone are read as the moment that they name."""
    for hours in (-11, 0, 5.5, 14):
        local = START + timedelta(hours=hours)
        zone = f"{'-' if hours < 0 else '+'}{int(abs(hours)):02}:{int(abs(hours) * 60 % 60):02}"
        at = datetime.fromisoformat(local.replace(tzinfo=None).isoformat() + zone)
        built = Portfolio.from_model(
            interactions=[Interaction(sender="ana", recipients="bo", time=at)]
        )
        assert built.time.tolist() == [int(START.timestamp()) * 1_000_000]
