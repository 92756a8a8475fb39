"""What runs on the workers, last: the parts of the portfolio are scored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from relationship_health.composite import Judge, Scorecard, score_with
from relationship_health.contract import Benchmark
from relationship_health.distributed.arrow import pyarrow
from relationship_health.distributed.spark.freight import from_bytes, joined
from relationship_health.distributed.spark.versions import Versions
from relationship_health.distributed.spark.workers import settle_in
from relationship_health.engine import Diagnostic, Guard, Learned
from relationship_health.model import Stakeholder

FAILED = "failed string"
"""What metrics that failed are for Spark."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Score:
    """Scores parts of the portfolio.

    Parameters
    ----------
    judge : Judge
    benchmark : Benchmark
    as_of_us : int
    people : mapping of id to Stakeholder
    failed : mapping of name to Diagnostic
        Metrics that are known to fail somewhere, and are thus unknown everywhere.
    versions : Versions
    """

    judge: Judge
    benchmark: Benchmark
    as_of_us: int
    people: Mapping[str | int, Stakeholder]
    failed: Mapping[str, Diagnostic]
    versions: Versions

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield the scores of parts that come in pieces."""
        pa = pyarrow()
        for card in self.cards(batches):
            columns = card.columns()
            cells = {name: pa.array(values) for name, values in columns.items()}
            yield pa.RecordBatch.from_arrays(list(cells.values()), names=list(cells))

    def cards(self, batches: Iterable[Any]) -> Iterator[Scorecard]:
        """Yield the scorecard of each part that holds a relationship."""
        settle_in()
        self.versions.check_here()
        self.versions.check_metrics(self.judge.metrics)
        for data in joined(batches):
            portfolio = from_bytes(data, self.people)
            card = score_with(
                self.judge, portfolio, self.as_of_us, self.benchmark, guard=self._guard()
            )
            if len(card):
                yield card

    def _guard(self) -> Guard:
        guard = self.judge.guard()
        guard.note(self.failed)
        return guard


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Diagnose:
    """Scores parts of the portfolio, and tells only what failed."""

    score: Score

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield, as text, the failures in the parts of the task."""
        pa = pyarrow()
        failed: dict[str, Diagnostic] = {}
        for card in self.score.cards(batches):
            for diagnostic in card.diagnostics:
                failed.setdefault(diagnostic.metric, diagnostic)
        text = json.dumps(Learned(failed=failed).to_dict())
        yield pa.RecordBatch.from_arrays([pa.array([text])], names=["failed"])
