"""Accounts: how healthy is each organisation, and what is left without its strongest person.

The strength s of a person is what is sure of the healthiest relationship with them: the lower end
of its 90 % interval over 100. With shares p = s / sum of s among the people of an organisation,

threads = exp(-sum of p ln p)      the Hill number of order 1: people who count equally
health  = sum of p * health        and so its interval's ends, as if errors went together
left    = health without the strongest person, of whom 1 - max p of the strength is left.

Source: Hill 1973, "Diversity and evenness", Ecology 54(2):427-432, doi 10.2307/1934352; Jost 2006,
"Entropy and diversity", Oikos 113(2):363-375, doi 10.1111/j.2006.0030-1299.14714.x.
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.analysis.account_people import (
    AccountPeople,
    Table,
    pool,
    strongest_of_each,
)
from relationship_health.analysis.given import with_log
from relationship_health.analysis.organisations import Contacts, contacts_of, names_at
from relationship_health.analysis.purchases import Purchases, purchases_of_accounts
from relationship_health.analysis.tracing import checked_row, trace_rows
from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns import US_PER_DAY
from relationship_health.composite import BANDS, Scorecard
from relationship_health.composite.scoring import bands
from relationship_health.plots import Axes
from relationship_health.plots.accounts import draw_accounts
from relationship_health.results import Result, Trace

SINGLE = 1.5
"""Fewer effective threads than this are one, rounded."""

YEAR_DAYS = 365

_NAMED = 3
"""Accounts that words name."""


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Accounts(Result):
    """Organisations with the health of the relationships that lead to them.

    Attributes
    ----------
    names : object array
        Ids of the organisations: those worth most in the last year first where anything was
        bought, then those with most relationships.
    health, lower, upper : float64 arrays
        Points from 0 to 100 and a 90 % interval; NaN where no relationship has a health.
    relationships, people, our_people : int64 arrays
        How many relationships, people of theirs, and people of ours there are between us.
    threads, our_threads : float64 arrays
        Effective number of theirs, and of ours, through whom it is healthy; NaN where unknown,
        theirs also where the log names only the organisation itself.
    single_threaded : bool array
        Whether only one person of theirs counts.
    strongest : object array
        Id of the person who counts most, None where unknown.
    left : float64 array
        Health without that person; NaN where there is nobody else.
    left_share : float64 array in [0, 1]
        Part of the strength that is left then.
    money : mapping of str to array
        Transactions, their value, the value of the last 365 days, and the time of the last one;
        empty where there are no transactions.
    card : Scorecard
    order : int64 array
        Place of each row among all organisations.
    contacts : Contacts
    table : Table
    """

    names: Array
    health: Floats
    lower: Floats
    upper: Floats
    relationships: Ints
    people: Ints
    our_people: Ints
    threads: Floats
    our_threads: Floats
    single_threaded: Bools
    strongest: Array
    left: Floats
    left_share: Floats
    money: dict[str, Array]
    card: Scorecard
    order: Ints
    contacts: Contacts
    table: Table

    @property
    def title(self) -> str:
        """What was asked."""
        return f"Accounts as of {self.card.as_of:%Y-%m-%d}"

    @property
    def band(self) -> Array:
        """Band of each account: poor, fair, healthy, or empty where health is unknown."""
        return np.array(BANDS, dtype=object)[bands(self.health, self.card.profile)]

    @property
    def members(self) -> AccountPeople:
        """Through which people: one row for each person of an organisation."""
        return AccountPeople.of(self.card, self.contacts, self.table, self.order)

    @property
    def words(self) -> tuple[str, ...]:
        """How many are how healthy, and which hang on one person."""
        if not len(self):
            return ("No organisation to judge.",)
        band = self.band.tolist()
        counted = ", ".join(
            f"{band.count(name)} {name or 'unknown'}" for name in (*reversed(BANDS[1:]), "")
        )
        return (
            f"{len(self):,} organisations: {counted}.",
            *map(self._told, np.flatnonzero(~np.isnan(self.health))[:_NAMED].tolist()),
            *self._risks(),
            *self._strangers(),
        )

    def _told(self, row: int) -> str:
        """Say how healthy an account is, and through how many people."""
        threads = self.threads[row]
        through = "" if np.isnan(threads) else (
            f", through {threads:.1f} effective threads of {self.people[row]:,} people"
        )  # fmt: skip
        return (
            f"{self.names[row]}: health {self.health[row]:.0f} ({self.lower[row]:.0f} to "
            f"{self.upper[row]:.0f}){through}."
        )

    def _risks(self) -> tuple[str, ...]:
        alone = np.flatnonzero(self.single_threaded)
        if np.isnan(self.threads).all():
            return ()
        if not len(alone):
            return ("None of them hangs on one person.",)
        begin = f"{len(alone):,} hang on one person"
        if self.money and (total := float(self.money["value_365_days"].sum())) > 0.0:
            share = float(self.money["value_365_days"][alone].sum()) / total
            begin += f", with {100 * share:.0f} % of what was bought in the last {YEAR_DAYS} days"
        return (f"{begin}.", *map(self._risk, alone[:_NAMED].tolist()))

    def _risk(self, row: int) -> str:
        """Say what is left of one account."""
        name, who = self.names[row], self.strongest[row]
        begin = f"{name}, health {self.health[row]:.0f}: without {who}"
        if np.isnan(self.left[row]):
            return f"{begin} there is nobody."
        return (
            f"{begin} {100 * self.left_share[row]:.0f} % of the strength is left, of health "
            f"{self.left[row]:.0f}."
        )

    def _strangers(self) -> tuple[str, ...]:
        """Count buyers with whom nobody is in contact."""
        buying = self.money.get("value_365_days", np.zeros(len(self))) > 0.0
        count = int((buying & (self.relationships == 0)).sum())
        if not count:
            return ()
        return (f"{count:,} bought in the last {YEAR_DAYS} days without a contact in the log.",)

    def columns(self) -> dict[str, Array]:
        """Return one row for each organisation."""
        return {
            "organisation": self.names, "health": self.health, "lower": self.lower,
            "upper": self.upper, "band": self.band, "relationships": self.relationships,
            "people": self.people, "our_people": self.our_people, "threads": self.threads,
            "our_threads": self.our_threads, "single_threaded": self.single_threaded,
            "strongest": self.strongest, "left": self.left, "left_share": self.left_share,
            **self.money,
        }  # fmt: skip

    def behind(self, row: int) -> Trace:
        """Return the relationships and interactions behind a row."""
        place = self.order[checked_row(row, len(self))]
        return trace_rows(self.card, self.contacts.row[self.contacts.organisation == place])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw health with its interval, and what is left without the strongest person."""
        return draw_accounts(self.columns(), ax)


