"""A relationship's own rhythm: gaps between contacts, pooled with what is usual elsewhere.

Gaps ~ Exponential(rate), rate ~ Gamma(alpha, beta): the posterior is Gamma(alpha + n, beta + sum
of gaps), and the usual gap is beta' / alpha'.
"""

from __future__ import annotations

import math

import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.kernels.shrinkage import digamma, inverse_trigamma, trigamma

ALPHA_RANGE = (0.2, 20.0)
"""Shapes outside say only that the data cannot tell (below) or that all are alike (above)."""


def usual_gap(gaps: Ints, gap_sum_days: Floats, alpha: float, beta: Floats | float) -> Floats:
    """Return the usual days between contacts, from a relationship's own gaps and a Gamma prior.

    Parameters
    ----------
    gaps : int64 array
        Number of gaps seen.
    gap_sum_days : float64 array
        Their sum in days.
    alpha, beta : float
        Shape, and scale in days, of the prior; ``beta`` may differ by relationship.

    Returns
    -------
    float64 array, positive days

    Examples
    --------
    >>> usual_gap(np.array([0, 9]), np.array([0.0, 63.0]), alpha=1.0, beta=30.0)
    array([30. ,  9.3])
    """
    gap: Floats = (beta + gap_sum_days) / (alpha + gaps)
    return gap


def prior_beta(cadence_days: Floats, alpha: float, beta: float) -> Floats:
    """Scale of the prior: the declared cadence's where one is declared, else the benchmark's.

    Examples
    --------
    >>> prior_beta(np.array([90.0, np.nan]), alpha=2.0, beta=30.0)
    array([180.,  30.])
    """
    return np.where(np.isnan(cadence_days), beta, alpha * cadence_days)


def log_gap_moments(gaps: Ints, gap_sum_days: Floats) -> tuple[Floats, Floats]:
    """Unbiased log mean gap of each relationship with gaps, and its sampling variance.

    The sum S of n exponential gaps has E ln S = psi(n) - ln rate and variance psi'(n).

    Examples
    --------
    >>> centred, variance = log_gap_moments(np.array([1]), np.array([1.0]))
    >>> centred.round(4), variance.round(4)
    (array([0.5772]), array([1.6449]))
    """
    n = gaps.astype(np.float64)
    return np.log(gap_sum_days) - digamma(n), trigamma(n)


def fit_gamma(count: float, total: float, squares: float, noise: float) -> tuple[float, float]:
    """Shape and scale of the Gamma distribution of rates, by moments of log gaps.

    If rate ~ Gamma(alpha, beta), then -ln rate has mean ln beta - psi(alpha) and variance
    psi'(alpha); the sampling variance of each relationship's own log gap is taken off first.

    Parameters
    ----------
    count, total, squares, noise : float
        Over relationships: how many; sum, and sum of squares, of centred log gaps; sum of
        sampling variances (see :func:`log_gap_moments`).

    Returns
    -------
    (alpha, beta), beta in days

    Examples
    --------
    >>> alpha, beta = fit_gamma(1.0, math.log(30.0), math.log(30.0) ** 2 + 2.0, 0.355)
    >>> round(alpha, 2), round(beta / alpha)
    (1.0, 17)
    """
    mean = total / count
    spread = max(squares / count - mean * mean - noise / count, 0.0)
    low, high = ALPHA_RANGE
    alpha = min(max(inverse_trigamma(spread) if spread > 0 else high, low), high)
    beta = math.exp(mean + float(digamma(np.array([alpha]))[0]))
    return alpha, beta
