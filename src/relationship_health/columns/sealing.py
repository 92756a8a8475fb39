"""Sealing: arrays that many metrics share and none may write to."""

from __future__ import annotations

from typing import Any, TypeVar

import attrs
import numpy as np

from relationship_health.arrays import Array
from relationship_health.kernels.segments import Groups

T = TypeVar("T", bound=attrs.AttrsInstance)


def frozen(values: Array) -> Array:
    """Seal an array of our own and return a view of it, whose seal cannot be taken off.

    Examples
    --------
    >>> frozen(np.zeros(2)).flags.writeable
    False
    """
    owner: Any = values
    while isinstance(owner, np.ndarray):
        owner.flags.writeable = False
        owner = owner.base
    return values.view()


def frozen_parts(whole: T) -> T:
    """Seal every array of an attrs object, those of its groups included."""
    parts: dict[str, Any] = {}
    for field in attrs.fields(type(whole)):
        part = getattr(whole, field.name)
        if isinstance(part, np.ndarray):
            parts[field.name] = frozen(part)
        elif isinstance(part, Groups):
            frozen(part.indptr)
    return attrs.evolve(whole, **parts)  # type: ignore[misc]  # T is bound to attrs classes
