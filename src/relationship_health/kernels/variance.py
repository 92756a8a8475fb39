"""How sure a value is: posterior variances of shares, of exponentials of rates, of ratios."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Floats


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


def shrunk_variance(value: Floats, well: Floats, total: Floats, number: Floats) -> Floats:
    """Mean squared error of a share that was drawn towards a prior.

    Parameters
    ----------
    value : float64 array in [0, 1]
        The share, drawn as the prior says.
    well, total : float64 arrays, at least 0
        Weight of the trials that went well, and of all.
    number : float64 array, at least 0
        How many equally weighted trials would be as sure as all are (see
        :func:`effective_number`).

    Notes
    -----
    The prior is uncertain itself: that it draws by more than one fair trial is counted as error.

    Examples
    --------
    >>> half, one = np.array([0.5]), np.ones(1)
    >>> shrunk_variance(half, one, 2 * one, 2 * one)
    array([0.0625])
    """
    least = (0.5 + well) / (1.0 + total)
    return np.asarray(share_variance(least, 1.0 + number) + (value - least) ** 2)


def survival_variance(
    alpha: Floats, beta: Floats, time: Floats, value: Floats | None = None
) -> Floats:
    """Variance of exp(-rate * time) where the rate has a Gamma(alpha, beta) posterior.

    Parameters
    ----------
    alpha, beta : float64 arrays, positive
    time : float64 array, at least 0
    value : float64 array, optional
        Mean squared distance from this, in place of the mean.

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
    once = np.exp(alpha * (log_beta - np.log(beta + time)))
    twice = np.exp(alpha * (log_beta - np.log(beta + 2.0 * time)))
    about = once if value is None else value
    return np.asarray(np.maximum(twice - once * once, 0.0) + (once - about) ** 2)


def bell_variance(centre: Floats, variance: Floats, width: float) -> Floats:
    """Mean squared distance of exp(-x^2 / (2 width^2)), x normal, from its value at the centre.

    The centre has the top, or nearly: that all else is lower counts as error of the value.

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
    array([0.1631])
    """
    depth = -0.5 * centre**2

    def mean(power: float) -> Floats:
        wide = width * width / power
        total = wide + variance
        return np.sqrt(wide / total) * np.exp(depth / total)

    once, value = mean(1.0), np.exp(depth / (width * width))
    return np.asarray(np.maximum(mean(2.0) - once**2, 0.0) + (once - value) ** 2)


def effective_number(total: Floats, squares: Floats) -> Floats:
    """Count the equally weighted observations whose mean would be as sure.

    Parameters
    ----------
    total, squares : float64 arrays, at least 0
        Sum of the weights, and of their squares.

    Notes
    -----
    Kish 1965, Survey Sampling: (sum of w)^2 / sum of w^2; 0 where there is no weight.

    Examples
    --------
    >>> effective_number(np.array([2.0, 0.5, 0.0]), np.array([2.0, 0.25, 0.0]))
    array([2., 1., 0.])
    """
    return np.asarray(total**2 / np.where(squares > 0, squares, 1.0))
