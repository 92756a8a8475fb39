"""Learning and scoring piece by piece; only scores are kept of a piece that is done."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial, reduce
from operator import add
from typing import Any

import attrs
import numpy as np

from relationship_health.columns import Portfolio
from relationship_health.columns.keys import Keys
from relationship_health.composite import Judge, ScoreRecord, score_with
from relationship_health.composite.record import made_with
from relationship_health.composite.scoring import Composite
from relationship_health.contract import Benchmark
from relationship_health.distributed.choosing import united
from relationship_health.distributed.folder import Piece
from relationship_health.distributed.streaming import PieceReader
from relationship_health.engine import Guard, Learned, in_order, unavailable
from relationship_health.engine.threads import rows_of_blocks


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Stream:
    """Learns from, and scores, the pieces of a folder in their order.

    Parameters
    ----------
    reader : PieceReader
    judge : Judge
    as_of_us : int
    threads : int
        Pieces that are read and judged at the same time.
    """

    reader: PieceReader
    judge: Judge
    as_of_us: int
    threads: int = 1

    def fit(self, guard: Guard) -> Benchmark:
        """Learn a benchmark from all pieces."""
        parts = in_order(partial(self._learn, guard), self.reader.manifest.pieces, self.threads)
        learned = reduce(add, parts, Learned())
        return self.judge.fit(learned, self.reader.manifest.columns, self.as_of_us, guard=guard)

    def _learn(self, guard: Guard, piece: Piece) -> Learned:
        return self.judge.learn(
            self.reader.portfolio(piece), self.as_of_us, guard=guard.fork(),
            block_rows=rows_of_blocks(self.threads),
        )  # fmt: skip

    def score(self, benchmark: Benchmark, guard: Guard) -> Iterator[ScoreRecord]:
        """Give the scores of each piece.

        Where a metric fails, the guard has more to say afterwards than before, and the metric must
        be unknown everywhere: another walk, with that guard, gives what holds.
        """
        made = made_with(self.judge, benchmark, self._unavailable(benchmark, guard))
        score = partial(self._score, benchmark, guard, made)
        # A log without any relationship has scores too, of none.
        pieces = self.reader.manifest.pieces or (None,)
        for record, seen in in_order(score, pieces, self.threads):
            guard.note(seen.diagnostics)
            yield record

    def _score(
        self, benchmark: Benchmark, guard: Guard, made: dict[str, Any], piece: Piece | None
    ) -> tuple[ScoreRecord, Guard]:
        own = guard.fork()
        portfolio = _nobody() if piece is None else self.reader.portfolio(piece)
        card = score_with(
            self.judge, portfolio, self.as_of_us, benchmark, guard=own,
            block_rows=rows_of_blocks(self.threads),
        )  # fmt: skip
        record = ScoreRecord(
            pairs=card.pairs, rows=card.rows, as_of_us=card.as_of_us, names=card.names,
            values=card.values, composite=card.composite, made_with=made,
        )  # fmt: skip
        return record, own

    def _unavailable(self, benchmark: Benchmark, guard: Guard) -> dict[str, str]:
        """Say which metrics are unknown everywhere, and why."""
        metrics, columns = self.judge.metrics, self.reader.manifest.columns
        reasons = unavailable(metrics, columns, benchmark, guard)
        failed = [metric.name for metric in metrics if metric.name in guard.diagnostics]
        return reasons | dict.fromkeys(failed, "failed, see diagnostics")


def _nobody() -> Portfolio:
    return Portfolio.from_frame({"sender": [], "recipient": [], "time": []})


def gathered(records: list[ScoreRecord]) -> ScoreRecord:
    """Return records of different relationships as one, in the order of ids."""
    ids = united([record.pairs.ids for record in records])
    ends = [(_codes(ids, r, r.pairs.source), _codes(ids, r, r.pairs.target)) for r in records]
    source, target = (np.concatenate(end) for end in zip(*ends, strict=True))
    order = np.lexsort((target, source))
    fields = [field.name for field in attrs.fields(Composite)]
    composite = Composite(**{
        name: np.concatenate([getattr(r.composite, name) for r in records])[order]
        for name in fields
    })  # fmt: skip
    return attrs.evolve(
        records[0], pairs=Keys(ids, source[order], target[order]), rows=np.arange(len(order)),
        values=np.concatenate([r.values for r in records])[order], composite=composite,
    )  # fmt: skip


def _codes(ids: Any, record: ScoreRecord, ends: Any) -> Any:
    return np.searchsorted(ids, record.pairs.ids)[ends[record.rows]]
