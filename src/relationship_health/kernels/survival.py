"""Renewal of contact: gaps whose power is exponential, with a Gamma distribution of rates.

With gap^k ~ Exponential(rate) and rate ~ Gamma(a, b), the chance that a gap outlasts g is
(b / (b + g^k))^a: a Burr distribution (type XII), heavy-tailed for k below 1, as contact is.
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Floats
from relationship_health.kernels.beta import log_gamma
from relationship_health.kernels.segments import Groups
from relationship_health.kernels.shrinkage import digamma, trigamma

SHAPES = np.arange(3, 11) / 15.0
"""Values of k that are tried, up to two thirds. Above 1 longer silence would raise the chance; near
1 contact has no memory, and no silence would ever be doubted. Mail and messages give .3 to .7."""

SHORTEST_DAYS = 1.0 / 24.0
_STEPS = 60
_LONGEST_STEP = 1.0
_ENOUGH = 1e-9
_RANGE = (np.log(0.05), np.log(50.0)), (np.log(1e-4), np.log(1e6))


def renewal(a: Floats, b: Floats, waited: Floats, until: Floats) -> Floats:
    """Probability that contact comes before some moment, given the silence so far.

    Parameters
    ----------
    a, b : float64 arrays, positive
        Gamma posterior of the rate of gap^k.
    waited, until : float64 arrays, at least 0
        Days^k of silence so far, and by that moment.

    Returns
    -------
    float64 array in [0, 1]

    Examples
    --------
    >>> one = np.ones(1)
    >>> renewal(one, one, 0 * one, 3 * one)
    array([0.75])
    """
    return np.asarray(-np.expm1(a * (np.log(b + waited) - np.log(b + until))))


@attrs.frozen(slots=True, eq=False)
class Gaps:
    """Gaps of some relationships, and the silence that is still running in each.

    Parameters
    ----------
    groups : Groups
        Which gaps belong to which relationship.
    days : float64 array
    silence_days : float64 array over relationships
    """

    groups: Groups
    days: Floats
    silence_days: Floats


def fit_renewal(gaps: Gaps, start: tuple[float, float, float]) -> tuple[float, float, float]:
    """Fit a, the typical gap (b / a)^(1 / k) in days, and k by marginal likelihood.

    Running silences count as gaps that are longer than what is seen of them.

    Parameters
    ----------
    gaps : Gaps
        At least one gap in all.
    start : (a, gap_days, k)
        Where to start from.

    Returns
    -------
    (a, gap_days, k)

    Examples
    --------
    >>> days = np.array([1.0, 2.0, 40.0, 3.0, 5.0, 60.0, 9.0, 7.0])
    >>> seen = Gaps(Groups(np.array([0, 3, 6, 8])), days, np.array([4.0, 30.0, 2.0]))
    >>> a, gap_days, k = fit_renewal(seen, (0.7, 30.0, 0.5))
    >>> 0.05 <= a <= 50, bool(k <= 1)
    (True, True)
    """
    days = np.maximum(gaps.days, SHORTEST_DAYS)
    count, logs = gaps.groups.counts.astype(np.float64), float(np.log(days).sum())
    fits = []
    for k in SHAPES:
        total = gaps.groups.sum(days**k) + gaps.silence_days**k
        a0, b0 = start[0], start[0] * start[1] ** k
        a, b, value = _climb(count, total, np.log(a0), np.log(b0))
        fits.append((value + len(days) * np.log(k) + (k - 1.0) * logs, a, b))
    values = np.array([value for value, _, _ in fits])
    best = int(values.argmax())
    k, a, b = float(SHAPES[best]), *fits[best][1:]
    if 0 < best < len(SHAPES) - 1:
        left, middle, right = values[best - 1 : best + 2]
        # The top of the parabola through the best and its neighbours.
        k += float(0.5 * (SHAPES[1] - SHAPES[0]) * (left - right) / (left - 2.0 * middle + right))
        total = gaps.groups.sum(days**k) + gaps.silence_days**k
        a, b, _ = _climb(count, total, a, b)
    return float(np.exp(a)), float(np.exp((b - a) / k)), k


def _climb(count: Floats, total: Floats, u: float, v: float) -> tuple[float, float, float]:
    """Maximise the likelihood over log a and log b by Newton steps that never go down."""
    value = _likelihood(count, total, u, v)
    for _ in range(_STEPS):
        step = _step(count, total, u, v)
        scale = 1.0
        while scale > _ENOUGH:
            tried = tuple(
                float(np.clip(x + scale * dx, *bounds))
                for x, dx, bounds in zip((u, v), step, _RANGE, strict=True)
            )
            reached = _likelihood(count, total, *tried)
            if reached >= value:
                break
            scale /= 2.0
        else:
            break
        moved = abs(tried[0] - u) + abs(tried[1] - v)
        (u, v), value = tried, reached
        if moved < _ENOUGH:
            break
    return u, v, value


def _likelihood(count: Floats, total: Floats, u: float, v: float) -> float:
    a, b = float(np.exp(u)), float(np.exp(v))
    every = log_gamma(a + count) - (a + count) * np.log(b + total)
    start = float(log_gamma(np.array([a]))[0]) - a * v
    return float(every.sum() - len(count) * start)


def _step(count: Floats, total: Floats, u: float, v: float) -> tuple[float, float]:
    """One Newton step in the logarithms; uphill where the surface is not concave."""
    a, b, n = np.exp(u), np.exp(v), len(count)
    one = np.array([a])
    inverse = 1.0 / (b + total)
    da = float((digamma(a + count) + np.log(b * inverse)).sum() - n * digamma(one)[0])
    db = float(n * a / b - ((a + count) * inverse).sum())
    uu = a * a * float(trigamma(a + count).sum() - n * trigamma(one)[0]) + a * da
    vv = b * b * float(((a + count) * inverse**2).sum() - n * a / (b * b)) + b * db
    uv = a * b * float(n / b - inverse.sum())
    gradient = np.array([a * da, b * db])
    det = uu * vv - uv * uv
    if uu < 0.0 < det:
        step = -np.array([vv * gradient[0] - uv * gradient[1], uu * gradient[1] - uv * gradient[0]])
        step /= det
    else:
        step = gradient / max(float(np.abs(gradient).max()), _ENOUGH)
    longest = max(float(np.abs(step).max()), _LONGEST_STEP)
    du, dv = (step / longest * _LONGEST_STEP).tolist()
    return du, dv
