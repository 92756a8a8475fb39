"""A raw log to a folder in which every relationship lies in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints, objects
from relationship_health.columns import Key
from relationship_health.columns.account import Account, Places
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.building import (
    Build,
    directions_seen,
    note_on_strangers,
    one_way_notes,
)
from relationship_health.columns.found import Found
from relationship_health.columns.identity import share_ids
from relationship_health.columns.people import marks_of
from relationship_health.columns.pieces import NOT_CONTACT
from relationship_health.columns.rows import Grouped
from relationship_health.columns.settled import regroup
from relationship_health.distributed.arrow import pyarrow
from relationship_health.distributed.dealing import Dealer, pair_marks, share_of
from relationship_health.distributed.folder import Manifest, Piece
from relationship_health.distributed.pieces import PIECE_ROWS, write_part
from relationship_health.distributed.raw_log import PLACES, RawLog
from relationship_health.distributed.side_tables import SideTables
from relationship_health.frames import read_table
from relationship_health.model import Relationship, Stakeholder, Transaction

Ends = tuple[int, ...]
"""First and last time, or nothing."""


def partition(
    log: RawLog, draft: Path, parts: int | None, *, piece_rows: int = PIECE_ROWS
) -> Manifest:
    """Write a raw log to a folder as whole relationships.

    Parameters
    ----------
    log : RawLog
    draft : Path
        An empty folder.
    parts : int, optional
        How many; by default as many as the memory asks for.
    piece_rows : int
        Interactions of a piece; it changes no score.

    Raises
    ------
    InputError
        Where something cannot be read, or does not fit into memory.
    RowError
        Where rows are bad and that is an error.
    """
    for name in ("rows", "pairs"):
        (draft / name).mkdir()
    shares = parts or log.memory.shares(log.rows, log.row_bytes)
    with closing(Dealer(draft / "dealt", shares, log.settled_schema)) as dealer:
        found = _deal_all(log, draft, dealer)
        found.check_our_side(log.settling.is_ours)
        pyarrow().default_memory_pool().release_unused()
        manifest, side = _group_all(log, draft, dealer, found, piece_rows)
    (draft / "dealt").rmdir()
    side.save(draft)
    manifest.save(draft)
    return manifest


def _deal_all(log: RawLog, draft: Path, dealer: Dealer) -> Found:
    """Settle the log and deal its rows out by relationship."""
    found = Found(account=Account(remarks=log.remarks))
    found += log.settling.settle(log.files[0].schema.empty_table())[2]
    for table in _whole_interactions(log, draft):
        settled, marks, more = log.settling.settle(table.drop_columns(PLACES), _places(log, table))
        more.account.check(log.on_error)
        found += more
        dealer.deal(settled.cast(dealer.schema), marks)
    return found


def _whole_interactions(log: RawLog, draft: Path) -> Iterator[Any]:
    """Give the raw rows in tables that hold whole interactions."""
    name = log.settling.request.optional.get("interaction")
    if name is None:
        yield from log.tables()
        return
    pa, shares = pyarrow(), log.memory.settling_shares(log.rows, log.row_bytes)
    with closing(Dealer(draft / "interactions", shares, log.schema)) as dealer:
        for table in log.tables():
            marks, known = interaction_marks(table, name)
            yield table.filter(pa.array(~known))
            dealer.deal(table.filter(pa.array(known)), marks[known])
        for share in range(shares):
            log.memory.check_settling(int(dealer.rows[share]), log.row_bytes)
            yield dealer.take(share)
    (draft / "interactions").rmdir()


def interaction_marks(table: Any, name: str) -> tuple[Array, Bools]:
    """Return a mark of each row's interaction, by its id alone, and which rows have one."""
    shared = share_ids([(name, read_table(table.select([name])).column(name))])
    codes = shared.codes[0]
    if not len(shared.values):
        return np.zeros(len(codes), dtype=np.uint64), np.zeros(len(codes), dtype=np.bool_)
    return marks_of(shared.values)[codes], codes >= 0


def _places(log: RawLog, table: Any) -> Places:
    file, row = (table.column(name).to_numpy() for name in PLACES)
    return Places(sources=[str(f.path) for f in log.files], source=file, row=row)


