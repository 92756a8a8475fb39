"""How people are placed in the network of relationships. The only owner of networkx.

embeddedness   mean number of contacts that a person shares with each of their contacts
effective size contacts less the mean number of ties of each to the others
constraint     sum over contacts j of (p_ij + sum over q of p_iq p_qj)^2, with p_ij the part of
               i's strength that goes to j: high where all contacts know each other

Source: Burt 1992, "Structural Holes", Harvard University Press, ch. 2; Easley, Kleinberg 2010,
"Networks, Crowds, and Markets", ch. 3, doi 10.1017/CBO9780511761942.
"""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np

from relationship_health.analysis.paths import Links
from relationship_health.arrays import Array, Floats, Ints
from relationship_health.errors import MissingExtraError
from relationship_health.results import Result


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Positions(Result):
    """People, and how they are placed in the network.

    Attributes
    ----------
    person : object array
        Ids.
    contacts : int64 array
        People with whom anything is sure.
    embeddedness : float64 array
        Contacts shared with a contact, on average; NaN without contacts.
    effective_size : float64 array
        Contacts that do not stand in for each other; NaN without contacts.
    constraint : float64 array
        Burt's constraint, weighed by strength: near 0 where one bridges many who do not know each
        other; NaN without contacts.
    """

    person: Array
    contacts: Ints
    embeddedness: Floats
    effective_size: Floats
    constraint: Floats

    @property
    def title(self) -> str:
        """What was asked."""
        return "Positions in the network"

    @property
    def words(self) -> tuple[str, ...]:
        """Who bridges most."""
        known = np.flatnonzero(~np.isnan(self.constraint))
        if not len(known):
            return ("Nobody has a contact of whom anything is sure.",)
        least = int(known[np.argmin(self.constraint[known])])
        told = (
            f"{len(self):,} people; {self.person[least]} bridges most: constraint "
            f"{self.constraint[least]:.2f} with {self.contacts[least]:,} contacts."
        )
        return (told,)

    def columns(self) -> dict[str, Array]:
        """Return one row per person."""
        return {
            "person": self.person, "contacts": self.contacts, "embeddedness": self.embeddedness,
            "effective_size": self.effective_size, "constraint": self.constraint,
        }  # fmt: skip


def positions_of(links: Links, ids: Array, codes: Ints, backend: str) -> Positions:
    """Place some people in a network.

    Parameters
    ----------
    links : Links
    ids : array
        Id of each code.
    codes : int64 array
        Who is asked about.

    Raises
    ------
    MissingExtraError
        Where networkx is not installed.

    Examples
    --------
    >>> star = Links(one=np.array([0, 0]), other=np.array([1, 2]), weight=np.ones(2), people=3)
    >>> positions_of(star, np.array(["ana", "bo", "cy"]), np.arange(3), "dict").constraint
    array([0.5, 1. , 1. ])
    """
    try:
        import networkx as nx
    except ImportError as error:
        feature = "Placing people in the network"
        raise MissingExtraError(feature, "graph") from error
    total = _strengths(links)
    near = _surroundings(links, codes)
    placed = [_placed(nx, near, total, person) for person in codes.tolist()]
    figures = np.array(placed, dtype=np.float64).reshape(len(codes), 4)
    return Positions(
        backend=backend, person=ids.astype(object)[codes], contacts=figures[:, 0].astype(np.int64),
        embeddedness=figures[:, 1], effective_size=figures[:, 2], constraint=figures[:, 3],
    )  # fmt: skip


def _surroundings(links: Links, codes: Ints) -> Links:
    """Return the links of some people and of their contacts: no other tells where they are."""
    inner = np.zeros(links.people, dtype=np.bool_)
    inner[codes] = True
    outer = inner.copy()
    outer[links.other[inner[links.one]]] = True
    outer[links.one[inner[links.other]]] = True
    return links.take(outer[links.one] & outer[links.other])


def _strengths(links: Links) -> Floats:
    """Sum of the weights of everybody's links."""
    ends = np.concatenate([links.one, links.other])
    weights = np.concatenate([links.weight, links.weight])
    return np.bincount(ends, weights=weights, minlength=links.people).astype(np.float64)


def _placed(nx: Any, near: Links, total: Floats, person: int) -> tuple[float, float, float, float]:
    """Contacts, embeddedness, effective size and constraint of one person."""
    circle = np.zeros(near.people, dtype=np.bool_)
    circle[near.other[near.one == person]] = True
    circle[near.one[near.other == person]] = True
    contacts = np.flatnonzero(circle)
    if not len(contacts):
        return 0.0, np.nan, np.nan, np.nan
    circle[person] = True
    ties = near.take(circle[near.one] & circle[near.other])
    ego = nx.Graph()
    ego.add_weighted_edges_from(
        zip(ties.one.tolist(), ties.other.tolist(), ties.weight.tolist(), strict=True)
    )
    shared = ego.subgraph(contacts.tolist()).number_of_edges()
    rests = (total - _strengths(ties))[contacts]
    # What contacts give to others counts in their sums and nowhere else: one stranger for each.
    for contact, rest in zip(contacts.tolist(), rests.tolist(), strict=True):
        ego.add_edge(contact, -1 - contact, weight=max(rest, 0.0))
    size = nx.effective_size(ego, [person])[person]
    constraint = nx.constraint(ego, weight="weight")[person]
    return len(contacts), 2.0 * shared / len(contacts), size, constraint
