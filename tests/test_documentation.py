"""Examples in docstrings run as they stand; those of the pages are in tests/docs."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import relationship_health

MODULES = [
    info.name
    for info in pkgutil.walk_packages(relationship_health.__path__, "relationship_health.")
    if not info.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name: str) -> None:
    """Every example in the module's docstrings prints what it says."""
    module = importlib.import_module(name)
    # As in numpy's own documentation, examples take `np` for granted.
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    result = doctest.testmod(module, optionflags=flags, extraglobs={"np": np})
    assert result.failed == 0


def test_enough_examples_exist() -> None:
    """The run above is not empty: most public modules show an example."""
    finder = doctest.DocTestFinder()
    found = [
        test
        for name in MODULES
        for test in finder.find(importlib.import_module(name))
        if test.examples
    ]
    assert len(found) > 50
