"""The examples in the docstrings of the columns, frames and arrays run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from relationship_health import arrays, columns, frames

MODULES = [
    arrays.__name__,
    frames.__name__,
    *(module.name for module in pkgutil.iter_modules(columns.__path__, f"{columns.__name__}.")),
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name: str) -> None:
    """Each example prints what it says."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    """What a user calls by itself has an example."""
    tried = sum(doctest.testmod(importlib.import_module(name)).attempted for name in MODULES)
    assert tried >= 12
