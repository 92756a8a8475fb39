"""Stakeholders: a frame of any library, or objects; every bad row set aside and entered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from relationship_health.errors import RowError
from relationship_health.model import Stakeholder
from tests.columns._logs import MAIL, portfolio, side_issues
from tests.frames._sentence import assert_one_sentence

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
FRAMES: dict[str, Any] = {
    "dict": dict,
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "pyarrow": pa.table,
}


PEOPLE: dict[str, list[Any]] = {
    "id": ["ana", "bo", "acme"],
    "kind": ["person", None, "organisation"],
    "organisation": [None, "acme", None],
    "importance": [None, 1.0, 0.25],
    "own_audience": [None, 250, None],
    "interests": ["news; sales", None, ""],
    "motives": ["trust, habit", None, "price"],
    "city": ["Ulm", None, "Bonn"],
    "level": [1, None, 3],
}
OBJECTS = [
    Stakeholder(id="ana", interests=("news", "sales"), motives=("trust", "habit"),
                attributes={"city": "Ulm", "level": 1}),
    Stakeholder(id="bo", organisation="acme", importance=1, own_audience=250),
    Stakeholder(id="acme", kind="organisation", importance=0.25, motives="price",
                attributes={"city": "Bonn", "level": 3}),
]  # fmt: skip


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_stakeholders_from_any_frame(make: Any) -> None:
    """A frame's columns are the attributes of the objects; any others are extra attributes."""
    built = portfolio(MAIL, stakeholders=make(PEOPLE))
    assert built == portfolio(MAIL, stakeholders=OBJECTS)
    assert list(built.stakeholders.values()) == OBJECTS


def test_lists_may_be_lists() -> None:
    """Interests and their like come as lists of any library, or as text with separators."""
    for cells in (
        {"interests": [["news", "sales"], ["news"]]},
        pl.DataFrame({"interests": [["news", "sales"], ["news"]]}),
        pd.DataFrame({"interests": [np.array(["news", "sales"]), ("news",)]}),
    ):
        frame = {"id": ["ana", "bo"], "interests": list(cells["interests"])}
        found = portfolio(MAIL, stakeholders=frame).stakeholders
        assert [found[i].interests for i in ("ana", "bo")] == [("news", "sales"), ("news",)]


def test_a_column_of_attributes() -> None:
    """Mappings in a column called attributes are attributes, beside the columns of other names."""
    frame = {"id": ["ana", "bo"], "attributes": [{"city": "Ulm"}, None], "level": [1, 2]}
    found = portfolio(MAIL, stakeholders=frame).stakeholders
    assert dict(found["ana"].attributes) == {"city": "Ulm", "level": 1}
    assert dict(found["bo"].attributes) == {"level": 2}
    bad = {"id": ["ana", "bo"], "attributes": ["{}", None]}
    built = portfolio(MAIL, stakeholders=bad, on_error="collect")
    assert side_issues(built) == [("stakeholders", 0, "attributes", "{}", "rejected")]


def test_content_of_side_tables_is_not_kept() -> None:
    """Notes about a person are content: they are left behind, and the account says so."""
    built = portfolio(MAIL, stakeholders={"id": ["ana"], "Notes": ["a canary"]})
    assert not built.stakeholders["ana"].attributes
    assert (
        "column 'Notes' of stakeholders looks like content and was not kept" in built.issues.notes
    )


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("id", None, ""), ("id", " ", " "), ("kind", "robot", "robot"), ("importance", 2.5, "2.5"),
        ("importance", "high", "high"), ("own_audience", -1, "-1"), ("interests", [5], "5"),
        ("organisation", 1.5, "1.5"),
    ],
)  # fmt: skip
def test_a_bad_stakeholder_is_rejected(column: str, value: Any, shown: str) -> None:
    """A row that the model refuses is set aside with its row, column, value and reason."""
    frame = {"id": ["bo", "ana"], column: ["bo" if column == "id" else None, value]}
    built = portfolio(MAIL, stakeholders=frame, on_error="collect")
    assert side_issues(built) == [("stakeholders", 1, column, shown, "rejected")]
    assert set(built.stakeholders) == {"bo"}
    assert built.issues.rows_in == built.issues.accepted == 3
    with pytest.raises(RowError) as caught:
        portfolio(MAIL, stakeholders=frame)
    assert_one_sentence(caught.value, "Row 1 of stakeholders", repr(column), "expected", "collect")


def test_a_stakeholder_twice() -> None:
    """The same again is ignored; something else for the same id is rejected, never mixed in."""
    frame = {"id": ["ana", "bo", "ana", "bo"], "role": ["customer", None, "customer", "partner"]}
    built = portfolio(MAIL, stakeholders=frame, on_error="collect")
    assert side_issues(built) == [
        ("stakeholders", 2, "id", "ana", "ignored"), ("stakeholders", 3, "id", "bo", "rejected"),
    ]  # fmt: skip
    assert built.stakeholders["bo"].role is None
    with pytest.raises(RowError) as caught:
        portfolio(MAIL, stakeholders=frame)
    assert_one_sentence(caught.value, "Row 3 of stakeholders", "'bo'", "row 1 declares something")


def test_stakeholders_of_another_log_are_remarked_on() -> None:
    """Where no stakeholder occurs in the log, the types of their ids may differ: the note says."""
    note = portfolio(MAIL, stakeholders={"id": [1, 2]}).issues.notes[-1]
    assert "no one of stakeholders occurs in the log" in note
    assert "such as 1," in note
    assert portfolio(MAIL, stakeholders={"id": ["ana", "x"]}).issues.notes == ()
