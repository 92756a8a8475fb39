"""What becomes of each conversation: channel, purpose, whether the other side takes part."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.simulate.lines import CHANNELS, PURPOSES, code
from relationship_health.simulate.mixture import Plot
from relationship_health.simulate.preferences import PERSONAL, choose_channels
from relationship_health.simulate.purposes import CASES, choose_purposes, is_any
from relationship_health.simulate.rhythms import Openings
from relationship_health.simulate.working_time import WorkingTime

_BOUNCED = 0.01
_CANCELLED = 0.03


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Conversations:
    """Conversations, in order of time.

    Parameters
    ----------
    relationship : int64 array
    at : float64 array
        When it was opened, in working time.
    time : int64 array
        The same as a moment, microseconds UTC.
    by_us : bool array
    channel, purpose : int64 arrays
        Codes of ``lines.CHANNELS`` and ``lines.PURPOSES``.
    failed : bool array
        Whether it never took place through our fault: bounced, or cancelled by us.
    engaged : bool array
        Whether the other side took part.
    our_delay, their_delay : float64 arrays
        How long the side would take to write an answer, in working days.
    until : int64 array
        Moment from which the target says nothing more.
    """

    relationship: Ints
    at: Floats
    time: Ints
    by_us: Bools
    channel: Ints
    purpose: Ints
    failed: Bools
    engaged: Bools
    our_delay: Floats
    their_delay: Floats
    until: Ints

    def __len__(self) -> int:
        """Return the number of conversations."""
        return len(self.at)

    def through(self, *channels: str) -> Bools:
        """Mark the conversations through some channels."""
        return np.isin(self.channel, [code(name, CHANNELS) for name in channels])

    @property
    def cases(self) -> Bools:
        """Mark the conversations in which they want something done."""
        return ~self.by_us & is_any(self.purpose, CASES)

    @property
    def threaded(self) -> Bools:
        """Mark the conversations whose lines share a thread: mails and cases."""
        return self.through("email") | self.cases


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Setting:
    """What conversations draw on: who is in a relationship, and what they like."""

    source: Ints
    target: Ints
    liked: Floats
    selling: Bools


def hold(
    openings: Openings, plot: Plot, setting: Setting, clock: WorkingTime, rng: np.random.Generator
) -> Conversations:
    """Decide what becomes of conversations that were opened.

    Parameters
    ----------
    openings : Openings
    plot : Plot
        The stretches that the openings fall into.
    setting : Setting
    clock : WorkingTime
    rng : Generator
    """
    stretches, by_us = plot.course.stretches, openings.by_us
    habits = stretches.traits
    relationship = stretches.relationship[openings.stretch]
    source, target = setting.source[relationship], setting.target[relationship]
    purpose = choose_purposes(setting.selling[relationship], by_us, rng)
    table = np.array([code(name, CHANNELS) for name in PERSONAL])
    channel = table[choose_channels(setting.liked, source, target, by_us, rng)]
    asked = purpose == code("feedback_request", PURPOSES)
    channel = np.where(asked, code("email", CHANNELS), channel)

    chance = np.where(by_us, habits.their_reply[openings.stretch],
                      habits.our_reply[openings.stretch])  # fmt: skip
    failed = rng.random(len(openings)) < failure_chance(channel)
    silent = clock.moments_or(plot.course.ended, np.iinfo(np.int64).max)
    return Conversations(
        relationship=relationship, at=openings.at, time=clock.moments(openings.at), by_us=by_us,
        channel=channel, purpose=purpose, failed=failed,
        engaged=~failed & (rng.random(len(openings)) < chance),
        our_delay=rng.exponential(habits.our_delay[openings.stretch]),
        their_delay=rng.exponential(habits.their_delay[openings.stretch]),
        until=silent[relationship],
    )  # fmt: skip


def failure_chance(channel: Ints) -> Floats:
    """Return how often a contact fails through us: mails bounce, meetings are cancelled.

    Examples
    --------
    >>> failure_chance(np.array([code("email", CHANNELS), code("phone", CHANNELS)]))
    array([0.01, 0.  ])
    """
    chance = np.zeros(len(CHANNELS))
    chance[code("email", CHANNELS)] = _BOUNCED
    chance[[code("meeting", CHANNELS), code("video", CHANNELS)]] = _CANCELLED
    return chance[channel]
