"""The gamma function in steps of one: ratios of its values, and its logarithmic derivative."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Floats

_SHIFT = 9
_BERNOULLI = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12)


def log_rising(base: float, steps: Floats) -> tuple[Floats, Floats]:
    """Logarithm of the rising factorial Γ(base + steps) / Γ(base), and its derivative.

    Parameters
    ----------
    base : float, positive
    steps : float64 array, whole numbers from 0

    Returns
    -------
    value, derivative : float64 arrays
        ln base + ln(base + 1) + ..., and 1/base + 1/(base + 1) + ...

    Notes
    -----
    NIST DLMF 5.2.5 and 5.5.2. The difference of two log-gammas would lose all digits where the base
    is large, which is where a fit goes when customers hardly differ.

    Examples
    --------
    >>> value, derivative = log_rising(2.0, np.array([0.0, 3.0]))
    >>> np.exp(value).round(12), derivative.round(12)
    (array([ 1., 24.]), array([0.        , 1.08333333]))
    """
    places = steps.astype(np.int64)
    terms = base + np.arange(int(places.max(initial=0)), dtype=np.float64)
    logs, inverses = np.append(0.0, np.cumsum(np.log(terms))), np.append(0.0, np.cumsum(1 / terms))
    return logs[places], inverses[places]


def digamma(x: Floats) -> Floats:
    """Logarithmic derivative of the gamma function, for positive arguments.

    Shifted up by nine, then the asymptotic series (NIST DLMF 5.11.2).

    Examples
    --------
    >>> digamma(np.array([1.0, 2.0])).round(9)  # minus Euler's constant, and 1 more
    array([-0.57721566,  0.42278434])
    """
    below = np.zeros_like(x)
    for step in range(_SHIFT):
        below = below + 1.0 / (x + step)
    high = x + _SHIFT
    inverse2 = 1.0 / (high * high)
    series = np.zeros_like(high)
    for coefficient in reversed(_BERNOULLI):
        series = (series + coefficient) * inverse2
    result: Floats = np.log(high) - 0.5 / high - series - below
    return result
