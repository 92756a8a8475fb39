"""Introductions: who can bring us together with somebody, along which path, and how surely.

The strength of a path is the product of what is sure of each of its relationships, the lower ends
of their 90 % intervals over 100.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import attrs
import numpy as np

from relationship_health.analysis.given import with_log
from relationship_health.analysis.network import Positions, positions_of
from relationship_health.analysis.organisations import names_at, organisations_of
from relationship_health.analysis.ours import our_people
from relationship_health.analysis.paths import Links, surest
from relationship_health.analysis.tracing import checked_row, trace_rows
from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.arrays import objects as object_array
from relationship_health.composite import Scorecard
from relationship_health.errors import InputError
from relationship_health.plots import Axes
from relationship_health.plots.who_knows_whom import draw_introductions
from relationship_health.results import Result, Trace
from relationship_health.wording import number_of

ARROW = " → "
_NAMED = 3
_MOST_HOPS = 10


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Introductions(Result):
    """Ways to somebody, one for each who knows them, the surest first.

    Attributes
    ----------
    target : str or int
        Who is to be met: a person, or an organisation.
    max_hops : int
        Relationships that a way may have.
    ways : tuple of int64 arrays
        Codes of the people along each way, from one of ours to the one who is met.
    strength : float64 array in (0, 1]
        Product of what is sure of the relationships along it.
    weakest : float64 array in (0, 1]
        The least of them.
    links : Links
        All relationships of which anything is sure.
    card : Scorecard
    """

    target: str | int
    max_hops: int
    ways: tuple[Ints, ...]
    strength: Floats
    weakest: Floats
    links: Links
    card: Scorecard

    @property
    def title(self) -> str:
        """What was asked."""
        return f"Ways to {self.target} as of {self.card.as_of:%Y-%m-%d}"

    @property
    def paths(self) -> list[tuple[str | int, ...]]:
        """Ids along each way."""
        ids = self.card.portfolio.ids
        return [tuple(ids[way].tolist()) for way in self.ways]

    @property
    def words(self) -> tuple[str, ...]:
        """How many ways there are, and the surest ones."""
        reach = f"within {number_of(self.max_hops, 'hop')}"
        if not len(self.strength):
            return (f"Nobody of ours reaches {self.target} {reach}.",)
        direct = sum(len(way) == 2 for way in self.ways)  # noqa: PLR2004  both ends, nobody between
        who = f"{direct:,} of ours know" if direct > 1 else "one of ours knows"
        ways = f"{number_of(len(self), 'way')} {reach}"
        return (
            f"{ways}; {who if direct else 'nobody of ours knows'} them directly.",
            *(
                f"{ARROW.join(map(str, path))}: {strength:.2f} sure"
                f"{'' if len(path) == 2 else f', {least:.2f} at its weakest'}."  # noqa: PLR2004
                for path, strength, least in zip(
                    self.paths[:_NAMED], self.strength, self.weakest, strict=False
                )
            ),
        )

    def columns(self) -> dict[str, Array]:
        """Return one row for each who knows the target."""
        ids = self.card.portfolio.ids
        ends = {
            name: np.array([way[place] for way in self.ways], dtype=np.int64)
            for name, place in (("from", 0), ("introducer", -2), ("to", -1))
        }
        return {
            **{name: names_at(ids, codes) for name, codes in ends.items()},
            "hops": np.array([len(way) - 1 for way in self.ways], dtype=np.int64),
            "strength": self.strength, "weakest": self.weakest,
            "path": object_array(ARROW.join(map(str, path)) for path in self.paths),
        }  # fmt: skip

    def positions(self, people: Iterable[str | int] | None = None) -> Positions:
        """Say how people are placed in the network: how embedded, and how constrained.

        Parameters
        ----------
        people : iterable of ids, optional
            By default those along the ways.

        Raises
        ------
        InputError
            Where one of them does not occur in the log.
        MissingExtraError
            Where networkx is not installed.
        """
        ids = self.card.portfolio.ids
        if people is None:
            codes = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *self.ways]))
        else:
            codes = np.unique([_code(self.card, person, "people") for person in people])
        return positions_of(self.links, ids, codes.astype(np.int64), self.backend)

    def behind(self, row: int) -> Trace:
        """Return the relationships along a way, and their interactions."""
        way = self.ways[checked_row(row, len(self.ways))]
        ids = self.card.portfolio.ids[way].tolist()
        return trace_rows(self.card, np.array([self.card.row_of(pair) for pair in pairwise(ids)]))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw how sure each way is."""
        return draw_introductions(self.paths, self.columns(), str(self.target), ax)


