"""Stretches: times during which a relationship keeps its traits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.simulate.traits import Traits


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Stretches:
    """Parts of relationships' lives, each with traits of its own.

    Parameters
    ----------
    relationship : int64 array
        Which relationship each belongs to.
    begin, end : float64 arrays
        Working time; an end before its begin is an empty stretch.
    traits : Traits
        What holds meanwhile.
    """

    relationship: Ints
    begin: Floats
    end: Floats
    traits: Traits

    def __len__(self) -> int:
        """Return the number of stretches."""
        return len(self.relationship)

    @classmethod
    def of(cls, traits: Traits, begin: Floats | float, end: Floats | float) -> Self:
        """Give every relationship one stretch.

        Examples
        --------
        >>> from relationship_health.simulate.traits import ordinary_traits
        >>> traits = ordinary_traits(3, np.random.default_rng(1))
        >>> Stretches.of(traits, 0.0, 30.0).end
        array([30., 30., 30.])
        """
        count = len(traits)
        return cls(
            relationship=np.arange(count), begin=np.broadcast_to(begin, count).astype(np.float64),
            end=np.broadcast_to(end, count).astype(np.float64), traits=traits,
        )  # fmt: skip

    def moved(self, by: int) -> Self:
        """Count the relationships from another number."""
        return attrs.evolve(self, relationship=self.relationship + by)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Put stretches one after another."""
        return cls(
            relationship=np.concatenate([part.relationship for part in parts]),
            begin=np.concatenate([part.begin for part in parts]),
            end=np.concatenate([part.end for part in parts]),
            traits=Traits.joined([part.traits for part in parts]),
        )  # fmt: skip
