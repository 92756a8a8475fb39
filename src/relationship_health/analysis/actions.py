"""What to do next: the moves that gain most, each with its reason and its date."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from relationship_health.analysis.move_search import best_moves, scored_moves
from relationship_health.analysis.moves import (
    KINDS,
    Moves,
)
from relationship_health.arrays import Array, Floats, Ints
from relationship_health.arrays import objects as object_array
from relationship_health.columns import US_PER_DAY, Portfolio
from relationship_health.columns.zones import LATEST_US
from relationship_health.composite import Scorecard, Scorer, check_asked
from relationship_health.composite.foresight import NEVER, days_until_falls
from relationship_health.contract import Benchmark
from relationship_health.errors import InputError
from relationship_health.plots import Axes
from relationship_health.plots.moves import draw_moves
from relationship_health.results import Result, Trace

LOOK_AHEAD_DAYS = 365
TOLD = 20
"""Moves that are put in words."""


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Actions(Result):
    """The answer of :func:`actions`: one move a row, the largest gain first.

    Attributes
    ----------
    scorecard : Scorecard
        The health now.
    moves : Moves
        With ``row`` as the position of the relationship in the portfolio.
    gain, lower, upper : float64 arrays
        Points of health that the move is expected to gain, and at both ends of the 90 % interval
        of its chance.
    expected : float64 array
        Health to expect after the horizon.
    falls : int64 array
        Days until the band falls if nothing is done, -1 where it does not within a year.
    reasons : tuple of str
    considered : int
        How many moves were scored.
    horizon_days : int
    """

    scorecard: Scorecard
    moves: Moves
    gain: Floats
    lower: Floats
    upper: Floats
    expected: Floats
    falls: Ints
    reasons: tuple[str, ...]
    considered: int
    horizon_days: int

    @property
    def title(self) -> str:
        """What was asked."""
        return f"What to do next, as of {self.scorecard.as_of:%Y-%m-%d}"

    @property
    def deadline(self) -> Array:
        """Day by which each move is in time: what is owed, or before the band falls."""
        as_of = self.scorecard.as_of_us
        fall = np.where(self.falls == NEVER, LATEST_US, as_of + self.falls * US_PER_DAY)
        # What is overdue is due now.
        due = np.maximum(np.minimum(self.moves.due_us, fall), as_of)
        days = due.astype("datetime64[us]").astype("datetime64[D]").astype("datetime64[us]")
        return np.where(due == LATEST_US, np.datetime64("NaT", "us"), days)

    @property
    def hours(self) -> float:
        """What all moves together take."""
        return float(self.moves.minutes.sum() / 60.0)

    @property
    def words(self) -> tuple[str, ...]:
        """Each move in a sentence."""
        if not len(self):
            return (f"No move of {self.considered:,} gains anything.",)
        head = (
            f"{len(self):,} of {self.considered:,} moves, {self.hours:.1f} hours: health rises by "
            f"{self.gain.sum():.0f} points in total, as expected after {self.horizon_days} days."
        )
        columns = self.columns()
        told = [self._sentence(columns, row) for row in range(min(len(self), TOLD))]
        return (head, *told, *([f"And {len(self) - TOLD} more."] if len(self) > TOLD else []))

    def columns(self) -> dict[str, Array]:
        """Return the moves as columns."""
        portfolio, place = self.scorecard.portfolio, self.moves.row
        now = np.full(len(portfolio), np.nan)
        now[self.scorecard.rows] = self.scorecard.health
        through = np.array([*portfolio.ids.tolist(), None], dtype=object)[self.moves.through]
        falls = self.scorecard.as_of_us + self.falls * US_PER_DAY
        falls_on = np.where(
            self.falls == NEVER, np.datetime64("NaT", "us"), falls.astype("datetime64[us]")
        )
        return {
            "source": portfolio.ids[portfolio.source[place]],
            "target": portfolio.ids[portfolio.target[place]],
            "move": np.array(KINDS, dtype=object)[self.moves.kind],
            "channel": _channel_names(portfolio)[self.moves.channel],
            "through": through, "whom": self.moves.whom, "chance": self.moves.chance.mean,
            "gain": self.gain,
            "lower": self.lower, "upper": self.upper, "hours": self.moves.minutes / 60.0,
            "health": now[place], "expected": self.expected, "deadline": self.deadline,
            "falls_on": falls_on, "reason": object_array(self.reasons),
        }  # fmt: skip

    def behind(self, row: int) -> Trace:
        """Return the relationship behind a move, with its interactions until now."""
        return Trace(
            portfolio=self.scorecard.portfolio, relationships=self.moves.row[[row]],
            since_us=np.iinfo(np.int64).min, until_us=self.scorecard.as_of_us,
        )  # fmt: skip

    def plot(self, ax: Axes | None = None, *, rows: int = 15) -> Axes:
        """Draw the gain of the first moves with its interval.

        Raises
        ------
        MissingExtraError
            Where matplotlib is not installed.
        """
        columns = {name: values[:rows] for name, values in self.columns().items()}
        return draw_moves(columns, ax, horizon_days=self.horizon_days)

    def _sentence(self, columns: Mapping[str, Array], row: int) -> str:
        deadline = columns["deadline"][row]
        by = "" if np.isnat(deadline) else f" by {str(deadline)[:10]}"
        minutes = self.moves.minutes[row]
        effort = f", {minutes:.0f} minutes" if minutes else ""
        who = f"{columns['source'][row]} and {columns['target'][row]}"
        return (
            f"{who}: {_told(columns, row)}{by} ({self.gain[row]:+.1f} points, "
            f"{self.lower[row]:+.1f} to {self.upper[row]:+.1f}{effort}). {self.reasons[row]}"
        )


def actions(  # noqa: PLR0913  the contract's three, the rest by name
    portfolio: Portfolio,
    engine: Scorer,
    as_of: Any,
    *,
    budget_hours: float | None = None,
    horizon_days: int = 30,
    benchmark: Benchmark | None = None,
    minutes: Mapping[str, float] | None = None,
    most: int | None = None,
) -> Actions:
    """Find the moves that gain most.

    Parameters
    ----------
    portfolio : Portfolio
        With sides: a move is one of ours.
    engine : Engine
    as_of : datetime, date or ISO 8601 text
    budget_hours : float, optional
        Time to spend: the set of moves that gains most within it, at most one for each
        relationship. Without it each relationship's best move.
    horizon_days : int
        After how many days the gain is looked at, as long as an answer may take or longer.
    benchmark : Benchmark, optional
        What is usual; by default learned from this portfolio.
    minutes : mapping of channel to number, optional
        What a contact takes where the log has no duration of it.
    most : int, optional
        How many moves are returned at most; by default all of the best set under a budget, and
        without one the 100 that gain most.

    Raises
    ------
    InputError
        Where an argument is out of range.

    Notes
    -----
    Every move is imagined in two ways, with success and without, and the relationship is scored
    again as of the end of the horizon; the gain is the mean of both, weighted by the chance that
    they engage, less the health without the move. The best set under a budget is exact, see
    ``relationship_health.kernels.knapsack``.

    Examples
    --------
    >>> from relationship_health.api import Engine
    >>> log = {
    ...     "sender": ["ana", "bo", "ana", "bo"],
    ...     "recipient": ["bo", "ana", "bo", "ana"],
    ...     "time": [f"2026-{day}T09:00Z" for day in ("01-05", "01-06", "02-05", "03-01")],
    ... }
    >>> portfolio = Portfolio.from_frame(log, our_side={"ana"})
    >>> actions(portfolio, Engine(), "2026-03-03").columns()["move"]
    array(['answer'], dtype=object)
    """
    check_asked(portfolio, engine)
    _check(budget_hours, horizon_days, most)
    card = engine.score(portfolio, as_of=as_of, benchmark=benchmark)
    found, gains, reasons = scored_moves(card, horizon_days, minutes)
    gain = gains.at(found.chance.mean)
    chosen = best_moves(found, gain, budget_hours, most)
    moves, gains = found.take(chosen), gains.take(chosen)
    ends = np.sort([gains.at(moves.chance.low), gains.at(moves.chance.high)], axis=0)
    row = np.searchsorted(card.rows, moves.row)
    return Actions(
        backend=portfolio.backend, missing=_missing(card, gain), scorecard=card, moves=moves,
        gain=gain[chosen], lower=ends[0], upper=ends[1], expected=gains.without + gain[chosen],
        falls=days_until_falls(card, row, LOOK_AHEAD_DAYS),
        reasons=reasons.take(chosen).sentences(moves, card),
        considered=len(found), horizon_days=horizon_days,
    )  # fmt: skip


def _check(budget_hours: float | None, horizon_days: int, most: int | None) -> None:
    hours = budget_hours is None or (
        isinstance(budget_hours, int | float) and math.isfinite(budget_hours) and budget_hours >= 0
    )
    if not hours:
        message = f"budget_hours is {budget_hours!r}, expected a number of hours of at least 0."
        raise InputError(message)
    for name, number, top in (("horizon_days", horizon_days, 365), ("most", most, 1_000_000)):
        if number is None:
            continue
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= top:
            message = f"{name} is {number!r}, expected a whole number from 1 to {top:,}."
            raise InputError(message)


def _missing(card: Scorecard, gain: Floats) -> tuple[str, ...]:
    portfolio, told = card.portfolio, []
    if not portfolio.sided.any():
        told.append("Moves: nobody is said to be ours; give our_side to the portfolio.")
    unknown = int(np.isnan(gain).sum())
    if unknown:
        told.append(
            f"{unknown:,} moves have no gain, since the health without them is unknown: nothing "
            "shows yet how these people respond."
        )
    needs = {"channel": "through which channel", "purpose": "which cases are open",
             "duration": "how long contacts take"}  # fmt: skip
    told += [
        f"The log does not say {what}: give a column {name}."
        for name, what in needs.items() if name not in portfolio.columns
    ]  # fmt: skip
    return tuple(told)


def _channel_names(portfolio: Portfolio) -> Array:
    return np.array(
        [*portfolio.categories.get("channel", np.empty(0)).tolist(), None], dtype=object
    )


def _told(columns: Mapping[str, Array], row: int) -> str:
    channel, through = columns["channel"][row], columns["through"][row]
    by = f" by {channel}" if channel else ""
    return {
        "answer": f"answer{by}", "resolve": f"resolve what they asked for{by}",
        "contact": f"reach out{by}", "introduction": f"let {through} introduce you{by}",
        "fewer_broadcasts": "stop sending broadcasts",
        "second_thread": f"let {through} introduce you to {columns['whom'][row]}{by}",
    }[columns["move"][row]]  # fmt: skip
