"""Rows in the order of a score, ordered once and weighed many times.

A bootstrap asks for the same figures under hundreds of weights. The rows are sorted once; each
weight then costs one pass. Between resamples, where only differences matter, ties of nearly equal
scores are taken together, which moves an AUC by less than 1e-4.
"""

from __future__ import annotations

from typing import Self

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints

TOP_SHARE = 0.1
GROUPS = 512


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Ranking:
    """Rows in the order of a score, the best first, rows that tie as one group.

    Parameters
    ----------
    order : int64 array
        Positions of the rows.
    starts : int64 array
        Where in ``order`` each group of ties begins.
    positive : bool array
        The outcome of each row, in that order.
    """

    order: Ints
    starts: Ints
    positive: Bools

    @classmethod
    def of(cls, score: Floats, outcome: Bools) -> Self:
        """Order the rows.

        Parameters
        ----------
        score : float64 array without NaN
            More is better.
        outcome : bool array
        """
        order = np.argsort(-score, kind="stable")
        ordered = score[order]
        starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
        return cls(order=order, starts=starts[: len(order)], positive=outcome[order])

    def coarse(self) -> Self:
        """Return the ranking in at most ``GROUPS`` groups, none of which parts rows that tie."""
        wanted = np.linspace(0, len(self.order), GROUPS, endpoint=False)
        first = np.searchsorted(self.starts, wanted)
        kept = np.unique(self.starts[np.minimum(first, len(self.starts) - 1)])
        return attrs.evolve(self, starts=np.union1d(kept, self.starts[:1]))

    @property
    def decidable(self) -> bool:
        """Whether the outcome both happened and did not."""
        return bool(self.positive.any() and not self.positive.all())

    def figures(self, weights: Array) -> tuple[Floats, Floats]:
        """Return AUC and lift of the best tenth.

        Parameters
        ----------
        weights : float array, shape (rows, resamples), at least 0

        Returns
        -------
        two float64 arrays over resamples
            NaN where the outcome is the same for all rows of a weight.

        Examples
        --------
        >>> score = np.array([0.9, 0.8, 0.8, 0.1])
        >>> ranking = Ranking.of(score, np.array([True, True, False, False]))
        >>> auc, _ = ranking.figures(np.ones((4, 1)))
        >>> auc
        array([0.875])
        """
        everyone = weights[self.order]
        happened = everyone * self.positive[:, None]
        if len(self.starts) < len(self.order):
            everyone = np.add.reduceat(everyone, self.starts, axis=0)
            happened = np.add.reduceat(happened, self.starts, axis=0)
        reached = np.cumsum(happened, axis=0)
        hits = reached[-1].astype(np.float64)
        misses = everyone.sum(axis=0, dtype=np.float64) - hits
        with np.errstate(divide="ignore", invalid="ignore"):
            above = reached - happened * np.array(0.5, dtype=weights.dtype)
            ranked = np.einsum("ij,ij->j", everyone - happened, above, dtype=np.float64)
            return ranked / (hits * misses), _lift(everyone, happened, reached)


def _lift(everyone: Array, happened: Array, reached: Array) -> Floats:
    """Lift of the best tenth; ties that straddle its edge count in proportion."""
    passed = np.cumsum(everyone, axis=0)
    wanted = TOP_SHARE * passed[-1].astype(np.float64)
    place = (passed < wanted).sum(axis=0)
    resample = np.arange(passed.shape[1])
    lacking = passed[place, resample] - wanted
    inside = reached[place, resample] - happened[place, resample] * (
        lacking / everyone[place, resample]
    )
    return np.asarray(inside / (TOP_SHARE * reached[-1]), dtype=np.float64)
