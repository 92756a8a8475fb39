"""Whose turn it is, and what happened to a relationship's rhythm between two moments."""

from __future__ import annotations

from datetime import datetime

import attrs
import numpy as np

from relationship_health.columns import US_PER_DAY, Block, Key, moment_from
from relationship_health.columns.zones import LATEST_US
from relationship_health.contract import Benchmark
from relationship_health.kernels.rhythm import prior_beta, usual_gap
from relationship_health.model import INBOUND, OUTBOUND

QUIET_GAPS = 4.0
"""Own gaps of silence from which on a relationship has gone quiet."""


@attrs.frozen(slots=True, kw_only=True)
class Turn:
    """Whose turn it is.

    Attributes
    ----------
    whose : id or None
        Who should write next: the one who did not write last; None after a meeting.
    since : datetime or None
        When the last line came.
    expected : datetime or None
        When the next contact is due by the relationship's own rhythm.
    sentence : str
    """

    whose: str | int | None
    since: datetime | None
    expected: datetime | None
    sentence: str


def turn_of(
    block: Block, since_us: int, benchmark: Benchmark, key: Key
) -> tuple[Turn, tuple[str, ...]]:
    """Return whose turn it is in a one-relationship block, and the events since a moment."""
    if not len(block.time):
        return Turn(whose=None, since=None, expected=None, sentence=""), ()
    direction = int(block.direction[-1])
    whose = {OUTBOUND: key[1], INBOUND: key[0]}.get(direction)
    gap = _own_gap_days(block, benchmark)
    expected, sentence = None, ""
    if block.rhythm.contacts[0]:
        last = int(block.as_of - block.rhythm.silence_days[0] * US_PER_DAY)
        expected = moment_from(min(last + round(gap * US_PER_DAY), LATEST_US))
        due = (
            "is usual by"
            if expected is not None and expected >= moment_from(block.as_of)
            else ("was usual by")
        )
        sentence = f"The next contact {due} {expected:%Y-%m-%d}."
    turn = Turn(whose=whose, since=moment_from(int(block.time[-1])), expected=expected,
                sentence=sentence)  # fmt: skip
    return turn, _events(block, since_us, gap, direction)


def _own_gap_days(block: Block, benchmark: Benchmark) -> float:
    alpha, beta = benchmark.rhythm.alpha, benchmark.rhythm.beta
    prior = prior_beta(block.cadence_days, alpha, beta)
    rhythm = block.rhythm
    return float(usual_gap(rhythm.gaps, rhythm.gap_sum_days, alpha, prior)[0])


def _events(block: Block, since_us: int, gap_days: float, direction: int) -> tuple[str, ...]:
    """Name what happened since a moment, seen from the source."""
    talks = block.conversations
    ends, starts = talks.end[block.engaged], talks.start[block.engaged]
    quiet_us = QUIET_GAPS * gap_days * US_PER_DAY
    found = []
    earlier = ends[ends <= since_us]
    was_quiet = len(earlier) > 0 and since_us - int(earlier[-1]) > quiet_us
    if len(ends) and block.as_of - int(ends[-1]) > quiet_us and not was_quiet:
        found.append("went_quiet")
    later = np.flatnonzero(starts > since_us)
    later = later[later > 0]
    if len(later) and (starts[later] - ends[later - 1] > quiet_us).any():
        found.append("replied_after_gap")
    if block.sided[0] and direction != OUTBOUND | INBOUND:
        found.append("their_turn" if direction == OUTBOUND else "your_turn")
    return tuple(found)
