"""Parts of a log: each settled by itself, then grouped with the rows of other parts.

What a portfolio says of a row depends on the other rows of its interaction, and on those of its
relationship. So a log that is in parts is built in two steps. A part that holds whole interactions
is settled: read, checked, counted, duplicates gone and audiences known. What is left of all parts
is dealt out by relationship, and each share is grouped: this is a portfolio of its own, and all of
them together say what one portfolio of everything would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Column
from relationship_health.columns.account import Account
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.building import Build, Declared, join
from relationship_health.columns.extras import ExtraFacts, keep_extra
from relationship_health.columns.found import Found, IdsOfOurs, united
from relationship_health.columns.identity import share_ids
from relationship_health.columns.ingest import read_log
from relationship_health.columns.people import marks_of, mix
from relationship_health.columns.read_columns import ReadColumns
from relationship_health.columns.rows import Log, Request, Rows
from relationship_health.columns.sides import members
from relationship_health.columns.standard import OPTIONAL_NAMES, is_content
from relationship_health.frames import Table

SENDER, RECIPIENT, TIME, DIRECTION = "@sender", "@recipient", "@time", "@direction"
"""Columns of settled rows; all others bear the names that a portfolio gives them."""

OWN_NAMES = frozenset({SENDER, RECIPIENT, TIME, DIRECTION, "@source", "@target", "@file", "@row"})
"""Names that no column of a log may have, as rows on their way are told apart by them."""

NUMBERS: Mapping[str, type[np.generic]] = {
    "audience": np.int32, "duration": np.float64, "automated": np.int8, "value": np.float64,
}  # fmt: skip
"""Optional columns that hold numbers; the others hold text, or ids."""

IsOurs = Callable[[str | int], bool] | None

__all__ = [
    "DIRECTION",
    "NUMBERS",
    "OWN_NAMES",
    "RECIPIENT",
    "SENDER",
    "TIME",
    "Found",
    "IdsOfOurs",
    "IsOurs",
    "Settled",
    "regroup",
    "settle",
]


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
    texts = {n: c.tolist() for n, c in log.rows.categories.items() if n in OPTIONAL_NAMES}
    texts |= {n: list(c.categories) for n, c in extras.items() if facts[n].kind == "text"}
    texts.pop("interaction", None)
    found = Found(
        account=Account.of(ledger), facts=facts, id=ids[:1].tolist()[0] if len(ids) else None,
        categories=united({}, {name: frozenset(known) for name, known in texts.items()}),
        ours=log.ours is not None and bool(log.ours.any()),
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
    found: Found,
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
    found : Found
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
            _read_settled(name, table.column(name), found, read)
    direction = None
    if DIRECTION in table.names:
        direction = table.column(DIRECTION).values.astype(np.int8)
    rows = Rows(
        sender=ids.codes[0], recipient=ids.codes[1], time=table.column(TIME).values,
        direction=direction, columns=read.values, categories=read.categories,
    )  # fmt: skip
    ours = None if our_side is None else members(ids.values, our_side)
    return join(Log(rows=rows, ids=ids, ours=ours), declared, ledger, within=within)


def _read_settled(name: str, column: Column, found: Found, read: ReadColumns) -> None:
    """Read one column of settled rows as a portfolio holds it."""
    known = found.categories.get(name)
    if known is not None and column.kind == "text":
        column = _recoded(column, sorted(known))
    if name in found.facts:
        kept = keep_extra(name, column, found.facts[name], Ledger(0))
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


def _recoded(column: Column, known: list[str]) -> Column:
    """Return a text column as codes into a list that holds all its values."""
    place = {text: code for code, text in enumerate(known)}
    table = np.array([*(place[text] for text in column.categories), -1], dtype=np.int64)
    return attrs.evolve(column, values=table[column.values], categories=tuple(known))
