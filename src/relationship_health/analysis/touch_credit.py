"""Which touch a purchase is credited to: the last one before it, within a window."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Ints


def last_touch(touch: tuple[Ints, Ints], purchase: tuple[Ints, Ints], window_us: int) -> Ints:
    """Return the position of the last touch before each purchase, -1 where there is none.

    Parameters
    ----------
    touch, purchase : pairs of int64 arrays
        Buyer, and time in microseconds, of each.
    window_us : int
        How long before a purchase a touch may lie.

    Examples
    --------
    >>> touch = np.array([7, 7, 8]), np.array([10, 20, 30])
    >>> last_touch(touch, (np.array([7, 8]), np.array([25, 99])), window_us=50)
    array([ 1, -1])
    """
    buyer = np.concatenate([touch[0], purchase[0]])
    time = np.concatenate([touch[1], purchase[1]])
    bought = np.arange(len(buyer)) >= len(touch[0])
    # A touch at the very moment of the purchase comes first.
    order = np.lexsort((bought, time, buyer))
    latest = np.maximum.accumulate(np.where(bought[order], -1, np.arange(len(order))))
    rows = np.flatnonzero(bought[order])
    found = latest[rows]
    place = order[np.maximum(found, 0)]
    own = order[rows]
    near = (found >= 0) & (buyer[place] == buyer[own]) & (time[own] - time[place] <= window_us)
    result = np.full(len(purchase[0]), -1, dtype=np.int64)
    result[own - len(touch[0])] = np.where(near, place, -1)
    return result
