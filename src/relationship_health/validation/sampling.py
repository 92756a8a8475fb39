"""Some relationships of a large portfolio: always the same ones, whatever the order of rows."""

from __future__ import annotations

import numpy as np

from relationship_health.columns import Portfolio
from relationship_health.columns.people import mix
from relationship_health.errors import InputError


def sampled_portfolio(portfolio: Portfolio, as_of_us: int, most: int) -> Portfolio:
    """Return the portfolio of at most so many of the relationships known at a moment.

    Those are taken whose ids have the smallest marks, which has nothing to do with their contact.

    Parameters
    ----------
    portfolio : Portfolio
    as_of_us : int
    most : int

    Raises
    ------
    InputError
        Where ``most`` is no whole number of at least 1.
    """
    if isinstance(most, bool) or not isinstance(most, int) or most < 1:
        message = f"sample is {most!r}, expected a whole number of at least 1."
        raise InputError(message)
    counts, first = portfolio.groups.counts, portfolio.groups.indptr[:-1]
    known = portfolio.declared.copy()
    filled = np.flatnonzero(counts)
    known[filled] |= portfolio.time[first[filled]] <= as_of_us
    if int(known.sum()) <= most:
        return portfolio
    marks = portfolio.people.marks
    mark = mix(marks[portfolio.source] + marks[portfolio.target])
    chosen = np.flatnonzero(known)
    chosen = chosen[np.argsort(mark[chosen], kind="stable")[:most]]
    keep = np.zeros(len(portfolio), dtype=np.bool_)
    keep[chosen] = True
    return portfolio.select(keep)
