"""From a table of interactions to rows with ids as codes; every row is accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Column, Ints
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.clock import read_times
from relationship_health.columns.extras import ExtraFacts, keep_extra
from relationship_health.columns.identity import Ids, share_ids
from relationship_health.columns.read_columns import ReadColumns
from relationship_health.columns.recipients import reach
from relationship_health.columns.rows import Log, Request, Rows
from relationship_health.columns.sides import decide_sides, members, side_signs
from relationship_health.columns.standard import (
    OPTIONAL_NAMES,
    READERS,
    is_content,
    read_direction,
    spelled_out,
)
from relationship_health.errors import ColumnError, InputError
from relationship_health.frames import Table
from relationship_health.model import Relationship


def _expect_three(request: Request) -> None:
    """Refuse one column for two things.

    Raises
    ------
    InputError
    """
    named = {"sender": request.sender, "recipient": request.recipient, "time": request.time}
    for one, other in combinations(named, 2):
        if named[one] == named[other]:
            message = f"{one} and {other} both name column {named[one]!r}, expected one each."
            raise InputError(message)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Read:
    """A table as rows, before anybody said who is ours; what was rejected is still among them.

    ``facts`` decide the form of each column kept for plugins.
    """

    rows: Rows
    ids: Ids
    facts: Mapping[str, ExtraFacts]


def read_log(table: Table, request: Request, ties: Sequence[Relationship], ledger: Ledger) -> Log:
    """Read, check and account for every row; the ids of declared relationships are known too."""
    read = read_rows(table, request, ties, ledger)
    ids, rows = read.ids, read.rows
    ours, signs = _ours(table, request, ids, ties)
    contacts = enter_to_oneself(table, request, rows, ledger)
    inside = within_a_side(rows, contacts, ours, request)
    reached = reach(rows, contacts, inside)
    enter_ignored(table, request, inside, reached.repeated, ledger)
    aside = None if inside is None else contacts & ~reached.kept
    return Log(
        rows=reached.rows.keep(reached.kept), ids=ids, ours=ours, signs=signs, facts=read.facts,
        aside=None if aside is None or not aside.any() else rows.keep(aside),
    )  # fmt: skip


def read_rows(table: Table, request: Request, ties: Sequence[Relationship], ledger: Ledger) -> Read:
    """Read and check every row."""
    _expect_three(request)
    ends = {name: table.column(name) for name in (request.sender, request.recipient)}
    ids = share_ids(list(ends.items()))
    if ties:
        named = [end for tie in ties for end in (tie.source, tie.target)]
        ids = ids.joined(named, "relationships")
    for (name, column), codes in zip(ends.items(), ids.codes, strict=True):
        unknown = codes < 0
        if not unknown.any():
            continue
        written = _is_written(column)
        ledger.enter("rejected", name, ("no-id", "an id is missing"), unknown & ~written, column)
        reason = "the id is no valid Unicode"
        ledger.enter("rejected", name, ("bad-id", reason), unknown & written, column)
    time = _read_time(table, request, ledger)
    read = ReadColumns()
    direction = _read_optional(table, request, read, ledger)
    sender, recipient = ids.codes
    rows = Rows(
        sender=sender, recipient=recipient, time=time, direction=direction,
        columns=read.values, categories=read.categories,
    )  # fmt: skip
    return Read(rows=rows, ids=ids, facts=read.facts)


def within_a_side(
    rows: Rows, contacts: Bools, ours: Bools | None, request: Request
) -> Bools | None:
    """Mark contacts that are to be left out for staying within one side; None where none is."""
    if ours is None or not len(ours) or request.within:
        return None
    return np.asarray(contacts & (ours[rows.sender] == ours[rows.recipient]))


def enter_to_oneself(table: Table, request: Request, rows: Rows, ledger: Ledger) -> Bools:
    """Ignore what people send themselves; return which rows are contacts."""
    myself = (rows.sender == rows.recipient) & (rows.sender >= 0)
    if myself.any():
        name, reason = request.recipient, "sender and recipient are the same"
        ledger.enter("ignored", name, ("to-oneself", reason), myself, table.column(name))
    return ~ledger.dropped


def enter_ignored(
    table: Table, request: Request, inside: Bools | None, repeated: Bools, ledger: Ledger
) -> None:
    """Ignore what stays within one side, and what repeats an interaction and recipient."""
    if inside is not None and inside.any():
        name, reason = request.recipient, "both are on one side, and within=False"
        ledger.enter("ignored", name, ("one-side", reason), inside, table.column(name))
    if repeated.any():
        name, reason = request.optional["interaction"], "the same interaction and recipient again"
        ledger.enter("ignored", name, ("duplicate", reason), repeated, table.column(name))


def _is_written(column: Column) -> Bools:
    """Cells in which something stands."""
    if column.kind != "text":
        return ~column.missing
    table = np.array([*(bool(text.strip()) for text in column.categories), False])
    return np.asarray(table[column.values], dtype=np.bool_)


def _read_time(table: Table, request: Request, ledger: Ledger) -> Ints:
    name, zone = request.time, request.clock.timezone
    column = table.column(name)
    times = read_times(name, column, request.clock)
    ledger.enter("rejected", name, ("no-time", "the time is missing"), times.missing, column)
    reason = "no time of the years 1 to 9999 can be read from it"
    ledger.enter("rejected", name, ("bad-time", reason), times.invalid, column)
    reason = f"clocks in {zone} jumped over it; moved on by the jump"
    ledger.enter("repaired", name, ("clock-gap", reason), times.in_gap, column)
    ledger.notes.extend(f"column {name!r}: {note}" for note in times.notes)
    return times.us


def _ours(
    table: Table, request: Request, ids: Ids, ties: Sequence[Relationship]
) -> tuple[Bools | None, Array | None]:
    """Which ids are ours, None where nobody said; and what a column of the log says of each."""
    side = request.our_side
    if side is None:
        return None, None
    if not isinstance(side, str):
        return members(ids.values, side), None
    if side not in table.names:
        message = (
            f"our_side is {side!r}, expected a column of the table (it has "
            f"{', '.join(map(repr, table.names))}) or an attribute of stakeholders: pass ids "
            f"as a set, such as {{{side!r}}}."
        )
        raise ColumnError(message, column=side)
    signs = side_signs(side, table.column(side), ids)
    return decide_sides(side, ids, signs, ties), signs


def _read_optional(
    table: Table, request: Request, read: ReadColumns, ledger: Ledger
) -> Array | None:
    """Read all columns but three; return directions, where the log states them."""
    direction = None
    for name, given in request.optional.items():
        column = table.column(given)
        if name == "interaction":
            read.put_ids(name, column)
        elif name == "direction":
            needed = request.our_side is None
            direction = read_direction(given, spelled_out(column), ledger, needed=needed)
        else:
            read.put(name, READERS[name](given, spelled_out(column), ledger))
    for name in request.unused(table.names):
        _keep_extra(name, table, read, ledger)
    return direction


def _keep_extra(name: str, table: Table, read: ReadColumns, ledger: Ledger) -> None:
    """Keep a column of no known meaning for plugins, or remark why not."""
    if name in OPTIONAL_NAMES:
        ledger.notes.append(f"column {name!r} was left out, as asked")
        return
    if is_content(name):
        ledger.notes.append(f"column {name!r} looks like content and was not kept")
        return
    column = table.column(name)
    facts = read.facts[name] = ExtraFacts.of(column)
    kept = keep_extra(name, column, facts, ledger)
    if kept is not None:
        read.put(name, kept)
