"""What metrics say of one block, side by side: looked at together, which costs no more than one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Floats
from relationship_health.contract import MetricResult, as_trials
from relationship_health.engine.checking import fault_of

CHUNK = 2_048
"""Relationships whose trials are worked out at a time."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Answers:
    """Figures of some metrics for the relationships of one block.

    Parameters
    ----------
    columns : tuple of int
        Which metrics, by their place among all.
    values, evidence, trials : float64 arrays, shape (metrics, relationships)
    """

    columns: tuple[int, ...]
    values: Floats
    evidence: Floats
    trials: Floats

    @classmethod
    def of(cls, results: Mapping[int, MetricResult], relationships: int) -> Answers:
        """Put results side by side that have the form of one."""
        given = results.values()
        values = _rows((result.value for result in given), relationships)
        evidence = _rows((result.evidence for result in given), relationships)
        # What is as sure as its evidence has the variance of nothing known, and then its evidence.
        unknown = np.full(relationships, np.nan)
        variances = (unknown if r.variance is None else r.variance for r in given)
        trials = _trials(values, _rows(variances, relationships))
        for place, result in enumerate(given):
            if result.variance is None:
                trials[place] = result.evidence
        return cls(columns=tuple(results), values=values, evidence=evidence, trials=trials)

    @property
    def sound(self) -> bool:
        """Whether no metric said what none may say."""
        return fault_of(self.values, self.evidence) is None


def _trials(values: Floats, variances: Floats) -> Floats:
    """Trials of all metrics, some relationships at a time: temporaries stay in the cache."""
    trials = np.empty_like(values)
    for begin in range(0, values.shape[1], CHUNK):
        chunk = slice(begin, begin + CHUNK)
        trials[:, chunk] = as_trials(values[:, chunk], variances[:, chunk])
    return trials


def _rows(arrays: Iterable[Floats], length: int) -> Floats:
    """Lay arrays under each other."""
    rows = list(arrays)
    return np.concatenate(rows).reshape(-1, length) if rows else np.empty((0, length))
