"""A plain logistic regression, fitted by Newton's steps: what labels alone can teach.

P(y) = 1 / (1 + exp(-(c + x b))), maximum likelihood with a ridge of ``penalty`` / 2 |b|^2 on
features of mean 0 and variance 1; the intercept bears none. Iteratively reweighted least squares;
Hastie, Tibshirani, Friedman 2009, The Elements of Statistical Learning, section 4.4.1.
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats
from relationship_health.kernels.bounded_logistic import fit_bounded_logistic
from relationship_health.kernels.logistic import sigmoid

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
        return sigmoid(np.clip(logit, -LARGEST_LOGIT, LARGEST_LOGIT))


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
    if not outcome.any() or outcome.all():
        # For an outcome that never or always came there is no maximum: the share itself says it.
        share = (outcome.sum() + 0.5) / (len(outcome) + 1.0)
        weights, intercept = np.zeros(features.shape[1]), float(np.log(share / (1.0 - share)))
    else:
        weights, intercept, _ = fit_bounded_logistic(
            (features - centre) / scale, outcome.astype(np.float64), np.ones(len(outcome)),
            penalty=penalty, bounded=np.zeros(features.shape[1], dtype=np.bool_),
        )  # fmt: skip
    return Logistic(centre=centre, scale=scale, weights=weights, intercept=intercept)
