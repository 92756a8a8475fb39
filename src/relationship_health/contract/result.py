"""What a metric returns: a value, the evidence behind it, and the figures that explain it."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats


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
        Variance of the value; NaN where the value is.
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
    ) -> MetricResult:
        """Build a result that is unknown wherever ``known`` does not hold.

        Examples
        --------
        >>> MetricResult.where(np.array([False]), np.array([0.9]), np.array([4])).evidence
        array([0.])
        """
        return cls(
            value=np.where(known, value, np.nan),
            evidence=np.where(known, evidence, 0).astype(np.float64),
            details=details or {},
        )
