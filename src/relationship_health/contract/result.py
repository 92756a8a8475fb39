"""What a metric returns: a value, the evidence behind it, and the figures that explain it."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats

LARGEST_TRIALS = 1e9


@attrs.frozen(slots=True, eq=False, kw_only=True)
class MetricResult:
    """One metric's answer for every relationship of a block.

    Parameters
    ----------
    value : float64 array
        In [0, 1], 1 is healthy; NaN where there is nothing to judge.
    evidence : float64 array
        Undecayed number of observations behind the value, 0 exactly where it is NaN.
    variance : float64 array, optional
        Variance of the value, given all that was seen; NaN where the value is, infinite where any
        value is possible. Without it the value is as sure as a share of ``evidence`` observations.
    details : mapping of str to array
        Figures behind the value, one per relationship, for explanations.

    Examples
    --------
    >>> MetricResult(value=np.array([0.5, np.nan]), evidence=np.array([3.0, 0.0])).value
    array([0.5, nan])
    """

    value: Floats
    evidence: Floats
    variance: Floats | None = None
    details: Mapping[str, Array] = attrs.field(factory=dict)

    @classmethod
    def where(
        cls,
        known: Bools,
        value: Floats,
        evidence: Array,
        details: Mapping[str, Array] | None = None,
        variance: Floats | None = None,
    ) -> MetricResult:
        """Build a result that is unknown wherever ``known`` does not hold.

        Examples
        --------
        >>> MetricResult.where(np.array([False]), np.array([0.9]), np.array([4])).evidence
        array([0.])
        """
        if known.all():
            return cls(
                value=value, evidence=evidence.astype(np.float64), variance=variance,
                details=details or {},
            )  # fmt: skip
        return cls(
            value=np.where(known, value, np.nan),
            evidence=np.where(known, evidence, np.float64(0.0)),
            variance=None if variance is None else np.where(known, variance, np.nan),
            details=details or {},
        )

    @property
    def trials(self) -> Floats:
        """Observations of a share that would be as sure as the value is; 0 where unknown.

        Examples
        --------
        >>> half, sure = np.array([0.5]), np.array([0.05])
        >>> MetricResult(value=half, evidence=np.ones(1), variance=sure).trials
        array([5.])
        """
        if self.variance is None:
            return self.evidence
        return as_trials(self.value, self.variance)


def as_trials(value: Floats, variance: Floats) -> Floats:
    """Observations of a share that would be as sure as values are; 0 where they are unknown.

    Parameters
    ----------
    value, variance : float64 arrays of one shape

    Examples
    --------
    >>> as_trials(np.array([0.5, np.nan]), np.array([0.05, np.nan]))
    array([5., 0.])
    """
    deviation = np.minimum(np.sqrt(variance), 1.0)
    # At an end of the range the share itself has no spread: one deviation inwards it has.
    other = 1.0 - deviation
    inside = np.minimum(
        np.maximum(value, np.minimum(deviation, other)), np.maximum(deviation, other)
    )
    trials: Floats = inside * (1.0 - inside) / np.maximum(variance, 1.0 / LARGEST_TRIALS)
    # fmax takes the number where the other is NaN.
    return np.fmax(trials, 0.0)