def who_knows_whom(
    scorecard: Scorecard,
    target: str | int,
    max_hops: int = 2,
    *,
    start: Iterable[str | int] | None = None,
) -> Introductions:
    """Find who can introduce us to somebody.

    Parameters
    ----------
    scorecard : Scorecard
    target : str or int
        Id of a person, or of an organisation: then anybody who belongs to it.
    max_hops : int
        Relationships from one of ours to the target, 1 to 10; 1 is who knows them.
    start : iterable of ids, optional
        Who is looking for the introduction; by default all of ours, or everybody where no side is
        ours.

    Returns
    -------
    Introductions
        For each person who knows the target, the surest way there that leads through them and
        through nobody else whom the target stands for.

    Raises
    ------
    InputError
        Where the target or somebody of ``start`` does not occur, or ``max_hops`` is no number of
        relationships.

    Examples
    --------
    >>> from relationship_health.api import score
    >>> from relationship_health.columns import Portfolio
    >>> log = {
    ...     "sender": ["ana", "bo", "bo", "cy"],
    ...     "recipient": ["bo", "ana", "cy", "bo"],
    ...     "time": ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08"],
    ... }
    >>> card = score(Portfolio.from_frame(log, our_side={"ana"}), as_of="2026-01-09")
    >>> who_knows_whom(card, "cy").paths
    [('ana', 'bo', 'cy')]
    """
    whole = isinstance(max_hops, int | np.integer) and not isinstance(max_hops, bool)
    if not whole or not 1 <= max_hops <= _MOST_HOPS:
        message = f"max_hops is {max_hops!r}, expected a whole number from 1 to {_MOST_HOPS}."
        raise InputError(message)
    links = sure_links(with_log(scorecard, "who_knows_whom"))
    targets = _targets(scorecard, target)
    starts, missing = _starts(scorecard, start)
    starts &= ~targets
    ways = _ways(links, starts, targets, int(max_hops))
    weights = [_weights(scorecard, way) for way in ways]
    strength = np.array([np.prod(weight) for weight in weights], dtype=np.float64)
    # Ways come in the order of their codes, and a stable sort leaves equals there.
    order = np.argsort(-strength, kind="stable").tolist()
    return Introductions(
        backend=scorecard.backend, missing=missing, target=target, max_hops=int(max_hops),
        ways=tuple(ways[i] for i in order), strength=strength[order],
        weakest=np.array([weights[i].min() for i in order], dtype=np.float64), links=links,
        card=scorecard,
    )  # fmt: skip


def sure_links(card: Scorecard) -> Links:
    """Return the relationships of which anything is sure, in the order of the rows."""
    lower = card.composite.lower
    known = np.nan_to_num(lower) > 0.0
    rows = card.rows[known]
    return Links(
        one=card.portfolio.source[rows], other=card.portfolio.target[rows],
        weight=lower[known] / 100.0, people=len(card.portfolio.ids),
    )  # fmt: skip


def _ways(links: Links, starts: Bools, targets: Bools, most: int) -> list[Ints]:
    """Find the surest way to each target through each who knows it, in the order of codes."""
    outside = ~targets[links.one] & ~targets[links.other]
    found = surest(links.take(outside), starts, most - 1)
    begin, end, _ = links.both_ways()
    last = targets[end] & ~targets[begin] & (found.best[begin] > 0.0)
    pairs = sorted(zip(begin[last].tolist(), end[last].tolist(), strict=True))
    return [np.array([*found.way_to(who), met], dtype=np.int64) for who, met in pairs]


def _weights(card: Scorecard, way: Ints) -> Floats:
    ids = card.portfolio.ids[way].tolist()
    rows = [card.row_of(pair) for pair in pairwise(ids)]
    return card.composite.lower[rows] / 100.0


def _targets(card: Scorecard, target: str | int) -> Bools:
    """Mark a person, or all who belong to an organisation."""
    ids = card.portfolio.ids
    organisations = organisations_of(card.portfolio)
    plain = isinstance(target, str | int | np.integer)
    place = int(organisations.codes([target])[0]) if plain else -1
    chosen = organisations.of == place if place >= 0 else np.zeros(len(ids), dtype=np.bool_)
    if not chosen.any():
        chosen = np.zeros(len(ids), dtype=np.bool_)
        chosen[_code(card, target, "target")] = True
    return chosen


def _starts(card: Scorecard, start: Iterable[str | int] | None) -> tuple[Bools, tuple[str, ...]]:
    """Mark who is looking for the introduction."""
    if start is not None:
        chosen = np.zeros(len(card.portfolio.ids), dtype=np.bool_)
        wanted = [start] if isinstance(start, str | int) else start
        chosen[[_code(card, person, "start") for person in wanted]] = True
        return chosen, ()
    ours = our_people(card.portfolio)
    if ours.any():
        return ours, ()
    everybody = (
        "Ways from us: nobody is said to be ours, so they start from whoever knows the target; "
        "give our_side to the portfolio, or start."
    )
    return ~ours, (everybody,)


def _code(card: Scorecard, person: str | int, what: str) -> int:
    ids = card.portfolio.ids
    plain = isinstance(person, str | int | np.integer)
    found = np.flatnonzero(ids == person) if plain and len(ids) else np.zeros(0)
    if not len(found):
        message = (
            f"{what} names {person!r}, who does not occur in the log: use an id as it stands "
            "there, or an organisation of the stakeholders."
        )
        raise InputError(message)
    return int(found[0])
