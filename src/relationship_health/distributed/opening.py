"""From paths and options to a raw log that is ready to be read, or a folder that is partitioned."""

from __future__ import annotations

from pathlib import Path

import attrs

from relationship_health.arrays import objects
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.building import read_side_tables, with_flagged
from relationship_health.columns.rows import Request
from relationship_health.distributed.folder import Manifest
from relationship_health.distributed.memory import Memory
from relationship_health.distributed.raw_files import (
    RawFile,
    check_alike,
    check_ids,
    check_times,
)
from relationship_health.distributed.raw_log import RawLog
from relationship_health.distributed.settling import Settling
from relationship_health.distributed.side_tables import SideTables
from relationship_health.distributed.sides import with_known_side
from relationship_health.distributed.streaming import PieceReader


def open_raw(files: tuple[RawFile, ...], request: Request, on_error: str, memory: Memory) -> RawLog:
    """Return a raw log whose files were looked at, and whose side tables were read.

    Raises
    ------
    InputError
        Where files differ, a column is missing, or nobody can say who is ours.
    """
    ledger = Ledger(0)
    declared = read_side_tables(request, ledger)
    names = files[0].schema.names
    check_alike(files)
    Settling(request=request).schema(files[0].schema)
    check_times(files, request.time)
    for name in (request.sender, request.recipient):
        check_ids(files, name)
    request = with_flagged(request, names, declared)
    request = with_known_side(request, files, [tie for _, tie in declared.ties])
    bare = attrs.evolve(request, stakeholders=None, relationships=None, transactions=None)
    return RawLog(
        files=files, settling=Settling(request=bare), declared=declared, side_ledger=ledger,
        on_error=on_error, memory=memory,
    )  # fmt: skip


def open_folder(folder: Path) -> PieceReader:
    """Return a reader of a partitioned log.

    Raises
    ------
    ReaderError
        Where the folder is damaged.
    """
    manifest = Manifest.load(folder)
    known = manifest.found.categories.items()
    categories = {name: objects(sorted(words)) for name, words in known if words is not None}
    categories = {name: words for name, words in categories.items() if name in manifest.texts}
    return PieceReader(
        folder=folder, manifest=manifest, side=SideTables.load(folder), categories=categories
    )
