"""Rows become relationships: each seen from one end, sorted, and declared ones joined in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns.accounting import Issue, Ledger
from relationship_health.columns.declared import first_of_each
from relationship_health.columns.grouping import coarsest, settle_ties, stable_order
from relationship_health.columns.rows import FROM_SOURCE, GIVEN, STATED, Grouped, Log, Rows
from relationship_health.columns.sides import (
    MUTUAL_CHANNELS,
    MUTUAL_OUTCOMES,
    Oriented,
    directions,
)
from relationship_health.errors import InputError
from relationship_health.kernels.segments import Groups, bounds
from relationship_health.model import Relationship


def group_rows(log: Log) -> Grouped:
    """Orient every row, sort, and mark where each relationship begins."""
    rows = log.rows
    seen = log.orient(rows.sender, rows.recipient)
    mutual = rows.is_any("channel", MUTUAL_CHANNELS) | rows.is_any("outcome", MUTUAL_OUTCOMES)
    direction = directions(rows.sender, seen, mutual, rows.direction)
    pair = log.pair(seen.source, seen.target)
    order = stable_order([pair, coarsest(rows.time)])
    pair, time = pair.take(order), rows.time.take(order)
    tied = np.zeros(len(order), dtype=np.bool_)
    tied[1:] = (pair[1:] == pair[:-1]) & (time[1:] == time[:-1])
    settle_ties(order, tied, tie_breakers(rows.columns, direction))
    opens = np.ones(len(order), dtype=np.bool_)
    opens[1:] = pair[1:] != pair[:-1]
    first = opens.nonzero()[0]
    marks = _marks(rows, seen, mutual)
    return Grouped(
        source=seen.source[order[first]], target=seen.target[order[first]],
        sided=seen.sided[order[first]], groups=Groups(np.append(first, len(order))), time=time,
        direction=direction.take(order),
        columns={name: values.take(order) for name, values in rows.columns.items()},
        categories=rows.categories, marks=None if marks is None else np.take(marks, order),
    )  # fmt: skip


def _marks(rows: Rows, seen: Oriented, mutual: Bools) -> Array | None:
    """Return in bits what directions and audiences do not tell of the log; None where they do."""
    if rows.direction is None and rows.given is None and not mutual.any():
        return None
    marks = np.where(rows.sender == seen.source, np.int8(FROM_SOURCE), np.int8(0))
    if rows.direction is not None:
        marks[rows.direction > 0] |= STATED
    if rows.given is not None:
        marks[rows.given] |= GIVEN
    return marks


def tie_breakers(columns: Mapping[str, Array], direction: Array) -> list[Array]:
    """All that tells rows of one relationship and time apart, the most significant first.

    Threads come first: the thread of the last of them decides what continues the conversation.
    Directions come last: they depend on which end names the relationship, and what else the first
    of these rows says must not.
    """
    names = sorted(columns, key=lambda name: (name != "thread", name))
    return [*(columns[name] for name in names), direction]


def check_one_way_round(log: Log, grouped: Grouped, asked: Grouped) -> None:
    """Refuse a pair that is two relationships, as each of the two logs the other.

    Parameters
    ----------
    log : Log
    grouped : Grouped
        All relationships.
    asked : Grouped
        Those to look at.

    Raises
    ------
    InputError
    """
    if log.ours is not None or log.rows.direction is None:
        return
    pairs = log.pair(grouped.source, grouped.target)
    both = np.isin(log.pair(asked.target, asked.source), pairs)
    if both.any():
        first = int(both.nonzero()[0][0])
        one, other = (log.ids.values[end[first]] for end in (asked.source, asked.target))
        message = (
            f"Directions are seen from the sender, and {one!r} and {other!r} are senders to each "
            "other, expected one of them to be ours: say our_side."
        )
        raise InputError(message)


def join_declared(
    log: Log,
    grouped: Grouped,
    ties: Sequence[tuple[int, Relationship]],
    ledger: Ledger,
    *,
    within: bool,
) -> tuple[Grouped, Mapping[int, Relationship]]:
    """Add declared relationships that have no row, in the order of all keys.

    Returns
    -------
    grouped : Grouped
    declared : mapping of position to Relationship
    """
    if not ties:
        return grouped, {}
    code = log.ids.position()
    source, target = (
        np.array([code[end] for end in ends], dtype=np.int64)
        for ends in zip(*((tie.source, tie.target) for _, tie in ties), strict=True)
    )
    seen = log.orient(source, target)
    contacted = log.pair(grouped.source, grouped.target)
    pairs = _as_contacted(log, seen.source, seen.target, contacted)
    inside = np.zeros(len(ties), dtype=np.bool_)
    if log.ours is not None and not within:
        inside = ~seen.sided
        _ignore(ties, inside, ledger)
    kept = (~inside).nonzero()[0].tolist()
    found = [(ties[i][0], int(pairs[i]), ties[i][1]) for i in kept]
    by_pair = first_of_each(found, "relationships", "target", ledger)
    sided = dict(zip(pairs.tolist(), seen.sided.tolist(), strict=True))
    silent = np.array(sorted(set(by_pair) - set(contacted.tolist())), dtype=np.int64)
    every = np.concatenate([contacted, silent])
    order = np.argsort(every, kind="stable")
    counts = np.append(grouped.groups.counts, np.zeros(len(silent), dtype=np.int64))[order]
    sides = np.append(grouped.sided, np.array([sided[p] for p in silent.tolist()], dtype=np.bool_))
    ends = np.divmod(every[order], len(log.ids.values))
    merged = attrs.evolve(
        grouped, source=ends[0], target=ends[1], sided=sides[order],
        groups=Groups(bounds(counts)),
    )  # fmt: skip
    place = np.searchsorted(every[order], list(by_pair)).tolist()
    return merged, dict(zip(place, by_pair.values(), strict=True))


def _as_contacted(log: Log, source: Ints, target: Ints, contacted: Ints) -> Ints:
    """Return pairs as the log has them: where it is seen from its senders, their order stands."""
    pair, turned = log.pair(source, target), log.pair(target, source)
    return np.where(np.isin(turned, contacted), turned, pair)


def _ignore(ties: Sequence[tuple[int, Relationship]], inside: Array, ledger: Ledger) -> None:
    for place in inside.nonzero()[0].tolist():
        row, tie = ties[place]
        if row < 0:
            continue  # declared before, and entered then
        ledger.enter_side(
            Issue(
                table="relationships", row=row, column="target", value=str(tie.target),
                reason="both are on one side, and within=False", action="ignored",
                code="one-side",
            )
        )  # fmt: skip
