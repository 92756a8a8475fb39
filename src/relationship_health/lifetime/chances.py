"""Integrals behind the models, by quadrature of positive terms, so that no digit cancels.

The published expressions are differences of hypergeometric functions. Here every weight and every
term is positive: results are never negative, and rise wherever their terms do.
"""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Floats

BETA_NODES = 256
SHORT_SPAN = 5.0
_NEGLIGIBLE = 40.0
"""e^-40 is below the rounding of a float."""


def _unit_rule(nodes: int) -> tuple[Floats, Floats]:
    at, weights = np.polynomial.legendre.leggauss(nodes)
    return (at + 1.0) / 2.0, weights / 2.0


_SHORT, _LONG = _unit_rule(32), _unit_rule(96)
"""Gauss-Legendre rules on [0, 1], for spans up to ``SHORT_SPAN`` and for longer ones."""


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
    delta = np.minimum((recency + alpha) / (1.0 + r + frequency), (recency + beta) / (1.0 + s))
    end = np.log1p((age - recency) / delta)
    found = np.empty((1 + len(params), len(age)))
    short = end <= SHORT_SPAN
    for rule, chosen in ((_SHORT, short), (_LONG, ~short)):
        rows = np.flatnonzero(chosen)
        parts = (values[rows] for values in (frequency, recency, age, delta, end))
        found[:, rows] = _span(params, rule, *parts)
    by_r, by_alpha, by_s, by_beta = found[1:]
    return found[0], (by_r, by_alpha, by_s, by_beta)


def _span(
    params: tuple[float, float, float, float], rule: tuple[Floats, Floats], *columns: Floats
) -> Floats:
    """Integrate with one rule; the rows are the value and its slopes."""
    frequency, recency, age, delta, end = columns
    r, alpha, s, beta = params
    room, power = age - recency, r + frequency
    stretched = np.expm1(end[:, None] * rule[0])
    since = np.minimum(delta[:, None] * stretched, room[:, None])
    before, left = (recency + alpha)[:, None] + since, (recency + beta)[:, None] + since
    to_end = room[:, None] - since
    rates, leaves = np.log1p(to_end / before), np.log1p(to_end / left)
    logs = power[:, None] * rates + s * leaves
    # They fall from the first node on, so that nothing overflows and the first does not vanish.
    peak = logs.max(axis=1, initial=0.0)
    weights = np.exp(logs - peak[:, None]) * (1.0 + stretched) / left * rule[1]
    total = weights.sum(axis=1)
    weights /= total[:, None]
    with np.errstate(divide="ignore"):
        value = peak + np.log(total) + np.log(end * delta)
    return np.stack([
        value, (weights * rates).sum(axis=1),
        -power * (weights * to_end / before).sum(axis=1) / (alpha + age),
        (weights * leaves).sum(axis=1),
        s / (beta + age) - (s + 1.0) * (weights / left).sum(axis=1),
    ])  # fmt: skip