def accounts(scorecard: Scorecard) -> Accounts:
    """Say how healthy each organisation is, through which people, and what hangs on one of them.

    Parameters
    ----------
    scorecard : Scorecard
        Of a portfolio whose stakeholders have an organisation.

    Returns
    -------
    Accounts
        An organisation that only has transactions is a row too, with health unknown.

    Notes
    -----
    Hill 1973, doi 10.2307/1934352; Jost 2006, doi 10.1111/j.2006.0030-1299.14714.x. Health without
    a person is what rescoring without their relationships gives, bit for bit.

    Examples
    --------
    >>> from relationship_health.api import score
    >>> from relationship_health.columns import Portfolio
    >>> log = {
    ...     "sender": ["ana", "bo", "ana", "cy"],
    ...     "recipient": ["bo", "ana", "cy", "ana"],
    ...     "time": ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08"],
    ... }
    >>> people = {"id": ["bo", "cy"], "organisation": ["Acme", "Acme"]}
    >>> portfolio = Portfolio.from_frame(log, our_side={"ana"}, stakeholders=people)
    >>> found = accounts(score(portfolio, as_of="2026-01-09"))
    >>> found.people, found.threads.round(2), found.single_threaded
    (array([2]), array([2.]), array([False]))
    """
    contacts = contacts_of(with_log(scorecard, "accounts"))
    count = len(contacts.organisations)
    table = strongest_of_each(scorecard, contacts.row, contacts.organisation, contacts.person)
    ours = strongest_of_each(scorecard, contacts.row, contacts.organisation, contacts.colleague)
    whole, rest = pool(table, count), pool(table.take(~table.leading), count)
    bought = purchases_of_accounts(scorecard.portfolio, contacts.organisations, scorecard.as_of_us)
    relationships = np.bincount(contacts.organisation, minlength=count)
    recent = bought.spent_since(scorecard.as_of_us - YEAR_DAYS * US_PER_DAY)
    # Names are sorted, so a stable sort leaves equals in the order of their names.
    order = np.lexsort((-relationships, -recent))
    kept = order[(relationships + bought.groups.counts)[order] > 0]
    first = np.full(count, -1)
    first[table.organisation[table.leading]] = table.person[table.leading]
    named = _has_people(table, contacts, scorecard.portfolio.ids)
    first[~named] = -1
    threads = np.where(named, whole.threads, np.nan)[kept]
    return Accounts(
        backend=scorecard.portfolio.backend, missing=_missing(contacts, bought, named[kept]),
        names=contacts.organisations.names[kept], health=whole.health[kept],
        lower=whole.lower[kept], upper=whole.upper[kept], relationships=relationships[kept],
        people=table.counts(count)[kept], our_people=ours.counts(count)[kept], threads=threads,
        our_threads=pool(ours, count).threads[kept], single_threaded=threads < SINGLE,
        strongest=names_at(scorecard.portfolio.ids, first[kept]),
        left=rest.health[kept], left_share=np.where(named, whole.share_left, np.nan)[kept],
        money=_money(bought, recent, kept), card=scorecard, order=kept, contacts=contacts,
        table=table,
    )  # fmt: skip


def _money(bought: Purchases, recent: Floats, kept: Ints) -> dict[str, Array]:
    if not len(bought.time):
        return {}
    never = np.iinfo(np.int64).min
    last = bought.groups.last(bought.time, never)
    return {
        "transactions": bought.groups.counts[kept], "value": bought.spent[kept],
        "value_365_days": recent[kept], "last_transaction": last[kept].astype("datetime64[us]"),
    }  # fmt: skip


def _has_people(table: Table, contacts: Contacts, ids: Array) -> Bools:
    """Say which organisations are more in the log than an id of their own."""
    names = contacts.organisations.names
    itself = names[table.organisation] == ids.astype(object)[table.person]
    others = np.bincount(table.organisation[~itself], minlength=len(names))
    return np.asarray((others > 0) | (table.counts(len(names)) == 0))


def _missing(contacts: Contacts, bought: Purchases, named: Bools) -> tuple[str, ...]:
    told = list(contacts.missing)
    if not named.all():
        told.append(
            f"People of {int((~named).sum()):,} organisations: the log names the organisation and "
            "nobody in it; give it the ids of people, and stakeholders with their organisation."
        )
    if not len(bought.time):
        told.append(
            "What accounts buy: there are no transactions by then; give transactions with the "
            "columns account, time and value."
        )
    return tuple(told)
