"""Curves of a score over several origins: the mean of what it does at each of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from relationship_health.arrays import Bools, Floats
from relationship_health.validation.bootstrap import Rows
from relationship_health.validation.figures import gains, roc

GRID = 200
"""Steps of a curve."""


def mean_roc(parts: Sequence[Rows]) -> tuple[Floats, Floats]:
    """Return the ROC curve, its height averaged over origins at every share of false alarms.

    Source: vertical averaging, Fawcett 2006, Pattern Recognition Letters 27(8):861-874, doi
    10.1016/j.patrec.2005.10.010.
    """
    x = np.linspace(0.0, 1.0, GRID + 1)
    curves = [
        np.interp(x, *roc(part.score, part.outcome)) for part in parts if _decided(part.outcome)
    ]
    # A vertical step at 0 is part of the curve: what is found before the first false alarm.
    heights = np.mean(curves, axis=0) if curves else np.full(len(x), np.nan)
    return np.append(0.0, x), np.append(0.0, heights)


def mean_lift(parts: Sequence[Rows]) -> tuple[Floats, Floats]:
    """Return the lift among the best share of rows, averaged over origins."""
    x = np.linspace(0.0, 1.0, GRID + 1)[1:]
    curves = []
    for part in parts:
        if _decided(part.outcome):
            taken, lift = gains(part.score, part.outcome)
            found = np.append(0.0, taken * lift)
            curves.append(np.interp(x, np.append(0.0, taken), found) / x)
    return x, np.mean(curves, axis=0) if curves else np.full(len(x), np.nan)


def _decided(outcome: Bools) -> bool:
    return bool(outcome.any() and not outcome.all())
