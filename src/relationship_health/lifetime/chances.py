"""Integrals behind the models, by quadrature of positive terms, so that no digit cancels.

The published expressions are differences of hypergeometric functions. Here every weight and every
term is positive: results are never negative, and rise wherever their terms do.
"""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Floats

BETA_NODES = 256
SPAN_NODES = 96
_NEGLIGIBLE = 40.0
"""e^-40 is below the rounding of a float."""
_SPAN_AT, _SPAN_WEIGHTS = np.polynomial.legendre.leggauss(SPAN_NODES)


def mean_over_beta(shape: Floats, ahead: Floats, a: Floats, b: Floats) -> Floats:
    """Mean of (1 - (1 + p ahead)^-shape) / p over p ~ Beta(a, b).

    Parameters
    ----------
    shape : float64 array, positive
        Of the Gamma distribution of the rate.
    ahead : float64 array, at least 0
        Horizon in units of that distribution's rate parameter.
    a, b : float64 arrays, positive

    Returns
    -------
    float64 array, at least 0
        Expected transactions of one who leaves with chance p after each; it rises with ``ahead``
        and ``shape``.

    Notes
    -----
    Trapezoidal rule over the log-odds of p, which converges exponentially; both tails are
    geometric series and enter with their sums. Dividing by the same rule's sum of the density
    needs no Beta function.

    Examples
    --------
    >>> one = np.ones(1)  # mean of ahead / (1 + p ahead): ln(1 + ahead)
    >>> mean_over_beta(one, 2.0 * one, one, one) - np.log(3.0) < 1e-12
    array([ True])
    """
    low, high = _reach(shape, ahead, a, b)
    step = (high - low) / (BETA_NODES - 1)
    at = low[:, None] + step[:, None] * np.arange(BETA_NODES)
    log_p = -np.logaddexp(0.0, -at)
    logs = a[:, None] * log_p + b[:, None] * (log_p - at)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    weights[:, 0] /= -np.expm1(-a * step)
    weights[:, -1] /= -np.expm1(-b * step)
    p = np.exp(log_p)
    terms = -np.expm1(-shape[:, None] * np.log1p(p * ahead[:, None])) / p
    mean: Floats = (weights * terms).sum(axis=1) / weights.sum(axis=1)
    return mean


def _reach(shape: Floats, ahead: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Log-odds of p between which it matters where p is, beyond the geometric tails."""
    middle, width = np.log(a) - np.log(b), np.sqrt(1.0 / a + 1.0 / b)
    steep = np.log(np.maximum(ahead * np.maximum(shape, 1.0), 1.0))
    low = np.maximum(
        -_NEGLIGIBLE - np.maximum(np.log(np.maximum(b, 1.0)), steep),
        middle - 12.0 * width - (_NEGLIGIBLE + 10.0) / a,
    )
    high = np.minimum(
        _NEGLIGIBLE + np.log(np.maximum(np.maximum(a, shape), 1.0)),
        middle + 12.0 * width + (_NEGLIGIBLE + 10.0 + steep) / b,
    )
    return low, high


def exponential_mean(exponent: Floats) -> Floats:
    """Mean of e^(exponent u) over u in [0, 1]: (e^y - 1)/y, and 1 at y = 0.

    Examples
    --------
    >>> exponential_mean(np.array([0.0, 1.0])).round(6)
    array([1.      , 1.718282])
    """
    safe = np.where(exponent == 0.0, 1.0, exponent)
    return np.where(exponent == 0.0, 1.0, np.expm1(safe) / safe)


def log_mean_gone(
    frequency: Floats, recency: Floats, age: Floats, params: tuple[float, float, float, float]
) -> tuple[Floats, tuple[Floats, Floats, Floats, Floats]]:
    """Logarithm of the integral over the moments at which a customer may have left.

    ∫ ((α + T)/(α + τ))^(r + x) ((β + T)/(β + τ))^s dτ/(β + τ), over τ from t_x to T: the density
    of leaving at τ unseen, relative to being alive at T, without its factor s.

    Parameters
    ----------
    frequency, recency, age : float64 arrays
        x, t_x and T.
    params : r, alpha, s, beta

    Returns
    -------
    value : float64 array
        -inf where recency is age.
    slopes : float64 arrays
        Its derivative by each parameter, in their order; 0 where the value is -inf.

    Notes
    -----
    Schmittlein, Morrison, Colombo 1987, Management Science 33(1):1-24, doi 10.1287/mnsc.33.1.1,
    before the integral is written as a difference of two hypergeometric functions. Gauss-Legendre
    over u, τ = t_x + δ (e^u - 1), with δ below the distance of either pole, so that the integrand
    is smooth on the scale of u.

    Examples
    --------
    >>> one = np.ones(1)  # r = x = 0 in the limit, s = 1: ∫ (1 + T)/(1 + τ)^2 dτ = T
    >>> value, _ = log_mean_gone(0 * one, 0 * one, 3 * one, (1e-300, 1.0, 1.0, 1.0))
    >>> np.exp(value).round(12)
    array([3.])
    """
    r, alpha, s, beta = params
    times, room = (recency + alpha, recency + beta), age - recency
    delta = np.minimum(times[0] / (1.0 + r + frequency), times[1] / (1.0 + s))
    end = np.log1p(room / delta)
    u = end[:, None] * (_SPAN_AT + 1.0) / 2.0
    since = np.minimum(delta[:, None] * np.expm1(u), room[:, None])
    before, left = times[0][:, None] + since, times[1][:, None] + since
    to_end = room[:, None] - since
    rates, leaves = np.log1p(to_end / before), np.log1p(to_end / left)
    logs = (r + frequency)[:, None] * rates + s * leaves - np.log(left) + u
    peak = logs.max(axis=1)
    weights = np.exp(logs - peak[:, None]) * _SPAN_WEIGHTS
    total = weights.sum(axis=1)
    some = room > 0.0
    value = np.where(
        some, peak + np.log(total) + np.log(np.where(some, end / 2.0 * delta, 1.0)), -np.inf
    )
    weights /= total[:, None]
    slopes = (
        (weights * rates).sum(axis=1),
        -(r + frequency) * (weights * to_end / before).sum(axis=1) / (alpha + age),
        (weights * leaves).sum(axis=1),
        s / (beta + age) - (s + 1.0) * (weights / left).sum(axis=1),
    )
    return value, slopes
