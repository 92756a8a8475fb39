"""Relationships by name: all of them, one, or the mask of several."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.errors import InputError, UnknownRelationshipError

Key: TypeAlias = tuple[str | int, str | int]
Chosen: TypeAlias = Iterable[Key] | Bools | Callable[[Key], bool] | None


@attrs.frozen(slots=True, eq=False)
class Keys:
    """Sorted ids, and codes into them in the order of their pairs."""

    ids: Array
    source: Ints
    target: Ints

    def listed(self) -> list[Key]:
        """Return the ids of every pair."""
        ids = self.ids
        return list(zip(ids[self.source].tolist(), ids[self.target].tolist(), strict=True))

    def key(self, position: int) -> Key:
        """Return the ids of one pair."""
        ends = (self.source[position : position + 1], self.target[position : position + 1])
        source, target = (self.ids[code].tolist()[0] for code in ends)
        return source, target

    def find(self, one: object, other: object) -> int:
        """Return the position of the pair of two ids, in either order.

        Raises
        ------
        UnknownRelationshipError
            Where there is none.
        """
        codes = [_code(self.ids, name) for name in (one, other)]
        for source, target in (codes, reversed(codes)):
            begin, end = map(int, np.searchsorted(self.source, [source, source + 1]))
            place = int(begin + np.searchsorted(self.target[begin:end], target))
            if place < end and self.target[place] == target:
                return place
        strangers = [name for name, code in zip((one, other), codes, strict=True) if code < 0]
        found = f"{strangers[0]!r} does not occur" if strangers else "they were never in contact"
        message = (
            f"There is no relationship between {one!r} and {other!r}: {found}; use ids as in "
            "portfolio.keys."
        )
        raise UnknownRelationshipError(message)

    def mask(self, chosen: Chosen) -> Bools:
        """Mark the pairs that are named, or for which a function is true; without either, all."""
        size = len(self.source)
        if chosen is None:
            return np.ones(size, dtype=np.bool_)
        if isinstance(chosen, np.ndarray):
            if chosen.dtype != np.bool_ or chosen.shape != (size,):
                message = (
                    f"The mask has type {chosen.dtype} and shape {chosen.shape}, expected bool "
                    f"and {(size,)}: give one flag for each relationship."
                )
                raise InputError(message)
            return np.asarray(chosen)
        if callable(chosen):
            return np.array([bool(chosen(key)) for key in self.listed()], dtype=np.bool_)
        keep = np.zeros(size, dtype=np.bool_)
        for pair in chosen:
            if not isinstance(pair, tuple | list) or len(pair) != 2:  # noqa: PLR2004  two ends
                message = f"select was given {pair!r}, expected pairs of ids as in portfolio.keys."
                raise InputError(message)
            keep[self.find(*pair)] = True
        return keep


def _code(ids: Array, wanted: object) -> int:
    """Return the place of a value in a sorted id array of its own type, -1 where it is none."""
    if not len(ids) or isinstance(wanted, str) != isinstance(ids[0], str):
        return -1
    if not isinstance(wanted, str | int | np.integer) or isinstance(wanted, bool):
        return -1
    if not ids[0] <= wanted <= ids[-1]:
        # Above all, no integer beyond 64 bits comes further than this.
        return -1
    place = int(np.searchsorted(ids, np.array([wanted], dtype=ids.dtype))[0])
    return place if ids[place] == wanted else -1
