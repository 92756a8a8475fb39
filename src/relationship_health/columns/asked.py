"""What a question over a portfolio is asked of."""

from __future__ import annotations

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
