"""A simulated sales team: its log, what is declared, and what is true."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Column
from relationship_health.columns import US_PER_DAY, Portfolio, read_moment
from relationship_health.errors import InputError
from relationship_health.simulate.conversations import Conversations, Setting, hold
from relationship_health.simulate.deals import account_ends, close_deals
from relationship_health.simulate.declared import (
    cells,
    relationship_table,
    stakeholder_table,
)
from relationship_health.simulate.lines import Lines
from relationship_health.simulate.messages import write_lines
from relationship_health.simulate.mixture import STORIES, Plot, allot, unfold
from relationship_health.simulate.newsletters import newsletter_lines, subscribers
from relationship_health.simulate.people import (
    People,
    invite,
    sorted_codes,
    team_size,
)
from relationship_health.simulate.preferences import draw_preferences
from relationship_health.simulate.rhythms import open_conversations
from relationship_health.simulate.streams import stream
from relationship_health.simulate.table import log_table, plain
from relationship_health.simulate.truth import Truth, tell
from relationship_health.simulate.working_time import WorkingTime
from relationship_health.wording import number_of

END = "2026-11-01"
SEED = 7
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Simulation:
    """A simulated portfolio with its truth.

    Attributes
    ----------
    seed : int
    as_of : datetime
        The end of the time simulated; everything lies before it.
    our_side : tuple of str
        Ids of our team.
    encoded : mapping of str to Column
        The log in the form that a portfolio reads fastest; see `log`.
    stakeholders, relationships, transactions : dicts of arrays
        The side tables, as ``Portfolio.from_frame`` takes them.
    truth : Truth
        What is true of every relationship, in the order of the portfolio.
    """

    seed: int
    as_of: datetime
    our_side: tuple[str, ...]
    encoded: Mapping[str, Column]
    stakeholders: dict[str, Array]
    relationships: dict[str, Array]
    transactions: dict[str, Array]
    truth: Truth

    def __repr__(self) -> str:
        """Return sizes only."""
        return (
            f"<Simulation: {number_of(len(self.truth), 'relationship')}, "
            f"{number_of(len(self.encoded['time']), 'interaction')}, seed {self.seed}>"
        )

    @cached_property
    def log(self) -> dict[str, Array]:
        """The log as a plain dict of columns, in order of time."""
        return plain(self.encoded)

    @cached_property
    def portfolio(self) -> Portfolio:
        """The portfolio of the log and the side tables."""
        return Portfolio.from_frame(
            self.encoded, our_side=self.our_side, stakeholders=self.stakeholders,
            relationships=self.relationships, transactions=self.transactions,
        )  # fmt: skip


def sales_team(  # noqa: PLR0913  all optional, all keyword-only
    *,
    seed: int = SEED,
    relationships: int = 200,
    days: int = 365,
    end: Any = END,
    shares: Mapping[str, float] | None = None,
    team: int | None = None,
) -> Simulation:
    """Simulate the relationships of a sales team.

    Parameters
    ----------
    seed : int
        Equal seeds and arguments give equal bits, with one version of numpy on one platform.
    relationships : int
        How many, 1 or more.
    days : int
        How many days before the end, 1 or more.
    end : datetime, date or ISO 8601 text
        The end of the log, and `as_of`.
    shares : mapping of story to number, optional
        What part of the relationships tells which story; by default those of ``STORIES``.
    team : int, optional
        How many of us there are, 2 or more; by default one for 25 relationships.

    Returns
    -------
    Simulation

    Raises
    ------
    InputError
        Where a number is out of range, a story unknown, or the team has too few pairs of
        colleagues.

    Examples
    --------
    >>> simulated = sales_team(relationships=40, days=180)
    >>> len(simulated.portfolio), simulated.portfolio.issues.rejected
    (40, 0)
    >>> simulated.truth.story[simulated.truth.problem == "recency_decay"]
    array(['churn', 'churn', 'churn'], dtype=object)
    """
    _check_count("relationships", relationships, 1)
    _check_count("days", days, 1)
    end_us = read_moment(end)
    clock = WorkingTime.between(end_us - days * US_PER_DAY, end_us)
    counts = allot(relationships, shares)
    plot = unfold(counts, clock.span, seed)
    people = _invite(plot, _team(team, relationships, counts.get("colleague", 0)), seed)
    reading = subscribers(plot, stream(seed, "subscribers"))
    liked = draw_preferences(np.arange(len(people.ids)) < people.team, stream(seed, "preferences"))
    talks = _talk(plot, people, liked, clock, seed)
    lines = Lines.joined([
        write_lines(talks, people.target >= people.team, clock, stream(seed, "messages")),
        newsletter_lines(plot, reading, people.source, clock, stream(seed, "newsletters")),
    ])  # fmt: skip
    ids, position = sorted_codes(people)
    source, target = position[people.source], position[people.target]
    order = np.lexsort([target, source])
    return Simulation(
        seed=int(seed), as_of=_EPOCH + timedelta(microseconds=end_us), our_side=people.our_side,
        encoded=log_table(lines, ids.tolist(), source, target, talks.threaded),
        stakeholders=stakeholder_table(people, liked, stream(seed, "stakeholders")),
        relationships=relationship_table(plot, people, order, clock, stream(seed, "relationships")),
        transactions=_deals(plot, people, clock, seed),
        truth=tell(plot, reading, (ids[source], ids[target]), order, clock),
    )  # fmt: skip


def _invite(plot: Plot, team: int, seed: int) -> People:
    roles = [STORIES[name].role for name in plot.story]
    ordinary = np.array([name == "ordinary" for name in plot.story])
    return invite(roles, ordinary, team, stream(seed, "people"))


def _talk(plot: Plot, people: People, liked: Array, clock: WorkingTime, seed: int) -> Conversations:
    """Open every conversation and decide what becomes of it."""
    selling = [STORIES[name].role in {"customer", "partner"} for name in plot.story]
    setting = Setting(
        source=people.source, target=people.target, liked=liked, selling=np.array(selling)
    )
    openings = open_conversations(plot.course.stretches, stream(seed, "rhythms"))
    return hold(openings, plot, setting, clock, stream(seed, "conversations"))


def _deals(plot: Plot, people: People, clock: WorkingTime, seed: int) -> dict[str, Array]:
    """Draw what the accounts bought."""
    place = {name: i for i, name in enumerate(people.accounts)}
    outside = np.flatnonzero(people.target >= people.team)
    firm = [place[people.organisations[i]] for i in people.target[outside].tolist()]
    ends = account_ends(
        np.array(firm, dtype=np.int64), plot.course.ended[outside], len(place), clock.span
    )
    buying = np.array([name.startswith("customer") for name in people.accounts], dtype=np.bool_)
    return close_deals(cells(people.accounts), buying, ends, clock, stream(seed, "deals"))


def _team(asked: int | None, relationships: int, pairs: int) -> int:
    if asked is None:
        return team_size(relationships, pairs)
    _check_count("team", asked, 2)
    if asked * (asked - 1) // 2 < pairs:
        message = (
            f"A team of {asked} has {asked * (asked - 1) // 2} pairs of colleagues, expected "
            f"{pairs} or more: make the team larger, or the share of colleagues smaller."
        )
        raise InputError(message)
    return asked


def _check_count(name: str, number: object, least: int) -> None:
    sound = isinstance(number, int | np.integer) and not isinstance(number, bool)
    if not sound or number < least:  # type: ignore[operator]  # an integer by now
        message = f"{name} is {number!r}, expected a whole number of at least {least}."
        raise InputError(message)
