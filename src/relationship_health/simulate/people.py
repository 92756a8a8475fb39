"""Who knows whom: our team, accounts with several contacts each, and pairs of colleagues."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.simulate.names import NAMES, address, given_names, numbered

US = "us"
RELATIONSHIPS_EACH = 25
"""About how many relationships a member of the team looks after."""
CONTACTS_EACH = 3
"""About how many contacts an account has."""
SHARED = 0.1
"""Share of ordinary relationships whose contact is known to a second one of us."""

_SMALLEST_TEAM = 2


@attrs.frozen(slots=True, eq=False, kw_only=True)
class People:
    """Who takes part.

    Parameters
    ----------
    ids, names, organisations, roles : lists of str over people
        Our team first.
    team : int
        How many of them are ours.
    accounts : list of str
        Organisations other than ours.
    source, target : int64 arrays over relationships
        Positions among the people; the source is ours, of two colleagues the smaller id.
    """

    ids: list[str]
    names: list[str]
    organisations: list[str]
    roles: list[str]
    team: int
    accounts: list[str]
    source: Ints
    target: Ints

    @property
    def our_side(self) -> tuple[str, ...]:
        """Ids of our team, sorted."""
        return tuple(sorted(self.ids[: self.team]))


def team_size(relationships: int, pairs: int) -> int:
    """Return a team large enough for its relationships and its pairs of colleagues.

    Examples
    --------
    >>> team_size(200, pairs=10), team_size(6, pairs=6)
    (8, 4)
    """
    enough = int(np.ceil((1.0 + np.sqrt(1.0 + 8.0 * pairs)) / 2.0))
    return max(_SMALLEST_TEAM, -(-relationships // RELATIONSHIPS_EACH), enough if pairs else 0)


def colleague_pairs(count: int, team: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw distinct pairs of the team, the earlier member first.

    Examples
    --------
    >>> first, second = colleague_pairs(3, 3, np.random.default_rng(1))
    >>> sorted(zip(first.tolist(), second.tolist()))
    [(0, 1), (0, 2), (1, 2)]
    """
    pair = rng.choice(team * (team - 1) // 2, count, replace=False).astype(np.int64)
    # Pairs are numbered 01, 02, 12, 03, 13, 23, …: those before `second` are second*(second-1)/2.
    second = ((1.0 + np.sqrt(1.0 + 8.0 * pair)) / 2.0).astype(np.int64)
    return pair - second * (second - 1) // 2, second


def acquaint(
    roles: Sequence[str], repeatable: Bools, team: int, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    """Give every relationship one of us and a contact; some contacts know two of us.

    Parameters
    ----------
    roles : sequence of str over relationships
        What the other side is to us.
    repeatable : bool array over relationships
        Whose contact may be known to a second one of us.
    team : int

    Returns
    -------
    int64 arrays
        Source and target of each relationship, the team counted first and then the contacts; and
        the first relationship of each contact.
    """
    inside = np.array([role == "colleague" for role in roles], dtype=np.bool_)
    source = rng.integers(0, team, len(roles))
    target = np.zeros(len(roles), dtype=np.int64)
    source[inside], target[inside] = colleague_pairs(int(inside.sum()), team, rng)
    candidates = np.flatnonzero(repeatable)
    seconds = candidates[len(candidates) - int(SHARED * len(candidates)) :]
    first = np.setdiff1d(np.flatnonzero(~inside), seconds)
    target[first] = team + np.arange(len(first))
    again = rng.choice(np.setdiff1d(candidates, seconds), len(seconds), replace=False)
    target[seconds] = target[again]
    source[seconds] = (source[again] + rng.integers(1, team, len(seconds))) % team
    return source, target, first


def employ(contact_roles: Sequence[str], rng: np.random.Generator) -> tuple[list[str], Ints]:
    """Spread contacts over the accounts of their role.

    Returns
    -------
    list of str, int64 array
        Accounts, and the account of each contact; none is empty.

    Examples
    --------
    >>> employ(["customer", "supplier", "customer"], np.random.default_rng(1))
    (['customer01', 'supplier01'], array([0, 1, 0]))
    """
    accounts: list[str] = []
    account = np.zeros(len(contact_roles), dtype=np.int64)
    roles = np.array(contact_roles, dtype=object)
    for role in sorted(set(contact_roles)):
        theirs = np.flatnonzero(roles == role)
        count = -(-len(theirs) // CONTACTS_EACH)
        place = np.concatenate([np.arange(count), rng.integers(0, count, len(theirs) - count)])
        account[theirs] = len(accounts) + place
        accounts += numbered(role, count)
    return accounts, account


def invite(roles: Sequence[str], repeatable: Bools, team: int, rng: np.random.Generator) -> People:
    """Find people for all relationships.

    Examples
    --------
    >>> people = invite(["customer"], np.array([False]), 2, np.random.default_rng(1))
    >>> len(people.our_side), people.organisations[-1]
    (2, 'customer01')
    """
    source, target, first = acquaint(roles, repeatable, team, rng)
    contact_roles = [roles[i] for i in first.tolist()]
    accounts, account = employ(contact_roles, rng)
    places, start = np.zeros(len(first), dtype=np.int64), rng.integers(0, len(NAMES), len(accounts))
    order = np.argsort(account, kind="stable")
    sizes = np.bincount(account, minlength=len(accounts))
    places[order] = np.arange(len(first)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    ours = given_names(np.arange(team), np.full(team, int(rng.integers(0, len(NAMES)))))
    names = [*ours, *given_names(places, start[account])]
    organisations = [US] * team + [accounts[a] for a in account.tolist()]
    ids = [address(name, home) for name, home in zip(names, organisations, strict=True)]
    swap = np.array([ids[s] > ids[t] for s, t in zip(source, target, strict=True)], dtype=np.bool_)
    swap &= target < team
    return People(
        ids=ids, names=names, organisations=organisations,
        roles=["colleague"] * team + contact_roles, team=team, accounts=accounts,
        source=np.where(swap, target, source), target=np.where(swap, source, target),
    )  # fmt: skip


def sorted_codes(people: People) -> tuple[Array, Ints]:
    """Return the ids in order, and each person's position in it.

    Examples
    --------
    >>> people = invite(["customer"], np.array([False]), 2, np.random.default_rng(1))
    >>> ids, position = sorted_codes(people)
    >>> ids[position].tolist() == people.ids
    True
    """
    order = sorted(range(len(people.ids)), key=people.ids.__getitem__)
    position = np.empty(len(order), dtype=np.int64)
    position[order] = np.arange(len(order))
    ids = np.empty(len(order), dtype=object)
    ids[:] = [people.ids[i] for i in order]
    return ids, position
