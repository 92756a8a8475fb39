"""Trials: things that went well or not, each at its moment, the young ones not judged yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.kernels.decay import decay_weight
from relationship_health.kernels.segments import Groups

if TYPE_CHECKING:
    from relationship_health.columns.block import Block


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Trials:
    """Trials by relationship.

    Parameters
    ----------
    groups : Groups
        Which trials belong to which relationship.
    time : int64 array
        Moment of each, microseconds UTC.
    judged : bool array
        Whether it is old enough to be judged, or went well already.
    well : bool array
        Whether it went well; all that did are judged.
    """

    groups: Groups
    time: Ints
    judged: Bools
    well: Bools

    def share(self, block: Block, a: float, b: float) -> Floats:
        """Decayed share of trials that went well, drawn towards a Beta(a, b) prior.

        Returns
        -------
        float64 array in (0, 1) over relationships
        """
        weight = decay_weight(block.days_since(self.time), block.terms.half_life_days)
        well = self.groups.sum(weight * self.well.astype(np.float64))
        judged = self.groups.sum(weight * self.judged.astype(np.float64))
        return np.asarray((a + well) / (a + b + judged))
