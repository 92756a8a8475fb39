"""A log on disk, in parts: what can be asked of it without ever holding it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import attrs

from relationship_health.columns import Key, Portfolio
from relationship_health.columns.account import Account
from relationship_health.columns.asked import moment_after
from relationship_health.composite import Scorer, ScoreRecord
from relationship_health.contract import Benchmark
from relationship_health.distributed.choosing import chosen
from relationship_health.distributed.folder import Manifest, new_folder
from relationship_health.distributed.memory import Memory
from relationship_health.distributed.once import Once
from relationship_health.distributed.opening import open_folder
from relationship_health.distributed.partitioning import partition
from relationship_health.distributed.raw_log import RawLog
from relationship_health.distributed.scoring import Stream, gathered
from relationship_health.distributed.streaming import PieceReader
from relationship_health.distributed.writing import write_records
from relationship_health.engine import Guard
from relationship_health.engine.threads import check_threads
from relationship_health.errors import InputError, PluginWarning
from relationship_health.replacing import replacing
from relationship_health.wording import number_of

Taken = TypeVar("Taken")


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Scan:
    """A log on disk that is read in parts and never as a whole; made by :func:`scan`.

    A raw log is partitioned once, and what comes of it can be scored again and again. Where that
    is left out, it is partitioned into a temporary folder when it is first asked for anything; the
    folder is gone when the scan is.

    Attributes
    ----------
    place : str
        What was scanned.
    memory : int
        Bytes that the process may take.
    """

    place: str
    log: RawLog | PieceReader
    limit: Memory
    _once: Once = attrs.field(factory=Once)

    def __repr__(self) -> str:
        """Return sizes only."""
        if isinstance(self.log, RawLog):
            return f"<Scan of {len(self.log.files):,} raw files, {number_of(self.log.rows, 'row')}>"
        sizes = number_of(len(self), "relationship"), number_of(self.interactions, "interaction")
        return f"<Scan of {', '.join(sizes)}>"

    @property
    def memory(self) -> int:
        """Bytes that the process may take."""
        return self.limit.bytes

    @property
    def partitioned(self) -> bool:
        """Whether the log lies in whole relationships, as scoring needs it."""
        return isinstance(self.log, PieceReader)

    def __len__(self) -> int:
        """Return the number of relationships."""
        return sum(piece.relationships for piece in self._reader.manifest.pieces)

    def __bool__(self) -> bool:
        """Return true: a scan is something, whatever is in it."""
        return True

    @property
    def interactions(self) -> int:
        """How many rows were accepted."""
        return sum(piece.rows for piece in self._reader.manifest.pieces)

    @property
    def issues(self) -> Account:
        """What became of the rows."""
        return self._reader.manifest.found.account

    @property
    def last_contact_us(self) -> int:
        """Time of the last contact, microseconds UTC; 0 where there is none."""
        return self._reader.manifest.last_us or 0

    def partition(self, folder: str | Path, *, partitions: int | None = None) -> Scan:
        """Write a raw log to a folder in which every relationship lies in one place.

        Every row is read, checked and accounted for, as ``Portfolio.from_frame`` does. The folder
        appears when it is whole, and not at all where anything goes wrong.

        Parameters
        ----------
        folder : path
            It must not exist, or be empty. Meanwhile the log is on this disk up to three times.
        partitions : int, optional
            Into how many parts; by default as many as the memory asks for. It changes no score.

        Returns
        -------
        Scan
            Of the folder.

        Raises
        ------
        InputError
            Where the folder is taken, files cannot be read, or memory does not suffice.
        RowError
            Where rows are bad and ``on_error`` is "raise".
        """
        return partitioned(self, folder, partitions)

    def fit(self, engine: Scorer, *, as_of: Any, threads: int = 1) -> Benchmark:
        """Learn a benchmark, as ``Engine.fit`` does from a portfolio.

        Parameters
        ----------
        engine : Engine
        as_of : datetime, date or ISO 8601 text
        threads : int
            Pieces that are read and looked at together; it changes no bit.
        """
        stream, guard = self._stream(engine, as_of, threads), engine.judge.guard()
        benchmark = stream.fit(guard)
        _tell(guard)
        return benchmark

    def score(
        self, engine: Scorer, *, as_of: Any, benchmark: Benchmark | None = None, threads: int = 1
    ) -> ScoreRecord:
        """Score every relationship known at ``as_of``, as ``Engine.score`` does: the same bits.

        The scores have to fit into memory; :meth:`write_scores` needs them not to.

        Parameters
        ----------
        engine : Engine
        as_of : datetime, date or ISO 8601 text
        benchmark : Benchmark, optional
            What is usual; by default learned from this log, which reads it once more.
        threads : int
            Pieces that are read and judged together; it changes no bit.

        Returns
        -------
        ScoreRecord
            Scores without the log, in the order of ids. What explains one of them is
            ``engine.score(scan.portfolio([key]), ...).explain(key)``, under the same benchmark.
        """
        stream = self._stream(engine, as_of, threads)
        self.limit.check_scores(len(self), len(stream.judge.metrics))
        return gathered(_settled(stream, benchmark, list))

    def write_scores(
        self,
        path: str | Path,
        engine: Scorer,
        *,
        as_of: Any,
        benchmark: Benchmark | None = None,
        threads: int = 1,
    ) -> int:
        """Score as :meth:`score` does, straight into a Parquet file; return how many rows.

        The columns are those of ``scorecard.to_frame()``; rows come in the order of the parts. The
        file is replaced whole or not at all.
        """
        stream = self._stream(engine, as_of, threads)
        with replacing(Path(path)) as draft:
            return _settled(stream, benchmark, partial(write_records, draft))

    def portfolio(self, keys: Iterable[Key]) -> Portfolio:
        """Return the portfolio of some relationships, to be explained or asked about.

        Parameters
        ----------
        keys : iterable of pairs of ids
            Each named from either end.

        Raises
        ------
        UnknownRelationshipError
            Where there is no such relationship.
        """
        return chosen(self._reader, list(keys))

    def _stream(self, engine: Scorer, as_of: Any, threads: int) -> Stream:
        check_threads(threads)
        reader = self._reader
        moment = moment_after(reader.manifest.first_us, as_of)
        self.limit.check_largest((piece.largest for piece in reader.manifest.pieces), threads)
        return Stream(reader=reader, judge=engine.judge, as_of_us=moment, threads=threads)

    @property
    def _reader(self) -> PieceReader:
        if isinstance(self.log, PieceReader):
            return self.log
        return self._once.reader(self.log)


def partitioned(
    raw: Scan,
    folder: str | Path,
    partitions: int | None,
    check: Callable[[Manifest], None] = lambda _: None,
) -> Scan:
    """Partition a raw log into a folder, which appears unless the check of all of it refuses."""
    if not isinstance(raw.log, RawLog):
        message = f"{raw.place} is partitioned already, expected a raw log: score it as it is."
        raise InputError(message)
    if partitions is not None and (isinstance(partitions, bool) or partitions < 1):
        message = f"partitions is {partitions!r}, expected a whole number of 1 or more."
        raise InputError(message)
    with new_folder(Path(folder)) as draft:
        check(partition(raw.log, draft, partitions))
    return Scan(place=str(folder), log=open_folder(Path(folder)), limit=raw.limit)


def _settled(
    stream: Stream, benchmark: Benchmark | None, take: Callable[[Iterator[ScoreRecord]], Taken]
) -> Taken:
    """Take scores of which none knows a metric that failed on any piece."""
    judge, guard = stream.judge, stream.judge.guard()
    if benchmark is None:
        benchmark = stream.fit(guard)
    else:
        benchmark = judge.checked_benchmark(benchmark, guard)
    while True:
        known = len(guard.diagnostics)
        taken = take(stream.score(benchmark, guard))
        if len(guard.diagnostics) == known:
            _tell(guard)
            return taken


def _tell(guard: Guard) -> None:
    for diagnostic in guard.diagnostics.values():
        warnings.warn(diagnostic.message, PluginWarning, stacklevel=4)
