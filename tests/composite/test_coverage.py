"""The interval holds the truth as often as it says, in a simulation whose truth is known."""

from __future__ import annotations

from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from tests.conftest import ROOT

HEALTH = {"sparse": (0.87, 1.0), "medium": (0.87, 1.0), "rich": (0.87, 0.97)}
LEAST = 0.8
"""For a single metric over 150 relationships; over three hundred it is .86 and more."""


@cache
def script() -> ModuleType:
    """Return the script that simulates."""
    spec = spec_from_file_location("interval_coverage", ROOT / "scripts" / "interval_coverage.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("regime", HEALTH)
def test_intervals_hold_the_truth(regime: str) -> None:
    """Nominal 90 % of health covers 87 % and more, and no more than 97 % where much is known."""
    found = script().covered(regime, relationships=150)
    least, most = HEALTH[regime]
    assert least <= found["health"].share <= most
    assert {name: c.share for name, c in found.items() if c.share < LEAST} == {}
    assert found["health"].count > 130


def test_the_interval_narrows_with_evidence() -> None:
    """Where more is known the interval is less wide: the widths that the documentation gives."""
    widths = [script().covered(r, relationships=40, events=50)["health"].width for r in HEALTH]
    assert widths[0] > 1.2 * widths[1] > 2 * widths[2]
