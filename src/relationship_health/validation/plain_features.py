"""Ten plain features of a relationship's history, for a logistic that knows no relationships.

Days since the last contact; contacts ever, within 30 and within 90 days; contacts decayed with
half-lives of 7, 30 and 90 days; days since the first contact, the mean gap, and how even the two
directions were within 90 days. All but the last are logarithms.
"""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Array
from relationship_health.columns import Block
from relationship_health.model import INBOUND, OUTBOUND

HALF_LIVES_DAYS = (7.0, 30.0, 90.0)
MONTH_DAYS = 30.0
QUARTER_DAYS = 90.0
SMALLEST_COUNT = 0.01


def plain_features(block: Block) -> Array:
    """Return the features, one row for each relationship; those without contact are to be left out.

    Returns
    -------
    float64 array, shape (relationships, 10), finite

    Examples
    --------
    >>> from relationship_health.columns import Portfolio
    >>> from relationship_health.model import Terms
    >>> log = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-05"]}
    >>> portfolio = Portfolio.from_frame(log)
    >>> as_of = int(portfolio.time[0])
    >>> plain_features(portfolio.block(0, 1, as_of, Terms())).round(1)
    array([[-0.7,  0.7,  0.7,  0.7,  0. ,  0. ,  0. ,  0. ,  0. ,  0. ]])
    """
    ages, counts = block.ages, block.counts
    last, first = block.min(ages, 0.0), block.max(ages, 0.0)
    near = ages <= QUARTER_DAYS
    ours = block.count(near & ((block.direction & OUTBOUND) != 0))
    theirs = block.count(near & ((block.direction & INBOUND) != 0))
    decayed = [block.decayed_sum(half_life_days=days) for days in HALF_LIVES_DAYS]
    return np.column_stack([
        np.log(last + 0.5), np.log1p(counts), np.log1p(block.count(ages <= MONTH_DAYS)),
        np.log1p(block.count(near)),
        *(np.log(total + SMALLEST_COUNT) for total in decayed),
        np.log1p(first), np.log1p((first - last) / np.maximum(counts - 1, 1)),
        np.minimum(ours, theirs) / np.maximum(np.maximum(ours, theirs), 1),
    ])  # fmt: skip
