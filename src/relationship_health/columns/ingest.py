"""From a table of interactions to grouped columns; every row is accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.clock import Clock, read_times
from relationship_health.columns.grouping import coarsest, settle_ties, stable_order
from relationship_health.columns.identity import Ids, share_ids
from relationship_health.columns.sides import (
    MUTUAL_CHANNELS,
    MUTUAL_OUTCOMES,
    OurSide,
    directions,
    members,
    orient,
)
from relationship_health.columns.standard import (
    CONTENT_NAMES,
    OPTIONAL_NAMES,
    READERS,
    read_direction,
)
from relationship_health.errors import InputError
from relationship_health.frames import Column, Table
from relationship_health.kernels.segments import Groups
from relationship_health.model import Stakeholder


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Request:
    """Which column of the table means what, and how it is to be read."""

    sender: str
    recipient: str
    time: str
    optional: Mapping[str, str]
    clock: Clock
    our_side: OurSide = None
    within: bool = True


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Rows:
    """Interactions that were accepted, in the order of the input, with ids as codes."""

    sender: Ints
    recipient: Ints
    time: Ints
    direction: Array | None
    columns: Mapping[str, Array]
    categories: Mapping[str, Array]

    def keep(self, mask: Bools) -> Rows:
        """Return the rows of a mask."""
        if mask.all():
            return self
        return attrs.evolve(
            self, sender=self.sender[mask], recipient=self.recipient[mask], time=self.time[mask],
            direction=None if self.direction is None else self.direction[mask],
            columns={name: values[mask] for name, values in self.columns.items()},
        )  # fmt: skip

    def is_any(self, column: str, values: frozenset[str]) -> Bools | None:
        """Rows whose text column holds one of some values; None without the column."""
        if column not in self.columns:
            return None
        table = np.array([*(name in values for name in self.categories[column]), False])
        return np.asarray(table[self.columns[column]], dtype=np.bool_)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Grouped:
    """Interactions grouped by relationship and sorted by time inside."""

    source: Ints
    target: Ints
    sided: Bools
    groups: Groups
    time: Ints
    direction: Array
    columns: Mapping[str, Array]
    categories: Mapping[str, Array]


def read_rows(table: Table, request: Request, ledger: Ledger) -> tuple[Rows, Ids, Bools | None]:
    """Read, check and account for every row; also tell which ids are ours, if anyone said."""
    ids = share_ids([
        (name, table.column(name)) for name in (request.sender, request.recipient)
    ])  # fmt: skip
    for name, codes in zip((request.sender, request.recipient), ids.codes, strict=True):
        ledger.enter("rejected", name, "an id is missing", codes < 0, table.column(name))
    raw_time = table.column(request.time)
    times = read_times(request.time, raw_time, request.clock)
    ledger.enter("rejected", request.time, "the time is missing", times.missing, raw_time)
    reason = "no time of the years 1 to 9999 can be read from it"
    ledger.enter("rejected", request.time, reason, times.invalid, raw_time)
    reason = f"clocks in {request.clock.timezone} jumped over it; moved on by the jump"
    ledger.enter("repaired", request.time, reason, times.in_gap, raw_time)
    ledger.notes.extend(f"column {request.time!r}: {note}" for note in times.notes)

    columns, categories, direction = _optional_columns(table, request, ledger)
    ours = _ours(table, request, ids)
    sender, recipient = ids.codes
    myself = (sender == recipient) & (sender >= 0)
    ledger.enter("ignored", request.recipient, "sender and recipient are the same", myself,
                 table.column(request.recipient))  # fmt: skip
    if ours is not None and len(ours) and not request.within:
        same = (ours[sender] == ours[recipient]) & ~ledger.dropped
        ledger.enter("ignored", request.recipient, "both are on one side, and within=False",
                     same, table.column(request.recipient))  # fmt: skip
    rows = Rows(
        sender=sender, recipient=recipient, time=times.us, direction=direction,
        columns=columns, categories=categories,
    )  # fmt: skip
    if "interaction" in request.optional:
        name = request.optional["interaction"]
        twice = _duplicates(rows, ~ledger.dropped)
        ledger.enter(
            "ignored", name, "the same interaction and recipient again", twice, table.column(name)
        )
    rows = rows.keep(~ledger.dropped)
    return _count_audience(rows), ids, ours


def _optional_columns(
    table: Table, request: Request, ledger: Ledger
) -> tuple[dict[str, Array], dict[str, Array], Array | None]:
    columns: dict[str, Array] = {}
    categories: dict[str, Array] = {}
    direction = None

    def put(name: str, values: Array | Column) -> None:
        if isinstance(values, Column):
            categories[name] = np.array([*values.categories, None], dtype=object)[:-1]
            # Codes of four bytes halve the memory of every text column.
            values = values.values.astype(np.int32)
        columns[name] = values

    for name, given in request.optional.items():
        column = table.column(given)
        if name == "direction":
            direction = read_direction(given, column, ledger)
        elif name == "interaction":
            shared = share_ids([(given, column)])
            columns[name], categories[name] = shared.codes[0], shared.values
        else:
            put(name, READERS[name](given, column, ledger))
    used = {request.sender, request.recipient, request.time, *request.optional.values()}
    for name in table.names:
        if name in used or name in OPTIONAL_NAMES:
            continue
        if name.lower() in CONTENT_NAMES:
            ledger.notes.append(f"column {name!r} looks like content and was not kept")
            continue
        extra = table.column(name)
        if extra.kind == "other":
            ledger.notes.append(f"column {name!r} holds values of mixed types and was not kept")
        else:
            put(name, extra if extra.kind == "text" else _plain(extra))
    return columns, categories, direction


def _plain(column: Column) -> Array:
    """Numbers as they are, as floats with NaN where some are missing."""
    if not column.missing.any():
        return column.values
    return np.where(column.missing, np.nan, column.values.astype(np.float64))


def _ours(table: Table, request: Request, ids: Ids) -> Bools | None:
    """Which ids are ours; None where nobody said."""
    side = request.our_side
    if side is None:
        return None
    if not isinstance(side, str):
        return members(ids.values, side)
    column = table.column(side)
    if column.kind != "boolean":
        message = f"our_side names column {side!r} of {column.kind} values, expected true or false for 'the sender is ours'."
        raise InputError(message)
    sender, recipient = ids.codes
    ours, theirs = (
        np.zeros(len(ids.values), dtype=np.bool_),
        np.zeros(len(ids.values), dtype=np.bool_),
    )
    sent_by_us, known = column.values & ~column.missing, ~column.missing & (sender >= 0)
    ours[sender[sent_by_us & known]] = True
    theirs[sender[~sent_by_us & known]] = True
    both = np.flatnonzero(ours & theirs)
    if len(both):
        message = f"Column {side!r} says both true and false of sender {ids.values[both[0]]!r}, expected one side for each sender."
        raise InputError(message)
    # Whoever only receives from the other side is on this one.
    silent = ~ours & ~theirs
    received = np.zeros(len(ids.values), dtype=np.bool_)
    received[recipient[~sent_by_us & known & (recipient >= 0)]] = True
    return ours | (silent & received)


def _duplicates(rows: Rows, candidates: Bools) -> Bools:
    """Rows that repeat the interaction and recipient of a row that is smaller by value."""
    place = np.flatnonzero(candidates & (rows.columns["interaction"] >= 0))
    twice = np.zeros(len(rows.time), dtype=np.bool_)
    if len(place) < 2:  # noqa: PLR2004  nothing to repeat
        return twice
    interaction, recipient = rows.columns["interaction"][place], rows.recipient[place]
    order = stable_order([interaction, recipient])
    again = np.zeros(len(order), dtype=np.bool_)
    again[1:] = (np.diff(interaction[order]) == 0) & (np.diff(recipient[order]) == 0)
    if again.any():
        settle_ties(order, again, [v[place] for v in _values(rows)])
        twice[place[order[again]]] = True
    return twice


def _values(rows: Rows) -> list[Array]:
    """All that a row says, in an order that its input place has no part in."""
    own = [rows.time, rows.sender, rows.recipient]
    if rows.direction is not None:
        own.append(rows.direction)
    return own + [rows.columns[name] for name in sorted(rows.columns)]


def _count_audience(rows: Rows) -> Rows:
    """Fill in unknown audiences with the number of recipients that share the interaction."""
    if "interaction" not in rows.columns:
        if "audience" not in rows.columns:
            return rows
        counted = np.ones(len(rows.time), dtype=np.int64)
    else:
        counted = _reached(rows.columns["interaction"], rows.time)
    given = rows.columns.get("audience")
    audience = counted if given is None else np.where(given > 0, given, counted)
    return attrs.evolve(rows, columns={**rows.columns, "audience": audience.astype(np.int32)})


def _reached(interaction: Ints, time: Ints) -> Ints:
    """Recipients that each row's interaction has reached by the row's own time.

    Copies that went out later do not count: nothing later may change a score.
    """
    reached = np.ones(len(time), dtype=np.int64)
    known = np.flatnonzero(interaction >= 0)
    if not len(known):
        return reached
    order = known[stable_order([interaction[known], time[known]])]
    opens = np.ones(len(order), dtype=np.bool_)
    opens[1:] = interaction[order][1:] != interaction[order][:-1]
    changes = opens.copy()
    changes[1:] |= time[order][1:] != time[order][:-1]
    begin = np.flatnonzero(opens)[np.cumsum(opens) - 1]
    last = np.append(np.flatnonzero(changes)[1:], len(order))[np.cumsum(changes) - 1]
    reached[order] = last - begin
    return reached


def group_rows(rows: Rows, ids: Ids, ours: Bools | None) -> Grouped:
    """Orient every row, sort, and mark where each relationship begins."""
    seen = orient(rows.sender, rows.recipient, ours, as_logged=rows.direction is not None)
    direction = rows.direction
    if direction is None:
        parts = [
            m
            for m in (
                rows.is_any("channel", MUTUAL_CHANNELS),
                rows.is_any("outcome", MUTUAL_OUTCOMES),
            )
            if m is not None
        ]
        direction = directions(
            rows.sender, seen.source, np.logical_or.reduce(parts) if parts else None
        )
    pair = seen.source * np.int64(len(ids.values)) + seen.target
    order = stable_order([pair, coarsest(rows.time)])
    pair, time = np.take(pair, order), np.take(rows.time, order)
    tied = np.zeros(len(order), dtype=np.bool_)
    tied[1:] = (pair[1:] == pair[:-1]) & (time[1:] == time[:-1])
    # Threads first: the thread of the last of them decides what continues the conversation, and
    # that must not depend on which end names the relationship.
    names = sorted(rows.columns, key=lambda name: (name != "thread", name))
    settle_ties(
        order,
        tied,
        [
            *(rows.columns[n] for n in names if n == "thread"),
            direction,
            *(rows.columns[n] for n in names if n != "thread"),
        ],
    )
    opens = np.ones(len(order), dtype=np.bool_)
    opens[1:] = pair[1:] != pair[:-1]
    first = np.flatnonzero(opens)
    return Grouped(
        source=seen.source[order[first]], target=seen.target[order[first]],
        sided=seen.sided[order[first]], groups=Groups(np.append(first, len(order))), time=time,
        direction=np.take(direction, order),
        columns={name: np.take(values, order) for name, values in rows.columns.items()},
        categories=rows.categories,
    )  # fmt: skip


def stakeholder_flag(stakeholders: Mapping[str | int, Stakeholder], name: str) -> set[Any] | None:
    """Ids whose stakeholder attribute of that name is true; None where none has the attribute."""
    if not any(name in s.attributes for s in stakeholders.values()):
        return None
    return {key for key, s in stakeholders.items() if s.attributes.get(name) is True}
