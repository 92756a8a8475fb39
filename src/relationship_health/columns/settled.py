"""Parts of a log: each settled by itself, then grouped with the rows of other parts.

What a portfolio says of a row depends on the other rows of its interaction, and on those of its
relationship. So a log that is in parts is built in two steps. A part that holds whole interactions
is settled: read, checked, counted, duplicates gone and audiences known. What is left of all parts
is dealt out by relationship, and each share is grouped: this is a portfolio of its own, and all of
them together say what one portfolio of everything would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Column
from relationship_health.columns.account import Account
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.building import Build, Declared, join
from relationship_health.columns.extras import ExtraFacts, keep_extra
from relationship_health.columns.identity import share_ids
from relationship_health.columns.ingest import read_log
from relationship_health.columns.people import marks_of, mix
from relationship_health.columns.read_columns import ReadColumns
from relationship_health.columns.rows import Log, Request, Rows
from relationship_health.columns.sides import members
from relationship_health.columns.standard import OPTIONAL_NAMES, is_content
from relationship_health.errors import InputError
from relationship_health.frames import Table

SENDER, RECIPIENT, TIME, DIRECTION = "@sender", "@recipient", "@time", "@direction"
"""Columns of settled rows; all others bear the names that a portfolio gives them."""

OWN_NAMES = frozenset({SENDER, RECIPIENT, TIME, DIRECTION})

NUMBERS: Mapping[str, type[np.generic]] = {
    "audience": np.int32, "duration": np.float64, "automated": np.int8, "value": np.float64,
}  # fmt: skip
"""Optional columns that hold numbers; the others hold text, or ids."""

IsOurs = Callable[[str | int], bool] | None


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Found:
    """What settling parts of a log has shown; adds up in any order.

    Parameters
    ----------
    account : Account
        What became of the rows.
    facts : mapping of column to ExtraFacts
        What the columns hold that are kept for plugins.
    ours : bool
        Whether any id is ours.
    id : str, int or None
        One of the ids, the least.
    """

    account: Account = attrs.field(factory=Account)
    facts: Mapping[str, ExtraFacts] = attrs.field(factory=dict)
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
            account = Account.from_dict(data["account"])
            return cls(account=account, facts=facts, ours=data["ours"], id=data["id"])
        except (KeyError, TypeError, AttributeError) as error:
            message = f"These are no findings of a log ({error!r}), expected what to_dict gives."
            raise InputError(message) from error


@attrs.frozen(slots=True)
class IdsOfOurs:
    """Tells of an id whether it is among ours; unlike a set it may name nobody of one part."""

    ids: frozenset[str | int]

    def __call__(self, one: str | int) -> bool:
        """Whether an id is ours."""
        return one in self.ids


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Settled:
    """The rows of a part that were accepted, and what was found on the way.

    Parameters
    ----------
    log : Log
        The rows with the columns that have a meaning.
    extras : mapping of name to Column
        The columns kept for plugins, as they came.
    found : Found
    """

    log: Log
    extras: Mapping[str, Column]
    found: Found

    @property
    def marks(self) -> Array:
        """A 64-bit mark of the relationship of each row, by its ids alone."""
        rows, marks = self.log.rows, marks_of(self.log.ids.values)
        return mix(marks[rows.sender] + marks[rows.recipient])


def settle(table: Table, request: Request, ledger: Ledger) -> Settled:
    """Read a part of a log that holds whole interactions.

    Parameters
    ----------
    table : Table
    request : Request
        Whose ``our_side`` is a function of an id, or None.
    ledger : Ledger
        Takes the account of the rows.
    """
    log = read_log(table, request, (), ledger)
    keep = ~ledger.dropped
    extras, facts = {}, {}
    for name in request.unused(table.names):
        if name not in OPTIONAL_NAMES and not is_content(name):
            column = table.column(name)
            facts[name] = ExtraFacts.of(column)
            extras[name] = _kept(column, keep)
    standard = {name: values for name, values in log.rows.columns.items() if name not in extras}
    ids = log.ids.values
    found = Found(
        account=Account.of(ledger), facts=facts, ours=log.ours is not None and bool(log.ours.any()),
        id=ids[:1].tolist()[0] if len(ids) else None,
    )  # fmt: skip
    return Settled(
        log=attrs.evolve(log, rows=attrs.evolve(log.rows, columns=standard)), extras=extras,
        found=found,
    )  # fmt: skip


def _kept(column: Column, keep: Bools) -> Column:
    return attrs.evolve(column, values=column.values[keep], missing=column.missing[keep])


def regroup(  # noqa: PLR0913  all but the rows by name
    table: Table,
    *,
    facts: Mapping[str, ExtraFacts],
    our_side: IsOurs,
    within: bool,
    declared: Declared,
    ledger: Ledger,
) -> Build:
    """Group settled rows, of whole relationships, with what is declared of these.

    Parameters
    ----------
    table : Table
        Settled rows of any parts.
    facts : mapping of column to ExtraFacts
        Of the whole log.
    our_side : function of an id, or None
    within : bool
        As in ``from_frame``.
    declared : Declared
        The relationships must be those whose pairs belong here.
    ledger : Ledger
        Takes what is found in the side tables.
    """
    ends = [(name, table.column(name)) for name in (SENDER, RECIPIENT)]
    ids = share_ids(ends)
    if declared.ties:
        named = [end for _, tie in declared.ties for end in (tie.source, tie.target)]
        ids = ids.joined(named, "relationships")
    read = ReadColumns()
    for name in table.names:
        if name not in OWN_NAMES:
            _read_settled(name, table.column(name), facts, read)
    direction = None
    if DIRECTION in table.names:
        direction = table.column(DIRECTION).values.astype(np.int8)
    rows = Rows(
        sender=ids.codes[0], recipient=ids.codes[1], time=table.column(TIME).values,
        direction=direction, columns=read.values, categories=read.categories,
    )  # fmt: skip
    ours = None if our_side is None else members(ids.values, our_side)
    return join(Log(rows=rows, ids=ids, ours=ours), declared, ledger, within=within)


def _read_settled(
    name: str, column: Column, facts: Mapping[str, ExtraFacts], read: ReadColumns
) -> None:
    """Read one column of settled rows as a portfolio holds it."""
    if name in facts:
        kept = keep_extra(name, column, facts[name], Ledger(0))
        if kept is not None:
            read.put(name, kept)
    elif name == "interaction":
        read.put_ids(name, column)
    elif name in NUMBERS:
        unknown = column.missing.any()
        numbers = np.where(column.missing, np.nan, column.values) if unknown else column.values
        read.put(name, numbers.astype(NUMBERS[name]))
    else:
        read.put(name, column)
