"""How many interactions and purchases are to be expected, worth how much, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from relationship_health.analysis.event_windows import Events, events_of, look_back
from relationship_health.analysis.gamma_poisson import (
    FEWEST_LOOKS,
    Total,
    newcomers,
    rates,
    total,
)
from relationship_health.analysis.organisations import organisations_of
from relationship_health.analysis.purchase_forecast import FEWEST_DRAWS, Futures, chosen, futures
from relationship_health.analysis.purchases import (
    Purchases,
    purchases_in_log,
    purchases_of_accounts,
)
from relationship_health.analysis.tracing import BEFORE_ALL, checked_row
from relationship_health.arrays import Array, Floats, Ints
from relationship_health.columns import US_PER_DAY, Portfolio, check_portfolio, read_moment
from relationship_health.composite.horizon import checked_horizon
from relationship_health.errors import InputError, MissingExtraError
from relationship_health.plots import Axes
from relationship_health.plots.forecast import draw_forecast
from relationship_health.results import Result, Trace

KINDS = {"interactions": "interactions", "contacts": "engaged conversations"}
MOST_LOOKS_AT_PURCHASES = 3
"""Earlier dates at which the models of purchases are fitted again: each takes its time."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Line:
    """One line of the answer: what, of whom, how much, and what the last such time brought."""

    what: str
    of_whom: str
    unit: str
    found: Total
    last: float
    looks: int
    relationships: Ints


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Forecast(Result):
    """What is to be expected within a horizon, if things go on as they do.

    Attributes
    ----------
    portfolio : Portfolio
    as_of_us : int
    horizon_days : float
    lines : tuple of Line
    each : float64 array over relationships
        Interactions to expect of each relationship of the portfolio.
    """

    portfolio: Portfolio
    as_of_us: int
    horizon_days: float
    lines: tuple[Line, ...]
    each: Floats

    @property
    def title(self) -> str:
        """What was asked."""
        day = np.datetime64(self.as_of_us, "us").astype("datetime64[D]")
        return f"Forecast for the {self.horizon_days:g} days after {day}"

    def columns(self) -> dict[str, Array]:
        """Return one row per quantity: what to expect, the 90 % interval, and what came last."""
        texts = {
            name: np.array([*(getattr(line, name) for line in self.lines), None], dtype=object)[:-1]
            for name in ("what", "of_whom", "unit")
        }
        numbers = {
            name: np.array([getattr(line.found, name) for line in self.lines], dtype=np.float64)
            for name in ("expected", "lower", "upper")
        }
        last = np.array([line.last for line in self.lines], dtype=np.float64)
        looks = np.array([line.looks for line in self.lines], dtype=np.int64)
        return texts | numbers | {"last": last, "looks": looks}

    def by_relationship(self) -> dict[str, Array]:
        """Return the interactions to expect of every relationship, the most first."""
        order = np.argsort(-self.each, kind="stable")
        ids, portfolio = self.portfolio.ids, self.portfolio
        return {
            "source": ids[portfolio.source[order]], "target": ids[portfolio.target[order]],
            "expected": self.each[order],
        }  # fmt: skip

    @property
    def words(self) -> tuple[str, ...]:
        """One sentence per quantity."""
        return tuple(self._told(line) for line in self.lines) or ("Nothing to go by.",)

    def behind(self, row: int) -> Trace:
        """Return the relationships that a row rests on, with all that is known of them."""
        line = self.lines[checked_row(row, len(self))]
        return Trace(portfolio=self.portfolio, relationships=line.relationships,
                     since_us=BEFORE_ALL, until_us=self.as_of_us)  # fmt: skip

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw each quantity in multiples of what the last horizon brought."""
        return draw_forecast(self.columns(), self.horizon_days, ax)

    def _told(self, line: Line) -> str:
        found = line.found
        return (
            f"{line.what} of {line.of_whom}: {found.expected:,.0f} expected ({found.lower:,.0f} to "
            f"{found.upper:,.0f}); the {self.horizon_days:g} days before brought {line.last:,.0f}."
        ).capitalize()


def forecast(portfolio: Portfolio, as_of: Any, horizon_days: float = 90) -> Forecast:
    """Tell how many interactions and purchases to expect within a horizon, and worth how much.

    Parameters
    ----------
    portfolio : Portfolio
    as_of : datetime, date or ISO 8601 text
        Nothing later has any influence.
    horizon_days : number
        Days ahead, above 0.

    Returns
    -------
    Forecast

    Raises
    ------
    InputError
        Where the horizon is no number of days.

    Examples
    --------
    >>> from relationship_health.simulate import sales_team
    >>> team = sales_team(relationships=40)
    >>> found = forecast(team.portfolio, "2026-09-01", 60)
    >>> sorted(set(found.to_frame("dict")["what"].tolist()))[:2]
    ['engaged conversations', 'interactions']
    """
    check_portfolio(portfolio)
    moment, horizon = read_moment(as_of), checked_horizon(horizon_days)
    events = events_of(portfolio, moment)
    lines: list[Line] = []
    missing: list[str] = []
    each = np.zeros(len(portfolio))
    for kind, words in KINDS.items():
        found, expected = _of_events(events, kind, words, moment, horizon)
        lines += found
        each = expected if kind == "interactions" else each
    if lines and lines[0].looks < FEWEST_LOOKS:
        missing.append(
            "How wrong such a forecast has been before: the log is too short to look back, so "
            "intervals hold only what chance does within relationships."
        )
    if not lines:
        missing.append("Interactions: none is known by then.")
    bought, reasons = _of_purchases(portfolio, moment, horizon)
    return Forecast(
        backend=portfolio.backend, portfolio=portfolio, as_of_us=moment, horizon_days=horizon,
        lines=(*lines, *bought), each=each, missing=(*missing, *reasons),
    )  # fmt: skip


def _of_events(
    events: Events, kind: str, words: str, moment: int, horizon: float
) -> tuple[list[Line], Floats]:
    """Forecast one kind of event: of relationships that are known, and of those to come."""
    seen, days = events.recent(kind, moment, horizon)
    known = np.flatnonzero(days > 0)
    each = np.zeros(len(days))
    if not len(known):
        return [], each
    mean, variance = rates(seen[known], days[known], horizon)
    looks = look_back(events, kind, moment, horizon)
    found = total(mean, variance, [look[:3] for look in looks])
    # What was taken off the total is taken off everybody's part.
    each[known] = mean * (found.expected / mean.sum())
    last, last_new = events.last(kind, moment, horizon)
    lines = [Line(
        what=words, of_whom="known relationships", unit=words, last=last, looks=len(looks),
        found=found, relationships=known,
    )]  # fmt: skip
    fresh = newcomers([look[3] for look in looks])
    if fresh is not None:
        lines.append(Line(
            what=words, of_whom="relationships yet to come", unit=words, found=fresh,
            last=last_new, looks=len(looks), relationships=known[:0],
        ))  # fmt: skip
    return lines, each


def _of_purchases(
    portfolio: Portfolio, moment: int, horizon: float
) -> tuple[list[Line], tuple[str, ...]]:
    """Forecast purchases: transactions of accounts, or interactions with a value."""
    if portfolio.transactions:
        organisations = organisations_of(portfolio)
        found = purchases_of_accounts(portfolio, organisations, moment)
        buyer = organisations.of[portfolio.target]
    elif "value" in portfolio.columns:
        found, buyer = purchases_in_log(portfolio, moment), np.arange(len(portfolio))
    else:
        return [], ("Purchases: needs transactions, or a column value in the log.",)
    try:
        ahead = futures(found, moment, horizon)
    except (InputError, MissingExtraError) as error:
        return [], (f"Purchases: {str(error).rstrip('.')}.",)
    bought = np.flatnonzero(np.append(found.groups.counts > 0, False)[buyer])
    lines = _purchase_lines(found, ahead, moment, horizon, bought)
    reasons = [f"Worth of purchases: {ahead.reason}."] if ahead.reason else []
    if lines[0].looks < FEWEST_LOOKS:
        reasons.append(
            "How wrong the forecast of purchases has been before: the log is too short to look "
            "back, so its intervals hold chance and the parameters, but no common change."
        )
    return lines, tuple(reasons)


def _purchase_lines(
    found: Purchases, ahead: Futures, moment: int, horizon: float, bought: Ints
) -> list[Line]:
    looks = _earlier_purchases(found, moment, horizon)
    days, worth = _within(found, moment - round(horizon * US_PER_DAY), moment)
    shock = [look[:3] for look in looks]
    lines = [Line(
        what="purchase days", of_whom="known buyers", unit="purchase days", last=days,
        looks=len(looks), relationships=bought,
        found=_widened(ahead.days, ahead.expected, shock),
    )]  # fmt: skip
    if len(ahead.worth):
        lines.append(Line(
            what="worth of purchases", of_whom="known buyers", unit="money", last=worth,
            looks=len(looks), relationships=bought,
            found=_widened(ahead.worth, float(ahead.worth.mean()), [look[3:] for look in looks]),
        ))  # fmt: skip
    return lines


def _widened(draws: Floats, expected: float, looks: Sequence[tuple[float, float, float]]) -> Total:
    """Return a total with the limits of its simulated futures, or wider ones by earlier errors."""
    lower, upper = np.quantile(draws, (0.05, 0.95)).tolist()
    wide = total(np.array([expected]), np.array([draws.var(ddof=1)]), looks, correct=False)
    return Total(expected=expected, lower=min(lower, wide.lower), upper=max(upper, wide.upper))


def _within(found: Purchases, since_us: int, until_us: int) -> tuple[float, float]:
    """Count the purchase days of a stretch of time, and add up what they were worth."""
    inside = (found.time > since_us) & (found.time <= until_us)
    buyer = found.groups.spread(np.arange(len(found.groups)))[inside]
    day = found.time[inside] // US_PER_DAY
    days = len(np.unique(np.stack([buyer, day], axis=1), axis=0)) if len(day) else 0
    return float(days), float(found.value[inside].sum())


def _earlier_purchases(
    found: Purchases, moment: int, horizon: float
) -> list[tuple[float, float, float, float, float, float]]:
    """Say what would have been said at earlier dates, and what came of the same buyers."""
    step, looks = round(horizon * US_PER_DAY), []
    first = int(found.time.min())
    for back in range(1, MOST_LOOKS_AT_PURCHASES + 1):
        then = moment - back * step
        # At least half of the log has to lie before, or it is another situation.
        if then - first < max(step, (moment - first) // 2):
            break
        before = chosen(found, found.time <= then)
        try:
            said = futures(before, then, horizon, most=FEWEST_DRAWS)
        except InputError:
            break
        same = found.groups.spread(before.groups.counts > 0)
        days, worth = _within(chosen(found, same), then, then + step)
        money = float(said.worth.mean()) if len(said.worth) else 0.0
        spread = float(said.worth.var(ddof=1)) if len(said.worth) else 0.0
        looks.append((said.expected, float(said.days.var(ddof=1)), days, money, spread, worth))
    return looks
