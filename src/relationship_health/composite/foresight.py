"""When the band falls if nothing happens: found by scoring days to come on what is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from relationship_health.columns import US_PER_DAY
from relationship_health.columns.zones import LATEST_US
from relationship_health.composite.horizon import checked_horizon

if TYPE_CHECKING:
    from relationship_health.composite.scorecard import Scorecard

DAILY = 120
"""Days ahead that are looked at one by one; later ones a week apart, then bisected."""


def days_until_fall(card: Scorecard, row: int, horizon_days: int) -> int | None:
    """Whole days from ``as_of`` to the first on which the band is lower, if nothing happens.

    Within ``DAILY`` days it is the very first such day; beyond, the first of a fall that lasts a
    week or more. None where the band does not fall within the horizon, or is the lowest or unknown.
    """
    horizon = int(checked_horizon(horizon_days, whole=True))
    # Beyond the last year that there is nothing can be said to fall.
    horizon = min(horizon, (LATEST_US - card.as_of_us) // US_PER_DAY)
    place, now = int(card.rows[row]), int(card.composite.band[row])
    if now <= 1:
        return None

    def falls(days: int) -> bool:
        moment = card.as_of_us + days * US_PER_DAY
        block = card.portfolio.block(place, place + 1, moment, card.terms, until=card.as_of_us)
        evaluation = card.judge.judge_blocks(
            [block], 1, card.portfolio.column_names, card.benchmark, card.judge.guard()
        )
        return 0 < int(card.judge.compose(evaluation).band[0]) < now

    before = 0
    for days in _days(horizon):
        if falls(days):
            return _first(falls, before, days)
        before = days
    return None


def _days(horizon: int) -> Iterable[int]:
    yield from range(1, min(DAILY, horizon) + 1)
    yield from range(DAILY + 7, horizon + 1, 7)


def _first(falls: Callable[[int], bool], low: int, high: int) -> int:
    """Bisect to the first day that falls, given one that does not and one that does."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if falls(middle) else (middle, high)
    return high
