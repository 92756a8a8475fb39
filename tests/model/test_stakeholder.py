"""What a stakeholder accepts and refuses."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from relationship_health.model import KINDS, Stakeholder
from tests.model._laws import numbered, refused

REFUSED = [
    ("id", ""),
    ("id", " \t"),
    ("id", None),
    ("id", True),
    ("id", 1.0),
    ("id", 2**63),
    ("id", -(2**63) - 1),
    ("id", b"ana"),
    ("id", "\ud800"),
    ("kind", "robot"),
    ("kind", None),
    ("kind", "Person"),
    ("role", "  "),
    ("role", 3),
    ("organisation", ""),
    ("organisation", False),
    ("organisation", 0.5),
    ("identifiers", ["a", ""]),
    ("identifiers", [3]),
    ("identifiers", 3.5),
    ("identifiers", {"a": 1}),
    ("identifiers", b"ana"),
    ("attributes", None),
    ("attributes", [("a", 1)]),
    ("attributes", {1: "a"}),
    ("attributes", {"": "a"}),
    ("preferred_channels", [None]),
    ("interests", [True]),
    ("motives", None),
    ("importance", -0.01),
    ("importance", 1.01),
    ("importance", float("nan")),
    ("importance", float("inf")),
    ("importance", True),
    ("importance", "0.5"),
    ("importance", 10**400),
    ("importance", Decimal("sNaN")),
    ("own_audience", -1),
    ("own_audience", 2.0),
    ("own_audience", True),
    ("own_audience", 2**63),
    ("name", ""),
    ("name", 7),
]


@pytest.mark.parametrize(("attribute", "value"), REFUSED, ids=numbered(REFUSED))
def test_it_refuses(attribute: str, value: Any) -> None:
    """Each refusal names the attribute, what was found and what is expected."""
    refused(Stakeholder, attribute, **{"id": 1, attribute: value})


def test_the_position_of_a_bad_element_is_named() -> None:
    """In a sequence the index is part of the sentence."""
    error = refused(Stakeholder, "identifiers", id=1, identifiers=["a", " ", "c"])
    assert (error.index, error.found) == (1, " ")
    assert str(error).startswith("Stakeholder.identifiers[1] is ' ' (str), expected")


def test_a_subclass_is_named_by_its_own_name() -> None:
    """Who extends a noun is told about their class."""
    customer = type("Customer", (Stakeholder,), {})
    refused(customer, "id", id="")


@pytest.mark.parametrize("value", [0, 1, 0.25, Fraction(1, 4), Decimal("0.25")])
def test_any_real_number_serves_as_importance(value: Any) -> None:
    """It is kept as a float."""
    importance = Stakeholder(id=1, importance=value).importance
    assert importance == float(value)
    assert type(importance) is float


@pytest.mark.parametrize("kind", KINDS)
def test_both_kinds_may_name_an_organisation(kind: str) -> None:
    """A person may belong to one, an organisation need not."""
    assert Stakeholder(id=1, kind=kind).organisation is None
    assert Stakeholder(id=1, kind=kind, organisation="Acme").organisation == "Acme"


def test_roles_and_motives_are_open() -> None:
    """Words that are not standard are accepted."""
    person = Stakeholder(id=1, role="godmother", motives=("curiosity",))
    assert (person.role, person.motives) == ("godmother", ("curiosity",))


def test_an_int_and_its_digits_are_two_ids() -> None:
    """``1`` and ``"1"`` are different people."""
    make = partial(Stakeholder, name="x")
    assert make(id=1) != make(id="1")
