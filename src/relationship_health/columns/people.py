"""What is declared of the people behind the ids, in columns that a block can take from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs
import numpy as np

from relationship_health.arrays import Array, Ints
from relationship_health.columns.sealing import frozen, frozen_parts
from relationship_health.kernels.segments import Groups, bounds
from relationship_health.model import Stakeholder

_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Wishes:
    """What each of some people, or relationships, asked for; most asked for nothing.

    Parameters
    ----------
    groups : Groups
        Which wishes belong to whom.
    codes : int64 array
        Each wish as a code into the categories of the column; -1 where the log never has it.
    """

    groups: Groups
    codes: Ints

    def take(self, chosen: Ints) -> Wishes:
        """Return the wishes of those at some positions."""
        if not len(self.codes):
            return nothing_wished(len(chosen))
        counts = self.groups.counts[chosen]
        indptr = bounds(counts)
        first = np.repeat(self.groups.indptr[:-1][chosen] - indptr[:-1], counts)
        return frozen_parts(
            Wishes(groups=Groups(indptr), codes=self.codes[first + np.arange(len(first))])
        )


@attrs.frozen(slots=True, eq=False, kw_only=True)
class People:
    """The stakeholders of a portfolio, by the codes of their ids.

    Parameters
    ----------
    ids : array
        Sorted ids.
    stakeholders : mapping
        What was declared, by id.
    categories : mapping
        The sorted values of each text column.
    """

    ids: Array
    stakeholders: Mapping[str | int, Stakeholder]
    categories: Mapping[str, Array]

    @cached_property
    def marks(self) -> Array:
        """A 64-bit mark of each id, the same on every machine: whom a sample keeps."""
        return frozen(marks_of(self.ids))

    @cached_property
    def channels(self) -> Wishes:
        """Channels that people prefer."""
        return self._wishes("channel", {i: s.preferred_channels for i, s in self._declared()})

    @cached_property
    def purposes(self) -> Wishes:
        """Purposes that people connected for."""
        return self._wishes("purpose", {i: s.interests for i, s in self._declared()})

    def _declared(self) -> Iterable[tuple[str | int, Stakeholder]]:
        return self.stakeholders.items()

    def _wishes(self, column: str, wanted: Mapping[str | int, Iterable[str]]) -> Wishes:
        if not any(wanted.values()):
            return nothing_wished(len(self.ids))
        names = self.categories.get(column, np.empty(0, dtype=object)).tolist()
        code = {name: place for place, name in enumerate(names)}
        place = {name: i for i, name in enumerate(self.ids.tolist())}
        lists = {place[i]: sorted(set(words)) for i, words in wanted.items() if i in place}
        counts = np.zeros(len(self.ids), dtype=np.int64)
        for person, words in lists.items():
            counts[person] = len(words)
        codes = [code.get(word, -1) for _, words in sorted(lists.items()) for word in words]
        return frozen_parts(
            Wishes(groups=Groups(bounds(counts)), codes=np.array(codes, dtype=np.int64))
        )


def nothing_wished(people: int) -> Wishes:
    """Return the wishes of people, or relationships, who asked for nothing."""
    indptr, codes = np.zeros(people + 1, dtype=np.int64), np.empty(0, dtype=np.int64)
    return Wishes(groups=Groups(frozen(indptr)), codes=frozen(codes))


def marks_of(ids: Array) -> Array:
    """Return a 64-bit mark of each id, by its value alone."""
    if ids.dtype.kind in "iu":
        return mix(ids.astype(np.int64).view(np.uint64))
    digests = b"".join(
        hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for name in ids.tolist()
    )
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def mix(bits: Array) -> Array:
    """Scatter 64-bit patterns (the finaliser of splitmix64, Steele, Lea, Flood 2014).

    Examples
    --------
    >>> int(mix(np.array([0], dtype=np.uint64))[0])
    0
    """
    mixed = (bits ^ (bits >> _SHIFTS[0])) * _MIX[0]
    mixed = (mixed ^ (mixed >> _SHIFTS[1])) * _MIX[1]
    return np.asarray(mixed ^ (mixed >> _SHIFTS[2]))
