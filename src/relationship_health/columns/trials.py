"""Trials: things that went well or not, each at its moment, the young ones not judged yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.kernels.decay import decay_weight
from relationship_health.kernels.segments import Groups
from relationship_health.kernels.variance import effective_number, shrunk_variance

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

    def share(self, block: Block, a: float, b: float) -> tuple[Floats, Floats]:
        """Decayed share of trials that went well, drawn towards a Beta(a, b) prior.

        Returns
        -------
        share : float64 array in (0, 1) over relationships
        variance : float64 array
            Mean squared error of that share.
        """
        weight = decay_weight(block.days_since(self.time), block.terms.half_life_days)
        judged = weight * self.judged.astype(np.float64)
        total = self.groups.sum(judged)
        well = self.groups.sum(weight * self.well.astype(np.float64))
        share = (a + well) / (a + b + total)
        number = effective_number(total, self.groups.sum(judged * judged))
        return share, shrunk_variance(share, well, total, number)
