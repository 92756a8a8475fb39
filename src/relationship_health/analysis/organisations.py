"""Who belongs to which organisation, and which relationships lead to it.

Relationships are between people and transactions between organisations; here the two meet.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.arrays import objects as object_array
from relationship_health.columns import Portfolio
from relationship_health.composite import Scorecard


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Organisations:
    """The organisations of a portfolio.

    Attributes
    ----------
    names : object array
        Ids of all that anybody belongs to or that bought anything, sorted.
    of : int64 array over ``portfolio.ids``
        Place of each id's organisation among the names, -1 where it is not known.
    """

    names: Array
    of: Ints

    def __len__(self) -> int:
        """Return the number of organisations."""
        return len(self.names)

    def codes(self, wanted: Iterable[str | int]) -> Ints:
        """Places of some organisations among the names, -1 for strangers."""
        place = {name: code for code, name in enumerate(self.names.tolist())}
        return np.array([place.get(name, -1) for name in wanted], dtype=np.int64)


def organisations_of(portfolio: Portfolio) -> Organisations:
    """Find the organisation of everybody.

    It is the one that a stakeholder is declared to belong to. An id that is declared to be an
    organisation, or that has transactions, is its own.

    Examples
    --------
    >>> log = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-05T09:00Z"]}
    >>> people = {"id": ["bo"], "organisation": ["Acme"]}
    >>> found = organisations_of(Portfolio.from_frame(log, stakeholders=people))
    >>> found.names, found.of
    (array(['Acme'], dtype=object), array([-1,  0]))
    """
    accounts = {deal.account for deal in portfolio.transactions}
    belongs = {account: account for account in accounts}
    for key, person in portfolio.stakeholders.items():
        if person.organisation is not None:
            belongs[key] = person.organisation
        elif person.kind == "organisation":
            belongs[key] = key
    ids = portfolio.ids.tolist()
    theirs = [belongs.get(key) for key in ids] if belongs else [None] * len(ids)
    names = sorted_ids({name for name in theirs if name is not None} | accounts)
    place = {name: code for code, name in enumerate(names)}
    of = [-1 if name is None else place[name] for name in theirs]
    return Organisations(names=object_array(names), of=np.array(of, dtype=np.int64))


def sorted_ids(ids: Iterable[str | int]) -> list[str | int]:
    """Sort ids by value, numbers before texts.

    Examples
    --------
    >>> sorted_ids(["b", 10, "a", 9])
    [9, 10, 'a', 'b']
    """
    return sorted(ids, key=lambda name: (isinstance(name, str), name))


def names_at(names: Array, places: Ints) -> Array:
    """Return the names at some places as objects, None at -1.

    Examples
    --------
    >>> names_at(np.array(["ana", "bo"]), np.array([1, -1]))
    array(['bo', None], dtype=object)
    """
    return np.array([*names.tolist(), None], dtype=object)[places]


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Contacts:
    """Relationships of a scorecard as contacts with organisations, seen from outside of them.

    With sides these are the relationships from ours to theirs. Where no side is ours, each
    relationship across two organisations is one for both.

    Attributes
    ----------
    organisations : Organisations
    row : int64 array
        Row of the scorecard.
    organisation : int64 array
        Place among the names of the organisations.
    person, colleague : int64 arrays
        Codes of who belongs to the organisation, and of who knows them.
    missing : tuple of str
        What is not known of organisations or sides, in sentences.
    """

    organisations: Organisations
    row: Ints
    organisation: Ints
    person: Ints
    colleague: Ints
    missing: tuple[str, ...]

    def take(self, keep: Bools) -> Contacts:
        """Return some of the contacts."""
        names = ("row", "organisation", "person", "colleague")
        return attrs.evolve(self, **{name: getattr(self, name)[keep] for name in names})


def contacts_of(card: Scorecard) -> Contacts:
    """Find which relationships lead to which organisation, in the order of the rows.

    Examples
    --------
    >>> from relationship_health.api import score
    >>> log = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-05T09:00Z"]}
    >>> people = {"id": ["bo"], "organisation": ["Acme"]}
    >>> portfolio = Portfolio.from_frame(log, stakeholders=people, our_side={"ana"})
    >>> contacts_of(score(portfolio, as_of="2026-02-01")).organisation
    array([0])
    """
    organisations = organisations_of(card.portfolio)
    row, person, colleague = outside_ends(card)
    theirs = organisations.of[person]
    known = theirs >= 0
    missing = _missing(person, known)
    if not card.portfolio.sided.any():
        known &= theirs != organisations.of[colleague]
        if known.any():
            everybody = (
                "Nobody is said to be ours, so every organisation is seen from all others: give "
                "our_side to the portfolio."
            )
            missing = (*missing, everybody)
    return Contacts(
        organisations=organisations, row=row, organisation=theirs, person=person,
        colleague=colleague, missing=missing,
    ).take(known)  # fmt: skip


def outside_ends(card: Scorecard) -> tuple[Ints, Ints, Ints]:
    """Rows that cross from our side, with codes of the person outside and of the one of ours.

    Where no side is ours, every row comes twice: each end is outside of the other.
    """
    portfolio, rows = card.portfolio, card.rows
    source, target = portfolio.source[rows], portfolio.target[rows]
    if portfolio.sided.any():
        crossing = np.flatnonzero(portfolio.sided[rows])
        return crossing, target[crossing], source[crossing]
    row = np.repeat(np.arange(len(rows)), 2)
    person = np.stack([source, target], axis=1).ravel()
    return row, person, np.stack([target, source], axis=1).ravel()


def _missing(person: Ints, known: Bools) -> tuple[str, ...]:
    """Say whose organisation is not known."""
    people, strangers = len(np.unique(person)), len(np.unique(person[~known]))
    if not strangers:
        return ()
    verdict = (
        "nobody's organisation is known" if strangers == people
        else f"the organisation of {strangers:,} of {people:,} people is not known"
    )  # fmt: skip
    told = (
        f"Relationships by organisation: {verdict}; give stakeholders with the columns id and "
        "organisation."
    )
    return (told,)
