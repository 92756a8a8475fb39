"""Relationship capital as a ledger: opening + won + strengthened - weakened - lost = closing.

What a relationship is worth times its health is its capital, while it lives; one that went quiet is
written off. Amounts are rounded down to a grid on which sums are exact, so the ledger closes to the
last bit, in whatever order it is added up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import attrs
import numpy as np

from relationship_health.analysis.importance import Importance, Value, importance_of
from relationship_health.analysis.lives import cards_of, lacks_contact, lacks_dates, lives_of
from relationship_health.analysis.tracing import BEFORE_ALL, checked_row
from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns import Portfolio
from relationship_health.composite import Scorecard, ScoreHistory
from relationship_health.errors import InputError
from relationship_health.plots import Axes
from relationship_health.plots.capital import draw_capital
from relationship_health.results import Result, Trace

GRID = 2.0**-10
"""Finer than a cent. Sums of multiples are exact up to 2^53 times as much."""
_EXACT_BITS = 52
PARTS = ("won", "strengthened", "weakened", "lost")
TOLD = 2


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Entry:
    """What one period did to the capital of every relationship of the portfolio."""

    opening: Floats
    closing: Floats
    alive_before: Bools
    alive_after: Bools

    def amounts(self, part: str) -> Floats:
        """Return the amount of a part for every relationship, 0 where it is not concerned."""
        both = self.alive_before & self.alive_after
        change = self.closing - self.opening
        match part:
            case "won":
                return np.where(self.alive_before, 0.0, self.closing)
            case "lost":
                return np.where(self.alive_after, 0.0, self.opening)
            case "strengthened":
                return np.where(both, np.maximum(change, 0.0), 0.0)
            case "weakened":
                return np.where(both, np.maximum(-change, 0.0), 0.0)
        message = f"part is {part!r}, expected one of {', '.join(PARTS)}."
        raise InputError(message)


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Capital(Result):
    """The ledger, one row per period.

    Attributes
    ----------
    portfolio : Portfolio
    dates_us : int64 array
    entries : tuple of Entry
        One for each period.
    value, unit : str
        What was taken for the worth of a relationship, and its unit.
    """

    portfolio: Portfolio
    dates_us: Ints
    entries: tuple[Entry, ...]
    value: str
    unit: str

    @property
    def title(self) -> str:
        """What was asked."""
        return f"Relationship capital ({self.unit})"

    def columns(self) -> dict[str, Array]:
        """Return one row per period: the ledger, and how many relationships each part concerns."""
        moments = self.dates_us.astype("datetime64[us]")
        amounts = {part: [entry.amounts(part) for entry in self.entries] for part in PARTS}
        sums = {part: _array([float(v.sum()) for v in values]) for part, values in amounts.items()}
        return {
            "since": moments[:-1], "until": moments[1:],
            "opening": _array([float(entry.opening.sum()) for entry in self.entries]), **sums,
            "closing": _array([float(entry.closing.sum()) for entry in self.entries]),
            **{
                f"number_{part}": np.array([np.count_nonzero(v) for v in values], dtype=np.int64)
                for part, values in amounts.items()
            },
        }  # fmt: skip

    def members(self, row: int) -> dict[str, Array]:
        """Return the relationships of one period as columns: pair, part, amount; largest first."""
        entry = self.entries[checked_row(row, len(self))]
        places, parts, amounts = [], [], []
        for part in PARTS:
            found = entry.amounts(part)
            chosen = np.flatnonzero(found)
            places.append(chosen)
            amounts.append(found[chosen])
            parts.append(np.full(len(chosen), part, dtype=object))
        place, amount = np.concatenate(places), np.concatenate(amounts)
        order = np.argsort(-np.abs(amount), kind="stable")
        ids, portfolio = self.portfolio.ids, self.portfolio
        return {
            "source": ids[portfolio.source[place[order]]],
            "target": ids[portfolio.target[place[order]]],
            "part": np.concatenate(parts)[order], "amount": amount[order],
        }  # fmt: skip

    @property
    def words(self) -> tuple[str, ...]:
        """What the capital was and is, by what it changed, and the largest entries."""
        if not len(self):
            return ("No period to account for.",)
        table = self.columns()
        opening, closing = table["opening"][0], table["closing"][-1]
        sums = {part: table[part].sum() for part in PARTS}
        first = (
            f"From {_money(opening)} to {_money(closing)}: won {_money(sums['won'])}, strengthened "
            f"{_money(sums['strengthened'])}, weakened {_money(sums['weakened'])}, lost "
            f"{_money(sums['lost'])}."
        )
        return (first, *self._largest())

    def behind(self, row: int, part: str = "lost") -> Trace:
        """Return the relationships of a period's part, with their interactions until its end.

        Parameters
        ----------
        row : int
            The period.
        part : "won", "strengthened", "weakened" or "lost"
        """
        place = checked_row(row, len(self))
        return Trace(
            portfolio=self.portfolio, since_us=BEFORE_ALL,
            relationships=np.flatnonzero(self.entries[place].amounts(part)),
            until_us=int(self.dates_us[place + 1]),
        )  # fmt: skip

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw what came in and went out in every period."""
        return draw_capital(self.columns(), self.unit, ax)

    def _largest(self) -> tuple[str, ...]:
        members = self.members(-1)
        until = self.dates_us[-1:].astype("datetime64[us]").astype("datetime64[D]")[0]
        told = [
            f"{members['source'][i]} and {members['target'][i]} {members['part'][i]} "
            f"{_money(members['amount'][i])}"
            for i in range(min(TOLD, len(members["amount"])))
        ]
        return (f"Largest in the period up to {until}: {', '.join(told)}.",) if told else ()


