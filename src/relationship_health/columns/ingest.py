"""From a table of interactions to rows with ids as codes; every row is accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from relationship_health.arrays import Array, Bools, Column, Ints
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.clock import read_times
from relationship_health.columns.extras import ExtraFacts, keep_extra
from relationship_health.columns.identity import Ids, share_ids
from relationship_health.columns.read_columns import ReadColumns
from relationship_health.columns.recipients import count_audience, repeated_rows
from relationship_health.columns.rows import Log, Request, Rows
from relationship_health.columns.sides import flagged_senders, members
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


def read_log(table: Table, request: Request, ties: Sequence[Relationship], ledger: Ledger) -> Log:
    """Read, check and account for every row; the ids of declared relationships are known too."""
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
    columns, categories, direction = _optional_columns(table, request, ledger)
    sender, recipient = ids.codes
    rows = Rows(
        sender=sender, recipient=recipient, time=time, direction=direction,
        columns=columns, categories=categories,
    )  # fmt: skip
    ours = _ours(table, request, ids, ties)
    reached = ends[request.recipient]
    myself = (sender == recipient) & (sender >= 0)
    reason = "sender and recipient are the same"
    ledger.enter("ignored", request.recipient, ("to-oneself", reason), myself, reached)
    contacts = ~ledger.dropped
    if ours is not None and len(ours) and not request.within:
        same = (ours[sender] == ours[recipient]) & contacts
        reason = "both are on one side, and within=False"
        ledger.enter("ignored", request.recipient, ("one-side", reason), same, reached)
    rows = _settle_recipients(table, request, rows, contacts, ledger)
    return Log(rows=rows.keep(~ledger.dropped), ids=ids, ours=ours)


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


def _settle_recipients(
    table: Table, request: Request, rows: Rows, contacts: Bools, ledger: Ledger
) -> Rows:
    """Ignore what repeats an interaction and recipient, and count how many each has reached.

    Rows that are left out for being within one side still reached someone.
    """
    repeated = repeated_rows(rows, ~ledger.dropped)
    reaching = contacts & ~repeated
    if (ledger.dropped & contacts).any():
        reaching = contacts & ~repeated_rows(rows, contacts)
    if repeated.any():
        name = request.optional["interaction"]
        reason = "the same interaction and recipient again"
        ledger.enter("ignored", name, ("duplicate", reason), repeated, table.column(name))
    return count_audience(rows, reaching)


def _ours(table: Table, request: Request, ids: Ids, ties: Sequence[Relationship]) -> Bools | None:
    """Which ids are ours; None where nobody said."""
    side = request.our_side
    if side is None:
        return None
    if isinstance(side, str):
        if side not in table.names:
            message = (
                f"our_side is {side!r}, expected a column of the table (it has "
                f"{', '.join(map(repr, table.names))}) or an attribute of stakeholders: pass ids "
                f"as a set, such as {{{side!r}}}."
            )
            raise ColumnError(message, column=side)
        return flagged_senders(side, table.column(side), ids, ties)
    return members(ids.values, side)


def _optional_columns(
    table: Table, request: Request, ledger: Ledger
) -> tuple[dict[str, Array], dict[str, Array], Array | None]:
    read = ReadColumns()
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
    return read.values, read.categories, direction


def _keep_extra(name: str, table: Table, read: ReadColumns, ledger: Ledger) -> None:
    """Keep a column of no known meaning for plugins, or remark why not."""
    if name in OPTIONAL_NAMES:
        ledger.notes.append(f"column {name!r} was left out, as asked")
        return
    if is_content(name):
        ledger.notes.append(f"column {name!r} looks like content and was not kept")
        return
    column = table.column(name)
    kept = keep_extra(name, column, ExtraFacts.of(column), ledger)
    if kept is not None:
        read.put(name, kept)
