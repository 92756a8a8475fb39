"""Ranks with ties, and how far two orders agree."""

from __future__ import annotations

import math

import numpy as np

from relationship_health.arrays import Floats


def average_ranks(values: Floats) -> Floats:
    """Rank values from 1 up; values that tie share the mean of their ranks.

    Parameters
    ----------
    values : float64 array without NaN

    Examples
    --------
    >>> average_ranks(np.array([0.3, 0.1, 0.3, 0.9]))
    array([2.5, 1. , 2.5, 4. ])
    """
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    starts = np.append(True, ordered[1:] != ordered[:-1]).nonzero()[0][: len(values)]
    counts = np.diff(np.append(starts, len(values)))
    ranks = np.empty(len(values))
    ranks[order] = np.repeat(starts + (counts + 1) / 2.0, counts)
    return ranks


def rank_correlation(a: Floats, b: Floats) -> float:
    """Spearman's rho, ties sharing their mean rank (Kendall 1948, Rank Correlation Methods).

    Parameters
    ----------
    a, b : float64 arrays of one length, without NaN

    Returns
    -------
    float in [-1, 1]
        NaN where fewer than two values are given, or either side has no two that differ.

    Examples
    --------
    >>> rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([10.0, 30.0, 20.0]))
    0.5
    """
    x, y = (average_ranks(values) for values in (a, b))
    middle = (len(x) + 1) / 2.0
    x, y = x - middle, y - middle
    spread = math.sqrt(float(np.sum(x * x)) * float(np.sum(y * y)))
    if not spread:
        return math.nan
    return min(max(float(np.sum(x * y)) / spread, -1.0), 1.0)


def rank_correlations(values: Floats, fewest: int = 2) -> Floats:
    """Spearman's rho of every two columns, over the rows in which both are known.

    Parameters
    ----------
    values : float64 array, shape (rows, columns)
        NaN where unknown.
    fewest : int
        Rows that two columns must share; below that their correlation is unknown.

    Returns
    -------
    float64 array, shape (columns, columns)
        NaN where unknown, and on the diagonal of columns that are never known or never differ.

    Examples
    --------
    >>> rank_correlations(np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0], [np.nan, 9.0]]))
    array([[ 1., -1.],
           [-1.,  1.]])
    """
    count = values.shape[1]
    found = np.full((count, count), np.nan)
    known = ~np.isnan(values)
    for i in range(count):
        for j in range(i, count):
            rows = known[:, i] & known[:, j]
            if int(rows.sum()) >= fewest:
                found[i, j] = found[j, i] = rank_correlation(values[rows, i], values[rows, j])
    return found


def effective_number(correlations: Floats) -> float:
    """How many uncorrelated columns would spread as widely: (sum l)^2 / sum l^2 of eigenvalues.

    Bretherton et al. 1999, J. Climate 12:1990, doi 10.1175/1520-0442(1999)012<1990:TENOSD>2.0.CO;2.

    Parameters
    ----------
    correlations : float64 array, shape (columns, columns)
        What is NaN counts as no correlation; columns whose diagonal is NaN do not count.

    Returns
    -------
    float from 1 to the number of columns
        NaN where no column counts.

    Examples
    --------
    >>> effective_number(np.eye(3)), effective_number(np.ones((3, 3)))
    (3.0, 1.0)
    """
    usable = ~np.isnan(np.diag(correlations))
    if not usable.any():
        return math.nan
    matrix = np.nan_to_num(correlations[np.ix_(usable, usable)])
    # Pairs are known for different rows, so that the matrix may have slightly negative ones.
    values = np.maximum(np.linalg.eigvalsh(matrix), 0.0)
    return round(float(values.sum() ** 2 / (values * values).sum()), 10)
