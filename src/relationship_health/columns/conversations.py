"""Lines chained into conversations: cadence counts conversations, never chat lines."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns.sealing import frozen_parts
from relationship_health.kernels.segments import Groups, Runs, bounds
from relationship_health.model import INBOUND, Terms

US_PER_DAY = 86_400_000_000

NEVER = np.iinfo(np.int64).max
"""Time of what does not come: later than any moment."""


def in_days(us: Ints) -> Floats:
    """Microseconds as days; several times faster than numpy's division of integers."""
    return us.astype(np.float64) / float(US_PER_DAY)


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
    lines : Runs
        Which rows of the block belong to which conversation.
    row_groups : Groups
        The rows of the block by relationship.
    row_time, row_signals : arrays
        Time and signals of every line.
    """

    groups: Groups
    start: Ints
    end: Ints
    signals: Array
    lines: Runs
    row_groups: Groups
    row_time: Ints
    row_signals: Array

    def sealed(self) -> Conversations:
        """Return the same conversations in arrays that cannot be written to."""
        return frozen_parts(self)

    @property
    def first_row(self) -> Ints:
        """Row of the first line of each conversation."""
        return self.lines.starts

    @property
    def last_row(self) -> Ints:
        """Row of the last line of each conversation."""
        return self.lines.last

    def next_inbound(self) -> Ints:
        """Time at which they first write or meet after each conversation; ``NEVER`` if they do not.

        It is looked for in all rows: what comes after a later moment has to be left out there.
        """
        stops = (self.row_signals & INBOUND) != 0
        # No search goes beyond the first row of the next relationship.
        heads = self.row_groups.heads
        stops[heads] = True
        upto = stops.cumsum()
        place = stops.nonzero()[0]
        came = np.empty(len(place) + 1, dtype=np.int64)
        self.row_time.take(place, out=came[:-1])
        came[upto.take(heads) - 1] = came[-1:] = NEVER
        # As many stops lie up to a conversation's last line as come before the next one.
        following: Ints = came.take(upto.take(self.last_row))
        return following

    def right_after(self, some: Bools, window_us: int) -> Bools:
        """Those that come next after some conversations of their relationship, within a window."""
        after = np.zeros(len(some), dtype=np.bool_)
        after[1:] = some[:-1] & (self.start[1:] - self.end[:-1] <= window_us)
        after[self.groups.heads] = False
        return after


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Rhythm:
    """When a relationship has engaged contact: one value per relationship, and every gap.

    Parameters
    ----------
    contacts : int64 array
        Engaged conversations.
    gaps : int64 array
        Gaps between them.
    gap_us : int64 array over the gaps of all relationships
        End of one conversation to start of the next, in microseconds.
    gap_groups : Groups
        Which of them belong to which relationship.
    gap_sum_days : float64 array
        Sum of the gaps, end of one conversation to start of the next, in days.
    silence_days : float64 array
        Days from the end of the last one to ``as_of``; NaN where they never engaged.
    span_days : float64 array
        Days from the start of the first one to ``as_of``; NaN where they never engaged.
    """

    contacts: Ints
    gaps: Ints
    gap_us: Ints
    gap_groups: Groups
    gap_sum_days: Floats
    silence_days: Floats
    span_days: Floats

    def sealed(self) -> Rhythm:
        """Return the same rhythm in arrays that cannot be written to."""
        return frozen_parts(self)


def rhythm_of(talks: Conversations, engaged: Bools, as_of: int) -> Rhythm:
    """Count engaged conversations and add up the gaps between them, in integers."""
    contacts = talks.groups.count(engaged)
    ever, gaps = contacts > 0, np.maximum(contacts - 1, 0)
    place = engaged.nonzero()[0]
    start, end = talks.start.take(place), talks.end.take(place)
    final = (contacts.cumsum() - 1)[ever]
    within = np.ones(max(len(place) - 1, 0), dtype=np.bool_)
    # Where one relationship ends and the next begins there is no gap.
    within[final[:-1]] = False
    gap_us, gap_groups = (start[1:] - end[:-1]).compress(within), Groups(bounds(gaps))
    first, last = np.zeros_like(contacts), np.full_like(contacts, as_of)
    first[ever], last[ever] = start.take(final - gaps[ever]), end.take(final)
    return Rhythm(
        contacts=contacts, gaps=gaps, gap_us=gap_us, gap_groups=gap_groups,
        gap_sum_days=in_days(gap_groups.sum(gap_us)),
        silence_days=np.where(ever, in_days(as_of - last), np.nan),
        span_days=np.where(ever, in_days(as_of - first), np.nan),
    )  # fmt: skip


def chain(groups: Groups, time: Ints, thread: Array | None, terms: Terms) -> Bools:
    """Mark the lines that open a conversation.

    A line continues the conversation when it comes at most ``conversation_gap`` after the line
    before it, or stands in that line's thread and comes less than ``thread_gap`` after it.
    """
    opens = np.ones(len(time), dtype=np.bool_)
    if len(time) > 1:
        elapsed = time[1:] - time[:-1]
        apart = elapsed > terms.conversation_gap_us
        if thread is not None:
            same = (thread[1:] == thread[:-1]) & (thread[1:] >= 0)
            apart &= ~(same & (elapsed < terms.thread_gap_us))
        opens[1:] = apart
        opens[groups.heads] = True
    return opens


def group_conversations(groups: Groups, time: Ints, signals: Array, opens: Bools) -> Conversations:
    """Gather lines into conversations, given the lines that open one."""
    lines = Runs(opens.nonzero()[0], len(time))
    if len(lines.starts) == len(time):
        # Every line is a conversation of its own: share the arrays.
        return Conversations(
            groups=groups, start=time, end=time, signals=signals, lines=lines,
            row_groups=groups, row_time=time, row_signals=signals,
        )  # fmt: skip
    return Conversations(
        groups=Groups(bounds(groups.count(opens))), start=time.take(lines.starts),
        end=time.take(lines.last), signals=lines.reduce(np.bitwise_or, signals), lines=lines,
        row_groups=groups, row_time=time, row_signals=signals,
    )  # fmt: skip
