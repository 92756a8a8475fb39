"""What buyers are still worth: expected purchases times their expected value.

The rhythm of purchase days is the modified BG/NBD's, in which one-time buyers may have left; the
worth of a purchase day is Gamma-Gamma's. Both are fitted to all buyers of the portfolio.

Source: Fader, Hardie, Lee 2005, "RFM and CLV", J. Marketing Research 42(4):415-430, doi
10.1509/jmkr.2005.42.4.415; Batislam, Denizel, Filiztekin 2007, doi 10.1016/j.ijresmar.2006.12.005.
"""

from __future__ import annotations

import numpy as np

from relationship_health.analysis.purchases import Purchases
from relationship_health.arrays import Floats, Ints
from relationship_health.columns import US_PER_DAY
from relationship_health.errors import InputError
from relationship_health.kernels.segments import Groups
from relationship_health.lifetime import GammaGamma, ModifiedBetaGeometric

HORIZON_DAYS = 365.0
"""How far ahead purchases are counted."""

_WEEK = 7.0


def lifetime_value(found: Purchases, as_of_us: int) -> Floats:
    """Money to expect of each buyer within ``HORIZON_DAYS``.

    Returns
    -------
    float64 array over buyers
        NaN for those who never bought; 0 for those whose purchases were worth nothing.

    Raises
    ------
    InputError
        Where the purchases do not bear the models.
    MissingExtraError
        Where scipy is not installed.
    """
    buyers = np.flatnonzero(found.groups.counts)
    frequency, recency, age, worth = purchase_days(found, as_of_us)
    rhythm = ModifiedBetaGeometric().fit(frequency, recency, age)
    sound = worth > 0.0
    repeats, mean = np.where(sound, frequency, 0.0), np.where(sound, worth, np.nan)
    money = GammaGamma().fit(repeats, mean)
    each = money.expected(repeats, mean)
    if not np.isfinite(each).all():
        message = "The values of purchases spread too widely to have a mean."
        raise InputError(message)
    ahead = rhythm.expected(HORIZON_DAYS / _WEEK, frequency, recency, age)
    result = np.full(len(found.groups), np.nan)
    # Whoever was paid back what they bought is no buyer of average purchases.
    result[buyers] = np.where((frequency > 0) & ~sound, 0.0, ahead * each)
    return result


def purchase_days(found: Purchases, as_of_us: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Count what the models take, for those who bought anything: days, not single purchases.

    Returns
    -------
    frequency, recency, age, worth : float64 arrays
        Days of purchase less the first; weeks from the first day to the last, and to the end; mean
        value of the repeat days, NaN where there is none.
    """
    groups = found.groups
    day: Ints = found.time // US_PER_DAY
    opens = np.ones(len(day), dtype=np.bool_)
    opens[1:] = day[1:] != day[:-1]
    begins = groups.indptr[:-1]
    opens[begins[begins < len(day)]] = True
    first = np.flatnonzero(opens)
    by_day = Groups(np.append(first, len(day)))
    value = by_day.sum(found.value)
    counts = groups.count(opens)
    buyers = np.flatnonzero(counts)
    days = Groups(np.append(0, np.cumsum(counts[buyers])))
    at, frequency = day[first], (counts[buyers] - 1).astype(np.float64)
    start, last = days.first(at, 0), days.last(at, 0)
    repeat = at > days.spread(start)
    total = days.sum(np.where(repeat, value, 0.0))
    worth = np.where(frequency > 0, total / np.maximum(frequency, 1.0), np.nan)
    age = (as_of_us // US_PER_DAY - start) / _WEEK
    return frequency, (last - start) / _WEEK, age, worth
