"""The sort: rows grouped by relationship, by time inside, ties by value and never by input row.

A key packed with its row number into one uint64 and sorted in place is stable and several times
faster than an argsort; longer keys take several passes, least significant bits first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from relationship_health.arrays import Array, Bools, Ints

Unsigned = np.ndarray[tuple[int], np.dtype[np.uint64]]


def stable_order(keys: Sequence[Ints]) -> Ints:
    """Return the row order that sorts by several keys, the first most significant.

    Parameters
    ----------
    keys : sequence of int64 arrays of one length
        Any integers, whose range must fit in 63 bits each.

    Returns
    -------
    int64 array
        ``order`` such that ``key[order]`` is sorted; equal keys keep their row order.

    Examples
    --------
    >>> stable_order([np.array([1, 0, 1]), np.array([5, 9, 3])])
    array([1, 2, 0])
    """
    rows = len(keys[0])
    if rows < 2:  # noqa: PLR2004  nothing to sort
        return np.arange(rows)
    row_bits = max(int(rows - 1).bit_length(), 1)
    order: Ints | None = None
    for chunk in _chunks(keys, 64 - row_bits):
        packed = _gather(chunk, order)
        packed <<= np.uint64(row_bits)
        packed |= np.arange(rows, dtype=np.uint64)
        packed.sort()
        packed &= np.uint64((1 << row_bits) - 1)
        step = packed.view(np.int64)
        order = step if order is None else np.take(order, step)
    return np.arange(rows) if order is None else order


_Piece = tuple[Ints, int, int, int, int]
"""Key, its minimum, bits to drop from below, bits to take, and where they go in the chunk."""


def _chunks(keys: Sequence[Ints], width: int) -> list[list[_Piece]]:
    """Cut the keys' bits, laid end to end, into chunks of at most ``width`` bits, lowest first."""
    chunks: list[list[_Piece]] = []
    room = 0
    for key in reversed(keys):
        low, high = int(key.min()), int(key.max())
        taken, bits = 0, (high - low).bit_length()
        if not chunks and (key[1:] >= key[:-1]).all():
            continue  # rows already lie in the order of the least significant keys
        while taken < bits:
            if room == 0:
                chunks.append([])
                room = width
            take = min(room, bits - taken)
            chunks[-1].append((key, low, taken, take, width - room))
            taken += take
            room -= take
    return chunks


def _gather(chunk: list[_Piece], order: Ints | None) -> Unsigned:
    """Assemble one chunk of every row, in the order reached so far."""
    result: Unsigned | None = None
    for key, low, drop, take, place in chunk:
        ordered = key if order is None else np.take(key, order)
        part = (ordered - low).view(np.uint64)
        if drop:
            part >>= np.uint64(drop)
        if take < 64:  # noqa: PLR2004  a shift by the full width is undefined
            part &= np.uint64((1 << take) - 1)
        if place:
            part <<= np.uint64(place)
        result = part if result is None else np.bitwise_or(result, part, out=result)
    return np.empty(0, dtype=np.uint64) if result is None else result


def coarsest(time: Ints) -> Ints:
    """Divide times by the coarsest of second and millisecond that they are all multiples of.

    Fewer bits sort in fewer passes; the order is the same.
    """
    for unit in (1_000_000, 1_000):
        if not (time[:1000] % unit).any():
            quotient, rest = np.divmod(time, unit)
            if not rest.any():
                return quotient
    return time


def settle_ties(order: Ints, tied: Bools, values: Sequence[Array]) -> None:
    """Put rows that tie into the order of their values, in place.

    Parameters
    ----------
    order : int64 array
        The row order so far; changed.
    tied : bool array
        Whether a place in ``order`` ties with the place before it.
    values : sequence of arrays
        All further columns, over the input rows, whose order is that of their meaning.
    """
    if not tied.any():
        return
    member = tied.copy()
    member[:-1] |= tied[1:]
    places = member.nonzero()[0]
    run = np.cumsum(~tied[places])
    rows = order[places]
    order[places] = rows[np.lexsort([*(v[rows] for v in reversed(values)), run])]
