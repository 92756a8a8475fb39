"""The examples in the docstrings of the questions run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from relationship_health import analysis

MODULES = [
    module.name
    for module in pkgutil.iter_modules(analysis.__path__, "relationship_health.analysis.")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name: str) -> None:
    """Each example prints what it says."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_question_has_an_example() -> None:
    """What a user calls has an example in its docstring."""
    asked = [getattr(analysis, name) for name in analysis.__all__ if name.islower()]
    assert asked
    assert [f.__name__ for f in asked if ">>> " not in str(f.__doc__)] == []
