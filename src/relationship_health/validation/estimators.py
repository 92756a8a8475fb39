"""Estimators for scikit-learn, on the table of :func:`relationship_matrix`.

They inherit from classes of an optional package, which no function can import for them. So they
live in a module of their own, and that one is loaded when one of the names is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from relationship_health.errors import MissingExtraError

if TYPE_CHECKING:
    from relationship_health.validation._sklearn_estimators import (
        HealthClassifier,
        MetricTransformer,
    )

__all__ = ["HealthClassifier", "MetricTransformer"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    try:
        from relationship_health.validation import _sklearn_estimators
    except ImportError as error:
        raise MissingExtraError(name, "sklearn") from error
    return getattr(_sklearn_estimators, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
