"""What a reader of the log alone can find out: conversations, rates, replies, working time.

Nothing of it uses the simulator or the library's metrics: rows are read one after another.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import cache

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.simulate import Simulation, sales_team

CHAT_PAUSE = np.timedelta64(5, "m")
DAY = np.timedelta64(1, "D")
SECOND = np.timedelta64(1, "s")
FIRST_DAY = date(2020, 1, 1)


@attrs.define(kw_only=True)
class Talk:
    """A conversation put together from its rows."""

    relationship: int
    by_source: bool
    time: np.datetime64
    channel: str
    purpose: str
    status: str
    outcome: str | None
    replied_at: np.datetime64 | None = None
    last: np.datetime64

    @property
    def engaged(self) -> bool:
        """Whether the other side took part."""
        return self.replied_at is not None or self.outcome in {"connected", "attended"}

    @property
    def failed(self) -> bool:
        """Whether it never took place through our fault."""
        return self.status in {"bounced", "cancelled"}


@cache
def large() -> Simulation:
    """Return two years of four hundred relationships, made once."""
    return sales_team(seed=11, relationships=400, days=730)


def places(sim: Simulation) -> dict[frozenset[str], int]:
    """Return the row of the truth of every pair."""
    ends = zip(sim.truth.source, sim.truth.target, strict=True)
    return {frozenset(pair): row for row, pair in enumerate(ends)}


def rows_of(sim: Simulation) -> Ints:
    """Return the row of the truth that each row of the log belongs to."""
    where = places(sim)
    pairs = zip(sim.log["sender"], sim.log["recipient"], strict=True)
    return np.array([where[frozenset(pair)] for pair in pairs])


@cache
def talks(sim: Simulation) -> list[Talk]:
    """Put the personal rows of a log together: by thread, by pause in a chat, else one by one."""
    log, where = sim.log, places(sim)
    threads: dict[str, Talk] = {}
    chats: dict[int, Talk] = {}
    found: list[Talk] = []
    for row in np.flatnonzero((log["status"] != "note") & ~log["automated"]).tolist():
        sender, time = log["sender"][row], log["time"][row]
        relationship = where[frozenset((sender, log["recipient"][row]))]
        by_source = sender == sim.truth.source[relationship]
        thread, channel = log["thread"][row], log["channel"][row]
        open_chat = chats.get(relationship) if channel == "chat" else None
        if open_chat is not None and time - open_chat.last > CHAT_PAUSE:
            open_chat = None
        talk = threads.get(thread) or open_chat
        if talk is None:
            talk = Talk(
                relationship=relationship, by_source=by_source, time=time, channel=channel,
                purpose=log["purpose"][row], status=log["status"][row],
                outcome=log["outcome"][row], last=time,
            )  # fmt: skip
            found.append(talk)
        elif by_source != talk.by_source and talk.replied_at is None and channel == talk.channel:
            talk.replied_at = time
        talk.last = time
        if thread is not None:
            threads[thread] = talk
        if channel == "chat":
            chats[relationship] = talk
    return found


def free(day: date) -> bool:
    """Tell whether nobody works that day."""
    summer = day.month == 8 and 8 <= day.day <= 21
    winter = (day.month == 12 and day.day >= 24) or (day.month == 1 and day.day == 1)
    return summer or winter


@cache
def _calendar() -> Floats:
    """Return the working days gone by at each midnight since ``FIRST_DAY``."""
    days = [FIRST_DAY + timedelta(days=i) for i in range(4000)]
    weights = [0.0 if free(d) else 0.25 if d.isoweekday() >= 6 else 1.3 for d in days]
    return np.concatenate([[0.0], np.cumsum(weights)])


def working(moment: np.datetime64) -> float:
    """Return the working days gone by since ``FIRST_DAY``, offices being open from 8 to 18."""
    elapsed = _calendar()
    since = float((moment - np.datetime64(FIRST_DAY)) / DAY)
    day = int(since)
    share = min(max(((since - day) * 24 - 8) / 10, 0.0), 1.0)
    return float(elapsed[day] + share * (elapsed[day + 1] - elapsed[day]))


def span(sim: Simulation) -> tuple[np.datetime64, np.datetime64]:
    """Return the start and the end of the time simulated, given that it has whole years of 365."""
    end = np.datetime64(sim.as_of.replace(tzinfo=None), "us")
    return end - np.timedelta64(730, "D"), end


def deviations(found: float, expected: float, variance: float) -> float:
    """Return how many standard deviations something found lies from what is expected."""
    return abs(found - expected) / math.sqrt(max(variance, 1e-9))
