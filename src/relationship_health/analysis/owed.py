"""What we owe the other side: answers that were not given, cases that are still open."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Bools, Ints
from relationship_health.columns import Block
from relationship_health.model import INBOUND

OPEN_WINDOWS = 3
"""Windows after which nobody waits any more for an answer, or for a request to be resolved."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Owed:
    """What is owed in each relationship of a block.

    Attributes
    ----------
    due : bool array over relationships
    since_us, until_us : int64 arrays
        When it was asked for, and how long the answer is in time, microseconds UTC.
    row : int64 array
        Row of the block that asked; arbitrary where nothing is due.
    """

    due: Bools
    since_us: Ints
    until_us: Ints
    row: Ints


def answers_owed(block: Block) -> Owed:
    """Find the last questions of theirs after which nothing of ours came.

    A line that wants an answer is one that was spoken in person; see ``Block.questions``.
    """
    questions, window = block.questions, block.terms.response_window_us
    last = np.maximum(questions.groups.indptr[1:] - 1, 0)
    some = questions.groups.counts > 0
    if not len(questions.asked):
        return _nothing(block)
    asked = np.where(some, questions.asked[last], block.as_of)
    waiting = some & ~questions.by_source[last] & ~questions.answered[last]
    # The last word is theirs: later than their question only lines of theirs.
    theirs = block.last(block.instant.astype(np.int64), 0) == INBOUND
    recent = block.as_of - asked <= OPEN_WINDOWS * window
    return Owed(
        due=waiting & theirs & recent, since_us=asked, until_us=asked + window,
        row=np.maximum(block.groups.indptr[1:] - 1, 0),
    )  # fmt: skip


def cases_owed(block: Block) -> Owed:
    """Find the last cases that nobody has resolved, and that can still be.

    A log without outcomes does not say what was resolved: there nothing is owed.
    """
    cases, window = block.cases, block.terms.case_window_us
    if not len(cases.opened) or "outcome" not in block.columns:
        return _nothing(block)
    last = np.maximum(cases.groups.indptr[1:] - 1, 0)
    some = cases.groups.counts > 0
    opened = np.where(some, cases.opened[last], block.as_of)
    row = cases.first_row[last]
    threaded = block.tracks.threaded[row]
    # Without a thread, what comes after the window belongs to no case.
    limit = np.where(threaded, OPEN_WINDOWS * window, window)
    return Owed(
        due=some & ~cases.resolved[last] & (block.as_of - opened <= limit),
        since_us=opened, until_us=opened + window, row=row,
    )  # fmt: skip


def _nothing(block: Block) -> Owed:
    none = np.zeros(len(block), dtype=np.int64)
    return Owed(due=none.astype(np.bool_), since_us=none, until_us=none, row=none)
