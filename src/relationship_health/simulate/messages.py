"""The lines that a conversation leaves in the log: opening, answer, last word, chat, note.

No line knows more than could be known at its own time: an answer is a line of its own, and only
calls and meetings carry on their own line how they went.
"""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Bools, Ints
from relationship_health.simulate.conversations import Conversations
from relationship_health.simulate.lines import (
    CHANNELS,
    NOTHING,
    OUTCOMES,
    PURPOSES,
    STATUSES,
    Lines,
    code,
)
from relationship_health.simulate.purposes import CASES, is_any
from relationship_health.simulate.working_time import SECOND_US, WorkingTime

RESOLVED = 0.8
"""Share of cases that our answer resolves."""
ACTED = 0.5
"""Share of feedback that we act on."""
THANKED = 0.35
"""Share of answered mails to which the one who opened says a last word."""
NOTED = 0.25
"""Share of calls and meetings with the outside of which we keep a note."""
OFFERED = 0.3
"""Share of conversations about sales that carry what the offer is worth."""
FEWEST_CHAT_LINES, MEAN_CHAT_LINES = 2, 5.0

_MEETING_MINUTES = (30, 45, 60, 90)
_VIDEO_MINUTES = (15, 30, 45, 60)
_CALL_MINUTES = 7.0
_OFFER_WORTH = 8_000.0


def opening_lines(talks: Conversations, rng: np.random.Generator) -> Lines:
    """Return the first line of every conversation; calls and meetings have no other of theirs."""
    call, met = talks.through("phone"), talks.through("meeting", "video")
    outcome = np.full(len(talks), NOTHING)
    outcome[call] = code("none", OUTCOMES)
    outcome[call & talks.engaged] = code("connected", OUTCOMES)
    outcome[met & talks.engaged] = code("attended", OUTCOMES)
    status = np.full(len(talks), code("done", STATUSES))
    status[met & ~talks.engaged] = code("declined", STATUSES)
    status[talks.failed & met] = code("cancelled", STATUSES)
    status[talks.failed & ~met] = code("bounced", STATUSES)

    minutes = np.full(len(talks), np.nan)
    for mask, lengths in ((talks.through("meeting"), _MEETING_MINUTES),
                          (talks.through("video"), _VIDEO_MINUTES)):  # fmt: skip
        minutes[mask] = rng.choice(lengths, int(mask.sum()))
    minutes[call] = np.ceil(rng.lognormal(np.log(_CALL_MINUTES), 0.8, int(call.sum())))
    minutes[~talks.engaged] = np.nan

    selling = is_any(talks.purpose, ("sales",)) & talks.by_us & (rng.random(len(talks)) < OFFERED)
    worth = np.where(selling, np.rint(rng.lognormal(np.log(_OFFER_WORTH), 0.9, len(talks))), np.nan)
    everything = np.arange(len(talks))
    return Lines.plain(
        relationship=talks.relationship, conversation=everything, time=talks.time,
        by_us=talks.by_us, channel=talks.channel, purpose=talks.purpose, outcome=outcome,
        status=status, duration=minutes, value=worth,
    )  # fmt: skip


def answer_lines(talks: Conversations, clock: WorkingTime, rng: np.random.Generator) -> Lines:
    """Return the written answers, of those who answer, each after its own delay."""
    delay = np.where(talks.by_us, talks.their_delay, talks.our_delay)
    time = clock.moments(talks.at + delay)
    in_time = (talks.at + delay < clock.span) & (~talks.by_us | (time < talks.until))
    some = np.flatnonzero(talks.through("email") & talks.engaged & in_time)
    by_us, purpose = ~talks.by_us[some], talks.purpose[some]
    given = is_any(purpose, ("feedback_request",))
    return Lines.plain(
        relationship=talks.relationship[some], conversation=some, time=time[some], by_us=by_us,
        channel=talks.channel[some],
        purpose=np.where(given, code("feedback", PURPOSES), purpose),
        outcome=_our_results(by_us, purpose, rng),
    )  # fmt: skip


