"""Cutting a block: some relationships, some rows, an earlier moment, the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np

from relationship_health.arrays import Bools, Ints
from relationship_health.columns.block_columns import BlockColumns
from relationship_health.columns.sealing import frozen
from relationship_health.kernels.segments import Groups, bounds, leading
from relationship_health.model import INBOUND, OUTBOUND

if TYPE_CHECKING:
    from relationship_health.columns.block import Block

_SWAPPED = np.array([0, INBOUND, OUTBOUND, INBOUND | OUTBOUND], dtype=np.int8)


def take(block: Block, chosen: Bools) -> Block:
    """Return the block of some of its relationships."""
    if chosen.all():
        return block
    rows = block.groups.spread(chosen)
    return attrs.evolve(
        block, groups=Groups(frozen(bounds(block.counts[chosen]))),
        time=frozen(block.time[rows]),
        direction=frozen(block.direction[rows]), sided=frozen(block.sided[chosen]),
        cadence_days=frozen(block.cadence_days[chosen]),
        columns=BlockColumns(block.columns, rows),
        source=frozen(block.source[chosen]), target=frozen(block.target[chosen]),
        set_aside=None if block.set_aside is None else block.set_aside.take(chosen), later=None,
    )  # fmt: skip


def take_rows(block: Block, rows: Ints) -> Block:
    """Return the block of the same relationships with some of its rows, given in their order."""
    return attrs.evolve(
        block, groups=Groups(frozen(np.searchsorted(rows, block.groups.indptr))),
        time=frozen(block.time.take(rows)), direction=frozen(block.direction.take(rows)),
        columns=BlockColumns(block.columns, rows), set_aside=None, later=None,
    )  # fmt: skip


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Later:
    """The block of a later moment that another one was cut from.

    Parameters
    ----------
    block : Block
        What it has worked out and what does not depend on the moment need not be made again.
    chosen : bool array or None
        Which of its relationships were kept, where not all were: the others had no row yet.
    """

    block: Block
    chosen: Bools | None

    def among(self, groups: Groups) -> Groups:
        """Leave out the groups of relationships that were not kept, none of which has a row."""
        if self.chosen is None:
            return groups
        return Groups(np.append(groups.indptr[:-1][self.chosen], groups.indptr[-1]))


def at(block: Block, as_of: int, always: Bools | None = None) -> Block:
    """Return a block as it was known at its own moment or an earlier one.

    Parameters
    ----------
    always : bool array, optional
        Leave out relationships that had no row yet, save these.
    """
    if block.later is not None:
        return at(_whole(block), as_of, always)
    known = block.time <= as_of
    cut = block if known.all() else take_rows(block, known.nonzero()[0])
    chosen = None if always is None else (cut.counts > 0) | always
    if chosen is None or chosen.all():
        if as_of == block.as_of:
            return block
        chosen = None
    later, aside = Later(block=block, chosen=chosen), block.set_aside
    if aside is not None:
        aside = aside.at(as_of) if chosen is None else aside.at(as_of).take(chosen)
    cut = attrs.evolve(cut, as_of=as_of, set_aside=aside, later=later)
    return cut if chosen is None else _leave_out(cut, later, chosen)


def _leave_out(block: Block, later: Later, chosen: Bools) -> Block:
    """Return a block without some relationships that have no row: all rows stay where they are."""
    return attrs.evolve(
        block, groups=Groups(frozen(later.among(block.groups).indptr)),
        sided=frozen(block.sided[chosen]), cadence_days=frozen(block.cadence_days[chosen]),
        source=frozen(block.source[chosen]), target=frozen(block.target[chosen]),
    )  # fmt: skip


def _whole(block: Block) -> Block:
    """Return a block that was cut from a later one as one that stands by itself."""
    return attrs.evolve(block, later=None)


def histories(block: Block, lengths: Ints, aside: Ints) -> Block:
    """Return the history of a block's one relationship as it was, once for each length."""
    rows, copies = leading(lengths), np.zeros(len(lengths), dtype=np.int64)
    before = None if block.set_aside is None else block.set_aside.histories(aside, aside)
    return attrs.evolve(
        block, groups=Groups(frozen(bounds(lengths))),
        time=frozen(block.time[rows]), direction=frozen(block.direction[rows]),
        sided=frozen(block.sided[copies]), cadence_days=frozen(block.cadence_days[copies]),
        columns=BlockColumns(block.columns, rows), set_aside=before, later=None,
        source=frozen(block.source[copies]), target=frozen(block.target[copies]),
    )  # fmt: skip


def seen_from(block: Block, side: Literal["source", "target"]) -> Block:
    """Return the same rows with one side as ours, and as the source."""
    ours = np.ones(len(block), dtype=np.bool_)
    aside = None if block.set_aside is None else block.set_aside.seen_from(side)
    if side == "source":
        return attrs.evolve(block, sided=ours, set_aside=aside, later=None)
    return attrs.evolve(
        block, sided=ours, direction=frozen(_SWAPPED[block.direction]), set_aside=aside,
        source=block.target, target=block.source, later=None,
    )  # fmt: skip


def sides(block: Block) -> tuple[Block, Block]:
    """Return all of a block seen from the source, and what has no side seen from the target."""
    if block.later is None:
        return block.seen_from("source"), block.take(~block.sided).seen_from("target")
    whole, chosen = block.later.block, block.later.chosen
    one, other = whole.sides
    unsided = None if chosen is None else chosen[~whole.sided]
    return one.at(block.as_of, chosen), other.at(block.as_of, unsided)
