"""Which kinds of contact create engagement or purchases, at what cost; which waste, which annoy."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np

from relationship_health.analysis.exposure import Effect, Touches, effects, unknown
from relationship_health.analysis.leaving_out import keep_rows
from relationship_health.analysis.touch_tables import (
    Bought,
    Contacted,
    bought_after,
    contacted,
    share_interval,
    touches_of,
)
from relationship_health.analysis.tracing import BEFORE_ALL, checked_row
from relationship_health.arrays import Array, Floats
from relationship_health.columns import Portfolio, check_portfolio, read_moment
from relationship_health.composite.horizon import checked_horizon
from relationship_health.errors import InputError
from relationship_health.model import Terms
from relationship_health.plots import Axes
from relationship_health.plots.channel_value import draw_channel_value
from relationship_health.results import Result, Trace

MOST_KINDS = 12
"""Kinds that are told apart; those beyond are one, called other."""
WASTED = 0.5
"""A kind is wasted where it reaches surely less than this part of what the others reach."""


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class ChannelValue(Result):
    """One row per kind of contact, those with most touches first.

    Attributes
    ----------
    portfolio : Portfolio
    as_of_us : int
    by : str
        The column that tells the kinds apart.
    window_days : float
        Days in which a purchase is credited to a touch, and in which contact counts as exposure.
    table : mapping
        The columns.
    """

    portfolio: Portfolio
    as_of_us: int
    by: str
    window_days: float
    table: Mapping[str, Array]

    @property
    def title(self) -> str:
        """What was asked."""
        return f"Value of contact by {self.by}"

    def columns(self) -> dict[str, Array]:
        """Return one row per kind.

        ``engaged_share`` is that of the touches of which it is known; ``effect`` the change of the
        chance that a touch is answered with one more touch of the kind before it, in points.
        ``verdict`` is annoys, wasted, works or empty.
        """
        return dict(self.table)

    @property
    def words(self) -> tuple[str, ...]:
        """What each kind brought, and what is wasted or annoys."""
        if not len(self):
            return ("No touch of ours to look at.",)
        return tuple(self._told(row) for row in range(len(self)))

    def behind(self, row: int) -> Trace:
        """Return the interactions of a kind, with their relationships."""
        name = self.table["kind"][checked_row(row, len(self))]
        labels = self.portfolio.categories[self.by].tolist()
        named = set(self.table["kind"].tolist())
        mine = [str(label) == name or (name == "other" and str(label) not in named)
                for label in labels]  # fmt: skip
        chosen = np.array([*mine, name == "unknown"])[self.portfolio.columns[self.by]]
        kept = keep_rows(self.portfolio, chosen)
        counts = kept.groups.count(kept.time <= self.as_of_us)
        return Trace(portfolio=kept, relationships=np.flatnonzero(counts),
                     since_us=BEFORE_ALL, until_us=self.as_of_us)  # fmt: skip

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the share of touches that engage, with its interval."""
        return draw_channel_value(self.columns(), self.by, ax)

    def _told(self, row: int) -> str:
        table = {name: values[row] for name, values in self.table.items()}
        parts = [f"{table['touches']:,} touches"]
        if table["decided"]:
            parts.append(
                f"{table['engaged_share']:.0%} engaged ({table['lower']:.0%} to "
                f"{table['upper']:.0%})"
            )
        if table["purchases"]:
            parts.append(f"{table['purchases']:,} purchases worth {table['value']:,.0f}")
        if not np.isnan(table["cost_per_engagement"]):
            parts.append(f"{table['cost_per_engagement']:,.2f} per engagement")
        if not np.isnan(table["effect"]):
            parts.append(
                f"one more goes with {table['effect']:+.1f} points ({table['effect_lower']:+.1f} "
                f"to {table['effect_upper']:+.1f}) of being answered next"
            )
        verdict = f": {table['verdict']}" if table["verdict"] else ""
        return f"{table['kind']}: {', '.join(parts)}{verdict}."


