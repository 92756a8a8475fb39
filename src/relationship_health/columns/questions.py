"""Questions and answers: who waits for whom, and for how long."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns.conversations import NEVER
from relationship_health.columns.sealing import frozen_parts
from relationship_health.kernels.segments import Groups, ends
from relationship_health.model import INBOUND, OUTBOUND

MUTUAL = INBOUND | OUTBOUND


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


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Asked:
    """What wanted an answer, whatever became of it.

    Parameters
    ----------
    groups : Groups
        Which questions belong to which relationship.
    time : int64 array
        Time of the first line of each, microseconds UTC.
    by_source : bool array
        Whether the source asked; else the target did.
    reply : int64 array
        Time of the first line of the other side after it; ``NEVER`` where none came.
    """

    groups: Groups
    time: Ints
    by_source: Bools
    reply: Ints

    def known_at(self, as_of: int, window_us: int) -> Questions:
        """Return the questions of a moment: of what comes later nothing is known."""
        kept = (self.time <= as_of).nonzero()[0]
        asked, reply = self.time.take(kept), self.reply.take(kept)
        until = np.minimum(asked + window_us, as_of)
        return Questions(
            groups=Groups(kept.searchsorted(self.groups.indptr)), asked=asked,
            by_source=self.by_source.take(kept), waited_us=np.minimum(reply, until) - asked,
            answered=reply <= until,
        )  # fmt: skip


def asked_in(
    groups: Groups, time: Ints, direction: Array, spoken: Bools, limits_us: tuple[int, int]
) -> Asked:
    """Find what wanted an answer among the lines that were spoken to the other in person.

    Lines of one side in a row are a run, up to a pause longer than the second limit: after that
    they ask anew. A run is an answer where it comes within the first limit, the window, after a run
    of the other side that asked; otherwise it asks. A mutual line answers and asks nothing, and so
    do lines of both sides at one moment: ``direction`` holds the bits of all of them.
    """
    window_us, pause_us = limits_us
    place = spoken.nonzero()[0]
    lines = Groups(place.searchsorted(groups.indptr))
    when, way = time.take(place), direction.take(place)
    turns = np.ones(len(place), dtype=np.bool_)
    turns[1:] = way[1:] != way[:-1]
    turns[lines.heads] = True
    opens = turns.copy()
    opens[1:] |= when[1:] - when[:-1] > pause_us
    first = opens.nonzero()[0]
    runs = Groups(first.searchsorted(lines.indptr))
    begins, way, turned = when.take(first), way.take(first), turns.take(first)
    closes = when.take(ends(first, len(place)) - 1)
    linked = turned & (way != MUTUAL)
    linked[1:] &= (begins[1:] - closes[:-1] <= window_us) & (way[:-1] != MUTUAL)
    linked[runs.heads] = False
    # Along a chain of linked runs question and answer take turns.
    heads = (~linked).nonzero()[0]
    turn = np.arange(len(first)) - heads.repeat(ends(heads, len(first)) - heads)
    asks = ((turn & 1 == 0) & (way != MUTUAL)).nonzero()[0]
    reply = _next_turn(turned.nonzero()[0], runs, begins)
    return Asked(
        groups=Groups(asks.searchsorted(runs.indptr)), time=begins.take(asks),
        by_source=way.take(asks) == OUTBOUND, reply=reply.take(asks),
    )  # fmt: skip


def _next_turn(turns: Ints, runs: Groups, begins: Ints) -> Ints:
    """Time at which the other side speaks after each run; the largest number where it does not."""
    if not len(begins):
        return begins
    following = ends(turns, len(begins))
    ahead = following.repeat(following - turns)
    came = ahead < runs.indptr[1:].take(runs.owner)
    return np.where(came, begins.take(ahead, mode="clip"), NEVER)
