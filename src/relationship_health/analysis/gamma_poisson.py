"""How many events are to come, of relationships that each have a rate of their own.

Within a recent window relationship i had x_i events in e_i days. Events ~ Poisson(λ_i e_i), with
λ_i ~ Gamma(a, b) over relationships, so that within h days more there are on average

    h (a + x_i) / (b + e_i), with variance h (a + x_i)/(b + e_i) + h² (a + x_i)/(b + e_i)².

a and b are those of the moments. Relationships are no independent worlds, though: a campaign, a
holiday, a bankruptcy moves all at once. How wrong the same forecast would have been before, at
earlier dates, is measured, taken off as far as it was the same every time, and counted in.

Source: negative binomial rates, Greenwood, Yule 1920, J. Royal Statistical Society 83:255-279, doi
10.2307/2341080; Morrison, Schmittlein 1988, J. Business & Economic Statistics 6(2):145-159, doi
10.1080/07350015.1988.10509648.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs
import numpy as np

from relationship_health.arrays import Floats
from relationship_health.kernels.shrinkage import Z_90

# Two-sided 90 % quantiles of Student's t, by degrees of freedom from 1.
T_90 = (6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812)
CAUTION = 3.0
"""Looks without an error that are added before an error is taken off: it may not last."""
FEWEST_LOOKS = 2
"""Earlier dates from which on it can be told how wrong a forecast has been."""


@attrs.frozen(slots=True, kw_only=True)
class Total:
    """A total to expect, with the limits between which it lies in nine cases of ten."""

    expected: float
    lower: float
    upper: float


def fit_rates(events: Floats, days: Floats) -> tuple[float, float]:
    """Fit shape and rate of the Gamma distribution of rates, by moments.

    Examples
    --------
    >>> a, b = fit_rates(np.array([0.0, 2.0, 10.0]), np.full(3, 10.0))
    >>> round(a / b, 3)
    0.4
    """
    exposure = math.fsum(days)
    mean = max(math.fsum(events), 0.5) / exposure
    spread = math.fsum((events - mean * days) ** 2) - mean * exposure
    # Where rates differ less than chance would have it they count as alike.
    variance = max(spread / math.fsum(days**2), 1e-4 * mean**2)
    return mean**2 / variance, mean / variance


def rates(events: Floats, days: Floats, horizon_days: float) -> tuple[Floats, Floats]:
    """Return what to expect of each relationship within a horizon, and its variance.

    Examples
    --------
    >>> mean, variance = rates(np.array([0.0, 2.0, 10.0]), np.full(3, 10.0), 10.0)
    >>> mean.round(1)
    array([0.9, 2.4, 8.7])
    """
    if not len(events):
        return np.zeros(0), np.zeros(0)
    a, b = fit_rates(events, days)
    each = (a + events) / (b + days)
    return horizon_days * each, horizon_days * each + horizon_days**2 * each / (b + days)


def total(
    mean: Floats,
    variance: Floats,
    looks: Sequence[tuple[float, float, float]],
    *,
    correct: bool = True,
) -> Total:
    """Return the total to expect, with the errors of the same forecast at earlier dates.

    Parameters
    ----------
    mean, variance : float64 arrays over relationships
    looks : sequence of (expected, variance, happened)
        What would have been said at earlier dates, and what came.
    correct : bool
        Whether an error that was made every time before is taken off: rates of the recent past say
        too much where customers leave.

    Notes
    -----
    On a logarithmic scale. The variance is the forecast's own, and what the earlier errors varied
    beyond theirs; Student's t says how few of these there are. With two looks, or where nothing is
    corrected, it is their mean square.
    """
    expected, own = math.fsum(mean), math.fsum(variance)
    if expected <= 0:
        return Total(expected=0.0, lower=0.0, upper=0.0)
    spread, quantile, count = own / expected**2, Z_90, len(looks)
    if count >= FEWEST_LOOKS:
        errors = [math.log((came + 0.5) / (said + 0.5)) for said, _, came in looks]
        usual = math.fsum(var / (said + 0.5) ** 2 for said, var, _ in looks) / count
        shift, freedom = 0.0, count
        if correct and count > FEWEST_LOOKS:
            shift, freedom = math.fsum(errors) / (count + CAUTION), count - 1
        square = math.fsum((error - shift) ** 2 for error in errors) / freedom
        common = max(square - usual, 0.0)
        spread += common + (max(square, usual) / count if shift else 0.0)
        quantile = T_90[min(freedom, len(T_90)) - 1] if common else Z_90
        expected *= math.exp(shift)
    factor = math.exp(quantile * math.sqrt(spread))
    return Total(expected=expected, lower=expected / factor, upper=expected * factor)


def newcomers(counts: Sequence[float]) -> Total | None:
    """Return what to expect of those not yet known, from what came of them before.

    It is the mean of earlier horizons, with the limits for one more of their kind; None where
    there are too few.

    Examples
    --------
    >>> newcomers([10.0, 12.0, 14.0]).expected
    12.0
    """
    size = len(counts)
    if size <= FEWEST_LOOKS:
        return None
    mean = math.fsum(counts) / size
    variance = math.fsum((count - mean) ** 2 for count in counts) / (size - 1)
    # No less than that of a Poisson count, which the few that there are may not show.
    spread = max(variance, mean) * (1.0 + 1.0 / size)
    half = T_90[min(size - 1, len(T_90)) - 1] * math.sqrt(spread)
    return Total(expected=mean, lower=max(mean - half, 0.0), upper=mean + half)
