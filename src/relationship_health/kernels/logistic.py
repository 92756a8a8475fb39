"""Logistic regression with slopes that cannot turn their sign, drawn towards given coefficients.

Numpy only, and with sums in the order of the rows: the same rows give the same bits. The kernel
`bounded_logistic` has no centre but 0 and leaves the intercept alone; a prior holds where there
are few rows or none.
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Floats

_STEPS = 100
_HALVINGS = 40
_ENOUGH = 1e-10


def sigmoid(log_odds: Floats) -> Floats:
    """Probability of given log odds.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0]))
    array([0. , 0.5])
    """
    small = np.exp(-np.abs(log_odds))
    return np.where(log_odds < 0.0, small, 1.0) / (1.0 + small)


def fit_logistic(  # noqa: PLR0913  the rows, and what they are drawn to
    features: Floats,
    came: Floats,
    stayed: Floats,
    centre: Floats,
    strength: float,
    *,
    offset: Floats | None = None,
) -> Floats:
    """Fit an intercept and slopes of at least 0 by penalised maximum likelihood.

    Parameters
    ----------
    features : float64 array, shape (rows, slopes)
    came, stayed : float64 arrays over rows
        How often it happened, and how often not.
    centre : float64 array, shape (1 + slopes,)
        Intercept and slopes that hold without rows.
    strength : float, above 0
        The penalty is half of it times the squared distance from the centre.
    offset : float64 array over rows, optional
        Log odds that stand already, and are only added to.

    Returns
    -------
    float64 array, shape (1 + slopes,)

    Notes
    -----
    Newton's method projected on the bounds (Bertsekas 1982, SIAM J. Control Optim. 20(2):221-246,
    doi 10.1137/0320018): slopes that lie at 0 and would fall stay there for the step. The penalised
    likelihood is strictly concave, so that there is one answer.

    Examples
    --------
    >>> x, came = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0.0, 0.0, 1.0, 1.0])
    >>> fit_logistic(x, came, 1.0 - came, np.zeros(2), 1.0).round(2)
    array([-0.44,  0.63])
    >>> fit_logistic(-x, came, 1.0 - came, np.zeros(2), 1.0).round(2)
    array([0., 0.])
    """
    table = _Table(
        design=np.column_stack([np.ones(len(features)), features]),
        came=np.asarray(came, dtype=np.float64), times=np.asarray(came + stayed, dtype=np.float64),
        centre=centre, strength=strength,
        offset=np.zeros(len(features)) if offset is None else offset,
    )  # fmt: skip
    lowest = np.zeros(len(centre))
    lowest[0] = -np.inf
    found = np.maximum(centre, lowest)
    value = table.loss(found)
    for _ in range(_STEPS):
        step = table.step(found)
        for halving in range(_HALVINGS):
            tried = np.maximum(found + step / 2.0**halving, lowest)
            reached = table.loss(tried)
            if reached <= value:
                break
        else:
            break
        moved = float(np.abs(tried - found).max())
        found, value = tried, reached
        if moved < _ENOUGH:
            break
    return found


@attrs.frozen(slots=True, eq=False, kw_only=True)
class _Table:
    """What is fitted: rows, how often each came out how, and where the fit is drawn to."""

    design: Floats
    came: Floats
    times: Floats
    offset: Floats
    centre: Floats
    strength: float

    def log_odds(self, found: Floats) -> Floats:
        """Log odds of each row."""
        return np.asarray(self.offset + (self.design * found).sum(axis=1))

    def loss(self, found: Floats) -> float:
        """Penalised negative log likelihood."""
        log_odds = self.log_odds(found)
        against = self.times * np.logaddexp(0.0, log_odds) - self.came * log_odds
        away = found - self.centre
        return float(against.sum() + 0.5 * self.strength * (away * away).sum())

    def step(self, found: Floats) -> Floats:
        """Newton's step among the coefficients that are free to move."""
        chance = sigmoid(self.log_odds(found))
        missed = (self.design * (self.times * chance - self.came)[:, None]).sum(axis=0)
        gradient = missed + self.strength * (found - self.centre)
        held = (found <= 0.0) & (gradient > 0.0)
        held[0] = False
        free = (~held).nonzero()[0]
        weighted = self.design[:, free] * (self.times * chance * (1.0 - chance))[:, None]
        curvature = np.array([
            (weighted * self.design[:, column, None]).sum(axis=0) for column in free
        ])  # fmt: skip
        step = np.zeros(len(found))
        step[free] = np.linalg.solve(curvature + self.strength * np.eye(len(free)), -gradient[free])
        return step
