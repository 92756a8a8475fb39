"""From an evaluation to health, interval, coverage, status and band."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NoReturn

import attrs
import numpy as np

from relationship_health.arrays import Array, Floats, Ints
from relationship_health.columns.sealing import frozen
from relationship_health.composite.aggregation import coverage, in_order_of_columns, points
from relationship_health.composite.profiles import Profile
from relationship_health.engine import Evaluation, Guard, in_order
from relationship_health.errors import PluginContractError
from relationship_health.hookspecs import Aggregator
from relationship_health.kernels.shrinkage import value_interval

STATUSES = ("none", "unknown", "provisional", "established")
BANDS = ("", "poor", "fair", "healthy")

CHUNK = 4_096
"""Relationships that are combined at a time."""

CORRELATION = 0.35
"""Of the errors of any two metrics; ``scripts/interval_coverage.py`` shows what comes of it."""

ROUNDING = 1e-9
"""How far sums of contributions may lie above 1."""


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

    def take(self, rows: Ints) -> Composite:
        """Return the composite of some relationships."""
        fields = attrs.fields(type(self))
        return attrs.evolve(self, **{f.name: getattr(self, f.name)[rows] for f in fields})


def compose(
    evaluation: Evaluation,
    profile: Profile,
    aggregator: Aggregator,
    guard: Guard,
    *,
    threads: int = 1,
) -> Composite:
    """Combine metric values under a profile.

    An aggregator that fails leaves every health unknown, as the guard says.
    """
    weights = np.array([profile.weight(name) for name in evaluation.names])
    combined = guard.call(
        aggregator.name,
        "contributions",
        partial(_combine_all, aggregator, evaluation, weights, threads),
        kind="Aggregator",
    )
    nothing = np.full(len(evaluation.counts), np.nan)
    contributions, health, lower, upper = combined or (
        np.zeros_like(evaluation.values), nothing, nothing, nothing,
    )  # fmt: skip
    covered = _covered(evaluation, weights, threads)
    settled = (upper - lower <= profile.width) & (covered >= profile.coverage)
    known = ~np.isnan(health)
    status = np.where(evaluation.counts == 0, 0, np.where(~known, 1, np.where(settled, 3, 2)))
    return Composite(
        contributions=contributions, health=health, lower=lower, upper=upper, coverage=covered,
        status=status.astype(np.int8), band=bands(health, profile),
    )  # fmt: skip


def _chunks(rows: int) -> Iterator[slice]:
    """Cut relationships into some at a time.

    Their temporaries then stay in the processor's cache, as those of a block do.
    """
    return (slice(begin, begin + CHUNK) for begin in range(0, max(rows, 1), CHUNK))


def _covered(evaluation: Evaluation, weights: Floats, threads: int) -> Floats:
    """Coverage of every relationship."""
    allowed = 0.0
    for name, weight in zip(evaluation.names, weights.tolist(), strict=True):
        if name not in evaluation.unavailable:
            allowed += weight

    def covered(chunk: slice) -> Floats:
        return coverage(evaluation.evidence[chunk], weights, allowed)

    return np.concatenate(list(in_order(covered, _chunks(len(evaluation.counts)), threads)))


def _combine_all(
    aggregator: Aggregator, evaluation: Evaluation, weights: Floats, threads: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Contributions, health and the ends of its interval, some relationships at a time."""
    columns = _asked(evaluation, weights)
    weighed = weights[columns]

    def combine(chunk: slice) -> tuple[slice, Floats, Floats]:
        # A thread does not inherit what its caller has said of floating-point warnings.
        with np.errstate(all="ignore"):
            values, trials = (
                table[chunk].T[columns].T for table in (evaluation.values, evaluation.trials)
            )
            return chunk, *_combine(aggregator, values, trials, weighed)

    contributions = np.zeros(evaluation.values.shape[::-1])
    sums = np.full((3, len(evaluation.counts)), np.nan)
    chunks = _chunks(len(evaluation.counts)) if len(columns) else ()
    for chunk, parts, ends in in_order(combine, chunks, threads):
        contributions[columns, chunk] = parts.T
        sums[:, chunk] = ends
    return contributions.T, *sums


def _asked(evaluation: Evaluation, weights: Floats) -> Ints:
    """Columns that are combined: those with a weight that are known of anybody."""
    known = np.array([name not in evaluation.unavailable for name in evaluation.names], np.bool_)
    return (known & (weights > 0.0)).nonzero()[0]


def _combine(
    aggregator: Aggregator, values: Floats, trials: Floats, weights: Floats
) -> tuple[Floats, Floats]:
    """Contributions of some relationships, and their health with the ends of its interval.

    Each metric's interval is combined by the same aggregator. Metrics read the same contacts, so
    that their errors go together, but not all the way: taken as independent, health held the truth
    too rarely in simulations, and as one, almost always.
    """
    low, high = value_interval(values, trials)
    # One question for all three, as every row is combined for itself.
    asked = np.concatenate((values.T, low.T, high.T), axis=1).T
    answers = points(_contributions(aggregator, asked, weights))
    contributions, *_ = parts = answers.reshape(3, *values.shape)
    known = ~np.logical_and.reduce(np.isnan(values), axis=1)
    health = np.where(known, _exact_sum(contributions), np.nan)
    below, above = _joint(parts[1:] - contributions)
    ends = np.maximum(health - below, 0.0), np.minimum(health + above, 100.0)
    return contributions, np.stack((health, *ends))


def _joint(errors: Floats) -> Floats:
    """Size of the sum of errors that are correlated."""
    together = _exact_sum(errors) ** 2
    apart = in_order_of_columns(errors * errors)
    return np.sqrt(CORRELATION * together + (1.0 - CORRELATION) * apart)


def bands(health: Floats, profile: Profile) -> Array:
    """Band of each health, as a position in ``BANDS``."""
    band = 1 + (health >= profile.fair).astype(np.int8) + (health >= profile.healthy)
    return np.where(np.isnan(health), 0, band).astype(np.int8)


def _contributions(aggregator: Aggregator, values: Floats, weights: Floats) -> Floats:
    """Ask an aggregator and check what it says."""
    result = aggregator.contributions(frozen(values), frozen(weights.copy()))
    if type(result) is not np.ndarray or result.shape != values.shape:
        found = getattr(result, "shape", type(result).__name__)
        _refuse(f"returned {found}", f"contributions of shape {values.shape}")
    if result.dtype != np.float64 or not np.isfinite(result).all():
        _refuse("returned contributions that are not finite floats", "finite float64")
    total = _exact_sum(result)
    if ((total < 0.0) | (total > 1.0 + ROUNDING)).any():
        _refuse("returned contributions that sum outside [0, 1]", "sums in [0, 1]")
    if (np.isnan(values) & (result != 0.0)).any():
        _refuse("gave points to an unknown value", "0 where a value is unknown")
    return result


def _refuse(found: str, expected: str) -> NoReturn:
    message = f"It {found}, expected {expected}."
    raise PluginContractError(message)


def _exact_sum(contributions: Floats) -> Floats:
    """Sum each row of what lies on the grid: exact, and so the same in any order."""
    return np.asarray(np.add.reduce(contributions, axis=-1))
