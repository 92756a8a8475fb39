"""The examples in the docstrings of what reads logs in parts run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from relationship_health import distributed

MODULES = [
    module.name
    for module in pkgutil.walk_packages(distributed.__path__, "relationship_health.distributed.")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name: str) -> None:
    """Each example prints what it says."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0
