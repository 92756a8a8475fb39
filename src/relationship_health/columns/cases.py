"""Cases: what the other side came for, from the opening line to the one that resolved it."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns.sealing import frozen_parts
from relationship_health.kernels.segments import Groups, bounds, ends


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Cases:
    """The cases of a block, by relationship.

    Parameters
    ----------
    groups : Groups
        Which cases belong to which relationship.
    opened, ended : int64 arrays
        Time of the opening line and of the first resolved one, microseconds UTC; an open case ends
        when it opens.
    resolved : bool array
    steps : int64 array
        Lines from the opening to the resolved one, both counted; 0 where open.
    first_row : int64 array
        Row of the opening line.
    """

    groups: Groups
    opened: Ints
    ended: Ints
    resolved: Bools
    steps: Ints
    first_row: Ints

    def sealed(self) -> Cases:
        """Return the same cases in arrays that cannot be written to."""
        return frozen_parts(self)


@attrs.frozen(slots=True, eq=False)
class Tracks:
    """Rows that belong together: those of a thread, or those of a relationship without one.

    Parameters
    ----------
    key : int64 array
        The same for rows of one track.
    threaded : bool array
        Whether the row stands in a thread.
    """

    key: Ints
    threaded: Bools


def tracks_of(groups: Groups, columns: Mapping[str, Array]) -> Tracks:
    """Tell which rows belong together."""
    owner = groups.owner
    thread = columns.get("thread")
    if thread is None:
        return Tracks(owner, np.zeros(len(owner), dtype=np.bool_))
    size = int(thread.max(initial=-1)) + 2
    return Tracks(owner * size + thread + 1, thread >= 0)


def cases_of(
    groups: Groups, time: Ints, tracks: Tracks, marks: tuple[Bools, Bools], window_us: int
) -> Cases:
    """Find the cases of a block.

    Parameters
    ----------
    groups : Groups
    time : int64 array
    tracks : Tracks
    marks : pair of bool arrays
        Rows that may open a case, and rows that resolve one.
    window_us : int
        How long a case without a thread takes up what follows.
    """
    opening, resolving = marks
    first = opening.nonzero()[0]
    if not len(first):
        return _none(groups)
    opened = np.sort(tracks.key.take(first))
    nearest = opened.take(opened.searchsorted(tracks.key), mode="clip")
    relevant = (nearest == tracks.key).nonzero()[0]
    rows = relevant[np.argsort(tracks.key[relevant], kind="stable")]
    key, closes = tracks.key[rows], resolving[rows]
    # A stretch runs from one resolved line of a track to the next.
    stretch: Ints = closes.cumsum() - closes
    begins = np.ones(len(rows), dtype=np.bool_)
    begins[1:] = (key[1:] != key[:-1]) | (stretch[1:] != stretch[:-1])
    number = begins.cumsum() - 1
    closing = ends(begins.nonzero()[0], len(rows)) - 1
    starts = _starts(opening[rows].nonzero()[0], number, time[rows],
                     tracks.threaded[rows], window_us)  # fmt: skip
    last = closing[number[starts]]
    opened, ended = time[rows[starts]], time[rows[last]]
    resolved = closes[last] & (tracks.threaded[rows[starts]] | (ended - opened <= window_us))
    order = np.argsort(rows[starts], kind="stable")
    first_row = rows[starts][order]
    counts = np.bincount(groups.owner[first_row], minlength=len(groups))
    return Cases(
        groups=Groups(bounds(counts)), opened=opened[order],
        ended=np.where(resolved, ended, opened)[order], resolved=resolved[order],
        steps=np.where(resolved, last - starts + 1, 0)[order], first_row=first_row,
    )  # fmt: skip


def _none(groups: Groups) -> Cases:
    nothing, never = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.bool_)
    return Cases(
        groups=Groups(np.zeros(len(groups) + 1, dtype=np.int64)), opened=nothing, ended=nothing,
        resolved=never, steps=nothing, first_row=nothing,
    )  # fmt: skip


def _starts(openings: Ints, number: Ints, time: Ints, threaded: Bools, window_us: int) -> Ints:
    """Find the openings that start a case: the first of a stretch, and after an expired one."""
    started = []
    left = openings
    while len(left):
        fresh = np.ones(len(left), dtype=np.bool_)
        fresh[1:] = number[left[1:]] != number[left[:-1]]
        heads = left[fresh]
        started.append(heads)
        first = fresh.nonzero()[0]
        head = heads.repeat(ends(first, len(left)) - first)
        # What comes later in the stretch starts another case only where this one has expired.
        left = left[~threaded[head] & (time[left] - time[head] > window_us)]
    return np.sort(np.concatenate(started)) if started else np.empty(0, dtype=np.int64)


def followed(tracks: Tracks, time: Ints, starts: Ints, follows: Bools, window_us: int) -> Bools:
    """Whether each of some rows is followed in its track, within a window.

    Parameters
    ----------
    starts : int64 array
        Rows.
    follows : bool array
        Rows that may follow.
    """
    if not len(starts):
        return np.empty(0, dtype=np.bool_)
    rows = np.union1d(starts, follows.nonzero()[0])
    rows = rows[np.argsort(tracks.key[rows], kind="stable")]
    place = follows[rows].nonzero()[0]
    where = np.argsort(rows, kind="stable")[np.searchsorted(np.sort(rows), starts)]
    after = np.searchsorted(place, where, side="right")
    found = after < len(place)
    reply = rows[place[np.minimum(after, max(len(place) - 1, 0))]] if len(place) else starts
    same = tracks.key[reply] == tracks.key[starts]
    return np.asarray(found & same & (time[reply] - time[starts] <= window_us), dtype=np.bool_)