def closing_lines(
    talks: Conversations, answers: Lines, clock: WorkingTime, rng: np.random.Generator
) -> Lines:
    """Return last words: of the opener after an answered mail, of ours after a case we heard of.

    A case that they brought in a call, a meeting or a chat is closed by our mail; feedback that
    we asked for is followed by what we did about it.
    """
    since, answered = np.full(len(talks), np.nan), np.zeros(len(talks), dtype=np.bool_)
    since[answers.conversation] = clock.at(answers.time)
    answered[answers.conversation] = True
    spoken = talks.engaged & ~talks.through("email")
    case = spoken & talks.cases
    since[case] = talks.at[case]
    feedback = answered & is_any(talks.purpose, ("feedback_request",))
    at = since + np.where(talks.by_us | case, talks.our_delay, talks.their_delay)
    last = case | feedback | (answered & (rng.random(len(talks)) < THANKED))
    some = np.flatnonzero(last & (at < clock.span))
    time = clock.moments(at[some])
    by_us = (talks.by_us | case)[some]
    outcome = _our_results(by_us & (case | feedback)[some], talks.purpose[some], rng)
    return Lines.plain(
        relationship=talks.relationship[some], conversation=some, time=time, by_us=by_us,
        channel=np.full(len(some), code("email", CHANNELS)), purpose=talks.purpose[some],
        outcome=outcome,
    )  # fmt: skip


def _our_results(by_us: Bools, purpose: Ints, rng: np.random.Generator) -> Ints:
    """Draw what our lines achieve: a case resolved, feedback acted on, or nothing in particular."""
    luck = rng.random(len(by_us))
    outcome = np.full(len(by_us), NOTHING)
    outcome[by_us & is_any(purpose, CASES) & (luck < RESOLVED)] = code("resolved", OUTCOMES)
    heard = is_any(purpose, ("feedback", "feedback_request"))
    outcome[by_us & heard & (luck < ACTED)] = code("acted", OUTCOMES)
    return outcome


def chat_lines(talks: Conversations, rng: np.random.Generator) -> Lines:
    """Return the further lines of chats: bursts to and fro within minutes, the second theirs."""
    chats = np.flatnonzero(talks.through("chat") & talks.engaged)
    more = FEWEST_CHAT_LINES - 1 + rng.poisson(MEAN_CHAT_LINES - FEWEST_CHAT_LINES, len(chats))
    talk = np.repeat(chats, more)
    first = np.cumsum(more) - more
    pauses = rng.integers(10, 240, len(talk)) * SECOND_US
    waited = np.cumsum(pauses) - np.repeat((np.cumsum(pauses) - pauses)[first], more)
    opener = rng.random(len(talk)) < 0.5  # noqa: PLR2004  either may say the next line
    opener[first] = False
    return Lines.plain(
        relationship=talks.relationship[talk], conversation=talk,
        time=talks.time[talk] + waited, by_us=talks.by_us[talk] == opener,
        channel=talks.channel[talk], purpose=talks.purpose[talk],
    )  # fmt: skip


def note_lines(talks: Conversations, outside: Bools, rng: np.random.Generator) -> Lines:
    """Return the notes that we keep of calls and meetings: lines that are no contact."""
    held = talks.through("phone", "meeting", "video") & talks.engaged & outside[talks.relationship]
    some = np.flatnonzero(held & (rng.random(len(talks)) < NOTED))
    wait = rng.integers(60, 1800, len(some)) * SECOND_US
    return Lines.plain(
        relationship=talks.relationship[some], conversation=some, time=talks.time[some] + wait,
        by_us=np.ones(len(some), dtype=np.bool_), channel=np.full(len(some), NOTHING),
        purpose=talks.purpose[some], status=np.full(len(some), code("note", STATUSES)),
    )  # fmt: skip


def write_lines(
    talks: Conversations, outside: Bools, clock: WorkingTime, rng: np.random.Generator
) -> Lines:
    """Return all lines of all conversations, but what would come after the end or a farewell.

    Parameters
    ----------
    talks : Conversations
    outside : bool array over relationships
        Whether the target is not ours.
    clock : WorkingTime
    rng : Generator
    """
    answers = answer_lines(talks, clock, rng)
    everything = Lines.joined([
        opening_lines(talks, rng), answers, closing_lines(talks, answers, clock, rng),
        chat_lines(talks, rng), note_lines(talks, outside, rng),
    ])  # fmt: skip
    said = everything.by_us | (everything.time < talks.until[everything.conversation])
    return everything.take(said & (everything.time < clock.end_us))
