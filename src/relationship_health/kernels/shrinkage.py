"""Shrinking small samples towards what is usual: Gamma rates, Beta shares, Wilson intervals."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from relationship_health.arrays import Floats

Z_90 = 1.6448536269514722
"""Standard normal quantile of a two-sided 90 % interval."""

_ASYMPTOTIC_FROM = 6.0

PRIOR_MEAN_RANGE = (0.01, 0.5)
"""A prior above one half would credit engagement that nobody showed."""

PRIOR_STRENGTH_RANGE = (1.0, 10.0)
"""Trials that a prior may be worth: never none, and never so many that evidence cannot speak."""

FEWEST_TRIALS = 1e-300
"""Fewer are as good as none, and dividing by them would overflow."""


def wilson_interval(share: Floats, trials: Floats, z: float = Z_90) -> tuple[Floats, Floats]:
    """Score interval of a share seen in a number of trials.

    It always holds the share itself, and is [0, 1] where there were no trials.

    Parameters
    ----------
    share : float64 array in [0, 1]
    trials : float64 array, at least 0; need not be whole
    z : float
        Standard normal quantile; the default gives a two-sided 90 % interval.

    Returns
    -------
    (lower, upper) : float64 arrays in [0, 1]

    Notes
    -----
    Wilson 1927, J. Am. Stat. Assoc. 22:209-212, doi 10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> low, high = wilson_interval(np.array([0.8]), np.array([5.0]), z=1.959963984540054)
    >>> low.round(4), high.round(4)
    (array([0.3755]), array([0.9638]))
    """
    z2 = z * z
    total = trials + z2
    centre = (share * trials + 0.5 * z2) / total
    half = (z / total) * np.sqrt(share * (1.0 - share) * trials + 0.25 * z2)
    lower = np.minimum(np.maximum(centre - half, 0.0), share)
    upper = np.maximum(np.minimum(centre + half, 1.0), share)
    return lower, upper


def value_interval(value: Floats, trials: Floats, z: float = Z_90) -> tuple[Floats, Floats]:
    """Interval of a value that is as sure as a share seen in a number of trials.

    At each end the further of two: Wilson's, and z deviations. Wilson's is skewed, as shares are,
    but at the ends of the range it supposes a share without any spread; a value that is drawn
    towards a prior falls short even of a truth of 1.

    Parameters
    ----------
    value : float64 array in [0, 1]
    trials : float64 array, at least 0; need not be whole
    z : float
        Standard normal quantile; the default gives a two-sided 90 % interval.

    Returns
    -------
    (lower, upper) : float64 arrays in [0, 1], which hold the value

    Examples
    --------
    >>> low, high = value_interval(np.array([0.9]), np.array([9.0]))
    >>> low.round(3), high.round(3)
    (array([0.636]), array([1.]))
    """
    lower, upper = wilson_interval(value, trials, z)
    # Close to an end of the range a variance is counted as trials of a share one deviation inside.
    spread = np.sqrt(value * (1.0 - value) / np.maximum(trials, FEWEST_TRIALS))
    deviation = np.maximum(spread, 1.0 / (1.0 + trials))
    return (
        np.minimum(lower, np.maximum(value - z * deviation, 0.0)),
        np.maximum(upper, np.minimum(value + z * deviation, 1.0)),
    )


def fit_beta(mean: float, repeated_mean: float, both: float) -> tuple[float, float]:
    """Beta prior of shares, from the moments of shares seen in few trials.

    Parameters
    ----------
    mean : float
        Mean share of successes over relationships with at least one trial.
    repeated_mean : float
        The same over relationships with at least two trials.
    both : float
        Over these, the mean chance that two different trials both succeed, k(k-1) / (n(n-1)).

    Returns
    -------
    (a, b) : floats

    Notes
    -----
    Under Beta(a, b), E[p] = a / s and E[p^2] / E[p] = (a + 1) / (s + 1) with s = a + b (Griffiths
    1973, doi 10.2307/2529131). The mean is held to ``PRIOR_MEAN_RANGE``, s to
    ``PRIOR_STRENGTH_RANGE``.

    Examples
    --------
    >>> fit_beta(0.25, 0.25, 0.125)
    (0.5, 1.5)
    """
    weakest, strongest = PRIOR_STRENGTH_RANGE
    strength = strongest
    if repeated_mean > 0.0:
        again = both / repeated_mean
        if again > repeated_mean:
            strength = min(max((1.0 - again) / (again - repeated_mean), weakest), strongest)
    low, high = PRIOR_MEAN_RANGE
    held = min(max(mean, low), high)
    return held * strength, (1.0 - held) * strength


def digamma(x: Floats) -> Floats:
    """Logarithmic derivative of the gamma function, for positive arguments.

    Recurrence up to 6, then the asymptotic series (Abramowitz and Stegun 6.3.5, 6.3.18); absolute
    error below 1e-11.

    Examples
    --------
    >>> digamma(np.array([1.0])).round(10)
    array([-0.57721566])
    """
    shifted, shift = _shift(x, lambda y: -1.0 / y)
    inverse2 = 1.0 / (shifted * shifted)
    series = inverse2 * (
        1 / 12 - inverse2 * (1 / 120 - inverse2 * (1 / 252 - inverse2 * (1 / 240 - inverse2 / 132)))
    )
    result: Floats = shift + np.log(shifted) - 0.5 / shifted - series
    return result


def trigamma(x: Floats) -> Floats:
    """Second logarithmic derivative of the gamma function, for positive arguments.

    Abramowitz and Stegun 6.4.6, 6.4.12; absolute error below 1e-10.

    Examples
    --------
    >>> trigamma(np.array([1.0])).round(8)
    array([1.64493407])
    """
    shifted, shift = _shift(x, lambda y: 1.0 / (y * y))
    inverse = 1.0 / shifted
    inverse2 = inverse * inverse
    series = inverse * (
        1
        + inverse
        * (
            0.5
            + inverse
            * (
                1 / 6
                - inverse2
                * (1 / 30 - inverse2 * (1 / 42 - inverse2 * (1 / 30 - inverse2 * 5 / 66)))
            )
        )
    )
    result: Floats = shift + series
    return result


def _shift(x: Floats, term: Callable[[Floats], Floats]) -> tuple[Floats, Floats]:
    """Move arguments up to where the asymptotic series holds, adding the recurrence's terms."""
    shifted = np.array(x, dtype=np.float64)
    correction = np.zeros_like(shifted)
    for _ in range(int(_ASYMPTOTIC_FROM)):
        small = (shifted < _ASYMPTOTIC_FROM).nonzero()[0]
        if not len(small):
            break
        low = shifted.take(small)
        correction[small] += term(low)
        shifted[small] = low + 1.0
    return shifted, correction


def inverse_trigamma(value: float) -> float:
    """Argument at which :func:`trigamma` takes a positive value, by bisection in the logarithm.

    Examples
    --------
    >>> round(inverse_trigamma(1.6449340668482264), 6)
    1.0
    """
    low, high = math.log(1e-6), math.log(1e9)
    for _ in range(100):
        middle = 0.5 * (low + high)
        if float(trigamma(np.array([math.exp(middle)]))[0]) > value:
            low = middle
        else:
            high = middle
    return math.exp(0.5 * (low + high))
