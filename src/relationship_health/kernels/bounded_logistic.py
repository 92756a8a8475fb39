"""Logistic regression whose coefficients may be held at 0 or above."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Bools, Floats
from relationship_health.kernels.logistic import sigmoid

SWEEPS = 1_000
"""Most passes over the coordinates of one quadratic step."""

WELL_CONDITIONED = 1e12

HALVINGS = 40
"""Most times that one step is cut in half."""


def fit_bounded_logistic(  # noqa: PLR0913  the problem, and when to stop
    x: Floats,
    y: Floats,
    weights: Floats,
    *,
    penalty: float,
    bounded: Bools,
    tolerance: float = 1e-12,
    iterations: int = 100,
) -> tuple[Floats, float, int]:
    """Fit P(y = 1) = 1 / (1 + exp(-(x w + b))) with a quadratic penalty on w.

    Minimises sum(weights * log loss) + penalty / 2 * sum(w^2), which is convex: each step solves
    the second-order model within the bounds by coordinate descent, and is halved until the loss
    falls (sequential quadratic programming; the loss of Fan et al. 2008, JMLR 9:1871).

    Parameters
    ----------
    x : float64 array, shape (rows, features)
    y : float64 array of 0 and 1
    weights : float64 array
        At least 0, one per row.
    penalty : float
        Above 0, or 0 where the classes overlap.
    bounded : bool array, shape (features,)
        Coefficients that must not be negative.
    tolerance : float
        Stop where no coefficient can gain more than this times the total weight.
    iterations : int
        Most steps.

    Returns
    -------
    (coefficients, intercept, steps)

    Examples
    --------
    >>> x = np.array([[0.0], [0.0], [1.0], [1.0]])
    >>> y, even = np.array([0.0, 1.0, 1.0, 1.0]), np.ones(4)
    >>> up, _, _ = fit_bounded_logistic(x, y, even, penalty=0.1, bounded=np.array([True]))
    >>> down, at, _ = fit_bounded_logistic(x, 1.0 - y, even, penalty=0.1, bounded=np.array([True]))
    >>> bool(up[0] > 0), float(down[0]), round(float(at), 6)  # -log 3: one of four
    (True, 0.0, -1.098612)
    """
    design = np.column_stack([x, np.ones(len(x))])
    ridge = np.append(np.full(x.shape[1], penalty), 0.0)
    lowest = np.append(np.where(bounded, 0.0, -np.inf), -np.inf)
    w = np.zeros(design.shape[1])
    enough = tolerance * max(float(weights.sum()), 1e-300)
    steps = 0
    while steps < iterations:
        steps += 1
        p = sigmoid(design @ w)
        gradient = design.T @ (weights * (p - y)) + ridge * w
        if np.abs(np.where(w <= lowest, np.minimum(gradient, 0.0), gradient)).max() <= enough:
            break
        hessian = (design * (weights * p * (1.0 - p))[:, None]).T @ design + np.diag(ridge)
        move = _descend(hessian, gradient, lowest - w)
        size = _shortened(design, y, weights, ridge, w, move)
        if not size:
            break  # rounding hides any further gain
        w = np.maximum(w + size * move, lowest)
    return w[:-1], float(w[-1]), steps


def _descend(hessian: Floats, gradient: Floats, lowest: Floats) -> Floats:
    """Minimise the second-order model over moves that are nowhere below ``lowest``."""
    if np.linalg.cond(hessian) < WELL_CONDITIONED:
        step = np.asarray(np.linalg.solve(hessian, -gradient), dtype=np.float64)
        if (step >= lowest).all():
            return step
    curvature = np.maximum(np.diag(hessian), 1e-12)
    move = np.zeros_like(gradient)
    slope = gradient.copy()
    for _ in range(SWEEPS):
        largest = 0.0
        for i, bend in enumerate(curvature):
            change = max(move[i] - slope[i] / bend, lowest[i]) - move[i]
            if change:
                move[i] += change
                slope += change * hessian[i]
                largest = max(largest, abs(change) * bend)
        if largest <= 1e-12 * (1.0 + np.abs(gradient).max()):
            break
    return move


def _shortened(  # noqa: PLR0913, PLR0917  the loss, and where it is looked at
    design: Floats, y: Floats, weights: Floats, ridge: Floats, w: Floats, move: Floats
) -> float:
    """Return the first of 1, 1/2, 1/4 ... of a move by which the loss falls."""

    def loss(at: Floats) -> float:
        z = design @ at
        return float(weights @ (np.logaddexp(0.0, z) - y * z) + 0.5 * (ridge * at) @ at)

    # Near the optimum what is gained is less than what rounding takes.
    here, size = loss(w) * (1.0 + 1e-14), 1.0
    for _ in range(HALVINGS):
        if loss(w + size * move) <= here:
            return size
        size /= 2.0
    return 0.0
