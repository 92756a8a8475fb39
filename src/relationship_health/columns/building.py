"""From tables to the parts of a portfolio: interactions joined with what was declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.declared import read_declared
from relationship_health.columns.identity import Ids
from relationship_health.columns.ingest import (
    Grouped,
    Request,
    group_rows,
    read_rows,
    stakeholder_flag,
)
from relationship_health.errors import InputError
from relationship_health.frames import Table
from relationship_health.kernels.segments import Groups
from relationship_health.model import INBOUND, OUTBOUND, Relationship, Stakeholder, Transaction

Key = tuple[str | int, str | int]


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Build:
    """The parts of a portfolio."""

    grouped: Grouped
    ids: Array
    declared: Bools
    cadence_days: Floats
    stakeholders: Mapping[str | int, Stakeholder]
    relationships: Mapping[Key, Relationship]
    transactions: tuple[Transaction, ...]


def build(
    table: Table,
    request: Request,
    stakeholders: Any,
    relationships: Any,
    transactions: Any,
    ledger: Ledger,
) -> Build:
    """Read every table and join them."""
    people = read_declared(Stakeholder, stakeholders, "stakeholders", ledger, request.clock)
    ties = read_declared(Relationship, relationships, "relationships", ledger, request.clock)
    deals = read_declared(Transaction, transactions, "transactions", ledger, request.clock)
    by_id = {person.id: person for person in people}
    if isinstance(request.our_side, str) and request.our_side not in table.names:
        flagged = stakeholder_flag(by_id, request.our_side)
        if flagged is not None:
            request = attrs.evolve(request, our_side=flagged)
    _check_accounts(deals, by_id)
    rows, ids, ours = read_rows(table, request, ledger)
    grouped = group_rows(rows, ids, ours)
    _note_one_way(grouped, ledger)
    grouped, values, keyed = _join(grouped, ids, ties, request)
    size = len(grouped.groups)
    declared, cadence = np.zeros(size, dtype=np.bool_), np.full(size, np.nan)
    position = {key: i for i, key in enumerate(_keys(grouped, values))} if keyed else {}
    for key, tie in keyed.items():
        declared[position[key]] = True
        if tie.cadence_days is not None:
            cadence[position[key]] = tie.cadence_days
    return Build(
        grouped=grouped, ids=values, declared=declared, cadence_days=cadence, stakeholders=by_id,
        relationships=keyed, transactions=deals,
    )  # fmt: skip


def _check_accounts(deals: Sequence[Transaction], people: Mapping[str | int, Stakeholder]) -> None:
    """Transactions are between organisations."""
    for deal in deals:
        party = people.get(deal.account)
        if party is not None and party.kind != "organisation":
            message = f"Transaction.account {deal.account!r} is a {party.kind}, expected an organisation: transactions are between organisations."
            raise InputError(message)


def _note_one_way(grouped: Grouped, ledger: Ledger) -> None:
    if not grouped.sided.any() or not len(grouped.direction):
        return
    sided = grouped.groups.spread(grouped.sided)
    seen = int(np.bitwise_or.reduce(grouped.direction[sided]))
    if not seen & INBOUND:
        ledger.notes.append(
            "nothing inbound is in the log: inbound contact may not have been recorded"
        )
    if not seen & OUTBOUND:
        ledger.notes.append("nothing outbound is in the log: it is judged as a one-way log")


def _keys(grouped: Grouped, ids: Array) -> list[Key]:
    return list(zip(ids[grouped.source].tolist(), ids[grouped.target].tolist(), strict=True))


def _join(
    grouped: Grouped, ids: Ids, ties: Sequence[Relationship], request: Request
) -> tuple[Grouped, Array, dict[Key, Relationship]]:
    """Add declared relationships that have no row, in the order of all keys."""
    if not ties:
        return grouped, ids.values, {}
    contacted = _keys(grouped, ids.values)
    ends = {frozenset(key): key for key in contacted}
    keyed: dict[Key, Relationship] = {}
    for tie in ties:
        key = ends.get(frozenset((tie.source, tie.target)), (tie.source, tie.target))
        if key in keyed:
            message = f"relationships declares {tie.source!r} and {tie.target!r} twice, expected one row for each pair: remove one."
            raise InputError(message)
        keyed[key] = tie
    silent = [key for key in keyed if frozenset(key) not in ends]
    values = _union(ids.values, silent)
    code = {v: i for i, v in enumerate(values.tolist())}
    keys = contacted + silent
    source = np.array([code[a] for a, _ in keys], dtype=np.int64)
    target = np.array([code[b] for _, b in keys], dtype=np.int64)
    order = np.lexsort([target, source])
    counts = np.concatenate([grouped.groups.counts, np.zeros(len(silent), dtype=np.int64)])[order]
    sided = np.concatenate([grouped.sided, np.full(len(silent), request.our_side is not None)])[
        order
    ]
    merged = attrs.evolve(
        grouped, source=source[order], target=target[order], sided=sided,
        groups=Groups(np.concatenate([[0], np.cumsum(counts)])),
    )  # fmt: skip
    return merged, values, keyed


def _union(ids: Array, keys: Sequence[Key]) -> Array:
    known = ids.tolist()
    extra = {i for key in keys for i in key} - set(known)
    kinds = {isinstance(i, str) for i in (*known, *extra)}
    if len(kinds) > 1:
        example = next(iter(extra))
        message = f"relationships names {example!r} ({type(example).__name__}), expected ids of the log's own type: cast them."
        raise InputError(message)
    merged = sorted([*known, *extra])
    values = np.empty(len(merged), dtype=object if kinds == {True} else np.int64)
    values[:] = merged
    return values
