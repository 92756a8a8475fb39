"""From tables to the parts of a portfolio: interactions joined with what was declared."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.declared import (
    before,
    first_of_each,
    read_declared,
    refuse_row,
)
from relationship_health.columns.ingest import read_log
from relationship_health.columns.keys import Key
from relationship_health.columns.provenance import Provenance, provenance_of
from relationship_health.columns.relating import check_one_way_round, group_rows, join_declared
from relationship_health.columns.rows import Grouped, Log, Request
from relationship_health.columns.sides import flagged_stakeholders, ids_of
from relationship_health.errors import ModelError
from relationship_health.frames import Table
from relationship_health.model import INBOUND, OUTBOUND, Relationship, Stakeholder, Transaction

NOTHING_INBOUND = "nothing inbound is in the log: inbound contact may not have been recorded"
NOTHING_OUTBOUND = "nothing outbound is in the log: it is judged as a one-way log"
NO_STAKEHOLDER = "no one of stakeholders occurs in the log"

_FIRST_ROWS = 65_536


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
    provenance: Provenance | None = None


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Declared:
    """The side tables, as model objects; relationships and transactions with the row of each."""

    people: Mapping[str | int, Stakeholder]
    ties: Sequence[tuple[int, Relationship]]
    deals: Sequence[tuple[int, Transaction]]


def read_side_tables(request: Request, ledger: Ledger, known: Declared | None = None) -> Declared:
    """Read what is declared beside the log, after what was declared before."""
    clock = request.clock
    found = read_declared(Stakeholder, request.stakeholders, "stakeholders", ledger, clock)
    ties = read_declared(Relationship, request.relationships, "relationships", ledger, clock)
    deals = read_declared(Transaction, request.transactions, "transactions", ledger, clock)
    known = known or Declared(people={}, ties=(), deals=())
    people = known.people
    if found:
        every = [*before(people.values()), *found]
        people = first_of_each(((row, p.id, p) for row, p in every), "stakeholders", "id", ledger)
    return Declared(people=people, ties=[*known.ties, *ties], deals=[*known.deals, *deals])


def with_flagged(request: Request, names: Collection[str], declared: Declared) -> Request:
    """Return a request whose side, where an attribute of stakeholders says it, is one of ids."""
    side = request.our_side
    if not isinstance(side, str) or side in names:
        return request
    flagged = flagged_stakeholders(side, declared.people)
    return request if flagged is None else attrs.evolve(request, our_side=flagged)


def build(table: Table, request: Request, ledger: Ledger) -> Build:
    """Read every table and join them."""
    declared = read_side_tables(request, ledger)
    side = request.our_side
    if side is not None and not isinstance(side, str) and not callable(side):
        request = attrs.evolve(request, our_side=ids_of(side))
    flagged = with_flagged(request, table.names, declared)
    log = read_log(table, flagged, [tie for _, tie in declared.ties], ledger)
    built = join(log, declared, ledger, within=request.within)
    provenance = provenance_of(log, built.grouped, request, declared.ties, table.rows)
    return attrs.evolve(built, provenance=provenance)


def join(log: Log, declared: Declared, ledger: Ledger, *, within: bool) -> Build:
    """Group the rows of a log, and join them with what is declared."""
    grouped = group_rows(log)
    check_one_way_round(log, grouped, grouped)
    return complete(log, declare(log, grouped, declared, ledger, within=within), declared, ledger)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Tied:
    """All relationships, with and without rows; which are declared, and how."""

    grouped: Grouped
    declared: Bools
    cadence_days: Floats
    relationships: Mapping[Key, Relationship]


def declare(
    log: Log, grouped: Grouped, declared: Declared, ledger: Ledger, *, within: bool
) -> Tied:
    """Join rows that are grouped with the relationships that are declared."""
    grouped, keyed = join_declared(log, grouped, declared.ties, ledger, within=within)
    values = log.ids.values
    told = np.zeros(len(grouped.groups), dtype=np.bool_)
    cadence = np.full(len(told), np.nan)
    relationships: dict[Key, Relationship] = {}
    for place, tie in keyed.items():
        told[place] = True
        cadence[place] = np.nan if tie.cadence_days is None else tie.cadence_days
        source, target = values[[grouped.source[place], grouped.target[place]]].tolist()
        relationships[source, target] = tie
    return Tied(grouped=grouped, declared=told, cadence_days=cadence, relationships=relationships)


def complete(log: Log, tied: Tied, declared: Declared, ledger: Ledger) -> Build:
    """Join relationships with what else is declared, and remark on the whole."""
    ledger.notes.extend(one_way_notes(directions_seen(tied.grouped)))
    values, people = log.ids.values, declared.people
    if people and len(values) and people.keys().isdisjoint(values.tolist()):
        ledger.notes.append(note_on_strangers(people, values))
    return Build(
        grouped=tied.grouped, ids=values, declared=tied.declared, cadence_days=tied.cadence_days,
        stakeholders=people, relationships=tied.relationships,
        transactions=_between_organisations(declared.deals, people, ledger),
    )  # fmt: skip


def _between_organisations(
    deals: Sequence[tuple[int, Transaction]],
    people: Mapping[str | int, Stakeholder],
    ledger: Ledger,
) -> tuple[Transaction, ...]:
    """Return the transactions whose account is no person; the others are rejected."""
    kept = []
    for row, deal in deals:
        party = people.get(deal.account)
        if party is None or party.kind == "organisation":
            kept.append(deal)
            continue
        expected = f"an organisation, and stakeholders says that it is a {party.kind}"
        error = ModelError(
            where="Transaction", attribute="account", found=deal.account, expected=expected
        )
        refuse_row(ledger, "transactions", row, error)
    return tuple(kept)


def directions_seen(grouped: Grouped) -> int:
    """Return the direction bits that occur where a side is ours."""
    if not grouped.sided.any() or not len(grouped.direction):
        return 0
    if grouped.sided.all():
        return int(np.bitwise_or.reduce(grouped.direction))
    indptr, bits = grouped.groups.indptr, 0
    # The first rows nearly always have both.
    first = max(int(np.searchsorted(indptr, _FIRST_ROWS, side="right")) - 1, 0)
    for begin, end in ((0, first), (first, len(grouped.groups))):
        sided = np.repeat(grouped.sided[begin:end], np.diff(indptr[begin : end + 1]))
        bits |= int(np.bitwise_or.reduce(grouped.direction[indptr[begin] : indptr[end]][sided]))
        if bits == INBOUND | OUTBOUND:
            break
    return bits


def one_way_notes(seen: int) -> list[str]:
    """Remark on a log that holds one direction only, given the bits that occur in it."""
    if not seen:
        return []
    found = ((INBOUND, NOTHING_INBOUND), (OUTBOUND, NOTHING_OUTBOUND))
    return [note for bit, note in found if not seen & bit]


def note_on_strangers(people: Mapping[str | int, Stakeholder], ids: Array) -> str:
    """Remark that nobody of the stakeholders is in the log."""
    theirs, ours = next(iter(people)), ids[:1].tolist()[0]
    return f"{NO_STAKEHOLDER}: ids there are such as {theirs!r}, in the log such as {ours!r}"
