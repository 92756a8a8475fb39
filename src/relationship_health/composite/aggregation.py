"""Health from metric values: contributions first, health as their exact sum."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from relationship_health.arrays import Floats
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
    total = in_order_of_columns((values == values) * weights)  # noqa: PLR0124  NaN is not itself
    # fmax takes the number where the other is NaN.
    parts = np.fmax(values * weights, 0.0)
    parts /= np.where(total > 0.0, total, 1.0)[:, np.newaxis]
    return parts


def in_order_of_columns(table: Floats) -> Floats:
    """Sum each row, in the order of the columns however many rows there are."""
    total = np.zeros(table.shape[:-1])
    turned = total.T
    for column in table.T:
        turned += column
    return total


def points(contributions: Floats) -> Floats:
    """Contributions in points of health, rounded down to a grid on which sums are exact."""
    scaled: Floats = np.floor(contributions * (100.0 / GRID)) * GRID
    return scaled


def coverage(evidence: Floats, weights: Floats, allowed: float) -> Floats:
    """Share of the weight that could be known and is, each metric damped by e / (e + 3).

    Metrics that this benchmark's columns do not allow count in neither part: there is no evidence
    of them, and ``allowed`` is the weight of the others.
    """
    known = in_order_of_columns(evidence / (evidence + 3.0) * weights)
    return known / (allowed if allowed > 0 else 1.0)


@hookimpl
def rh_aggregators() -> Iterable[Aggregator]:
    """Offer the weighted mean."""
    return (Aggregator(name="weighted_mean", contributions=weighted_mean,
                       summary="Weighted mean over the known metrics."),)  # fmt: skip
