"""What a declared relationship accepts and refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.model import Relationship, cadence_days
from tests.model._laws import identifiers, numbered, refused

REFUSED = [
    ("source", ""),
    ("source", None),
    ("source", True),
    ("target", "ana"),
    ("target", " "),
    ("target", 1.5),
    ("kind", ""),
    ("kind", 1),
    ("cadence", "now and then"),
    ("cadence", ""),
    ("cadence", 0),
    ("cadence", -7),
    ("cadence", True),
    ("cadence", float("nan")),
    ("cadence", timedelta(0)),
    ("cadence", ["weekly"]),
    ("since", datetime(2020, 1, 1)),  # noqa: DTZ001 - naive on purpose
    ("since", date(2020, 1, 1)),
    ("since", "2020-01-01"),
    ("since", 0),
    ("owner", ""),
    ("owner", 1.0),
    ("attributes", "x"),
]


@pytest.mark.parametrize(("attribute", "value"), REFUSED, ids=numbered(REFUSED))
def test_it_refuses(attribute: str, value: Any) -> None:
    """Each refusal names the attribute, what was found and what is expected."""
    given_values = {"source": "ana", "target": "bo", attribute: value}
    refused(Relationship, attribute, **given_values)


@given(identifiers)
def test_nobody_has_a_relationship_with_themselves(person: str | int) -> None:
    """Source and target differ."""
    error = refused(Relationship, "target", source=person, target=person)
    assert "someone other than the source" in error.expected


@given(st.sampled_from(["quarterly", "P3M", 90, 7.5, timedelta(days=2)]))
def test_the_cadence_is_kept_as_given_and_read_in_days(cadence: Any) -> None:
    """The property is what `cadence_days` reads."""
    tie = Relationship(source=1, target=2, cadence=cadence)
    assert tie.cadence == cadence
    assert tie.cadence_days == cadence_days(cadence)


def test_without_a_cadence_there_are_no_days() -> None:
    """None is None, not a default rhythm."""
    assert Relationship(source=1, target=2).cadence_days is None


def test_the_two_directions_are_two_declarations() -> None:
    """Source and target are not interchangeable."""
    since = datetime(2020, 1, 1, tzinfo=UTC)
    tie = Relationship(source=1, target=2, since=since)
    assert tie != Relationship(source=2, target=1, since=since)
