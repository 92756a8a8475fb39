"""What speaks for contact within a horizon, on the scale of that horizon."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Floats

MEMORY_HORIZONS = 2.0
"""Horizons after which a contact counts half."""
FLOOR = 0.03
"""Added before each logarithm, so that what died out long ago, or is of now, stays finite."""

PROSPECTS = ("recent", "silence", "lasting")
"""The columns of :func:`prospects`."""


def prospects(
    recent: Floats, silence_days: Floats, span_days: Floats, horizon_days: Floats | float
) -> Floats:
    """Return three figures that can only fall with silence, and rise with the horizon.

    - recent: ln(contacts, each halved for every two horizons of its age, + .03);
    - silence: -ln(silence / horizon + .03);
    - lasting: share of the time since the first contact that had passed by the last one.

    Parameters
    ----------
    recent : float64 array, at least 0
        Engaged contacts, decayed with a half-life of two horizons.
    silence_days, span_days : float64 arrays, at least 0
        Days since the last engaged contact, and since the first.
    horizon_days : float, or float64 array, positive

    Returns
    -------
    float64 array, shape (relationships, 3)

    Examples
    --------
    >>> one = np.ones(1)
    >>> prospects(one, 30.0 * one, 120.0 * one, 30.0).round(2)
    array([[ 0.03, -0.03,  0.75]])
    """
    lasted = np.maximum(span_days - silence_days, 0.0)
    lasting = np.where(span_days > 0.0, lasted / np.where(span_days > 0.0, span_days, 1.0), 0.0)
    silence = -np.log(silence_days / horizon_days + FLOOR)
    return np.column_stack([np.log(recent + FLOOR), silence, lasting])
