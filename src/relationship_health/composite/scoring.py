"""From an evaluation to health, interval, coverage, status and band."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats
from relationship_health.composite.aggregation import coverage, points
from relationship_health.composite.profiles import Profile
from relationship_health.engine import Evaluation
from relationship_health.errors import PluginContractError
from relationship_health.hookspecs import Aggregator
from relationship_health.kernels.shrinkage import wilson_interval

STATUSES = ("none", "unknown", "provisional", "established")
BANDS = ("", "poor", "fair", "healthy")


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Composite:
    """Health of every relationship, with all that belongs to it.

    Parameters
    ----------
    contributions : float64 array, shape (relationships, metrics)
        Points of health; each row sums exactly to the health, in any order.
    health, lower, upper : float64 arrays
        Points from 0 to 100 and a 90 % interval; NaN where nothing is known.
    coverage : float64 array in [0, 1]
    status, band : int8 arrays
        Positions in ``STATUSES`` and ``BANDS``.
    """

    contributions: Floats
    health: Floats
    lower: Floats
    upper: Floats
    coverage: Floats
    status: Array
    band: Array


def compose(evaluation: Evaluation, profile: Profile, aggregator: Aggregator) -> Composite:
    """Combine metric values under a profile."""
    weights = np.array([profile.weight(name) for name in evaluation.names])
    weighted = weights > 0.0
    values = np.where(weighted, evaluation.values, np.nan)
    contributions = points(_contributions(aggregator, values, weights))
    known = np.asarray(~np.isnan(values).all(axis=1), dtype=np.bool_)
    health = np.where(known, _exact_sum(contributions), np.nan)
    lower, upper = _interval(evaluation, values, weights, aggregator, known)
    lower, upper = np.fmin(lower, health), np.fmax(upper, health)
    covered = coverage(evaluation, weights)
    settled = (upper - lower <= profile.width) & (covered >= profile.coverage)
    status = np.where(evaluation.counts == 0, 0, np.where(~known, 1, np.where(settled, 3, 2)))
    return Composite(
        contributions=contributions, health=health, lower=lower, upper=upper, coverage=covered,
        status=status.astype(np.int8), band=bands(health, profile),
    )  # fmt: skip


def bands(health: Floats, profile: Profile) -> Array:
    """Band of each health, as a position in ``BANDS``."""
    band = 1 + (health >= profile.fair).astype(np.int8) + (health >= profile.healthy)
    return np.where(np.isnan(health), 0, band).astype(np.int8)


def _contributions(aggregator: Aggregator, values: Floats, weights: Floats) -> Floats:
    result = aggregator.contributions(values, weights)
    if not isinstance(result, np.ndarray) or result.shape != values.shape:
        found = getattr(result, "shape", type(result).__name__)
        message = (
            f"Aggregator {aggregator.name!r} returned {found}, expected contributions of shape "
            f"{values.shape}."
        )
        raise PluginContractError(message)
    return result


def _exact_sum(contributions: Floats) -> Floats:
    total = np.zeros(len(contributions))
    for column in contributions.T:
        total += column
    return total


def _interval(
    evaluation: Evaluation, values: Floats, weights: Floats, aggregator: Aggregator, known: Bools
) -> tuple[Floats, Floats]:
    """Interval of the health, as if all metrics erred together.

    Each metric's Wilson interval at its value and evidence, combined by the same aggregator: with
    independence, one mail and one reply would look certain.
    """
    low, high = np.full_like(values, np.nan), np.full_like(values, np.nan)
    for column in range(len(weights)):
        low[:, column], high[:, column] = wilson_interval(
            values[:, column], evaluation.evidence[:, column]
        )
    lower, upper = (
        np.where(known, _exact_sum(points(_contributions(aggregator, end, weights))), np.nan)
        for end in (low, high)
    )
    return lower, upper
