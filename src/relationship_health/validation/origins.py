"""Rolling origins: the moments at which a backtest stands, each with all that came before it.

By default the first lies two fifths into the log, so that there is a history to score, the last one
horizon before its end, so that what happens next was seen in full, and the others evenly between.

Source: rolling-origin evaluation, Tashman 2000, International Journal of Forecasting 16(4):437-450,
doi 10.1016/S0169-2070(00)00065-0.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs
import numpy as np

from relationship_health.columns import US_PER_DAY, Portfolio, moment_from, read_moment
from relationship_health.errors import InputError
from relationship_health.model import Terms

HISTORY = 0.4
"""Share of the log's time that lies before the first origin."""
MOST_ORIGINS = 1_000


@attrs.frozen(slots=True, kw_only=True)
class Span:
    """From when to when a log holds contact, microseconds UTC."""

    first_us: int
    last_us: int

    @property
    def days(self) -> float:
        """Length in days."""
        return (self.last_us - self.first_us) / US_PER_DAY


def observed_span(portfolio: Portfolio, terms: Terms, until: Any = None) -> Span:
    """Return when contact begins and when observation ends.

    Parameters
    ----------
    portfolio : Portfolio
    terms : Terms
    until : datetime, date or ISO 8601 text, optional
        The end of observation; by default the last contact.

    Raises
    ------
    InputError
        Where there is no contact by then.
    """
    end = None if until is None else read_moment(until, "until")
    last = int(portfolio.time.max()) if len(portfolio.time) else 0
    ends = [
        (int(block.time.min()), int(block.time.max()))
        for block in portfolio.blocks(last if end is None else end, terms)
        if len(block.time)
    ]
    if not ends:
        message = "The log holds no contact to test on, expected two horizons of it or more."
        raise InputError(message)
    return Span(
        first_us=min(first for first, _ in ends),
        last_us=max(last for _, last in ends) if end is None else end,
    )


def origins_us(origins: int | Iterable[Any], span: Span, horizon_days: float) -> tuple[int, ...]:
    """Return the origins of a backtest, earliest first.

    Parameters
    ----------
    origins : int, or iterable of datetime, date or ISO 8601 text
        How many, or which.
    span : Span
        What was observed.
    horizon_days : float
        Each origin has to leave that much of it.

    Returns
    -------
    tuple of int
        Microseconds UTC, without repetition.

    Raises
    ------
    InputError
        Where the log is too short, or a date leaves no history or no whole horizon.

    Examples
    --------
    >>> year = Span(first_us=0, last_us=365 * US_PER_DAY)
    >>> [us // US_PER_DAY for us in origins_us(4, year, 65)]
    [146, 197, 248, 300]
    """
    latest = span.last_us - round(horizon_days * US_PER_DAY)
    if isinstance(origins, int) and not isinstance(origins, bool):
        return _evenly(origins, span, latest, horizon_days)
    if isinstance(origins, str) or not isinstance(origins, Iterable):
        message = f"origins is {origins!r}, expected a number of origins or a list of dates."
        raise InputError(message)
    moments = sorted({read_moment(moment, "an origin") for moment in origins})
    if not moments:
        message = "origins holds no date, expected at least one."
        raise InputError(message)
    for moment in moments:
        if not span.first_us < moment <= latest:
            message = (
                f"The origin {_day(moment)} lies outside {_day(span.first_us)} to {_day(latest)}, "
                f"expected history before it and {horizon_days:g} observed days after it: choose "
                "another."
            )
            raise InputError(message)
    return tuple(moments)


def _evenly(count: int, span: Span, latest: int, horizon_days: float) -> tuple[int, ...]:
    if not 1 <= count <= MOST_ORIGINS:
        message = f"origins is {count}, expected 1 to {MOST_ORIGINS:,}, or a list of dates."
        raise InputError(message)
    first = span.first_us + round(HISTORY * (span.last_us - span.first_us))
    if first > latest:
        days = f"{span.days:.0f} day{'' if round(span.days) == 1 else 's'}"
        message = (
            f"The log spans {days}, expected {horizon_days / (1 - HISTORY):.0f} or "
            f"more for a horizon of {horizon_days:g}: shorten horizon_days, or pass dates as "
            "origins."
        )
        raise InputError(message)
    return tuple(sorted({int(us) for us in np.linspace(first, latest, count)}))


def _day(us: int) -> str:
    return f"{moment_from(us):%Y-%m-%d}"
