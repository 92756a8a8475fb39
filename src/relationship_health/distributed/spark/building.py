"""What runs on the workers, first: rows are settled, moved to their relationship, and built."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from relationship_health.columns import Portfolio
from relationship_health.columns.account import Account
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.building import Declared, directions_seen
from relationship_health.columns.settled import RECIPIENT, SENDER, Found, IsOurs, regroup
from relationship_health.composite import Judge
from relationship_health.distributed.arrow import pyarrow
from relationship_health.distributed.settling import Settling
from relationship_health.distributed.spark.freight import in_pieces, to_bytes
from relationship_health.distributed.spark.packing import (
    Place,
    Unpacked,
    gathered,
    packed,
    pieces_of,
    remark,
    unpacked,
)
from relationship_health.distributed.spark.told import Told
from relationship_health.distributed.spark.versions import Versions
from relationship_health.distributed.spark.workers import settle_in
from relationship_health.frames import read_table
from relationship_health.model import Relationship, Stakeholder

BUCKET = "@bucket"
"""The column that says where a raw row is to be settled, where that is not just anywhere."""

BUILT = "found string, told string, left int, data binary"
"""What built parts are for Spark: portfolios in pieces, what was found in rows, what was told."""

Ties = Mapping[Place, Sequence[tuple[int, Relationship]]]


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Gather:
    """Packs raw rows by their buckets, so that the rows of an interaction come together."""

    partitions: int

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield packed rows."""
        settle_in()
        pieces = pieces_of(self.partitions)
        for table in gathered(batches):
            bucket = table.column(BUCKET).to_numpy()
            yield packed(table.drop_columns([BUCKET]), bucket, pieces)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Settle:
    """Settles raw rows and packs what is left of them by relationship.

    Parameters
    ----------
    settling : Settling
    partitions : int
        Tasks that build.
    gathered : bool
        Whether rows come packed, by interaction.
    versions : Versions
    """

    settling: Settling
    partitions: int
    gathered: bool
    versions: Versions

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield packed rows, and last what was found."""
        settle_in()
        self.versions.check_here()
        pieces = pieces_of(self.partitions)
        places = np.uint64(self.partitions * pieces)
        found = Found()
        tables = (one.table for one in unpacked(batches))
        for raw in tables if self.gathered else gathered(batches):
            table, marks, seen = self.settling.settle(raw)
            found += seen
            if len(marks):
                yield packed(table, (marks % places).astype(np.int64), pieces)
        yield remark(json.dumps(found.to_dict()), part=0)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Build:
    """Builds parts of the portfolio and learns from them.

    Parameters
    ----------
    schema : pyarrow schema
        Of settled rows.
    found : Found
        In the whole log; nothing where no column's form depends on it.
    our_side : function of an id, or None
    within : bool
    people : mapping of id to Stakeholder
    ties : mapping of place to (row, Relationship) pairs
    judge : Judge
    as_of_us : int
    learn : bool
        Whether a benchmark is to be learned.
    versions : Versions
    """

    schema: Any
    found: Found
    our_side: IsOurs
    within: bool
    people: Mapping[str | int, Stakeholder]
    ties: Ties
    judge: Judge
    as_of_us: int
    learn: bool
    versions: Versions

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield parts of the portfolio in pieces, and last what they told."""
        settle_in()
        self.versions.check_here()
        self.versions.check_metrics(self.judge.metrics)
        told = Told()
        for packed_rows in unpacked(batches):
            for text in packed_rows.told:
                yield _row(found=text)
            if not packed_rows.places:
                continue
            portfolio, part = self._part(packed_rows)
            if self.learn:
                part = attrs.evolve(part, learned=self.judge.learn(portfolio, self.as_of_us))
            told = Told.total([told, part])
            for left, data in in_pieces(to_bytes(portfolio)):
                yield _row(left=left, data=data)
        yield _row(told=told.to_json())

    def _part(self, rows: Unpacked) -> tuple[Portfolio, Told]:
        table = self.schema.empty_table() if rows.table is None else rows.table
        ties = [tie for place in sorted(rows.places) for tie in self.ties.get(place, ())]
        ledger = Ledger(0)
        built = regroup(
            read_table(table), found=self.found, our_side=self.our_side, within=self.within,
            declared=Declared(people=self._known(table, ties), ties=ties, deals=()), ledger=ledger,
        )  # fmt: skip
        # What it remarks on is true of this part only.
        account = attrs.evolve(Account.of(ledger), remarks=())
        portfolio = Portfolio.from_build(built, ledger.close("collect"), "pyarrow")
        return portfolio, Told.of(portfolio, account, directions_seen(built.grouped))

    def _known(
        self, table: Any, ties: Sequence[tuple[int, Relationship]]
    ) -> Mapping[str | int, Stakeholder]:
        """Return the people who occur."""
        if not self.people:
            return {}
        ids = {end for _, tie in ties for end in (tie.source, tie.target)}
        for name in (SENDER, RECIPIENT):
            ids.update(table.column(name).unique().to_pylist())
        return {i: self.people[i] for i in ids if i in self.people}


def _row(
    *, found: str | None = None, told: str | None = None, left: int | None = None,
    data: bytes | None = None,
) -> Any:  # fmt: skip
    pa = pyarrow()
    cells = {
        "found": pa.array([found], pa.string()), "told": pa.array([told], pa.string()),
        "left": pa.array([left], pa.int32()), "data": pa.array([data], pa.binary()),
    }  # fmt: skip
    return pa.RecordBatch.from_arrays(list(cells.values()), names=list(cells))