def channel_value(  # noqa: PLR0913  what is asked, and what it costs
    portfolio: Portfolio,
    as_of: Any,
    by: str = "channel",
    *,
    costs: Mapping[str, float] | None = None,
    hourly_cost: float | None = None,
    window_days: float = 30,
) -> ChannelValue:
    """Tell what each kind of contact brings, and whether it wears off.

    Parameters
    ----------
    portfolio : Portfolio
        With sides: what we do is a touch.
    as_of : datetime, date or ISO 8601 text
    by : str
        The column that tells kinds apart: channel, purpose, product, or any column of text.
    costs : mapping of kind to number, optional
        What one touch costs.
    hourly_cost : number, optional
        What an hour of ours costs, for the hours that the log tells.
    window_days : number
        Days in which a purchase is credited to the last touch before it, and in which contact
        counts as exposure.

    Returns
    -------
    ChannelValue

    Raises
    ------
    InputError
        Where ``costs`` names a kind that does not occur, or a cost is below 0.

    Notes
    -----
    A touch is a conversation that we opened; its kind is that of its first line. It engaged if they
    took part in it, or if it is what a conversation that they opened is credited to: the last touch
    of the same kind within the response window before, or else the last of any kind. Touches
    younger than the window that nobody answered are left out. Intervals are 90 %, and know that
    touches of one relationship are alike.

    Examples
    --------
    >>> from relationship_health.simulate import sales_team
    >>> team = sales_team(relationships=60)
    >>> found = channel_value(team.portfolio, team.as_of, costs={"meeting": 50.0})
    >>> table = found.to_frame("dict")
    >>> sorted(table["kind"].tolist())[:3]
    ['chat', 'email', 'meeting']
    """
    check_portfolio(portfolio)
    moment, window = read_moment(as_of), checked_horizon(window_days)
    lacks = _lacking(portfolio, by)
    if lacks:
        return ChannelValue(
            backend=portfolio.backend, portfolio=portfolio, as_of_us=moment, by=by,
            window_days=window, table=_columns(()), missing=lacks,
        )  # fmt: skip
    names, code = _kinds(portfolio, by, moment)
    terms = Terms()
    seen = contacted(portfolio, moment, terms, by, code, len(names))

    def walk() -> Iterator[Touches]:
        return touches_of(portfolio, moment, terms, by, code)

    effect = effects(walk, len(names), window) if seen.engaged.any() else unknown(len(names))
    bought = bought_after(portfolio, seen, moment, window, by, names)
    cost = _costs(names, seen, costs, hourly_cost)
    return ChannelValue(
        backend=portfolio.backend, portfolio=portfolio, as_of_us=moment, by=by,
        window_days=window, table=_table(names, seen, effect, bought, cost),
        missing=_unanswered(portfolio, bought, cost, seen),
    )  # fmt: skip


def _kinds(portfolio: Portfolio, by: str, moment: int) -> tuple[tuple[str, ...], Array]:
    """Name the kinds, the most frequent first, and translate the codes of the column."""
    labels = [str(label) for label in portfolio.categories[by].tolist()]
    codes = portfolio.columns[by][portfolio.time <= moment]
    counts = np.bincount(codes + 1, minlength=len(labels) + 1)
    order = [i for i in np.argsort(-counts[1:], kind="stable").tolist() if counts[i + 1]]
    names = [labels[i] for i in order[:MOST_KINDS]]
    table = np.full(len(labels) + 1, -1, dtype=np.int64)
    for place, label in enumerate(order[:MOST_KINDS]):
        table[label] = place
    if len(order) > MOST_KINDS:
        table[order[MOST_KINDS:]] = len(names)
        names.append("other")
    if counts[0]:
        table[-1] = len(names)
        names.append("unknown")
    return tuple(names), table


def _costs(
    names: tuple[str, ...],
    seen: Contacted,
    costs: Mapping[str, float] | None,
    hourly_cost: float | None,
) -> Floats:
    """Cost of all touches of each kind, NaN where nothing says."""
    for name, given in {**(costs or {}), "an hour": hourly_cost or 0.0}.items():
        if not (isinstance(given, int | float) and 0 <= given < np.inf):
            message = f"The cost of {name!r} is {given!r}, expected a number of 0 or more."
            raise InputError(message)
    strange = [name for name in costs or {} if name not in names]
    if strange:
        nearest = difflib.get_close_matches(str(strange[0]), names, n=1)
        hint = f" (did you mean {nearest[0]!r}?)" if nearest else ""
        message = (
            f"costs names {strange[0]!r}{hint}, expected kinds that occur: {', '.join(names)}."
        )
        raise InputError(message)
    total = np.full(len(names), np.nan)
    if hourly_cost is not None:
        total = np.where(seen.timed > 0, hourly_cost * seen.hours, total)
    for place, name in enumerate(names):
        if costs and name in costs:
            total[place] = np.nan_to_num(total[place]) + costs[name] * seen.touches[place]
    return total


