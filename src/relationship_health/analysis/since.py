"""Since when something is so: earlier dates judged under the same benchmark."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns import US_PER_DAY
from relationship_health.composite import Scorecard

STEP_DAYS = 30
"""Days between the dates that are looked at."""

NEVER = np.iinfo(np.int64).min


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Since:
    """Since when the health of some relationships is below a limit.

    Attributes
    ----------
    time : datetime64[us] array
        The earliest of the dates looked at from which on it was below at each; NaT where it is not
        below at all.
    always : bool array
        Whether no earlier health is known.
    """

    time: Array
    always: Bools


def below_since(card: Scorecard, rows: Ints, limit: Floats, most_days: int) -> Since:
    """Go back in steps of ``STEP_DAYS`` until each health was at its limit or above.

    Parameters
    ----------
    card : Scorecard
    rows : int64 array
        Increasing.
    limit : float64 array
        Of each of the rows.
    most_days : int
        How far to look back.
    """
    since = np.full(len(rows), NEVER)
    always = np.zeros(len(rows), dtype=np.bool_)
    left = np.flatnonzero(card.health[rows] < limit)
    since[left] = card.as_of_us
    chosen = np.zeros(len(card.portfolio), dtype=np.bool_)
    chosen[card.rows[rows[left]]] = True
    portfolio = card.portfolio.select(chosen)
    for days in range(STEP_DAYS, most_days + 1, STEP_DAYS):
        if not len(left):
            break
        moment = card.as_of_us - days * US_PER_DAY
        evaluation = card.judge.judge(portfolio, moment, card.benchmark)
        health = card.judge.compose(evaluation).health
        # What was called off says something too, yet of nobody who was known by then.
        health[(evaluation.counts == 0) & ~portfolio.declared] = np.nan
        unknown, below = np.isnan(health), health < limit[left]
        since[left[below]] = moment
        always[left[unknown]] = True
        left = left[below]
        if not below.all():
            portfolio = portfolio.select(np.asarray(below))
    return Since(time=since.astype("datetime64[us]"), always=always)
