"""What each of us holds up: the strength of our relationships, shared among colleagues.

The strength of a person outside is that of the best relationship that any of us has with them. It
is shared among all of ours who know them by the Shapley value, see ``kernels.shapley``: what
colleagues could stand in for is shared, what only one of them could is theirs. The shares of all of
us sum to the strength of everybody outside.
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.analysis.given import with_log
from relationship_health.analysis.happened import happened
from relationship_health.analysis.organisations import organisations_of, outside_ends
from relationship_health.analysis.tracing import checked_row, trace_rows
from relationship_health.arrays import Array, Floats, Ints
from relationship_health.columns import US_PER_DAY
from relationship_health.composite import Scorecard
from relationship_health.errors import InputError
from relationship_health.kernels.shapley import shares_of_best
from relationship_health.plots import Axes
from relationship_health.plots.team import draw_team
from relationship_health.results import Result, Trace

WINDOW_DAYS = 365

_MINUTES = 60.0


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Team(Result):
    """Our people in the order of their ids: never in that of a figure.

    Attributes
    ----------
    card : Scorecard
    codes : int64 array
        Codes of our people who know anybody outside.
    table : dict of str to array
        The columns, without the person.
    timed : float
        Part of the interactions of the window whose duration is known.
    """

    card: Scorecard
    codes: Ints
    table: dict[str, Array]
    timed: float

    @property
    def title(self) -> str:
        """What was asked."""
        return f"What our people hold up, as of {self.card.as_of:%Y-%m-%d}"

    @property
    def words(self) -> tuple[str, ...]:
        """What all of us hold up together; nobody is named, and nobody ranked."""
        if not len(self.codes):
            return ("Nobody of ours knows anybody outside.",)
        held = (
            f"{len(self):,} of ours hold{'s'[: len(self) == 1]} up a strength of "
            f"{self.table['strength'].sum():.1f} in {self.table['relationships'].sum():,} "
            "relationships"
        )
        begun = self.table["begun"]
        new = f", {begun.sum():,.0f} of them begun in the last {WINDOW_DAYS} days"
        told = [f"{held}{'' if np.isnan(begun).any() else new}."]
        hours = float(np.nansum(self.table["hours"]))
        if self.timed > 0.0:
            told.append(
                f"{hours:,.0f} hours are known, of {100 * self.timed:.0f} % of the interactions of "
                "that time."
            )
        told.append("People are in alphabetical order: figures of this kind rank nobody.")
        return tuple(told)

    def columns(self) -> dict[str, Array]:
        """Return one row for each of our people."""
        return {"person": self.card.portfolio.ids.astype(object)[self.codes], **self.table}

    def behind(self, row: int) -> Trace:
        """Return the relationships of one of us, and their interactions."""
        place = checked_row(row, len(self.codes))
        rows, _, colleague = outside_ends(self.card)
        return trace_rows(self.card, rows[colleague == self.codes[place]])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the strength that each of us holds up, in alphabetical order."""
        return draw_team(self.columns(), ax)


def team(scorecard: Scorecard, *, consent: bool = False) -> Team:
    """Say what each of us holds up, and in how many hours.

    Parameters
    ----------
    scorecard : Scorecard
        Of a portfolio that says who is ours.
    consent : bool
        Whether the people concerned know of this and agree. Without it nothing is computed.

    Returns
    -------
    Team

    Raises
    ------
    InputError
        Without consent.

    Notes
    -----
    Credit for a contact whom several of us know is shared by the Shapley value (Littlechild, Owen
    1973, doi 10.1287/mnsc.20.3.370).

    Examples
    --------
    >>> from relationship_health.api import score
    >>> from relationship_health.simulate import sales_team
    >>> simulated = sales_team(relationships=40, days=180)
    >>> card = score(simulated.portfolio, as_of=simulated.as_of)
    >>> team(card, consent=True)
    <Team: 3 rows, 1 parts not answered>
    >>> team(card)
    Traceback (most recent call last):
    relationship_health.errors.InputError: team shows figures of single employees, which is off \
unless they know of it and agree, as law and fairness ask in many places: pass consent=True once \
they do.
    """
    if consent is not True:
        message = (
            "team shows figures of single employees, which is off unless they know of it and "
            "agree, as law and fairness ask in many places: pass consent=True once they do."
        )
        raise InputError(message)
    portfolio = with_log(scorecard, "team").portfolio
    row, person, colleague = outside_ends(scorecard)
    if not portfolio.sided.any():
        row, person, colleague = row[:0], person[:0], colleague[:0]
    codes, member = np.unique(colleague, return_inverse=True)
    strength = np.nan_to_num(scorecard.composite.lower[row]) / 100.0
    shared = shares_of_best(strength, person, len(portfolio.ids))
    hours, timed = _hours(scorecard, codes)
    held = np.bincount(member, weights=shared, minlength=len(codes)).astype(np.float64)
    return Team(
        backend=scorecard.backend, missing=_missing(scorecard, timed), card=scorecard, codes=codes,
        timed=timed,
        table={
            "relationships": np.bincount(member, minlength=len(codes)),
            "accounts": _accounts(scorecard, person, member, len(codes)),
            "begun": _begun(scorecard, row, member, len(codes)),
            "strength": held, "share": held / (held.sum() or 1.0), "hours": hours,
            "strength_per_hour": held / np.where(hours > 0.0, hours, np.nan),
        },
    )  # fmt: skip


