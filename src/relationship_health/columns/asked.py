"""What a question over a portfolio is asked of."""

from __future__ import annotations

from typing import Any

import numpy as np

from relationship_health.columns.clock import read_moment
from relationship_health.columns.portfolio import Portfolio
from relationship_health.errors import InputError, described


def check_portfolio(portfolio: object) -> None:
    """Refuse what is no portfolio.

    Raises
    ------
    InputError

    Examples
    --------
    >>> check_portfolio("log.csv")
    Traceback (most recent call last):
    relationship_health.errors.InputError: portfolio is 'log.csv' (str), expected a Portfolio: \
make one of a log with Portfolio.from_frame.
    """
    if not isinstance(portfolio, Portfolio):
        message = (
            f"portfolio is {described(portfolio)}, expected a Portfolio: make one of a log with "
            "Portfolio.from_frame."
        )
        raise InputError(message)


def moment_in(portfolio: Portfolio, as_of: Any) -> int:
    """Read the moment at which a portfolio is to be scored, microseconds UTC.

    Raises
    ------
    InputError
        Where it lies before everything, and nobody is declared either.
    """
    check_portfolio(portfolio)
    known = len(portfolio.time) > 0 and not portfolio.declared.any()
    return moment_after(int(portfolio.time.min()) if known else None, as_of)


def moment_after(first_us: int | None, as_of: Any) -> int:
    """Read a moment, microseconds UTC.

    Parameters
    ----------
    first_us : int or None
        The first interaction; None where something was known before any, or there is none.
    as_of : datetime, date or ISO 8601 text

    Raises
    ------
    InputError
        Where it lies before everything that is known.
    """
    moment = read_moment(as_of)
    if first_us is not None and moment < first_us:
        first = np.datetime64(first_us, "us")
        message = (
            f"as_of {as_of!s} lies before the first interaction ({first} UTC), expected a later "
            "moment: nothing is known then."
        )
        raise InputError(message)
    return moment