def _table(
    names: tuple[str, ...], seen: Contacted, effect: Effect, bought: Bought, cost: Floats
) -> dict[str, Array]:
    share, lower, upper = share_interval(seen.engaged_by, seen.decided_by, len(names))
    buying, buying_lower, buying_upper = share_interval(
        bought.touches_by, seen.touches_by, len(names)
    )
    engaged = seen.engaged
    rest = (engaged.sum() - engaged) / np.maximum(seen.decided.sum() - seen.decided, 1.0)
    others = seen.decided.sum() > seen.decided
    verdict = np.select(
        [effect.upper < 0, others & (upper < WASTED * rest), others & (lower > rest)],
        ["annoys", "wasted", "works"], "",
    ).astype(object)  # fmt: skip
    rows = (
        np.array(names, dtype=object), seen.touches, seen.decided, engaged, share, lower, upper,
        bought.purchases, bought.value, bought.margin, buying, buying_lower, buying_upper,
        seen.hours, cost, _per(cost, seen.touches, share), 100.0 * effect.value,
        100.0 * effect.lower, 100.0 * effect.upper, verdict,
    )  # fmt: skip
    there = np.flatnonzero(seen.touches)
    order = there[np.argsort(-seen.touches[there], kind="stable")]
    return _columns(tuple(np.asarray(column)[order] for column in rows))


def _per(cost: Floats, touches: Array, share: Floats) -> Floats:
    """Cost of one engagement: that of a touch, over the share of touches that engage."""
    each = cost / np.maximum(touches, 1)
    return np.where(share > 0, each / np.where(share > 0, share, 1.0), np.nan)


NAMES = (
    "kind", "touches", "decided", "engaged", "engaged_share", "lower", "upper", "purchases",
    "value", "margin", "bought_share", "bought_lower", "bought_upper", "hours", "cost",
    "cost_per_engagement", "effect", "effect_lower", "effect_upper", "verdict",
)  # fmt: skip
COUNTS = ("touches", "decided", "engaged", "purchases")


def _columns(rows: tuple[Array, ...]) -> dict[str, Array]:
    found = dict(zip(NAMES, rows or [np.zeros(0)] * len(NAMES), strict=True))
    for name in COUNTS:
        found[name] = found[name].astype(np.int64)
    for name in ("kind", "verdict"):
        found[name] = found[name].astype(object)
    return found


def _lacking(portfolio: Portfolio, by: str) -> tuple[str, ...]:
    if by not in portfolio.categories or by not in portfolio.columns:
        known = sorted(set(portfolio.categories) & set(portfolio.columns))
        nearest = difflib.get_close_matches(by, known, n=1)
        hint = f" (did you mean {nearest[0]!r}?)" if nearest else ""
        return (f"Kinds of contact: needs a column of text named {by!r}{hint}.",)
    if not portfolio.sided.any():
        return ("Touches of ours: no side is ours, pass our_side to the portfolio.",)
    return ()


def _unanswered(
    portfolio: Portfolio, bought: Bought, cost: Floats, seen: Contacted
) -> tuple[str, ...]:
    found = []
    if not seen.touches.any():
        found.append("What touches bring: nothing outbound is recorded.")
    elif not seen.engaged.any():
        found.append("Which touches engage: nothing that the other side did is recorded.")
    if bought.reason:
        found.append(bought.reason)
    if np.isnan(cost).all():
        found.append("Cost per engagement: give costs, or hourly_cost and a column duration.")
    if "outcome" not in portfolio.column_names:
        found.append("Clicks, attendance and connected calls: needs column outcome.")
    return tuple(found)
