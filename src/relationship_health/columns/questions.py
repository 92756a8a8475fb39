"""Questions and answers: who waits for whom, and for how long."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns.sealing import frozen_parts
from relationship_health.kernels.segments import Groups, bounds, ends
from relationship_health.model import INBOUND, OUTBOUND

MUTUAL = INBOUND | OUTBOUND
_NEVER = np.iinfo(np.int64).min


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Questions:
    """What wanted an answer, in the order of time inside each relationship.

    Parameters
    ----------
    groups : Groups
        Which questions belong to which relationship.
    asked : int64 array
        Time of the first line of each, microseconds UTC.
    by_source : bool array
        Whether the source asked; else the target did.
    waited_us : int64 array
        From then to the first line of the other side, or to ``as_of``, at most the window.
    answered : bool array
        Whether that line came, within the window.
    """

    groups: Groups
    asked: Ints
    by_source: Bools
    waited_us: Ints
    answered: Bools

    def sealed(self) -> Questions:
        """Return the same questions in arrays that cannot be written to."""
        return frozen_parts(self)


def questions_of(  # noqa: PLR0913, PLR0917  one block's columns, and the limits
    groups: Groups,
    time: Ints,
    direction: Array,
    spoken: Bools,
    as_of: int,
    limits_us: tuple[int, int],
) -> Questions:
    """Find what wanted an answer among the lines that were spoken to the other in person.

    Lines of one side in a row are a run, up to a pause longer than the second limit: after that
    they ask anew. A run is an answer where it comes within the first limit, the window, after a run
    of the other side that asked; otherwise it asks. A mutual line answers and asks nothing, and so
    do lines of both sides at one moment: ``direction`` holds the bits of all of them.
    """
    window_us, pause_us = limits_us
    place = spoken.nonzero()[0]
    owner = np.repeat(np.arange(len(groups)), groups.counts).take(place)
    when, way = time.take(place), direction.take(place)
    turns = np.ones(len(place), dtype=np.bool_)
    turns[1:] = (way[1:] != way[:-1]) | (owner[1:] != owner[:-1])
    opens = turns.copy()
    opens[1:] |= when[1:] - when[:-1] > pause_us
    first = opens.nonzero()[0]
    last = ends(first, len(place)) - 1
    begins, closes = when.take(first), when.take(last)
    linked = np.zeros(len(first), dtype=np.bool_)
    linked[1:] = turns[first[1:]] & (begins[1:] - closes[:-1] <= window_us)
    owner, way = owner.take(first), way.take(first)
    linked[1:] &= (owner[1:] == owner[:-1]) & (way[1:] != MUTUAL) & (way[:-1] != MUTUAL)
    # Along a chain of linked runs question and answer take turns.
    heads = (~linked).nonzero()[0]
    turn = np.arange(len(first)) - heads.repeat(ends(heads, len(first)) - heads)
    asks = (turn % 2 == 0) & (way != MUTUAL)
    reply = _next_turn(turns.take(first), owner, begins)
    came = reply != _NEVER
    waited = np.where(came, reply, as_of) - begins
    counts = np.bincount(owner[asks], minlength=len(groups))
    return Questions(
        groups=Groups(bounds(counts)), asked=begins[asks], by_source=way[asks] == OUTBOUND,
        waited_us=np.minimum(waited, window_us)[asks],
        answered=(came & (waited <= window_us))[asks],
    )  # fmt: skip


def _next_turn(turns: Bools, owner: Ints, begins: Ints) -> Ints:
    """Time at which the other side speaks after each run; the lowest number where it does not."""
    heads = turns.nonzero()[0]
    following = ends(heads, len(turns))
    ahead = following.repeat(following - heads)
    inside = np.minimum(ahead, max(len(turns) - 1, 0))
    same = (ahead < len(turns)) & (owner.take(inside) == owner)
    return np.where(same, begins.take(inside), _NEVER)
