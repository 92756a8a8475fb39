"""Declared relationships: joined with the log, from either end, with contact or without."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from relationship_health import Portfolio
from relationship_health.errors import ColumnError, RowError
from relationship_health.model import Relationship
from tests.columns._logs import MAIL, counts, log, portfolio, side_issues
from tests.frames._sentence import assert_one_sentence

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_declared_relationship_without_contact() -> None:
    """It is there with no interaction, in the order of all keys, with its cadence."""
    ties = {"source": ["ana", "ana", "zoe"], "target": ["bo", "cy", "aaa"],
            "cadence": ["quarterly", 14, None], "kind": ["client", None, None]}  # fmt: skip
    built = portfolio(MAIL, relationships=ties)
    assert counts(built) == {
        ("aaa", "zoe"): 0,
        ("ana", "bo"): 2,
        ("ana", "cy"): 0,
        ("ana", "dee"): 1,
    }
    assert built.keys == sorted(built.keys)
    assert built.declared.tolist() == [True, True, True, False]
    assert built.cadence_days[1:3].tolist() == [91.3125, 14.0]
    assert np.isnan(built.cadence_days[[0, 3]]).all()
    assert set(built.relationships) == {("aaa", "zoe"), ("ana", "bo"), ("ana", "cy")}
    assert built.relationships["ana", "bo"].kind == "client"
    assert built.select(kind="client").keys == [("ana", "bo")]
    assert len(built.time) == len(portfolio(MAIL).time)


CADENCES: dict[str, Any] = {
    "days": [14, 91.3125],
    "words": ["2 weeks", "quarterly"],
    "spans": [timedelta(days=14), timedelta(days=91.3125)],
    "numpy spans": np.array([14 * 16, 1461], "m8[s]") * 5400,
    "pandas spans": pd.Series(pd.to_timedelta([14, 91.3125], unit="D")),
    "polars spans": pl.Series([timedelta(days=14), timedelta(days=91.3125)]),
}


@pytest.mark.parametrize("cadence", CADENCES.values(), ids=CADENCES)
def test_a_cadence_of_any_type(cadence: Any) -> None:
    """A cadence is days, words, or a span of time of any library."""
    ties = {"source": ["ana", "ana"], "target": ["bo", "cy"], "cadence": cadence}
    assert portfolio(MAIL, relationships=ties).cadence_days[:2].tolist() == [14.0, 91.3125]


@pytest.mark.parametrize("span", [np.array([3], "m8[M]"), np.array([2**62], "m8[W]")], ids=repr)
def test_spans_of_no_length(span: Any) -> None:
    """Months have no length by themselves, and nothing overflows into a short cadence."""
    ties = {"source": ["ana"], "target": ["bo"], "cadence": span}
    built = portfolio(MAIL, relationships=ties, on_error="collect")
    assert [(i.column, i.action) for i in built.issues] == [("cadence", "rejected")]


def test_only_declared_relationships() -> None:
    """A log without a row still has the relationships that were declared."""
    built = portfolio(log(), relationships={"source": [5], "target": [3]})
    assert (counts(built), built.sided.tolist()) == ({(3, 5): 0}, [False])
    built = portfolio(log(), relationships={"source": [5], "target": [3]}, our_side={5})
    assert (counts(built), built.sided.tolist()) == ({(5, 3): 0}, [True])


@pytest.mark.parametrize("turned", [False, True])
def test_declared_ends_may_be_reversed(turned: bool) -> None:  # noqa: FBT001  as parametrized
    """Whichever end is called the source, the relationship is seen from our side."""
    pairs = [("ana", "bo"), ("ana", "zoe"), ("ana", "gus"), ("cy", "bo")]
    ties = [Relationship(source=b, target=a) if turned else Relationship(source=a, target=b)
            for a, b in pairs]  # fmt: skip
    built = portfolio(MAIL, relationships=ties, our_side={"ana", "gus"})
    expected = {
        ("ana", "bo"): True, ("ana", "dee"): True, ("ana", "gus"): False, ("ana", "zoe"): True,
        ("bo", "cy"): False,
    }  # fmt: skip
    assert dict(zip(built.keys, built.sided.tolist(), strict=True)) == expected
    assert built.find("zoe", "ana") == built.find("ana", "zoe")


def test_who_is_ours_may_occur_in_declarations_only() -> None:
    """An id of ours that wrote nothing yet is known by what was declared of it."""
    ties = [Relationship(source="gus", target="bo")]
    built = portfolio(MAIL, relationships=ties, our_side={"gus"})
    assert dict(zip(built.keys, built.sided.tolist(), strict=True))["gus", "bo"]


def test_sides_by_a_column_reach_declared_relationships() -> None:
    """Of two whom the log does not know the source is ours; else the log's own side decides."""
    frame = {**MAIL, "us": [True, False, True]}
    ties = [Relationship(source=a, target=b) for a, b in
            [("gus", "zoe"), ("zed", "ana"), ("bo", "yan"), ("xi", "bo")]]  # fmt: skip
    built = portfolio(frame, relationships=ties, our_side="us")
    sided = dict(zip(built.keys, built.sided.tolist(), strict=True))
    assert {key for key, ours in sided.items() if ours} == set(sided)
    assert {("gus", "zoe"), ("ana", "zed"), ("yan", "bo"), ("xi", "bo")} <= set(sided)


