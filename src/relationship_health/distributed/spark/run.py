"""One scoring on Spark: rows are settled, moved once, built, learned from, and scored."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import attrs

from relationship_health.arrays import objects
from relationship_health.columns.account import Account
from relationship_health.columns.asked import moment_after
from relationship_health.columns.building import note_on_strangers, one_way_notes
from relationship_health.columns.settled import Found
from relationship_health.composite import Judge
from relationship_health.contract import Benchmark
from relationship_health.distributed.spark.building import BUILT, Build, Gather, Settle
from relationship_health.distributed.spark.judging import FAILED, Diagnose, Score
from relationship_health.distributed.spark.packing import PACKED
from relationship_health.distributed.spark.preparing import Source, moved, placed, with_bucket
from relationship_health.distributed.spark.scores import DistributedScores, check_account, schema_of
from relationship_health.distributed.spark.told import Told
from relationship_health.distributed.spark.versions import Check, Versions
from relationship_health.engine import Diagnostic, Guard, Learned

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


MOST_LOOKS = 32
"""Tasks that look at workers before any row is read; later ones look again, each at its own."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Run:
    """What is scored, by whom, when, and in how many tasks.

    Parameters
    ----------
    source : Source
    judge : Judge
    versions : Versions
    as_of, as_of_us : moment, and int
        As it was given, and in microseconds UTC.
    partitions : int
    on_error : "raise" or "collect"
    """

    source: Source
    judge: Judge
    versions: Versions
    as_of: Any
    as_of_us: int
    partitions: int
    on_error: str

    def scores(self, benchmark: Benchmark | None, guard: Guard) -> DistributedScores:
        """Do all but the scoring itself, which is left to whoever uses the frame."""
        self._check_workers()
        with self._read(learn=benchmark is None) as (built, found):
            told = Told.total(Told.from_json(text) for text in _texts(built, "told"))
            account = self._account(found, told)
            check_account(account, self.on_error)
            moment_after(None if told.declared else told.first_us, self.as_of)
            guard.note(told.learned.failed)
            benchmark = benchmark or self.judge.fit(
                told.learned, told.columns or self.source.columns, self.as_of_us, guard=guard
            )
            score = self._score(benchmark, guard)
            if self.judge.on_error != "raise":
                score = attrs.evolve(score, failed=_failures(built, score, guard))
        names = [metric.name for metric in self.judge.metrics]
        return DistributedScores(
            frame=_parts(built).mapInArrow(score, schema_of(self.source.id_type, names)),
            benchmark=benchmark, issues=account, diagnostics=tuple(score.failed.values()),
            as_of_us=self.as_of_us, built=built,
        )  # fmt: skip

    @contextmanager
    def _read(self, *, learn: bool) -> Iterator[tuple[DataFrame, Found]]:
        """Build the portfolio, in parts that are kept, and give what was found in the rows."""
        settled = self._settled()
        if not self.source.needs_all:
            with _kept(self._built(settled, Found(), learn=learn)) as built:
                yield built, self._checked(built, "found")
            return
        # In which form such a column is kept is known only when every row has been seen.
        with _kept(settled, only_now=True):
            found = self._checked(settled, "told")
            with _kept(self._built(settled, found, learn=learn)) as built:
                yield built, found

    def _checked(self, frame: DataFrame, column: str) -> Found:
        """Return what was found in the rows, unless it is an error."""
        found = Found()
        for text in _texts(frame, column):
            found += Found.from_dict(json.loads(text))
        found.check_our_side(self.source.settling.request.our_side)
        check_account(self.source.account + found.account, self.on_error)
        return found

    def _check_workers(self) -> None:
        """Look at the workers before any row is read."""
        spark, tasks = self.source.frame.sparkSession, min(self.partitions, MOST_LOOKS)
        spark.range(0, tasks, 1, tasks).mapInArrow(Check(self.versions), "id long").count()

    def _settled(self) -> DataFrame:
        """Return packed rows and what was found in them."""
        frame, together = self.source.frame, self.source.by_interaction
        if together:
            frame = with_bucket(frame, self.source.settling.request, self.partitions)
            gathered = frame.mapInArrow(Gather(partitions=self.partitions), PACKED)
            frame = moved(gathered, self.partitions)
        settle = Settle(
            settling=self.source.settling, partitions=self.partitions, gathered=together,
            versions=self.versions,
        )  # fmt: skip
        return frame.mapInArrow(settle, PACKED)

    def _built(self, settled: DataFrame, found: Found, *, learn: bool) -> DataFrame:
        """Return parts of the portfolio and what they told."""
        request, declared = self.source.settling.request, self.source.declared
        ties = placed(declared.ties, self.partitions)
        if ties:
            # Where nothing but declared relationships is, a task has to begin too.
            empty = [(part, piece, None, None) for part, piece in ties]
            settled = settled.union(settled.sparkSession.createDataFrame(empty, PACKED))
        build = Build(
            schema=self.source.schema, found=found,
            our_side=request.our_side,  # type: ignore[arg-type]  # resolved by now
            within=request.within, people=declared.people, ties=ties, judge=self.judge,
            as_of_us=self.as_of_us, learn=learn, versions=self.versions,
        )  # fmt: skip
        return moved(settled, self.partitions).mapInArrow(build, BUILT)

    def _score(self, benchmark: Benchmark, guard: Guard) -> Score:
        return Score(
            judge=self.judge, benchmark=benchmark, as_of_us=self.as_of_us,
            people=self.source.declared.people, failed=dict(guard.diagnostics),
            versions=self.versions,
        )  # fmt: skip

    def _account(self, found: Found, told: Told) -> Account:
        """Return where every row went, with the remarks that are true of the log as a whole."""
        remarks, people = one_way_notes(told.sides), self.source.declared.people
        if people and found.id is not None and not told.known:
            remarks.append(note_on_strangers(people, objects([found.id])))
        parts = [self.source.account, found.account, told.account]
        return Account.total([*parts, Account(remarks=tuple(remarks))])


@contextmanager
def _kept(frame: DataFrame, *, only_now: bool = False) -> Iterator[DataFrame]:
    """Keep on the cluster what a frame gives; after an error, or where it is for now, no longer."""
    kept = frame.persist()
    done = False
    try:
        yield kept
        done = True
    finally:
        if only_now or not done:
            kept.unpersist()


def _texts(frame: DataFrame, column: str) -> list[str]:
    return [row[0] for row in frame.where(f"{column} is not null").select(column).collect()]


def _parts(built: DataFrame) -> DataFrame:
    return built.where("data is not null").select("left", "data")


def _failures(built: DataFrame, score: Score, guard: Guard) -> Mapping[str, Diagnostic]:
    """Return the metrics that fail anywhere: as these are unknown everywhere, it is asked first."""
    for row in _parts(built).mapInArrow(Diagnose(score=score), FAILED).collect():
        guard.note(Learned.from_dict(json.loads(row.failed)).failed)
    return dict(guard.diagnostics)
