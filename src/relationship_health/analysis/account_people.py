"""The people through whom an organisation is known, and how much each of them counts."""

from __future__ import annotations

from typing import Self

import attrs
import numpy as np

from relationship_health.analysis.organisations import Contacts
from relationship_health.analysis.tracing import checked_row, trace_rows
from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.composite import Scorecard
from relationship_health.kernels.segments import Groups
from relationship_health.plots import Axes
from relationship_health.plots.accounts import draw_people
from relationship_health.results import Result, Trace


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Table:
    """People by organisation, in the order of both, each by their healthiest relationship.

    Attributes
    ----------
    organisation, person : int64 arrays
        Codes.
    row : int64 array
        Row of the scorecard that is healthiest for sure; of equals, the healthier, then the first.
    health, lower, upper : float64 arrays
        Of that row; NaN where none of the person's relationships has a health.
    strength : float64 array in [0, 1]
        The lower end over 100; 0 where it is unknown.
    relationships : int64 array
        How many of the other side know the person.
    leading : bool array
        Whether the person is the strongest of the organisation.
    """

    organisation: Ints
    person: Ints
    row: Ints
    health: Floats
    lower: Floats
    upper: Floats
    strength: Floats
    relationships: Ints
    leading: Bools

    def take(self, keep: Bools) -> Self:
        """Return some of the people."""
        names = [field.name for field in attrs.fields(type(self))]
        return attrs.evolve(self, **{name: getattr(self, name)[keep] for name in names})

    def groups(self, organisations: int) -> Groups:
        """Return the people grouped by organisation."""
        return Groups(np.append(0, np.cumsum(self.counts(organisations))))

    def counts(self, organisations: int) -> Ints:
        """Count the people of each organisation."""
        return np.bincount(self.organisation, minlength=organisations)

    def shares(self, organisations: int) -> Floats:
        """Return the part of its organisation's strength that each person is; equal if all are 0.

        Those without a health have none.
        """
        groups = self.groups(organisations)
        known = ~np.isnan(self.health)
        nothing = groups.spread(groups.sum(self.strength) <= 0.0)
        weight = np.where(nothing & known, 1.0, self.strength)
        total = groups.spread(groups.sum(weight))
        return np.asarray(weight / np.where(total > 0.0, total, 1.0))


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Pool:
    """People of each organisation taken together; NaN where nothing is known."""

    health: Floats
    lower: Floats
    upper: Floats
    threads: Floats
    share_left: Floats


def strongest_of_each(card: Scorecard, row: Ints, organisation: Ints, person: Ints) -> Table:
    """Find the healthiest relationship of every person of every organisation."""
    health, lower = card.health[row], card.composite.lower[row]
    strength = np.nan_to_num(lower) / 100.0
    order = np.lexsort((row, -np.nan_to_num(health), -strength, person, organisation))
    where, who = organisation[order], person[order]
    opens = np.ones(len(order), dtype=np.bool_)
    opens[1:] = (where[1:] != where[:-1]) | (who[1:] != who[:-1])
    begins = np.flatnonzero(opens)
    best = order[begins]
    rank = np.lexsort((person[best], -np.nan_to_num(health[best]), -strength[best],
                       np.isnan(health[best]), organisation[best]))  # fmt: skip
    first = np.ones(len(best), dtype=np.bool_)
    first[1:] = organisation[best][rank][1:] != organisation[best][rank][:-1]
    leading = np.zeros(len(best), dtype=np.bool_)
    leading[rank[first]] = True
    return Table(
        organisation=organisation[best], person=person[best], row=row[best], health=health[best],
        lower=lower[best], upper=card.composite.upper[row][best], strength=strength[best],
        relationships=np.diff(np.append(begins, len(order))),
        leading=leading & ~np.isnan(health[best]),
    )  # fmt: skip


def pool(table: Table, organisations: int) -> Pool:
    """Weigh the people of each organisation by their strength."""
    groups, share = table.groups(organisations), table.shares(organisations)
    known = groups.count(~np.isnan(table.health)) > 0

    def mean(values: Floats) -> Floats:
        total = groups.sum(share * np.nan_to_num(values))
        return np.where(known, np.minimum(total, 100.0), np.nan)

    logs = np.log(np.where(share > 0.0, share, 1.0))
    threads = np.exp(np.maximum(groups.sum(-share * logs), 0.0))
    return Pool(
        health=mean(table.health), lower=mean(table.lower), upper=mean(table.upper),
        threads=np.where(known, threads, np.nan),
        share_left=np.where(known, 1.0 - groups.max(share, 0.0), np.nan),
    )  # fmt: skip


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class AccountPeople(Result):
    """People by organisation, the one who counts most first.

    Attributes
    ----------
    organisation, person, through : object arrays
        Ids of the organisation, of the person, and of who knows them best.
    health, lower, upper : float64 arrays
        Of that relationship.
    share : float64 array in [0, 1]
        Part of the organisation's strength.
    known_to : int64 array
        How many know the person.
    card : Scorecard
    rows : tuple of int64 arrays
        Rows of the scorecard behind each row.
    """

    organisation: Array
    person: Array
    through: Array
    health: Floats
    lower: Floats
    upper: Floats
    share: Floats
    known_to: Ints
    card: Scorecard
    contacts: Contacts
    codes: tuple[Ints, Ints]

    @classmethod
    def of(cls, card: Scorecard, contacts: Contacts, table: Table, accounts: Ints) -> Self:
        """Make it of a table, organisations in a given order."""
        count, ids = len(contacts.organisations), card.portfolio.ids.astype(object)
        share = table.shares(count)
        rank = np.zeros(count, dtype=np.int64)
        rank[accounts] = np.arange(len(accounts))
        order = np.lexsort((table.person, ~table.leading, -share, rank[table.organisation]))
        ends = card.portfolio.source[card.rows], card.portfolio.target[card.rows]
        best = table.row[order]
        person = table.person[order]
        through = np.where(ends[0][best] == person, ends[1][best], ends[0][best])
        return cls(
            backend=card.portfolio.backend, organisation=contacts.organisations.names[
                table.organisation[order]],
            person=ids[person], through=ids[through], health=table.health[order],
            lower=table.lower[order], upper=table.upper[order], share=share[order],
            known_to=table.relationships[order], card=card, contacts=contacts,
            codes=(table.organisation[order], person),
        )  # fmt: skip

    @property
    def title(self) -> str:
        """What was asked."""
        return f"People of accounts as of {self.card.as_of:%Y-%m-%d}"

    @property
    def words(self) -> tuple[str, ...]:
        """How many there are."""
        known = int((~np.isnan(self.health)).sum())
        return (f"{len(self):,} people, {known:,} of them with health.",)

    def columns(self) -> dict[str, Array]:
        """Return one row for each person of an organisation."""
        return {
            "organisation": self.organisation, "person": self.person, "through": self.through,
            "health": self.health, "lower": self.lower, "upper": self.upper, "share": self.share,
            "known_to": self.known_to,
        }  # fmt: skip

    def behind(self, row: int) -> Trace:
        """Return the relationships and interactions behind a row."""
        place = checked_row(row, len(self))
        organisation, person = (codes[place] for codes in self.codes)
        found = self.contacts
        theirs = (found.organisation == organisation) & (found.person == person)
        return trace_rows(self.card, found.row[theirs])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the part of each person in the strength of the largest accounts."""
        return draw_people(self.columns(), ax)
