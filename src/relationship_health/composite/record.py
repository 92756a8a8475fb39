"""What is kept of a scorecard when the log behind it is not: scores, and how they were made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Self

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.columns.keys import Keys
from relationship_health.composite.changes import Changes, changes_by_metric, check_made_alike
from relationship_health.composite.judging import Judge
from relationship_health.composite.scoring import Composite
from relationship_health.composite.table import ScoreTable
from relationship_health.contract import Benchmark

DIGITS = 32
"""Hexadecimal digits of an identity: 128 bits, so that two never meet by chance."""


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class ScoreRecord(ScoreTable):
    """Scores at one moment without the log that they rest on.

    It has the columns of a scorecard, health and contributions bit for bit, and can be selected
    from, framed and compared metric by metric. It cannot be explained down to interactions: these
    are not kept. Made by :meth:`Scorecard.record`, and by loading from a :class:`ScoreStore`.

    Attributes
    ----------
    pairs, rows, as_of_us, names, values, composite, backend
        As in every table of scores.
    made_with : mapping
        Plain data that say how: versions of the metrics, profile, terms, a digest of the
        benchmark, and which metrics were unavailable, and why.
    """

    pairs: Keys
    rows: Ints
    as_of_us: int
    names: tuple[str, ...]
    values: Floats
    composite: Composite
    made_with: Mapping[str, Any]
    backend: str = "dict"

    def contributions(self) -> dict[str, Floats]:
        """Return the points of each metric, row by row; they sum exactly to health."""
        return {name: self.composite.contributions[:, i] for i, name in enumerate(self.names)}

    @property
    def identity(self) -> str:
        """Digest of all that it says: equal for equal scores, made in the same way."""
        digest = hashlib.sha256(canonical([self.as_of_us, self.names, self.made_with]).encode())
        digest.update(canonical([self.source.tolist(), self.target.tolist()]).encode())
        composite = self.composite
        digest.update(np.stack([composite.status, composite.band]).astype("<i1").tobytes())
        floats = (composite.health, composite.lower, composite.upper, composite.coverage,
                  self.values, composite.contributions)  # fmt: skip
        for array in floats:
            # One NaN has many bit patterns, and all of them say "unknown".
            known = np.where(np.isnan(array), np.nan, array)
            digest.update(np.ascontiguousarray(known, dtype="<f8").tobytes())
        return digest.hexdigest()[:DIGITS]

    def compare(self, earlier: ScoreRecord) -> Changes:
        """Say what changed since an earlier record, metric by metric.

        Without the log it cannot be divided further, into silence and single interactions; that
        takes :meth:`Scorecard.compare`. Where the benchmarks differ, what that did is among it.

        Parameters
        ----------
        earlier : ScoreRecord
            Of the same metrics, profile and terms.

        Raises
        ------
        InputError
            Where the other one is later, or was made with other metrics or another profile.
        """
        ways = [
            (card.names, *(card.made_with.get(part) for part in ("metrics", "profile", "terms")))
            for card in (self, earlier)
        ]
        check_made_alike(self, earlier, alike=ways[0] == ways[1])
        return changes_by_metric(self, earlier)

    def take(self, keep: Bools) -> Self:
        """Return the record of some of its rows."""
        rows = np.flatnonzero(keep)
        return attrs.evolve(
            self, rows=self.rows[rows], values=self.values[rows],
            composite=self.composite.take(rows),
        )  # fmt: skip


def made_with(judge: Judge, benchmark: Benchmark, unavailable: Mapping[str, str]) -> dict[str, Any]:
    """Say in plain data how scores are made."""
    return {
        "metrics": {metric.name: metric.version for metric in judge.metrics},
        "profile": attrs.asdict(
            judge.profile,
            value_serializer=lambda _, __, v: dict(v) if isinstance(v, Mapping) else v,
        ),
        "terms": benchmark.terms.to_dict(),
        "benchmark": hashlib.sha256(canonical(benchmark.to_dict()).encode()).hexdigest(),
        "unavailable": dict(unavailable),
    }


def canonical(data: Any) -> str:
    """Return plain data as JSON, always the same text for the same data."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"))
