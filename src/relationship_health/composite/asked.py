"""What analysis and validation ask: a portfolio, with an engine that scores it."""

from __future__ import annotations

from relationship_health.columns import check_portfolio
from relationship_health.composite.scorer import Scorer
from relationship_health.errors import InputError, described


def check_asked(portfolio: object, engine: object) -> None:
    """Refuse what is no portfolio, or an engine that is none.

    Raises
    ------
    InputError

    Examples
    --------
    >>> from relationship_health.columns import Portfolio
    >>> log = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-05T09:00Z"]}
    >>> check_asked(Portfolio.from_frame(log), "sales")
    Traceback (most recent call last):
    relationship_health.errors.InputError: engine is 'sales' (str), expected an Engine: make one \
with Engine().
    """
    check_portfolio(portfolio)
    if isinstance(engine, type) or not isinstance(engine, Scorer):
        message = f"engine is {described(engine)}, expected an Engine: make one with Engine()."
        raise InputError(message)
