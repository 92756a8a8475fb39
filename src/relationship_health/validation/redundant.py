"""Which metrics say the same of a user's own relationships."""

from __future__ import annotations

import math
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Floats
from relationship_health.columns import Portfolio, read_moment
from relationship_health.composite import Scorecard, Scorer, check_asked
from relationship_health.kernels.ranks import effective_number, rank_correlations
from relationship_health.plots import Axes
from relationship_health.plots.redundancy import correlation_square
from relationship_health.results import Result
from relationship_health.validation.sampling import sampled_portfolio
from relationship_health.validation.swayed import POINTS, SAMPLE, checked_above_zero
from relationship_health.validation.variations import (
    Effect,
    counted_metrics,
    effect,
    with_weight,
)

SAME = 0.9
"""Rank correlation from which on two metrics say the same."""

FEWEST = 20
"""Relationships of which both metrics must be known, to say how they go together."""


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Redundancy(Result):
    """How the metrics go together on these relationships, and what each adds to health.

    Parameters
    ----------
    names : tuple of str
        The metrics of the engine.
    correlations : float64 array, shape (metrics, metrics)
        Spearman's rho over relationships of which both are known; NaN where these are too few, or
        all values are the same.
    shared : int64 array of the same shape
        Relationships of which both are known.
    effects : tuple of Effect or None
        What dropping each metric does to health; None for one that has no part in it.
    threshold : float
        Size of the correlation from which on two metrics say the same.
    """

    names: tuple[str, ...]
    correlations: Floats
    shared: Array
    effects: tuple[Effect | None, ...]
    threshold: float

    @property
    def title(self) -> str:
        """What was asked."""
        return "Metrics that say the same"

    @property
    def pairs(self) -> list[tuple[str, str, float]]:
        """Two metrics and their correlation, for all that say the same, the closest first."""
        near = np.triu(np.abs(np.nan_to_num(self.correlations)) >= self.threshold, k=1)
        found = [
            (self.names[i], self.names[j], float(self.correlations[i, j]))
            for i, j in np.argwhere(near).tolist()
        ]
        return sorted(found, key=lambda pair: -abs(pair[2]))

    @property
    def effective(self) -> float:
        """How many metrics that have nothing in common would say as much; NaN where unknown."""
        return effective_number(self.correlations)

    @property
    def words(self) -> tuple[str, ...]:
        """How many metrics there really are, which say the same, and what could be left out."""
        judged = int((~np.isnan(np.diag(self.correlations))).sum())
        if not judged:
            return ("No metric is known of enough relationships to compare it.",)
        same = [f"{one} and {two} ({rho:.2f})" for one, two, rho in self.pairs]
        number = (
            f"The {judged} metrics that differ between relationships say as much as "
            f"{self.effective:.1f} that have nothing in common."
        )
        alike = (
            f"Say the same, with a rank correlation of {self.threshold:g} or more: "
            f"{'; '.join(same) or 'no two'}."
        )
        lines = [number, alike]
        spare = min(
            (e for e in self.effects if e is not None), key=lambda e: e.mean_size, default=None
        )
        if spare is not None:
            lines.append(
                f"Least missed would be {spare.name}: without it health moves by "
                f"{spare.mean_size:.1f} points on average, {spare.bands_changed:.0%} change band, "
                f"and ranks correlate by {spare.rank_correlation:.3f} with those before."
            )
        return tuple(lines)

    def columns(self) -> dict[str, Array]:
        """Return a row for each metric: what it is closest to, and what dropping it does."""
        size = np.abs(np.nan_to_num(self.correlations))
        np.fill_diagonal(size, -1.0)
        nearest = np.argmax(size, axis=1) if self.names else np.zeros(0, dtype=np.int64)
        rows = np.arange(len(self.names))
        rho = self.correlations[rows, nearest]
        close = [self.names[i] if r == r else None  # noqa: PLR0124  NaN is not itself
                 for i, r in zip(nearest.tolist(), rho.tolist(), strict=True)]  # fmt: skip
        dropped = ("mean_size", "largest", "rank_correlation", "bands_changed")
        return {
            "metric": np.array(self.names, dtype=object), "known": np.diag(self.shared).copy(),
            "nearest": np.array(close, dtype=object), "correlation": rho,
        } | {
            f"dropped_{name}": np.array(
                [math.nan if e is None else getattr(e, name) for e in self.effects]
            )
            for name in dropped
        }  # fmt: skip

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the correlation of every two metrics that are known of enough relationships.

        Raises
        ------
        MissingExtraError
            Where matplotlib is not installed.
        """
        there = np.flatnonzero(~np.isnan(np.diag(self.correlations)))
        return correlation_square(
            [self.names[i] for i in there], self.correlations[np.ix_(there, there)],
            title="How the metrics go together", ax=ax,
        )  # fmt: skip


def redundancy(
    portfolio: Portfolio,
    engine: Scorer,
    as_of: Any,
    *,
    threshold: float = SAME,
    sample: int = SAMPLE,
) -> Redundancy:
    """Say which metrics go together on these relationships, and what each adds to health.

    Parameters
    ----------
    portfolio : Portfolio
    engine : Engine
    as_of : datetime, date or ISO 8601 text
    threshold : float in (0, 1]
        Size of the rank correlation from which on two metrics say the same.
    sample : int
        Most relationships to look at, as in :func:`sensitivity`.

    Returns
    -------
    Redundancy

    Raises
    ------
    InputError
        Where ``as_of`` cannot be read, or a number is out of its range.

    Notes
    -----
    That two metrics go together in one portfolio does not make one of them useless: they may part
    where things go wrong, and a relationship may have the one and lack the other.

    Examples
    --------
    >>> from relationship_health.api import Engine
    >>> from relationship_health.simulate import sales_team
    >>> team = sales_team(relationships=60)
    >>> engine = Engine(metrics=["recency_decay", "stickiness", "reciprocity"])
    >>> found = redundancy(team.portfolio, engine, team.as_of, threshold=0.5)
    >>> [pair[:2] for pair in found.pairs], 1.0 < found.effective < 3.0
    ([('recency_decay', 'stickiness')], True)
    """
    check_asked(portfolio, engine)
    threshold = checked_above_zero("threshold", threshold, 1.0)
    card = engine.score(sampled_portfolio(portfolio, read_moment(as_of), sample), as_of=as_of)
    names, values = card.evaluation.names, card.evaluation.values
    known = (~np.isnan(values)).astype(np.int64)
    counted = frozenset(counted_metrics(card))
    effects = tuple(_dropped(card, name) if name in counted else None for name in names)
    return Redundancy(
        names=names, correlations=rank_correlations(values, FEWEST), shared=known.T @ known,
        effects=effects, threshold=threshold, backend=portfolio.backend,
        missing=tuple(f"{name}: {reason}." for name, reason in card.unavailable.items()),
    )  # fmt: skip


def _dropped(card: Scorecard, name: str) -> Effect:
    return effect(card, with_weight(card, name, 0.0), ("weight", name, 0.0, 0.0), POINTS)
