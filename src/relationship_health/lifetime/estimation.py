"""Maximum likelihood: the optimiser, and how sure its answer is. The only owner of scipy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Floats
from relationship_health.errors import MissingExtraError

Objective = Callable[[Floats], tuple[float, Floats]]
"""Logarithms of the parameters to the mean negative log-likelihood and its gradient."""

REACH = 16.0
"""How far from the data's own scale a parameter is searched, as a logarithm: nine millions."""
FLAT = 1e-7
"""A gradient of the mean log-likelihood per logarithm of a parameter that counts as none."""
STEP = 1e-4
_NEWTON_STEPS = 6
# Of the bounded methods L-BFGS-B waits for threads, with four parameters; TNC asks twice as often.
_METHOD = "SLSQP"
_COARSE = MappingProxyType({"maxiter": 200, "ftol": 1e-9})
_FINE = MappingProxyType({"maxiter": 1000, "ftol": 1e-15})
_AT_EDGE = 1e-6


@attrs.frozen(slots=True, kw_only=True)
class Fit:
    """How a fit came out.

    Attributes
    ----------
    log_likelihood : float
        Of all customers together, at the estimate.
    customers : int
        How many customers it was fitted to.
    converged : bool
        Whether the estimate is a maximum inside of what was searched.
    note : str
        Why not, or why there are no standard errors; empty where all is well.

    Examples
    --------
    >>> Fit(log_likelihood=-9582.4, customers=2357, converged=True, note="").converged
    True
    """

    log_likelihood: float
    customers: int
    converged: bool
    note: str


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Estimate:
    """Parameters by name, their standard errors, and how the fit came out.

    The covariance is that of the logarithms of the parameters, NaN where it is not known.
    """

    params: Mapping[str, float]
    standard_errors: Mapping[str, float]
    log_covariance: Floats
    fit: Fit


def estimate(
    objective: Objective, names: Sequence[str], starts: Sequence[Floats], customers: int
) -> Estimate:
    """Maximise a likelihood over positive parameters.

    Parameters
    ----------
    objective : function
        From the logarithms of the parameters to the mean negative log-likelihood and its gradient.
    names : sequence of str
    starts : sequence of float64 arrays
        Logarithms to start from; the first one also says the scale of the data.
    customers : int
        How many the mean is over.

    Raises
    ------
    MissingExtraError
        Where scipy is not installed.

    Notes
    -----
    SLSQP roughly from every start, to the end from the best one, then Newton's steps. Standard
    errors are those of the observed information, by the delta method: se(θ) = θ se(ln θ).
    """
    minimize = _optimize().minimize
    low, high = starts[0] - REACH, starts[0] + REACH
    bounds = list(zip(low, high, strict=True))

    def search(start: Floats, options: Mapping[str, float]) -> Any:
        return minimize(objective, start, jac=True, method=_METHOD, bounds=bounds, options=options)

    best = min((search(start, _COARSE) for start in starts), key=lambda run: float(run.fun))
    logs = _polished(objective, np.array(search(best.x, _FINE).x, dtype=np.float64))
    value, slope = objective(logs)
    curvature = _curvature(objective, logs)
    outside = (logs <= low + _AT_EDGE) | (logs >= high - _AT_EDGE)
    edge = [name for name, out in zip(names, outside, strict=True) if out]
    covariance, positive = _inverse(customers * curvature)
    flat = bool(np.abs(slope).max() <= FLAT)
    return Estimate(
        params=_named(names, np.exp(logs)),
        standard_errors=_named(names, np.exp(logs) * np.sqrt(np.diag(covariance))),
        log_covariance=covariance,
        fit=Fit(
            log_likelihood=-customers * value, customers=customers,
            converged=flat and positive and not edge,
            note=_note(edge, flat=flat, positive=positive),
        ),
    )  # fmt: skip


def _optimize() -> Any:
    try:
        from scipy import optimize  # type: ignore[import-untyped]  # it brings no types
    except ImportError as error:
        feature = "Fitting a lifetime model"
        raise MissingExtraError(feature, "stats") from error
    return optimize


def _named(names: Sequence[str], values: Floats) -> Mapping[str, float]:
    return MappingProxyType(dict(zip(names, values.tolist(), strict=True)))


def _curvature(objective: Objective, logs: Floats) -> Floats:
    """Return the Hessian from central differences of the exact gradient."""
    rows = []
    for place in range(len(logs)):
        step = np.zeros_like(logs)
        step[place] = STEP
        rows.append((objective(logs + step)[1] - objective(logs - step)[1]) / (2.0 * STEP))
    found = np.array(rows)
    return (found + found.T) / 2.0


def _polished(objective: Objective, logs: Floats) -> Floats:
    """Take Newton's steps while they make the gradient smaller."""
    slope = objective(logs)[1]
    for _ in range(_NEWTON_STEPS):
        curvature = _curvature(objective, logs)
        if not np.isfinite(curvature).all() or np.linalg.eigvalsh(curvature)[0] <= 0.0:
            break
        # From near the maximum only: a longer step would leave where the quadratic holds.
        move = np.linalg.solve(curvature, slope)
        if np.abs(move).max() > 1.0:
            break
        tried = objective(logs - move)[1]
        if not np.abs(tried).max() < np.abs(slope).max():
            break
        logs, slope = logs - move, tried
    return logs


def _inverse(information: Floats) -> tuple[Floats, bool]:
    """Return the covariance, NaN where the information is not positive definite."""
    unknown = np.full(information.shape, np.nan)
    if not np.isfinite(information).all():
        return unknown, False
    values, vectors = np.linalg.eigh(information)
    # Below this share of the largest, an eigenvalue is rounding of the differences.
    if values[0] <= 1e-10 * abs(values[-1]):
        return unknown, False
    covariance: Floats = (vectors / values) @ vectors.T
    return covariance, True


def _note(edge: Sequence[str], *, flat: bool, positive: bool) -> str:
    if edge:
        return (
            f"{', '.join(edge)} ran to the edge of what is searched: these data do not bound it, "
            "so read no meaning into its value."
        )
    if not positive:
        return (
            "The likelihood is flat at the estimate, so there are no standard errors: these data "
            "do not tell the parameters apart."
        )
    if not flat:
        return (
            "The likelihood still rose, if hardly, where the search ended: these data may not "
            "bound the parameters, so compare them with their standard errors."
        )
    return ""