def capital(history: ScoreHistory[Scorecard], value: Value = None) -> Capital:
    """Account for the relationship capital between the dates of a history.

    Parameters
    ----------
    history : ScoreHistory
        From ``engine.history``, of two dates or more.
    value : str or mapping, optional
        What a relationship is worth: "lifetime_value", "spend", "importance", "own_audience", the
        name of an attribute, or numbers by pair, person or organisation. By default the first that
        is known; where nothing is, every relationship counts as 1. What an organisation is worth
        is divided equally among the relationships with it, as there are at the last date.

    Returns
    -------
    Capital

    Raises
    ------
    InputError
        Where the history has no log, or ``value`` is none of these.

    Notes
    -----
    Values are those known at each date. Who lives is told as in :func:`retention`.

    Examples
    --------
    >>> from relationship_health import Engine
    >>> from relationship_health.simulate import sales_team
    >>> team = sales_team(relationships=40, days=300)
    >>> dates = ["2026-05-01", "2026-08-01", "2026-11-01"]
    >>> table = capital(Engine().history(team.portfolio, as_of=dates)).to_frame("dict")
    >>> total = table["opening"] + table["won"] + table["strengthened"]
    >>> bool((total - table["weakened"] - table["lost"] == table["closing"]).all())
    True
    """
    cards = cards_of(history, "capital")
    worth = _worth_at(cards, value)
    last, lives = cards[-1], [lives_of(card) for card in cards]
    sharing = _sharing(last, worth[-1])
    amounts = _on_grid([
        _spread(card, card.health / 100.0 * found.values) * life.alive / sharing
        for card, found, life in zip(cards, worth, lives, strict=True)
    ])  # fmt: skip
    entries = tuple(
        Entry(opening=was[0], closing=now[0], alive_before=was[1], alive_after=now[1])
        for was, now in pairwise(zip(amounts, (life.alive for life in lives), strict=True))
    )
    return Capital(
        backend=last.backend, portfolio=last.portfolio, entries=entries,
        dates_us=np.array([card.as_of_us for card in cards], dtype=np.int64),
        value=worth[-1].name, unit=worth[-1].unit,
        missing=(*lacks_dates(cards, "A ledger"), *lacks_contact(lives), *_lacking(worth[-1])),
    )  # fmt: skip


EACH_ONE = "relationships at full health"


def _worth_at(cards: Sequence[Scorecard], value: Value) -> list[Importance]:
    """Find the worth of every relationship at each date, of one kind at all of them."""
    found = [importance_of(card, value) for card in cards]
    if len({worth.name for worth in found}) > 1:
        # A lifetime value that cannot be fitted to the earlier dates is no measure of the change.
        found = [importance_of(card, "spend") for card in cards]
    if value is None and all(np.isnan(worth.values).all() for worth in found):
        return [
            attrs.evolve(worth, name="none", unit=EACH_ONE, values=np.ones(len(card)),
                         holder=np.arange(len(card)))
            for worth, card in zip(found, cards, strict=True)
        ]  # fmt: skip
    return found


def _sharing(last: Scorecard, worth: Importance) -> Floats:
    """How many relationships share one worth at the last date, over the whole portfolio."""
    known = worth.holder >= 0
    sharing = np.ones(len(last.portfolio))
    if known.any():
        counts = np.bincount(worth.holder[known])
        sharing[last.rows[known]] = counts[worth.holder[known]]
    return sharing


def _spread(card: Scorecard, values: Floats) -> Floats:
    """Values over the whole portfolio, 0 where they are unknown."""
    found = np.zeros(len(card.portfolio))
    found[card.rows] = np.nan_to_num(values, nan=0.0)
    return found


def _on_grid(amounts: Sequence[Floats]) -> list[Floats]:
    """Round amounts down to a grid on which the sum of all of them is exact."""
    most = max((math.fsum(np.abs(values)) for values in amounts), default=0.0)
    step = GRID
    if most > GRID * 2.0**_EXACT_BITS:
        step = 2.0 ** (math.ceil(math.log2(most)) - _EXACT_BITS)
    return [np.floor(values / step) * step for values in amounts]


def _lacking(worth: Importance) -> tuple[str, ...]:
    unknown = int(np.isnan(worth.values).sum())
    sentences = worth.missing
    if worth.unit == EACH_ONE:
        return (*sentences, "What relationships are worth: every one counts as 1.")
    if unknown:
        return (*sentences, f"Capital of {unknown:,} relationships whose worth is not known.")
    return sentences


def _array(values: list[float]) -> Floats:
    return np.array(values, dtype=np.float64)


def _money(value: float) -> str:
    return f"{value:,.2f}" if abs(value) < 1000 else f"{value:,.0f}"  # noqa: PLR2004  four digits
