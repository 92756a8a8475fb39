"""What the tasks that build the portfolio tell the driver; it adds up to the same in any order."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, Self

import attrs

from relationship_health.columns import Portfolio
from relationship_health.columns.account import Account
from relationship_health.engine import Learned


@attrs.frozen(slots=True, kw_only=True)
class Told:
    """What is known of some relationships, without naming them.

    Parameters
    ----------
    account : Account
        What was found in the side tables.
    learned : Learned
        What the metrics learned.
    columns : frozenset of str
        The optional columns that are there.
    first_us : int or None
        Time of the first interaction.
    sides : int
        Direction bits of all interactions with the other side; 0 where there are none.
    declared, known : bool
        Whether any relationship is declared, and whether anyone who occurs is a stakeholder.
    """

    account: Account = attrs.field(factory=Account)
    learned: Learned = attrs.field(factory=Learned)
    columns: frozenset[str] = frozenset()
    first_us: int | None = None
    sides: int = 0
    declared: bool = False
    known: bool = False

    @classmethod
    def of(cls, portfolio: Portfolio, account: Account, sides: int) -> Self:
        """Return what a part of the log tells, before anything is learned from it."""
        return cls(
            account=account, columns=portfolio.column_names,
            first_us=int(portfolio.time.min()) if len(portfolio.time) else None,
            sides=sides,
            declared=bool(portfolio.declared.any()), known=bool(portfolio.stakeholders),
        )  # fmt: skip

    @classmethod
    def total(cls, parts: Iterable[Told]) -> Told:
        """Add up what all parts tell."""
        every = list(parts)
        firsts = [part.first_us for part in every if part.first_us is not None]
        learned = Learned()
        for part in every:
            learned += part.learned
        return Told(
            account=Account.total(part.account for part in every), learned=learned,
            columns=frozenset[str]().union(*(part.columns for part in every)),
            first_us=min(firsts, default=None),
            sides=reduce(or_, (part.sides for part in every), 0),
            declared=any(part.declared for part in every), known=any(part.known for part in every),
        )  # fmt: skip

    def to_json(self) -> str:
        """Return all of it as text."""
        plain: dict[str, Any] = {f.name: getattr(self, f.name) for f in attrs.fields(Told)}
        return json.dumps({
            **plain, "account": self.account.to_dict(), "learned": self.learned.to_dict(),
            "columns": sorted(self.columns),
        })  # fmt: skip

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Build it from what :meth:`to_json` gave."""
        data = json.loads(text)
        return cls(**{
            **data, "account": Account.from_dict(data["account"]),
            "learned": Learned.from_dict(data["learned"]), "columns": frozenset(data["columns"]),
        })  # fmt: skip
