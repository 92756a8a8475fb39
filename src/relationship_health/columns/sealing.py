"""Sealing: arrays that many metrics share and none may write to."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

import attrs
import numpy as np

from relationship_health.arrays import Array
from relationship_health.kernels.segments import Groups, Runs

T = TypeVar("T", bound=attrs.AttrsInstance)


def frozen(values: Array) -> Array:
    """Seal an array of our own and return a view of it, whose seal cannot be taken off.

    Examples
    --------
    >>> frozen(np.zeros(2)).flags.writeable
    False
    """
    values.setflags(write=False)
    owner = values.base
    while isinstance(owner, np.ndarray):
        owner.setflags(write=False)
        owner = owner.base
    return values.view()


def frozen_parts(whole: T) -> T:
    """Seal every array of an attrs object, those of its groups and runs included."""
    parts: dict[str, Any] = {}
    for name in _names(type(whole)):
        part = parts[name] = getattr(whole, name)
        if isinstance(part, np.ndarray):
            parts[name] = frozen(part)
        elif isinstance(part, Groups):
            frozen(part.indptr)
        elif isinstance(part, Runs):
            frozen(part.starts)
    return type(whole)(**parts)


@cache
def _names(kind: type[attrs.AttrsInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind))
