"""What we use against what they want, over the categories of a text column."""

from __future__ import annotations

from collections.abc import Collection

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns.block import Block
from relationship_health.columns.people import Wishes
from relationship_health.kernels.shares import Tally, overlap, overlap_error, smoothed, tally

STRENGTH = 1.0
"""Conversations that a prior share is worth."""
LOWERED = 0.64
"""Deviations that count for an error known in size: 1 / 1.645 would just reach it."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Match:
    """How well our use matches their preference.

    Attributes
    ----------
    value, variance : float64 arrays over relationships
        The value in [0, 1].
    used : int64 array
        Conversations of ours that say what we used.
    shown : int64 array
        Conversations in which they showed what they want.
    declared : bool array
        Whether they said what they want, which then holds.
    """

    value: Floats
    variance: Floats
    used: Ints
    shown: Ints
    declared: Bools

    @property
    def known(self) -> Bools:
        """Whether we used anything and know what they want."""
        return (self.used > 0) & ((self.shown > 0) | self.declared)

    @property
    def details(self) -> dict[str, Array]:
        """Figures for an explanation."""
        return {
            "used": self.used,
            "shown": self.shown,
            "declared": self.declared.astype(np.float64),
        }


def match(  # noqa: PLR0913  what is compared, over what, within what
    block: Block,
    column: str,
    wishes: Wishes,
    categories: float,
    *,
    strata: str | None = None,
    without: Collection[str] = (),
) -> Match:
    """Match the conversations that we open with those that they open or respond to.

    Parameters
    ----------
    block : Block
    column : str
        Text column of the categories.
    wishes : Wishes
        What the targets said that they want, each wish as good as the other.
    categories : float
        How many categories the benchmark knows.
    strata : str, optional
        Text column within whose values preferences may differ, where the log has it.
    without : collection of str
        Categories that say nothing of a preference: conversations of these are left out.

    Notes
    -----
    Their shares are the mean of a Dirichlet posterior: within a stratum drawn towards what they
    want over all, that towards all categories alike, each worth ``STRENGTH`` conversations.
    """
    code = block.openings[column]
    if without:
        code = np.where(block.is_any(column, without)[block.conversations.first_row], -1, code)
    owner = block.conversations.groups.owner
    size = max(len(block.categories[column]), 1)
    ours = (block.opened_by_us & (code >= 0)).nonzero()[0]
    theirs = ((code >= 0) & (~block.opened_by_us | block.responded)).nonzero()[0]
    layer, layers = _layers(block, strata)

    def counted(rows: Ints, weight: Floats, *, layered: bool) -> Tally:
        group, groups = owner.take(rows), len(block)
        if layered:
            group, groups = group * layers + layer.take(rows), groups * layers
        return tally(group, code.take(rows), weight, groups, size)

    weight = block.conversation_weights.take(ours)
    used = counted(ours, weight, layered=True)
    every = within = counted(theirs, np.ones(len(theirs)), layered=False)
    if layers > 1:
        within = counted(theirs, np.ones(len(theirs)), layered=True)
    relationship = used.owner // layers
    pooled_keys = relationship * size + used.keys % size
    pooled = smoothed(every, pooled_keys, np.full(len(pooled_keys), 1.0 / categories), STRENGTH)
    wanted = smoothed(within, used.keys, pooled, STRENGTH)
    declared = wishes.groups.counts > 0
    said = _said(wishes, len(block), size)
    wanted = np.where(declared[relationship], said.at(pooled_keys), wanted)
    whole, mass = (
        _summed(each, layers) for each in (overlap(used, wanted) * used.totals, used.totals)
    )
    shown = np.bincount(owner.take(theirs), minlength=len(block))
    group = owner.take(ours) * layers + layer.take(ours)
    theirs_too = np.where(declared.repeat(layers), 0.0, within.totals + STRENGTH)
    doubt = _doubt(group, weight, block.responded[ours], theirs_too)
    drawn = np.where(declared, 0.0, STRENGTH / (shown + STRENGTH))
    return Match(
        value=np.minimum(whole / np.where(mass > 0, mass, 1.0), 1.0),
        variance=_variance(used, wanted, doubt, layers) + drawn**2,
        used=np.bincount(owner.take(ours), minlength=len(block)), shown=shown, declared=declared,
    )  # fmt: skip


def _layers(block: Block, strata: str | None) -> tuple[Ints, int]:
    """Stratum of each conversation, and how many there are; without a column it is one."""
    if strata is None or strata not in block.columns:
        return np.zeros(len(block.conversations.end), dtype=np.int64), 1
    return block.openings[strata] + 1, len(block.categories[strata]) + 1


def _variance(used: Tally, wanted: Floats, doubt: Floats, layers: int) -> Floats:
    """Mean squared error of the overlap over all strata, by their share of our use."""
    lowered, variance = overlap_error(used, wanted, doubt)
    share = used.totals
    mass = _summed(share, layers)
    safe = np.where(mass > 0, mass, 1.0)
    whole = LOWERED * _summed(share * lowered, layers) / safe
    return np.asarray(_summed(share**2 * variance, layers) / safe**2 + whole**2)


def _doubt(group: Ints, weight: Floats, responded: Bools, theirs: Floats) -> Floats:
    """Add up the inverse numbers of conversations behind our share and theirs, by group.

    Parameters
    ----------
    group, weight, responded : arrays over the conversations that we opened
    theirs : float64 array over groups
        Conversations behind their share, 0 where it is declared.
    """
    total, squares, both = (
        np.bincount(group, weights=part, minlength=len(theirs))
        for part in (weight, weight * weight, weight * responded)
    )
    safe = np.where(total > 0, total, 1.0)
    # What we opened and they responded to is in both shares, which then err alike.
    apart = (1.0 - 2.0 * both / safe) / np.where(theirs > 0, theirs, np.inf)
    return np.asarray(np.maximum(squares / safe**2 + apart, 0.0))


def _summed(amounts: Floats, layers: int) -> Floats:
    """Add up strata in their order, so that sums do not depend on the block."""
    return np.asarray(np.add.accumulate(amounts.reshape(-1, layers), axis=1)[:, -1])


def _said(wishes: Wishes, groups: int, size: int) -> Tally:
    """Share of each category among what was asked for, those that the log never has left out."""
    if not len(wishes.codes):
        return Tally(np.empty(0, dtype=np.int64), np.empty(0), size, groups)
    weight = wishes.groups.spread(1.0 / np.maximum(wishes.groups.counts, 1))
    owner = wishes.groups.owner
    occurs = wishes.codes >= 0
    return tally(owner[occurs], wishes.codes[occurs], weight[occurs], groups, size)
