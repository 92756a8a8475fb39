"""Sorted values of two tables become one list."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Array, Ints
from relationship_health.errors import ColumnError


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Merged:
    """Two sorted lists as one.

    Parameters
    ----------
    values : array
        All distinct values, sorted.
    old, new : int64 arrays, or None where places stay what they are
        The place of each value of either list.
    shared : int64 array
        Places in the old list of what is in both.
    """

    values: Array
    old: Ints | None
    new: Ints | None
    shared: Ints = attrs.field(factory=lambda: np.empty(0, dtype=np.int64))

    @staticmethod
    def places(table: Ints | None, codes: Array) -> Array:
        """Return codes of one list as those of both; -1 stays -1."""
        return codes if table is None else np.append(table, -1).astype(codes.dtype)[codes]


def merged(old: Array, new: Array, name: str) -> Merged:
    """Merge two sorted arrays of distinct values.

    Raises
    ------
    ColumnError
        Where one holds text and the other whole numbers.

    Examples
    --------
    >>> both = merged(np.array([1, 5]), np.array([3, 5, 9]), "sender")
    >>> both.values, both.old, both.new
    (array([1, 3, 5, 9]), array([0, 2]), array([1, 2, 3]))
    """
    if not len(new) or not len(old):
        values = old if not len(new) else new
        return Merged(values=values, old=None, new=None)
    if old.dtype != new.dtype:
        found, expected = (
            "text" if values.dtype == object else "whole numbers" for values in (new, old)
        )
        message = (
            f"Column {name!r} holds {found}, expected {expected} as in what is appended to: cast "
            "it."
        )
        raise ColumnError(message, column=name)
    place = np.searchsorted(old, new)
    fresh = np.asarray(old[np.minimum(place, len(old) - 1)] != new, dtype=np.bool_)
    if not fresh.any():
        return Merged(values=old, old=None, new=place, shared=place)
    both = place + (np.cumsum(fresh) - fresh)
    vacant = np.ones(len(old) + int(fresh.sum()), dtype=np.bool_)
    vacant[both[fresh]] = False
    values = np.empty(len(vacant), dtype=old.dtype)
    values[vacant], values[~vacant] = old, new[fresh]
    table = None if vacant[: len(old)].all() else vacant.nonzero()[0]
    return Merged(values=values, old=table, new=both, shared=place[~fresh])
