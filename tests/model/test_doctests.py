"""The examples in the docstrings of the model and of the errors run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from relationship_health import errors, model

MODULES = [
    errors.__name__,
    *(module.name for module in pkgutil.iter_modules(model.__path__, f"{model.__name__}.")),
]
# Conversions and checks are no public names; their behaviour is tested through the nouns.
WITHOUT_EXAMPLES = {f"{model.__name__}.checks"}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name: str) -> None:
    """Each module has examples, and they print what they say."""
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
    assert (result.attempted > 0) == (name not in WITHOUT_EXAMPLES)
