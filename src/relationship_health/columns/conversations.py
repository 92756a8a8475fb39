"""Lines chained into conversations: cadence counts conversations, never chat lines."""

from __future__ import annotations

from functools import cached_property

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.kernels.segments import Groups
from relationship_health.model import INBOUND, Terms

US_PER_DAY = 86_400_000_000
_NEVER = np.iinfo(np.int64).max


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Conversations:
    """The conversations of a block, in time order inside each relationship.

    Parameters
    ----------
    groups : Groups
        Which conversations belong to which relationship.
    start, end : int64 arrays
        Time of the first and of the last line, microseconds UTC.
    signals : int8 array
        Bits of all lines together: 1 outbound, 2 inbound, 4 an outcome that shows engagement.
    last_row : int64 array
        Row of the last line in the block.
    row_groups : Groups
        The rows of the block by relationship.
    row_time, row_signals : arrays
        Time and signals of every line.
    """

    groups: Groups
    start: Ints
    end: Ints
    signals: Array
    last_row: Ints
    row_groups: Groups
    row_time: Ints
    row_signals: Array

    @cached_property
    def next_inbound(self) -> Ints:
        """Time of the first inbound or mutual line after each conversation; int64 max if none."""
        rows = len(self.row_time)
        if not rows:
            return np.zeros(0, dtype=np.int64)
        positions = np.where((self.row_signals & INBOUND) != 0, np.arange(rows), rows)
        # following[i]: first such row at or after row i, over all relationships.
        following = np.full(rows + 1, rows, dtype=np.int64)
        following[:-1] = np.minimum.accumulate(positions[::-1])[::-1]
        row = following[self.last_row + 1]
        found = row < self.groups.spread(self.row_groups.indptr[1:])
        return np.where(found, self.row_time[np.minimum(row, rows - 1)], _NEVER)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Rhythm:
    """When a relationship has engaged contact: one value per relationship.

    Parameters
    ----------
    contacts : int64 array
        Engaged conversations.
    gaps : int64 array
        Gaps between them.
    gap_sum_days : float64 array
        Sum of the gaps, end of one conversation to start of the next, in days.
    silence_days : float64 array
        Days from the end of the last one to ``as_of``; NaN where they never engaged.
    """

    contacts: Ints
    gaps: Ints
    gap_sum_days: Floats
    silence_days: Floats


def rhythm_of(talks: Conversations, engaged: Bools, as_of: int) -> Rhythm:
    """Count engaged conversations and add up the gaps between them, in integers."""
    groups = talks.groups
    contacts = groups.count(engaged)
    first = groups.reduce(np.minimum, np.where(engaged, talks.start, _NEVER), _NEVER)
    last = groups.reduce(np.maximum, np.where(engaged, talks.end, -_NEVER), -_NEVER)
    spoken = groups.sum(np.where(engaged, talks.end - talks.start, 0))
    ever = contacts > 0
    # Gaps are what the span from first start to last end does not spend in conversation.
    gap_sum = np.where(ever, last, 0) - np.where(ever, first, 0) - spoken
    silence = np.where(ever, (as_of - np.where(ever, last, as_of)) / US_PER_DAY, np.nan)
    return Rhythm(
        contacts=contacts, gaps=np.maximum(contacts - 1, 0),
        gap_sum_days=gap_sum / US_PER_DAY, silence_days=silence,
    )  # fmt: skip


def chain(groups: Groups, time: Ints, thread: Array | None, terms: Terms) -> Bools:
    """Mark the lines that open a conversation.

    A line continues the conversation when it comes at most ``conversation_gap`` after the line
    before it, or stands in that line's thread and comes less than ``thread_gap`` after it.
    """
    opens = np.ones(len(time), dtype=np.bool_)
    if len(time) > 1:
        elapsed = np.diff(time)
        apart = elapsed > terms.conversation_gap_us
        if thread is not None:
            same = (thread[1:] == thread[:-1]) & (thread[1:] >= 0)
            apart &= ~(same & (elapsed < terms.thread_gap_us))
        opens[1:] = apart
        opens[groups.indptr[:-1][groups.counts > 0]] = True
    return opens


def group_conversations(groups: Groups, time: Ints, signals: Array, opens: Bools) -> Conversations:
    """Gather lines into conversations, given the lines that open one."""
    first = np.flatnonzero(opens)
    if len(first) == len(time):
        # Every line is a conversation of its own: share the arrays.
        return Conversations(
            groups=groups, start=time, end=time, signals=signals, last_row=first,
            row_groups=groups, row_time=time, row_signals=signals,
        )  # fmt: skip
    last = np.empty_like(first)
    last[:-1] = first[1:] - 1
    last[-1] = len(time) - 1
    indptr = np.zeros(len(groups) + 1, dtype=np.int64)
    np.cumsum(groups.count(opens), out=indptr[1:])
    return Conversations(
        groups=Groups(indptr), start=time[first], end=time[last],
        signals=np.bitwise_or.reduceat(signals, first), last_row=last,
        row_groups=groups, row_time=time, row_signals=signals,
    )  # fmt: skip
