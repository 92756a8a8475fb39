"""Blocks of what might be: copies of relationships, moved in time, with contacts imagined."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from relationship_health.arrays import Array, Ints
from relationship_health.columns.block import Block
from relationship_health.columns.block_columns import BlockColumns
from relationship_health.columns.sealing import frozen
from relationship_health.kernels.segments import Groups, bounds


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Imagined:
    """Contacts that have not happened, each later than all others of its scenario.

    Parameters
    ----------
    owner : int64 array
        Position of the scenario; scenarios in their order, and in time order inside each.
    time : int64 array
        Microseconds UTC.
    direction : int8 array
        1 outbound, 2 inbound, 3 mutual.
    columns : mapping of name to array
        What else is known of them; a text column holds codes into the block's categories. In
        columns that are not named they say nothing.
    """

    owner: Ints
    time: Ints
    direction: Array
    columns: Mapping[str, Array] = attrs.field(factory=dict)


NOTHING = Imagined(
    owner=np.empty(0, dtype=np.int64), time=np.empty(0, dtype=np.int64),
    direction=np.empty(0, dtype=np.int8),
)  # fmt: skip


def imagine(
    block: Block, copies: Ints, as_of: int, moved_us: Ints | None = None, added: Imagined = NOTHING
) -> Block:
    """Return one relationship for each scenario.

    Parameters
    ----------
    block : Block
    copies : int64 array
        Position in the block of the relationship that each scenario is about.
    as_of : int
        The moment that the scenarios are judged at; nothing may be imagined after it.
    moved_us : int64 array, optional
        By how much each scenario is moved into the past. A score says the same of a history
        moved by a day as of one that is looked at a day later, so one block holds many days.
    added : Imagined
        Contacts that the scenarios have besides.
    """
    moved = np.zeros(len(copies), dtype=np.int64) if moved_us is None else moved_us
    counts = block.counts[copies]
    more = np.bincount(added.owner, minlength=len(copies))
    indptr = bounds(counts + more)
    # Each scenario's own rows, then what is imagined, which lies behind the rows of the block.
    rows = np.empty(indptr[-1], dtype=np.int64)
    before = np.cumsum(counts) - counts
    steps = np.arange(int(counts.sum())) - np.repeat(before, counts)
    rows[np.repeat(indptr[:-1], counts) + steps] = (
        np.repeat(block.groups.indptr[:-1][copies], counts) + steps
    )
    ahead = np.arange(len(added.owner)) - np.repeat(np.cumsum(more) - more, more)
    rows[(indptr[:-1] + counts)[added.owner] + ahead] = len(block.time) + np.arange(len(ahead))
    time = np.concatenate([block.time, added.time])[rows] - np.repeat(moved, counts + more)
    aside = block.set_aside
    return attrs.evolve(
        block, as_of=as_of, groups=Groups(frozen(indptr)), time=frozen(time),
        direction=frozen(np.concatenate([block.direction, added.direction])[rows]),
        sided=frozen(block.sided[copies]), cadence_days=frozen(block.cadence_days[copies]),
        columns=BlockColumns(_joined(block, added), rows),
        source=frozen(block.source[copies]), target=frozen(block.target[copies]),
        set_aside=None if aside is None else imagine(aside, copies, as_of, moved),
    )  # fmt: skip


def _joined(block: Block, added: Imagined) -> Mapping[str, Array]:
    """Return the block's columns with what is imagined at their ends."""
    if not len(added.owner):
        return block.columns
    joined = {}
    for name, column in block.columns.items():
        further = added.columns.get(name)
        if further is None:
            further = np.full(len(added.owner), _silent(name, column, block), dtype=column.dtype)
        joined[name] = np.concatenate([column, further.astype(column.dtype)])
    return joined


def _silent(name: str, column: Array, block: Block) -> float | int:
    """Return what a column holds where nothing is known."""
    if column.dtype.kind == "f":
        return np.nan
    if name in block.categories or name == "automated":
        return -1
    return 1 if name == "audience" else 0
