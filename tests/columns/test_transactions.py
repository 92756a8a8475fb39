"""Transactions, and what is no side table at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from relationship_health import Portfolio
from relationship_health.errors import ColumnError, InputError, RowError
from relationship_health.model import Stakeholder, Transaction
from tests.columns._logs import MAIL, portfolio, side_issues
from tests.frames._sentence import assert_one_sentence

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = {"id": ["bo", "acme"], "kind": ["person", "organisation"]}
DEALS = {"account": ["acme", "bo", "acme"], "time": ["2026-01-01", "2026-01-01", None],
         "value": [10, 5, 1]}  # fmt: skip


def test_transactions_are_between_organisations() -> None:
    """A transaction with a person, or without a time, is rejected; unknown accounts are taken."""
    built = portfolio(MAIL, transactions=DEALS, stakeholders=KINDS, on_error="collect")
    assert built.transactions == (Transaction(account="acme", time=NEW_YEAR, value=10),)
    assert sorted(side_issues(built)) == [
        ("transactions", 1, "account", "bo", "rejected"),
        ("transactions", 2, "time", "", "rejected"),
    ]
    with pytest.raises(RowError) as caught:
        portfolio(MAIL, transactions=DEALS, stakeholders=KINDS)
    assert_one_sentence(
        caught.value, "Row 1 of transactions", "'bo'", "expected an organisation", "is a person"
    )
    assert len(portfolio(MAIL, transactions=DEALS, on_error="collect").transactions) == 2


@pytest.mark.parametrize("name", ["stakeholders", "relationships", "transactions"])
def test_a_side_table_without_its_columns(name: str) -> None:
    """A required column that is missing is named, with those that are there."""
    with pytest.raises(ColumnError) as caught:
        portfolio(MAIL, **{name: {"who": ["ana"]}})
    assert_one_sentence(
        caught.value, f"The {name} frame has no column", "(who)", "rename or add it"
    )


@pytest.mark.parametrize(
    "given", ["people.csv", 5, [{"id": "ana"}], [Stakeholder(id="ana"), "ana"]], ids=repr
)
def test_what_is_no_side_table_is_refused(given: Any) -> None:
    """Anything but a frame or a list of objects is refused by its type."""
    with pytest.raises(InputError) as caught:
        portfolio(MAIL, stakeholders=given)
    assert_one_sentence(caught.value, type(given).__name__, "expected")


@pytest.mark.parametrize("nothing", [None, [], (), {"id": []}], ids=repr)
def test_no_one_declared(nothing: Any) -> None:
    """Nothing declared is nothing declared, in whatever form."""
    assert portfolio(MAIL, stakeholders=nothing) == portfolio(MAIL)
    assert Portfolio.from_model() == Portfolio.from_model([], [], [], [])
