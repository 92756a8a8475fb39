"""What a transaction accepts and refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from relationship_health.model import Transaction
from tests.model._laws import numbered, refused

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REFUSED = [
    ("account", ""),
    ("account", None),
    ("account", True),
    ("account", 1.5),
    ("account", 2**64),
    ("time", datetime(2026, 3, 2)),  # noqa: DTZ001 - naive on purpose
    ("time", date(2026, 3, 2)),
    ("time", "2026-03-02"),
    ("time", None),
    ("value", None),
    ("value", float("nan")),
    ("value", float("inf")),
    ("value", True),
    ("value", "12.50"),
    ("value", 1j),
    ("value", Decimal("Infinity")),
    ("product", ""),
    ("product", 1.5),
    ("cost", float("nan")),
    ("cost", False),
    ("cost", "3"),
    ("attributes", 3),
]


@pytest.mark.parametrize(("attribute", "value"), REFUSED, ids=numbered(REFUSED))
def test_it_refuses(attribute: str, value: Any) -> None:
    """Each refusal names the attribute, what was found and what is expected."""
    refused(Transaction, attribute, **{"account": "A", "time": NOON, "value": 1, attribute: value})


def test_prices_may_be_decimals() -> None:
    """Money often comes as Decimal, and is kept as float."""
    deal = Transaction(account="A", time=NOON, value=Decimal("12.50"), cost=Decimal(3))
    assert (deal.value, deal.cost) == (12.5, 3.0)
    assert type(deal.value) is float


def test_a_refund_is_negative() -> None:
    """Any finite value is one."""
    assert Transaction(account="A", time=NOON, value=-3).value == -3.0
