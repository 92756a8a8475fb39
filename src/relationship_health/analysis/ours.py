"""Who is ours, as far as the relationships of a portfolio tell."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Bools
from relationship_health.columns import Portfolio


def our_people(portfolio: Portfolio) -> Bools:
    """Mark the ids that are ours; none where no side is.

    Whoever has a relationship across the sides is on a known one, and so is whoever they have a
    relationship with that stays within it.

    Examples
    --------
    >>> log = {
    ...     "sender": ["ana", "ana", "bo"],
    ...     "recipient": ["amy", "bo", "cy"],
    ...     "time": ["2026-01-05", "2026-01-06", "2026-01-07"],
    ... }
    >>> portfolio = Portfolio.from_frame(log, our_side={"ana", "amy"})
    >>> portfolio.ids[our_people(portfolio)].tolist()
    ['amy', 'ana']
    """
    ours = np.zeros(len(portfolio.ids), dtype=np.bool_)
    ours[portfolio.source[portfolio.sided]] = True
    within = ~portfolio.sided
    one, other = portfolio.source[within], portfolio.target[within]
    known = -1
    while (count := int(ours.sum())) != known:
        known = count
        ours[other[ours[one]]] = True
        ours[one[ours[other]]] = True
    return ours
