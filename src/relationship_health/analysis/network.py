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
    network = nx.Graph()
    network.add_nodes_from(codes.tolist())
    near = _surroundings(links, codes)
    network.add_weighted_edges_from(
        zip(near.one.tolist(), near.other.tolist(), near.weight.tolist(), strict=True)
    )
    people = codes.tolist()
    return Positions(
        backend=backend, person=ids.astype(object)[codes],
        contacts=np.array([network.degree(i) for i in people], dtype=np.int64),
        embeddedness=np.array([_embeddedness(network, i) for i in people], dtype=np.float64),
        effective_size=_in_order(nx.effective_size(network, people), people),
        constraint=_in_order(nx.constraint(network, people, weight="weight"), people),
    )  # fmt: skip


def _surroundings(links: Links, codes: Ints) -> Links:
    """Return the links of some people and of their contacts: no other tells where they are."""
    inner = np.zeros(links.people, dtype=np.bool_)
    inner[codes] = True
    outer = inner.copy()
    outer[links.other[inner[links.one]]] = True
    outer[links.one[inner[links.other]]] = True
    return links.take(outer[links.one] | outer[links.other])


def _embeddedness(network: Any, person: int) -> float:
    """Count the contacts shared with a contact, on average."""
    own = set(network[person])
    shared = [len(own & set(network[contact])) for contact in own]
    return float(np.mean(shared)) if shared else np.nan


def _in_order(found: dict[int, float], people: list[int]) -> Floats:
    return np.array([found[person] for person in people], dtype=np.float64)
