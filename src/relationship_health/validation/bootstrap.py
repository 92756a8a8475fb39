"""How sure a figure is: the bootstrap, relationships drawn whole with all their rows.

The same relationship is asked about at several origins, and its answers resemble each other; rows
drawn one by one would pretend to more evidence than there is. Every score is weighed by the same
draws, so that the difference of two scores has an interval of its own, much narrower than either's.

Source: Efron, Tibshirani 1993, An Introduction to the Bootstrap, chapters 8 and 13 (percentile
intervals); for clusters Field, Welsh 2007, JRSS B 69(3):369-390, doi
10.1111/j.1467-9868.2007.00593.x.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Self

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.validation.figures import BINS, bin_of, log_losses, squared_errors
from relationship_health.validation.ranking import Ranking

LEVEL = 0.95
CACHED = 400_000
"""Weights that are worked on at a time: they stay in the processor's cache."""
WIDTHS = (16, 256)
"""Resamples at a time: no fewer than the first, however many relationships there are."""
MOST_TIMES = 255


@attrs.frozen(slots=True, eq=False)
class Drawn:
    """A figure, and what it was in each resample.

    Parameters
    ----------
    value : float
        NaN where unknown.
    draws : float64 array over resamples
    """

    value: float
    draws: Floats

    @classmethod
    def unknown(cls) -> Self:
        """Return a figure that nobody knows."""
        return cls(float("nan"), np.empty(0))

    def __sub__(self, other: Drawn) -> Drawn:
        """Return the difference of two figures of the same resamples."""
        if not len(self.draws) or not len(other.draws):
            return Drawn.unknown()
        return Drawn(self.value - other.value, self.draws - other.draws)

    @property
    def interval(self) -> tuple[float, float]:
        """The middle 95 % of the draws, widened to hold the value.

        Examples
        --------
        >>> Drawn(0.0, np.zeros(41)).interval
        (0.0, 0.0)
        """
        known = self.draws[~np.isnan(self.draws)]
        if not len(known) or np.isnan(self.value):
            return float("nan"), float("nan")
        low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return min(float(low), self.value), max(float(high), self.value)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Resamples:
    """How often each relationship was drawn in each resample.

    Parameters
    ----------
    times : uint8 array, shape (parts, relationships, resamples of a part)
    """

    times: Array

    @classmethod
    def draw(cls, relationships: int, resamples: int, seed: int) -> Self:
        """Draw relationships with replacement, as many as there are.

        The number of resamples is rounded up to parts of equal length.

        Examples
        --------
        >>> Resamples.draw(10, 20, seed=0).times.sum(axis=1).ravel().tolist() == [10] * 20
        True
        """
        random = np.random.default_rng(seed)
        parts = -(-resamples // min(max(CACHED // relationships, WIDTHS[0]), WIDTHS[1]))
        width = -(-resamples // parts)
        times = np.empty((parts, relationships, width), dtype=np.uint8)
        for part in range(parts):
            chosen = random.integers(0, relationships, size=(relationships, width))
            chosen *= width
            chosen += np.arange(width)
            counts = np.bincount(chosen.ravel(), minlength=relationships * width)
            times[part] = np.minimum(counts, MOST_TIMES).reshape(relationships, width)
        return cls(times=times)

    def weights(self, relationship: Ints) -> Iterator[Array]:
        """Give the weights of some rows part by part, by the relationship of each, as float32."""
        for part in self.times:
            yield part[relationship].astype(np.float32)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Rows:
    """Rows of one origin that are ranked against each other.

    Parameters
    ----------
    score : float64 array without NaN
    outcome : bool array
    relationship : int64 array
    """

    score: Floats
    outcome: Bools
    relationship: Ints


def ranked(parts: Sequence[Rows], resamples: Resamples) -> tuple[Drawn, Drawn]:
    """Return AUC and lift: the mean over origins, among whose rows alone a score ranks."""
    found = [_ranked(part, resamples) for part in parts]
    decided = [both for both in found if both is not None]
    if not decided:
        return Drawn.unknown(), Drawn.unknown()
    first, second = (
        Drawn(
            float(np.mean([both[which].value for both in decided])),
            np.mean([both[which].draws for both in decided], axis=0),
        )
        for which in (0, 1)
    )
    return first, second


def _ranked(rows: Rows, resamples: Resamples) -> tuple[Drawn, Drawn] | None:
    ranking = Ranking.of(rows.score, rows.outcome)
    if not ranking.decidable:
        return None
    once = np.ones((len(rows.score), 1))
    exact, coarse = ranking.figures(once), ranking.coarse()
    rounded = coarse.figures(once)
    placed = attrs.evolve(coarse, order=np.arange(len(rows.score)))
    drawn = [
        placed.figures(weights) for weights in resamples.weights(rows.relationship[ranking.order])
    ]
    auc, lift = (
        Drawn(
            float(exact[which][0]),
            np.concatenate([part[which] for part in drawn]) + (exact[which] - rounded[which]),
        )
        for which in (0, 1)
    )
    return auc, lift


def believed(
    chance: Floats, outcome: Bools, relationship: Ints, resamples: Resamples
) -> tuple[Drawn, Drawn, Drawn]:
    """Return Brier score, log loss and expected calibration error, over all rows together."""
    order = np.argsort(bin_of(chance), kind="stable")
    chance, outcome, relationship = chance[order], outcome[order], relationship[order]
    place = bin_of(chance)
    starts = np.searchsorted(place, np.flatnonzero(np.bincount(place, minlength=BINS)))
    losses = np.stack([
        squared_errors(chance, outcome), log_losses(chance, outcome), np.ones(len(chance)),
    ])  # fmt: skip
    excess = (chance - outcome)[:, None]

    def figures(weights: Array) -> Floats:
        squared, log, rows = losses @ weights.astype(np.float64)
        off = np.abs(np.add.reduceat(excess * weights, starts, axis=0)).sum(axis=0)
        with np.errstate(invalid="ignore"):  # a resample may hold none of few rows
            return np.asarray(np.stack([squared, log, off]) / rows)

    values = figures(np.ones((len(chance), 1)))[:, 0]
    drawn = np.concatenate([figures(w) for w in resamples.weights(relationship)], axis=1)
    brier, log, error = (
        Drawn(float(value), draws) for value, draws in zip(values, drawn, strict=True)
    )
    return brier, log, error
