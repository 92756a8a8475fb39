"""Moments, lines and the four histories that the tests of the oracle share."""

from __future__ import annotations

import pytest

from . import DAY_US, INBOUND, MUTUAL, OUTBOUND, Line

NOW = 1_800_000_000_000_000


def ago(days: float, direction: int, *, outcome: str | None = None) -> Line:
    """Return a line so many days before NOW."""
    return Line(NOW - round(days * DAY_US), direction, outcome=outcome)


def exactly(value: float) -> object:
    """Return what must agree to some units in the last place."""
    return pytest.approx(value, rel=1e-14, abs=0)


QUARTERLY = [ago(45 + 91 * i, MUTUAL) for i in range(12)]
OUTBOUND_ONLY = [ago(1.5 * i, OUTBOUND) for i in range(60)]
WEEKLY = [ago(42 + 7 * i, MUTUAL) for i in range(157)]
MAIL_AND_REPLY = [ago(1 + 1 / 48, OUTBOUND), ago(1, INBOUND)]
