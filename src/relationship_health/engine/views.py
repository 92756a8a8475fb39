"""Which side a metric looks from: ours, or both in turn where neither side is ours."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats
from relationship_health.columns import Block
from relationship_health.contract import (
    Benchmark,
    Learner,
    Metric,
    MetricResult,
    Summary,
    is_sided,
)
from relationship_health.engine.checking import checked


def score_views(
    metric: Metric,
    block: Block,
    benchmark: Benchmark,
    check: Callable[[object, int], MetricResult] = checked,
) -> MetricResult:
    """Score a block, combining both views of relationships in which no side is ours.

    ``check`` is asked of what the metric says of a block that is not seen twice; views that are
    combined are always checked whole.
    """
    if not is_sided(metric) or block.sided.all():
        return check(metric.score(block, benchmark), len(block))
    whole, rest = block.sides
    ours = checked(metric.score(whole, benchmark), len(block))
    unsided = ~block.sided
    theirs = checked(metric.score(rest, benchmark), len(rest))
    value, evidence = ours.value.copy(), ours.evidence.copy()
    e1, e2 = evidence[unsided], theirs.evidence
    # Both products and both sums commute, so it does not matter which side names the row; a view
    # that alone is known stands as it is.
    mean = (e1 * value[unsided] + e2 * theirs.value) / (e1 + e2)
    alone = np.where(e1 > 0, value[unsided], theirs.value)
    value[unsided] = np.where((e1 > 0) & (e2 > 0), np.minimum(mean, 1.0), alone)
    evidence[unsided] = e1 + e2
    variance = _variance(ours, theirs, unsided)
    return attrs.evolve(ours, value=value, evidence=evidence, variance=variance)


def _variance(ours: MetricResult, theirs: MetricResult, unsided: Bools) -> Floats | None:
    """Variance of the mean of both views, as if they erred together: they see the same contacts."""
    if ours.variance is None or theirs.variance is None:
        return None
    variance = ours.variance.copy()
    e1, e2 = ours.evidence[unsided], theirs.evidence
    one, two = (np.nan_to_num(np.sqrt(v)) for v in (variance[unsided], theirs.variance))
    total = np.where(e1 + e2 > 0, e1 + e2, np.nan)
    variance[unsided] = ((e1 * one + e2 * two) / total) ** 2
    return variance


def summarise_views(metric: Learner, block: Block) -> Summary:
    """Summarise a block, each relationship without a side once from either."""
    if not is_sided(metric) or block.sided.all():
        return metric.summarise(block)
    whole, rest = block.sides
    return metric.summarise(whole) + metric.summarise(rest)
