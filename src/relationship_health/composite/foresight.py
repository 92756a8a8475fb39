"""When bands fall if nothing happens: found by scoring days to come on what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from relationship_health.arrays import Bools, Ints
from relationship_health.columns import US_PER_DAY, imagine
from relationship_health.columns.zones import LATEST_US
from relationship_health.composite.horizon import checked_horizon

if TYPE_CHECKING:
    from relationship_health.composite.scorecard import Scorecard

DAILY = 120
"""Days ahead that are looked at one by one; later ones a week apart, then bisected."""
WEEK = 7
AT_ONCE = 262_144
"""Rows that are judged at a time."""
NEVER = -1


def days_until_falls(card: Scorecard, rows: Ints, horizon_days: int) -> Ints:
    """Whole days from ``as_of`` to the first on which each band is lower, if nothing happens.

    Within ``DAILY`` days it is the very first such day; beyond, the first of a fall that lasts a
    week or more. ``NEVER`` where the band does not fall within the horizon, or is the lowest or
    unknown.
    """
    horizon = int(checked_horizon(horizon_days, whole=True))
    # Beyond the last year that there is nothing can be said to fall.
    horizon = min(horizon, (LATEST_US - card.as_of_us) // US_PER_DAY)
    found = np.full(len(rows), NEVER, dtype=np.int64)
    open_ones = np.flatnonzero(card.composite.band[rows] > 1)
    daily = np.arange(1, min(DAILY, horizon) + 1)
    weekly = np.arange(DAILY + WEEK, horizon + 1, WEEK)
    for days in (daily, weekly):
        if len(days) and len(open_ones):
            first = _first_fall(card, rows[open_ones], days)
            hit = first < len(days)
            found[open_ones[hit]] = days[first[hit]]
            open_ones = open_ones[~hit]
    late = np.flatnonzero(found > DAILY)
    if len(late):
        # Of the week before the fall that was seen, its first day.
        week = found[late, None] - np.arange(WEEK - 1, -1, -1)
        found[late] = week[:, 0] + _first_fall(card, rows[late], week)
    return found


def _first_fall(card: Scorecard, rows: Ints, days: Ints) -> Ints:
    """Position of the first of some days, the same for all or a row for each, that is a fall."""
    table = np.broadcast_to(days, (len(rows), days.shape[-1]))
    width = table.shape[1]
    first = np.full(len(rows), width)
    sizes = card.portfolio.groups.counts[card.rows[rows]] * width
    begin = 0
    while begin < len(rows):
        end = begin + max(int(np.searchsorted(np.cumsum(sizes[begin:]), AT_ONCE, "right")), 1)
        falls = _falls(card, rows[begin:end], table[begin:end])
        first[begin:end] = np.where(falls.any(axis=1), falls.argmax(axis=1), width)
        begin = end
    return first


def _falls(card: Scorecard, rows: Ints, days: Ints) -> Bools:
    """Whether each relationship's band is lower on each of some days."""
    places, width = card.rows[rows], days.shape[1]
    first = int(places.min())
    block = card.portfolio.block(first, int(places.max()) + 1, card.as_of_us, card.terms)
    ahead = imagine(
        block, np.repeat(places - first, width), card.as_of_us, days.ravel() * US_PER_DAY
    )
    evaluation = card.judge.judge_blocks(
        [ahead], len(ahead), card.portfolio.column_names, card.benchmark, card.judge.guard()
    )
    band = card.judge.compose(evaluation).band.reshape(days.shape)
    return np.asarray((band > 0) & (band < card.composite.band[rows][:, None]), dtype=np.bool_)
