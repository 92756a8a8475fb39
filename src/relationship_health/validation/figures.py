"""How good a score is: how it ranks, and, where it is a probability, whether it can be believed.

- AUC: the share of pairs, one with and one without the outcome, that the score ranks rightly, ties
  half (Mann, Whitney 1947; Hanley, McNeil 1982, Radiology 143(1):29-36, doi
  10.1148/radiology.143.1.7063747);
- lift: how much more often the outcome comes among the best tenth than among all;
- Brier score: mean of (p - y)^2 (Brier 1950, Monthly Weather Review 78(1):1-3);
- log loss: mean of -ln of the probability that was given to what happened;
- expected calibration error: over ten bins of equal width, the mean distance of the mean p from the
  share that happened, weighted by the bin's rows (Naeini, Cooper, Hauskrecht 2015, AAAI
  29:2901-2907; Guo, Pleiss, Sun, Weinberger 2017, ICML, PMLR 70:1321-1330).
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.validation.ranking import Ranking

BINS = 10
SMALLEST_CHANCE = 1e-6
"""What a probability of 0 counts as in the log loss, which would else be infinite."""


def auc(score: Floats, outcome: Bools) -> float:
    """Share of pairs, one with and one without the outcome, that a score ranks rightly.

    Parameters
    ----------
    score : float64 array without NaN
    outcome : bool array

    Returns
    -------
    float in [0, 1]
        NaN where the outcome is the same for all.

    Examples
    --------
    >>> auc(np.array([3.0, 1.0, 2.0]), np.array([True, False, False]))
    1.0
    """
    if not len(score) or outcome.all() or not outcome.any():
        return float("nan")
    return float(Ranking.of(score, outcome).figures(np.ones((len(score), 1)))[0][0])


def squared_errors(chance: Floats, outcome: Bools) -> Floats:
    """(p - y)^2 of every row: their mean is the Brier score.

    Examples
    --------
    >>> squared_errors(np.array([0.5, 1.0]), np.array([True, True]))
    array([0.25, 0.  ])
    """
    return np.asarray((chance - outcome) ** 2, dtype=np.float64)


def log_losses(chance: Floats, outcome: Bools) -> Floats:
    """-ln of the probability given to what happened, for every row.

    Examples
    --------
    >>> log_losses(np.array([0.5, 1.0]), np.array([True, True])).round(4)
    array([0.6931, 0.    ])
    """
    given = np.where(outcome, chance, 1.0 - chance)
    return np.asarray(-np.log(np.clip(given, SMALLEST_CHANCE, 1.0 - SMALLEST_CHANCE)))


def bin_of(chance: Floats) -> Ints:
    """Bin of each probability, of ten of equal width; 1 belongs to the last.

    Examples
    --------
    >>> bin_of(np.array([0.0, 0.1, 0.95, 1.0]))
    array([0, 1, 9, 9])
    """
    return np.minimum((chance * BINS).astype(np.int64), BINS - 1)


def calibration_error(chance: Floats, outcome: Bools) -> float:
    """Return the expected calibration error over ten bins of equal width.

    Examples
    --------
    >>> calibration_error(np.array([0.25, 0.25, 0.75, 0.75]), np.array([True, False, True, True]))
    0.25
    """
    excess = np.bincount(bin_of(chance), weights=chance - outcome, minlength=BINS)
    return float(np.abs(excess).sum() / len(chance))


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Calibration:
    """Said and happened, for each of ten bins of probability.

    Parameters
    ----------
    said, happened : float64 arrays over bins
        Mean probability, and share of rows with the outcome; NaN where a bin is empty.
    rows : int64 array over bins
    """

    said: Floats
    happened: Floats
    rows: Ints


def calibration(chance: Floats, outcome: Bools) -> Calibration:
    """Compare what was said with what happened, bin by bin.

    Examples
    --------
    >>> calibration(np.array([0.25, 0.25]), np.array([True, False])).happened[2]
    np.float64(0.5)
    """
    place = bin_of(chance)
    rows = np.bincount(place, minlength=BINS)
    with np.errstate(invalid="ignore"):
        said, happened = (
            np.bincount(place, weights=values, minlength=BINS) / rows
            for values in (chance, outcome.astype(np.float64))
        )
    return Calibration(said=said, happened=happened, rows=rows)


def roc(score: Floats, outcome: Bools) -> tuple[Floats, Floats]:
    """Return the share of false and of true alarms as the score's threshold falls.

    Returns
    -------
    two float64 arrays from 0 to 1, for the x and the y axis

    Examples
    --------
    >>> roc(np.array([3.0, 1.0, 2.0]), np.array([True, False, False]))
    (array([0. , 0. , 0.5, 1. ]), array([0., 1., 1., 1.]))
    """
    ranking = Ranking.of(score, outcome)
    ends = np.append(ranking.starts[1:], len(score)) - 1
    true = np.cumsum(ranking.positive)[ends]
    false = ends + 1 - true
    return np.append(0.0, false / false[-1]), np.append(0.0, true / true[-1])


def gains(score: Floats, outcome: Bools) -> tuple[Floats, Floats]:
    """Return the share of rows taken from the best down, and the lift among them.

    Examples
    --------
    >>> gains(np.array([3.0, 1.0, 2.0, 0.0]), np.array([True, False, False, True]))
    (array([0.25, 0.5 , 0.75, 1.  ]), array([2.        , 1.        , 0.66666667, 1.        ]))
    """
    ranking = Ranking.of(score, outcome)
    ends = np.append(ranking.starts[1:], len(score))
    taken = ends / len(score)
    return taken, np.cumsum(ranking.positive)[ends - 1] / (taken * ranking.positive.sum())
