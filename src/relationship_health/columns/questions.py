"""Questions and answers: who waits for whom, and for how long."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns.sealing import frozen_parts
from relationship_health.kernels.segments import Groups
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


def questions_of(  # noqa: PLR0913, PLR0917  one block's columns, and two limits
    groups: Groups, time: Ints, direction: Array, spoken: Bools, as_of: int, window_us: int
) -> Questions:
    """Find what wanted an answer among the lines that were spoken to the other in person.

    Lines of one side in a row are a run. A run is an answer where it comes within the window after
    a run of the other side that asked; otherwise it asks. A mutual line answers and asks nothing.
    """
    place = np.flatnonzero(spoken)
    owner = np.repeat(np.arange(len(groups)), groups.counts).take(place)
    when, way = time.take(place), direction.take(place)
    opens = np.ones(len(place), dtype=np.bool_)
    opens[1:] = (way[1:] != way[:-1]) | (owner[1:] != owner[:-1])
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(place))[: len(first)] - 1
    owner, way = owner.take(first), way.take(first)
    begins, ends = when.take(first), when.take(last)
    follows = np.zeros(len(first), dtype=np.bool_)
    follows[1:] = owner[1:] == owner[:-1]
    linked = follows.copy()
    linked[1:] &= (begins[1:] - ends[:-1] <= window_us) & (way[1:] != MUTUAL) & (way[:-1] != MUTUAL)
    # Along a chain of linked runs question and answer take turns.
    heads = np.flatnonzero(~linked)
    turn = np.arange(len(first)) - np.repeat(heads, np.diff(np.append(heads, len(first))))
    asks = (turn % 2 == 0) & (way != MUTUAL)
    reply = np.full(len(first), as_of, dtype=np.int64)
    reply[:-1] = np.where(follows[1:], begins[1:], as_of)
    replied = np.append(follows[1:], np.zeros(min(len(first), 1), dtype=np.bool_))
    waited = reply - begins
    indptr = np.zeros(len(groups) + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner[asks], minlength=len(groups)), out=indptr[1:])
    return Questions(
        groups=Groups(indptr), asked=begins[asks], by_source=way[asks] == OUTBOUND,
        waited_us=np.minimum(waited, window_us)[asks],
        answered=(replied & (waited <= window_us))[asks],
    )  # fmt: skip