def _accounts(card: Scorecard, person: Ints, member: Ints, members: int) -> Ints:
    """Count the organisations that each of us knows; without organisations, none."""
    of = organisations_of(card.portfolio).of[person]
    known = of >= 0
    places = int(of.max(initial=-1)) + 1
    pairs = np.unique(member[known] * max(places, 1) + of[known])
    return np.bincount(pairs // max(places, 1), minlength=members)


def _begun(card: Scorecard, row: Ints, member: Ints, members: int) -> Floats:
    """Count the relationships of each of us that began in the window; NaN if the log did too."""
    portfolio, since = card.portfolio, card.as_of_us - WINDOW_DAYS * US_PER_DAY
    if _begins_late(card):
        return np.full(members, np.nan)
    never = np.iinfo(np.int64).max
    first = portfolio.groups.min(np.where(happened(portfolio), portfolio.time, never), never)
    first = first[card.rows[row]]
    new = (first > since) & (first <= card.as_of_us)
    return np.bincount(member[new], minlength=members).astype(np.float64)


def _begins_late(card: Scorecard) -> bool:
    """Whether the log begins within the window: then all would seem to begin there."""
    first = int(card.portfolio.time.min(initial=np.iinfo(np.int64).max))
    return first > card.as_of_us - WINDOW_DAYS * US_PER_DAY


def _hours(card: Scorecard, codes: Ints) -> tuple[Floats, float]:
    """Hours that each of us spent with people outside in the window, and what part is known.

    An interaction with several people outside counts once for each of us who took part.
    """
    portfolio = card.portfolio
    time, since = portfolio.time, card.as_of_us - WINDOW_DAYS * US_PER_DAY
    within = (time > since) & (time <= card.as_of_us) & happened(portfolio)
    within &= portfolio.groups.spread(portfolio.sided)
    duration = portfolio.columns.get("duration")
    if duration is None or not within.any():
        return np.full(len(codes), np.nan), 0.0
    rows = np.flatnonzero(within)
    timed = np.flatnonzero(within & ~np.isnan(duration))
    place = np.searchsorted(portfolio.groups.indptr, timed, side="right") - 1
    who, minutes = portfolio.source[place], duration[timed]
    interaction = portfolio.columns.get("interaction")
    if interaction is not None:
        number = len(portfolio.categories["interaction"])
        code = interaction[timed]
        # Rows without an id are interactions of their own.
        alone = len(portfolio.ids) * number + np.arange(len(timed))
        _, first = np.unique(np.where(code < 0, alone, who * number + code), return_index=True)
        who, minutes = who[first], minutes[first]
    spent = np.bincount(who, weights=minutes, minlength=len(portfolio.ids))[codes] / _MINUTES
    known = np.bincount(who, minlength=len(portfolio.ids))[codes] > 0
    return np.where(known, spent, np.nan), len(timed) / len(rows)


def _missing(card: Scorecard, timed: float) -> tuple[str, ...]:
    if not card.portfolio.sided.any():
        return ("Our people: nobody is said to be ours; give our_side to the portfolio.",)
    told = []
    if timed == 0.0:
        told.append(
            "Strength per hour: no duration is known; give the log a column duration, in minutes."
        )
    if _begins_late(card):
        told.append(
            f"What began of late: the log itself begins within the last {WINDOW_DAYS} days; give "
            "an older one."
        )
    if not len(organisations_of(card.portfolio)):
        told.append(
            "Accounts: nobody's organisation is known; give stakeholders with the columns id and "
            "organisation."
        )
    return tuple(told)