def test_directions_reach_declared_relationships() -> None:
    """In a log that is seen from its senders, a declared source is ours too."""
    frame = log(("zed", "ana"), direction=["outbound"])
    ties = [Relationship(source="ana", target="zed"), Relationship(source="gus", target="bo")]
    built = portfolio(frame, relationships=ties)
    assert (counts(built), built.sided.tolist()) == (
        {("gus", "bo"): 0, ("zed", "ana"): 1},
        [True] * 2,
    )
    assert built.declared.all()


def test_declared_within_a_side() -> None:
    """Where contact within a side is no relationship, declaring one is ignored and entered."""
    ties = [Relationship(source="ana", target="bo"), Relationship(source="cy", target="dee")]
    built = portfolio(MAIL, relationships=ties, our_side={"ana", "bo"}, within=False)
    assert counts(built) == {("ana", "dee"): 1}
    assert side_issues(built) == [
        ("relationships", 0, "target", "bo", "ignored"),
        ("relationships", 1, "target", "dee", "ignored"),
    ]


def test_a_relationship_twice() -> None:
    """The same again is ignored, another word on the same pair rejected, from either end."""
    ties = {"source": ["ana", "ana", "bo"], "target": ["bo", "bo", "ana"],
            "cadence": ["weekly", "weekly", "monthly"]}  # fmt: skip
    built = portfolio(MAIL, relationships=ties, on_error="collect")
    assert side_issues(built) == [
        ("relationships", 1, "target", "bo", "ignored"),
        ("relationships", 2, "target", "ana", "rejected"),
    ]
    assert built.cadence_days[0] == 7.0
    with pytest.raises(RowError) as caught:
        portfolio(MAIL, relationships=ties)
    assert_one_sentence(caught.value, "Row 2 of relationships", "row 0 declares something else")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("cadence", "qaurterly", ("'qaurterly'", "did you mean 'quarterly'")),
        ("cadence", -5, ("-5", "a positive number of days")),
        ("cadence", 0, ("0", "a positive number of days")),
        ("target", "ana", ("'ana'", "someone other than the source")),
        ("target", None, ("a value",)),
        ("since", "some day", ("'some day'", "a datetime with a time zone")),
    ],
)
def test_a_bad_relationship_is_rejected(column: str, value: Any, words: tuple[str, ...]) -> None:
    """What the model refuses is set aside with the model's own words."""
    fine = {"cadence": "weekly", "since": "2026-01-01", "target": "cy"}
    frame = {"source": ["ana", "bo"], "target": ["bo", "cy"], column: [value, fine[column]]}
    built = portfolio(MAIL, relationships=frame, on_error="collect")
    (issue,) = (i for i in built.issues if i.table == "relationships")
    assert (issue.row, issue.column, issue.action) == (0, column, "rejected")
    for word in words:
        assert word in issue.reason
    assert ("bo", "cy") in built.keys


SINCE: list[tuple[Any, dict[str, Any]]] = [
    (["2026-01-01"], {}),
    (["2026-01-01T01:00"], {"timezone": "Europe/Berlin"}),
    (["2026-01-01T00:00Z"], {"timezone": "Europe/Berlin"}),
    ([1_767_225_600], {"time_unit": "s"}),
    (["1767225600"], {"time_unit": "s"}),
    (["2026-01-01"], {"time_unit": "s"}),
    (["01.01.2026"], {"time_format": "%d.%m.%Y"}),
    (["2026-01-01"], {"time_format": "%d.%m.%Y"}),
    (np.array(["2026-01-01"], "M8[D]"), {}),
    ([NEW_YEAR], {}),
]


@pytest.mark.parametrize(("since", "clock"), SINCE)
def test_since_is_read_like_any_time(since: Any, clock: dict[str, Any]) -> None:
    """Times of side tables are read as the log's, or as ISO 8601 whatever the log's layout."""
    frame = {"sender": ["ana"], "recipient": ["bo"], "time": [NEW_YEAR]}
    ties = {"source": ["ana"], "target": ["bo"], "since": since}
    built = Portfolio.from_frame(frame, relationships=ties, **clock)
    assert built.relationships["ana", "bo"].since == NEW_YEAR


def test_numbers_without_a_unit_in_a_side_table() -> None:
    """A number says no time by itself, in whichever table."""
    frame = {"sender": ["ana"], "recipient": ["bo"], "time": [NEW_YEAR]}
    with pytest.raises(ColumnError) as caught:
        Portfolio.from_frame(frame, relationships={"source": ["a"], "target": ["b"], "since": [5]})
    assert_one_sentence(caught.value, "'since'", "numbers", "time_unit")
