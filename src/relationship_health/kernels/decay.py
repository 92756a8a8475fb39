"""Exponential decay: the weight of an old event, and the exposure of a decayed rate.

Tie-decay networks (Ahmad, Porter, Beguerisse-Diaz 2018, arXiv:1805.00193, eq. 1), written with a
half-life: weight = 2^(-age / half_life).
"""

from __future__ import annotations

import math

import numpy as np

from relationship_health.arrays import Floats


def decay_weight(age_days: Floats, half_life_days: Floats | float) -> Floats:
    """Weight of an event of some age.

    Parameters
    ----------
    age_days : float64 array
        Ages in days, at least 0.
    half_life_days : float, or float64 array
        Days after which the weight is one half; positive.

    Returns
    -------
    float64 array in (0, 1]

    Examples
    --------
    >>> decay_weight(np.array([0.0, 180.0, 360.0]), 180.0)
    array([1.  , 0.5 , 0.25])
    """
    weight: Floats = np.exp2(age_days * (-1.0 / half_life_days))
    return weight


def decay_exposure(span_days: Floats, half_life_days: float) -> Floats:
    """Integral of the weight over the last ``span_days`` days, in days.

    A process of constant rate r has an expected decayed count of r times this exposure.

    Examples
    --------
    >>> decay_exposure(np.array([0.0, 180.0]), 180.0).round(3)
    array([  0.   , 129.843])
    """
    scale = half_life_days / math.log(2.0)
    exposure: Floats = scale * -np.expm1(span_days * (-math.log(2.0) / half_life_days))
    return exposure
