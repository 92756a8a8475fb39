"""What settling a log in parts has shown: it adds up in any order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import attrs
import numpy as np

from relationship_health.columns.account import Account
from relationship_health.columns.extras import ExtraFacts
from relationship_health.columns.sides import members
from relationship_health.errors import InputError

MOST_CATEGORIES = 1024
"""Text columns of up to so many values have the same categories in every part."""

Categories = Mapping[str, frozenset[str] | None]


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Found:
    """What settling parts of a log has shown; adds up in any order.

    Parameters
    ----------
    account : Account
        What became of the rows.
    facts : mapping of column to ExtraFacts
        What the columns hold that are kept for plugins.
    categories : mapping of column to frozenset of str, or None
        The values of text columns; None where they are more than ``MOST_CATEGORIES``.
    ours : bool
        Whether any id is ours.
    id : str, int or None
        One of the ids, the least.
    """

    account: Account = attrs.field(factory=Account)
    facts: Mapping[str, ExtraFacts] = attrs.field(factory=dict)
    categories: Categories = attrs.field(factory=dict)
    ours: bool = False
    id: str | int | None = None

    def __add__(self, other: Found) -> Found:
        """Add what other parts have shown.

        Raises
        ------
        ColumnError
            Where a column holds different things in two parts.
        """
        facts = dict(self.facts)
        for name, more in other.facts.items():
            facts[name] = facts[name].joined(more, name) if name in facts else more
        ids = [one for one in (self.id, other.id) if one is not None]
        return Found(
            account=self.account + other.account, facts=facts, ours=self.ours or other.ours,
            categories=united(self.categories, other.categories),
            id=min(ids, key=lambda one: (isinstance(one, str), one), default=None),
        )  # fmt: skip

    def check_our_side(self, our_side: object) -> None:
        """Refuse ids of our side of which none occurs in the log.

        Raises
        ------
        InputError
        """
        if self.id is not None and not self.ours and isinstance(our_side, IdsOfOurs):
            members(np.array([self.id], dtype=object), our_side.ids)

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain data, which JSON can hold."""
        return {
            "account": self.account.to_dict(),
            "facts": {name: attrs.asdict(facts) for name, facts in self.facts.items()},
            "categories": {n: None if c is None else sorted(c) for n, c in self.categories.items()},
            "ours": self.ours, "id": self.id,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build it from what :meth:`to_dict` gave.

        Raises
        ------
        InputError
            Where the data are something else.
        """
        try:
            facts = {name: ExtraFacts(**given) for name, given in data["facts"].items()}
            categories = {
                name: None if known is None else frozenset(known)
                for name, known in data["categories"].items()
            }
            return cls(
                account=Account.from_dict(data["account"]), facts=facts, categories=categories,
                ours=data["ours"], id=data["id"],
            )  # fmt: skip
        except (KeyError, TypeError, AttributeError) as error:
            message = f"These are no findings of a log ({error!r}), expected what to_dict gives."
            raise InputError(message) from error


def united(here: Categories, there: Categories) -> Categories:
    """Return the categories of two parts together."""
    united: dict[str, frozenset[str] | None] = {}
    for name in {**here, **there}:
        one, other = here.get(name, frozenset()), there.get(name, frozenset())
        both = None if one is None or other is None else one | other
        united[name] = both if both is None or len(both) <= MOST_CATEGORIES else None
    return united


@attrs.frozen(slots=True)
class IdsOfOurs:
    """Tells of an id whether it is among ours; unlike a set it may name nobody of one part."""

    ids: frozenset[str | int]

    def __call__(self, one: str | int) -> bool:
        """Whether an id is ours."""
        return one in self.ids
