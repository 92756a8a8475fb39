"""Health from metric values: contributions first, health as their exact sum."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from relationship_health.arrays import Floats
from relationship_health.engine import Evaluation
from relationship_health.hookspecs import Aggregator, hookimpl

GRID = 2.0**-36
"""Contributions are multiples of this (1.5e-11 points): sums of them are exact in any order."""


def weighted_mean(values: Floats, weights: Floats) -> Floats:
    """Contributions of a weighted mean over what is known.

    Parameters
    ----------
    values : float64 array, shape (relationships, metrics)
        In [0, 1], NaN where unknown.
    weights : float64 array, shape (metrics,)

    Returns
    -------
    float64 array of the same shape
        Rows sum to the mean; 0 where unknown.

    Examples
    --------
    >>> weighted_mean(np.array([[0.5, np.nan], [1.0, 0.0]]), np.array([1.0, 3.0]))
    array([[0.5 , 0.  ],
           [0.25, 0.  ]])
    """
    total = np.zeros(len(values))
    parts = np.zeros(values.shape[::-1])
    for column, weight in enumerate(weights):
        value = values[:, column]
        total += weight * (value == value).astype(np.float64)  # noqa: PLR0124  NaN is not itself
        # fmax takes the number where the other is NaN.
        np.fmax(weight * value, 0.0, out=parts[column])
    parts /= np.where(total > 0.0, total, 1.0)
    return parts.T


def points(contributions: Floats) -> Floats:
    """Contributions in points of health, rounded down to a grid on which sums are exact."""
    scaled: Floats = np.floor(contributions * (100.0 / GRID)) * GRID
    return scaled


def coverage(evaluation: Evaluation, weights: Floats) -> Floats:
    """Share of the weight that could be known and is, each metric damped by e / (e + 3).

    Metrics that this benchmark's columns do not allow count in neither part.
    """
    known = np.zeros(len(evaluation.values))
    allowed = 0.0
    for column, weight in enumerate(weights):
        if evaluation.names[column] in evaluation.unavailable:
            continue
        allowed += weight
        evidence = evaluation.evidence[:, column]
        known += weight * (evidence / (evidence + 3.0))
    return known / allowed if allowed > 0 else known


@hookimpl
def rh_aggregators() -> Iterable[Aggregator]:
    """Offer the weighted mean."""
    return (Aggregator(name="weighted_mean", contributions=weighted_mean,
                       summary="Weighted mean over the known metrics."),)  # fmt: skip