@attrs.define(slots=True, kw_only=True)
class _Whole:
    """What the parts show of the log as a whole."""

    pieces: list[Piece] = attrs.field(factory=list)
    accounts: list[Account] = attrs.field(factory=list)
    relationships: dict[Key, Relationship] = attrs.field(factory=dict)
    transactions: tuple[Transaction, ...] = ()
    columns: dict[str, bool] = attrs.field(factory=dict)
    times: list[Ends] = attrs.field(factory=list)
    contacts: list[Ends] = attrs.field(factory=list)
    directions: int = 0
    declared: bool = False
    acquainted: bool = False

    def add(self, build: Build, ledger: Ledger) -> None:
        """Take over what one part shows."""
        grouped = build.grouped
        # Remarks that speak of all rows are made once, below.
        self.accounts.append(attrs.evolve(Account.of(ledger), remarks=()))
        self.relationships |= build.relationships
        self.transactions += build.transactions
        self.columns |= {name: name in grouped.categories for name in grouped.columns}
        self.times += [_ends(grouped.time)]
        self.contacts += [_ends(grouped.time[_is_contact(grouped)])]
        self.directions |= directions_seen(grouped)
        self.declared |= bool(build.declared.any())
        if build.stakeholders and not self.acquainted:
            self.acquainted = not build.stakeholders.keys().isdisjoint(build.ids.tolist())

    def manifest(
        self, parts: int, found: Found, people: Mapping[str | int, Stakeholder]
    ) -> Manifest:
        """Return the manifest of everything."""
        remarks = one_way_notes(self.directions)
        if people and found.id is not None and not self.acquainted:
            remarks.append(note_on_strangers(people, objects([found.id])))
        account = Account.total([found.account, *self.accounts, Account(remarks=tuple(remarks))])
        return Manifest(
            parts=parts, pieces=tuple(self.pieces), found=attrs.evolve(found, account=account),
            columns=tuple(self.columns),
            texts=tuple(name for name, coded in self.columns.items() if coded),
            first_us=None if self.declared else min(chain(*self.times), default=None),
            last_us=max([*chain(*self.contacts)] or [*chain(*self.times)], default=None),
        )  # fmt: skip


def _ends(time: Ints) -> Ends:
    return (int(time.min()), int(time.max())) if len(time) else ()


def _is_contact(grouped: Grouped) -> Bools:
    """Rows that are contact, and not only planned, noted or bounced."""
    known = grouped.categories.get("status")
    if known is None:
        return np.ones(len(grouped.time), dtype=np.bool_)
    table = np.array([*(name not in NOT_CONTACT for name in known.tolist()), True])
    return np.asarray(table[grouped.columns["status"]], dtype=np.bool_)


def _group_all(
    log: RawLog, draft: Path, dealer: Dealer, found: Found, piece_rows: int
) -> tuple[Manifest, SideTables]:
    """Group every share, and write it as a part."""
    request, declared = log.settling.request, log.declared
    ties = _ties_by_share(declared.ties, dealer.shares)
    whole = _Whole(accounts=[Account.of(log.side_ledger)])
    for share in range(dealer.shares):
        log.memory.check_grouping(int(dealer.rows[share]), log.row_bytes)
        ledger = Ledger(0)
        build = regroup(
            read_table(dealer.take(share)), found=found, our_side=log.settling.is_ours,
            within=request.within, ledger=ledger,
            declared=attrs.evolve(
                declared, ties=ties.get(share, ()), deals=declared.deals if share == 0 else ()
            ),
        )  # fmt: skip
        whole.pieces += write_part(draft, share, build, piece_rows)
        whole.add(build, ledger)
        del build
        pyarrow().default_memory_pool().release_unused()
    manifest = whole.manifest(dealer.shares, found, declared.people)
    manifest.found.account.check(log.on_error)
    return manifest, SideTables(
        stakeholders=declared.people, relationships=whole.relationships,
        transactions=whole.transactions,
    )  # fmt: skip


def _ties_by_share(
    ties: Sequence[tuple[int, Relationship]], shares: int
) -> dict[int, list[tuple[int, Relationship]]]:
    """Deal declared relationships out as rows are."""
    dealt: dict[int, list[tuple[int, Relationship]]] = {}
    if ties:
        found = share_of(pair_marks([(tie.source, tie.target) for _, tie in ties]), shares)
        for given, share in zip(ties, found.tolist(), strict=True):
            dealt.setdefault(share, []).append(given)
    return dealt
