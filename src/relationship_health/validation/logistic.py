"""A plain logistic regression, fitted by Newton's steps: what labels alone can teach.

P(y) = 1 / (1 + exp(-(c + x b))), maximum likelihood with a ridge of ``penalty`` / 2 |b|^2 on
features of mean 0 and variance 1; the intercept bears none. Iteratively reweighted least squares;
Hastie, Tibshirani, Friedman 2009, The Elements of Statistical Learning, section 4.4.1.
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats

MOST_STEPS = 100
SMALLEST_STEP = 1e-10
LARGEST_LOGIT = 30.0


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Logistic:
    """A fitted regression.

    Parameters
    ----------
    centre, scale : float64 arrays over features
        Mean and standard deviation of the features that it was fitted on.
    weights : float64 array over features
    intercept : float
    """

    centre: Floats
    scale: Floats
    weights: Floats
    intercept: float

    def chance(self, features: Array) -> Floats:
        """Return the probability of each row."""
        logit = (features - self.centre) / self.scale @ self.weights + self.intercept
        return _chance(logit)


def fit_logistic(features: Array, outcome: Bools, penalty: float = 1.0) -> Logistic:
    """Fit the regression.

    Parameters
    ----------
    features : float64 array, shape (rows, features), finite
    outcome : bool array
    penalty : float, above 0

    Returns
    -------
    Logistic

    Examples
    --------
    >>> x = np.array([[0.0], [1.0], [2.0], [3.0]])
    >>> model = fit_logistic(x, np.array([False, True, False, True]))
    >>> model.chance(x).round(2)
    array([0.35, 0.45, 0.55, 0.65])
    """
    centre, scale = features.mean(axis=0), features.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    x = np.column_stack([np.ones(len(features)), (features - centre) / scale])
    ridge = np.full(x.shape[1], float(penalty))
    ridge[0] = 0.0
    # From the share itself: for an outcome that never or always came there is no maximum.
    share = (outcome.sum() + 0.5) / (len(outcome) + 1.0)
    b = np.zeros(x.shape[1])
    b[0] = np.log(share / (1.0 - share))
    if outcome.any() and not outcome.all():
        b = _newton(x, outcome, ridge, b)
    return Logistic(centre=centre, scale=scale, weights=b[1:], intercept=float(b[0]))


def _newton(x: Array, outcome: Bools, ridge: Floats, b: Floats) -> Floats:
    loss = _loss(x, outcome, ridge, b)
    for _ in range(MOST_STEPS):
        p = _chance(x @ b)
        slope = x.T @ (p - outcome) + ridge * b
        curve = (x * (p * (1.0 - p))[:, None]).T @ x + np.diag(ridge + SMALLEST_STEP)
        step = np.linalg.solve(curve, slope)
        size = 1.0
        while (ahead := _loss(x, outcome, ridge, b - size * step)) > loss and size > SMALLEST_STEP:
            size /= 2.0
        b, loss = b - size * step, ahead
        if np.abs(size * step).max() < SMALLEST_STEP * (1.0 + np.abs(b).max()):
            break
    return b


def _loss(x: Array, outcome: Bools, ridge: Floats, b: Floats) -> float:
    logit = x @ b
    return float(np.logaddexp(0.0, np.where(outcome, -logit, logit)).sum() + ridge @ (b * b) / 2.0)


def _chance(logit: Floats) -> Floats:
    bounded = np.clip(logit, -LARGEST_LOGIT, LARGEST_LOGIT)
    return np.asarray(1.0 / (1.0 + np.exp(-bounded)), dtype=np.float64)
