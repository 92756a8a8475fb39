"""The examples in the docstrings of the questions run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from typing import Any

import pytest

from relationship_health import analysis
from relationship_health.errors import InputError

MODULES = [
    module.name
    for module in pkgutil.iter_modules(analysis.__path__, "relationship_health.analysis.")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name: str) -> None:
    """Each example prints what it says."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize(
    "name", ["accounts", "benchmarks", "matrix", "segments", "team", "who_knows_whom"]
)
def test_a_question_about_scores_wants_a_scorecard(name: str) -> None:
    """Anything without a log is refused in one sentence that names the question."""
    wanted: dict[str, dict[str, Any]] = {
        "team": {"consent": True}, "who_knows_whom": {"target": "bo"},
    }  # fmt: skip
    with pytest.raises(InputError, match=f"{name} was given dict, expected a scorecard"):
        getattr(analysis, name)({}, **wanted.get(name, {}))


def test_every_question_has_an_example() -> None:
    """What a user calls has an example in its docstring."""
    asked = [getattr(analysis, name) for name in analysis.__all__ if name.islower()]
    assert asked
    assert [f.__name__ for f in asked if ">>> " not in str(f.__doc__)] == []
