"""Drawing, from plain columns: no plot knows a result, every plot returns its axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import matplotlib.axes

__all__ = ["Axes"]

Axes: TypeAlias = "matplotlib.axes.Axes"
"""For annotations of who has plots drawn; matplotlib itself is loaded by drawing only."""
