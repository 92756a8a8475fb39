"""A raw log that is scored straight away: partitioned once, for as long as anybody asks."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path

from relationship_health.distributed.folder import new_folder
from relationship_health.distributed.opening import open_folder
from relationship_health.distributed.partitioning import partition
from relationship_health.distributed.raw_log import RawLog
from relationship_health.distributed.streaming import PieceReader


class Once:
    """Partitions a log into a temporary folder, which only its owner may read, and removes it."""

    def __init__(self) -> None:
        self._reader: PieceReader | None = None

    def reader(self, log: RawLog) -> PieceReader:
        """Return a reader of the folder, which is made when it is first asked for."""
        if self._reader is None:
            place = tempfile.mkdtemp(prefix="relationship-health-")
            weakref.finalize(self, shutil.rmtree, place, ignore_errors=True)
            folder = Path(place) / "parts"
            with new_folder(folder) as draft:
                partition(log, draft, None)
            self._reader = open_folder(folder)
        return self._reader
