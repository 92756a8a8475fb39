"""Ratios of gamma functions a whole number of steps apart, by sums instead of differences."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Floats


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
