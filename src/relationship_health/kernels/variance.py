"""How sure a value is: posterior variances of shares, of exponentials of rates, of ratios."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Floats
from relationship_health.kernels.segments import Groups


def share_variance(share: Floats, strength: Floats) -> Floats:
    """Variance of a share with a Beta posterior.

    Parameters
    ----------
    share : float64 array in [0, 1]
        Its mean.
    strength : float64 array, at least 0
        Sum of both parameters, a + b.

    Examples
    --------
    >>> share_variance(np.array([0.5]), np.array([4.0]))
    array([0.05])
    """
    return np.asarray(share * (1.0 - share) / (strength + 1.0))


def survival_variance(alpha: Floats, beta: Floats, time: Floats) -> Floats:
    """Variance of exp(-rate * time) where the rate has a Gamma(alpha, beta) posterior.

    Parameters
    ----------
    alpha, beta : float64 arrays, positive
    time : float64 array, at least 0

    Notes
    -----
    E[exp(-n rate t)] = (beta / (beta + n t))^alpha, for n = 1 and 2.

    Examples
    --------
    >>> one = np.ones(1)
    >>> survival_variance(one, one, one).round(4)
    array([0.0833])
    """
    log_beta = np.log(beta)
    once = np.exp(2.0 * alpha * (log_beta - np.log(beta + time)))
    twice = np.exp(alpha * (log_beta - np.log(beta + 2.0 * time)))
    return np.asarray(np.maximum(twice - once, 0.0))


def bell_variance(centre: Floats, variance: Floats, width: float) -> Floats:
    """Variance of exp(-x^2 / (2 width^2)) where x is normal.

    Parameters
    ----------
    centre, variance : float64 arrays
        Of x.
    width : float, positive

    Notes
    -----
    A product of normal densities is a normal density: E of the n-th power has width^2 / n in place
    of width^2.

    Examples
    --------
    >>> bell_variance(np.zeros(1), np.ones(1), 1.0).round(4)
    array([0.0774])
    """

    def mean(power: float) -> Floats:
        wide = width * width / power
        return np.sqrt(wide / (wide + variance)) * np.exp(-0.5 * centre**2 / (wide + variance))

    return np.asarray(np.maximum(mean(2.0) - mean(1.0) ** 2, 0.0))


def effective_number(groups: Groups, weight: Floats) -> Floats:
    """Count the equally weighted observations whose mean would be as sure, by group.

    Notes
    -----
    Kish 1965, Survey Sampling: (sum of w)^2 / sum of w^2; 0 where there is no weight.

    Examples
    --------
    >>> effective_number(Groups(np.array([0, 2, 3])), np.array([1.0, 1.0, 0.5]))
    array([2., 1.])
    """
    squares = groups.sum(weight * weight)
    return np.asarray(groups.sum(weight) ** 2 / np.where(squares > 0, squares, 1.0))
