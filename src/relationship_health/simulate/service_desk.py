"""Simulated customers of a service desk: what each one is like is drawn, and known.

Where `sales_team` tells stories, this gives every relationship its own truth for each question that
a metric asks: who answers, on which channels and for what, how long they talk, whether cases get
resolved and at what effort, whether feedback is used and failures are made good.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array
from relationship_health.columns import US_PER_DAY, Portfolio, read_moment
from relationship_health.simulate.streams import any_of, one_of, stream

CHANNELS = ("chat", "email", "letter", "phone", "sms")
"""None of them is mutual, so that an answer is seen as one."""
PURPOSES = ("billing", "news", "sales", "service", "social")
US = "desk@us.example"
END = "2026-11-01"
STORIES = {"conversation": 0.6, "case": 0.2, "feedback": 0.1, "failure": 0.1}
"""Share of each kind of event."""
PAUSE_DAYS = 0.1
"""Least time between two events."""
UNWELCOME = 0.3
"""How much of the chance of an answer is left on a channel, or for a purpose, not asked for."""
_COLUMNS = (
    "sender", "recipient", "time", "channel", "purpose", "outcome", "status", "thread", "duration",
    "audience",
)  # fmt: skip
Row = dict[str, Any]


@attrs.frozen(slots=True, kw_only=True)
class Nature:
    """What one customer, and we with them, are like.

    Attributes
    ----------
    gap_days : float
        Mean days between two events.
    reaching : float
        Share of the conversations that we open.
    answering, their_days, our_days : float
        Probability that they answer what we open as they like it; mean days until they answer, and
        until we do, which is always.
    liked, habit : arrays of shares, and float
        Their shares of the channels, and how often we use any channel instead.
    interests, aim : arrays of shares, and float
        What they connected for, and how often what we open is for that rather than for anything.
    minutes : float
        Mean length of a conversation.
    resolving, steps : float
        Probability that a case is resolved, and its mean lines.
    using : float
        Probability that feedback is acted on.
    recovering : float
        Probability that we make good a failure.
    """

    gap_days: float
    reaching: float
    answering: float
    their_days: float
    our_days: float
    liked: Array
    habit: float
    interests: Array
    aim: float
    minutes: float
    resolving: float
    steps: float
    using: float
    recovering: float

    @classmethod
    def drawn(cls, rng: np.random.Generator, gap_days: float, spread: float) -> Nature:
        """Draw a nature."""
        return cls(
            gap_days=gap_days * float(np.exp(spread * rng.normal())),
            reaching=float(rng.beta(6.0, 1.5)), answering=float(rng.beta(1.5, 1.5)),
            their_days=float(np.exp(rng.normal(0.0, 1.0))),
            our_days=float(np.exp(rng.normal(0.0, 1.0))),
            liked=rng.dirichlet(np.full(len(CHANNELS), 0.6)),
            habit=float(rng.beta(1.0, 1.0)), interests=rng.dirichlet(np.full(len(PURPOSES), 0.5)),
            aim=float(rng.beta(1.0, 1.0)), minutes=float(np.exp(rng.normal(3.2, 0.8))),
            resolving=float(rng.beta(2.0, 2.0)), steps=float(1.0 + rng.gamma(2.0, 2.0)),
            using=float(rng.beta(1.5, 1.5)),
            recovering=float(rng.beta(1.5, 1.5)),
        )  # fmt: skip

    @property
    def engaging(self) -> float:
        """Chance that they answer what we open, welcome or not."""
        welcome = self.aim * (1.0 - self.habit)
        return self.answering * (welcome + (1.0 - welcome) * UNWELCOME)

    @property
    def prompt(self) -> float:
        """Chance of an answer within two days, mean of both sides."""
        soon = [1.0 - float(np.exp(-2.0 / days)) for days in (self.their_days, self.our_days)]
        return 0.5 * (self.engaging * soon[0] + soon[1])

    @property
    def pressure(self) -> float:
        """How often we get in touch, for each time that they are engaged; we answer always."""
        both = STORIES["case"] + STORIES["feedback"] + STORIES["failure"] * self.recovering
        engaged = 1.0 - self.reaching * (1.0 - self.engaging)
        talks = STORIES["conversation"]
        return (talks + both) / (talks * engaged + both)

    @property
    def channel_overlap(self) -> float:
        """Overlap of the channels that we use with those that they like."""
        return _overlap(self.liked, self.habit)

    @property
    def purpose_overlap(self) -> float:
        """Overlap of what we open conversations for with what they connected for."""
        return _overlap(self.interests, 1.0 - self.aim)

    @property
    def effective_channels(self) -> float:
        """Effective number of the channels that they like."""
        some = self.liked[self.liked > 0]
        return float(np.exp(-(some * np.log(some)).sum()))


def _overlap(wanted: Array, strays: float) -> float:
    used = (1.0 - strays) * wanted + strays / len(wanted)
    return float(np.minimum(used, wanted).sum())


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class ServiceDesk:
    """A simulated log and its truth.

    Attributes
    ----------
    log : dict of lists
        As ``Portfolio.from_frame`` takes it.
    truth : dict of str to Nature
        By the id of the customer.
    as_of : str
        The end of the log.
    """

    log: dict[str, list[Any]]
    truth: dict[str, Nature]
    as_of: str

    @cached_property
    def portfolio(self) -> Portfolio:
        """The portfolio of the log."""
        return Portfolio.from_frame(self.log, time_unit="us", our_side={US})

    def natures(self, name: str) -> Array:
        """Return one attribute of every nature, in the order of the portfolio."""
        return np.array([getattr(self.truth[str(who)], name) for _, who in self.portfolio.keys])


def service_desk(  # noqa: PLR0913  all by name
    *, seed: int = 7, relationships: int = 200, days: int = 1_460, gap_days: float = 12.0,
    spread: float = 0.0, burst: float = 1.0,
) -> ServiceDesk:  # fmt: skip
    """Simulate the customers of a service desk, who stay as they are.

    Parameters
    ----------
    seed : int
        Equal seeds and arguments give equal logs; equal seeds and gaps, equal natures.
    relationships, days : int
        How many customers, and how long before the end.
    gap_days : float
        Median over the customers of the mean days between two events.
    spread : float
        Standard deviation of the logarithm of that mean, between customers.
    burst : float in (0, 1]
        Gaps to this power are exponential: 1 is without memory, less comes in bursts.

    Examples
    --------
    >>> desk = service_desk(relationships=3, days=200)
    >>> len(desk.portfolio), desk.portfolio.issues.rejected
    (3, 0)
    """
    end = read_moment(END)
    truth, rows = {}, []
    for number in range(relationships):
        rng = stream(seed, f"customer {number}")
        name = f"customer{number:04d}@them.example"
        truth[name] = Nature.drawn(rng, gap_days, spread)
        rows += [
            row
            for row in _history(name, truth[name], (days, burst), end, rng)
            if row["time"] <= end
        ]
    return ServiceDesk(
        log={column: [row.get(column) for row in rows] for column in _COLUMNS}, truth=truth,
        as_of=END,
    )  # fmt: skip


def _history(
    name: str, nature: Nature, course: tuple[int, float], end: int, rng: np.random.Generator
) -> Iterator[Row]:
    """Tell one customer's history: conversations, cases, feedback and failures in turn."""
    (days, burst), number = course, 0
    ago, mean = float(days), math.gamma(1.0 + 1.0 / burst)
    while (ago := ago - nature.gap_days * _gap(burst, rng) / mean - PAUSE_DAYS) > 0:
        number += 1
        thread = f"{name}/{number}"
        tell = (_conversation, _case, _feedback, _failure)[one_of(STORIES.values(), rng)]
        for offset, by_us, more in tell(nature, rng):
            sender, recipient = (US, name) if by_us else (name, US)
            yield {
                "sender": sender, "recipient": recipient, "thread": thread, "audience": 1,
                "time": end - round((ago - offset) * US_PER_DAY), "status": "done", **more,
            }  # fmt: skip


def _gap(burst: float, rng: np.random.Generator) -> float:
    return float(rng.exponential() ** (1.0 / burst))


Told = Iterator[tuple[float, bool, Row]]


def _channel(nature: Nature, rng: np.random.Generator) -> str:
    return CHANNELS[one_of(nature.liked.tolist(), rng)]


def _conversation(nature: Nature, rng: np.random.Generator) -> Told:
    by_us = bool(rng.random() < nature.reaching)
    channel = _channel(nature, rng)
    purpose = PURPOSES[one_of(nature.interests.tolist(), rng)]
    welcome = 1.0
    if by_us and rng.random() < nature.habit:
        channel, welcome = any_of(CHANNELS, rng), UNWELCOME
    if by_us and rng.random() > nature.aim:
        purpose, welcome = any_of(PURPOSES, rng), UNWELCOME
    minutes = float(rng.gamma(4.0, nature.minutes / 4.0))
    yield 0.0, by_us, {"channel": channel, "purpose": purpose, "duration": minutes}
    if not by_us or rng.random() < nature.answering * welcome:
        days = nature.their_days if by_us else nature.our_days
        yield float(rng.exponential(days)), not by_us, {"channel": channel, "purpose": purpose}


def _case(nature: Nature, rng: np.random.Generator) -> Told:
    channel, steps = _channel(nature, rng), 2 + int(rng.poisson(max(nature.steps - 2.0, 0.0)))
    resolved = bool(rng.random() < nature.resolving)
    passed = 0.0
    for step in range(steps):
        by_us, last = step % 2 == 1, step == steps - 1
        if step:
            passed += float(rng.exponential(nature.our_days if by_us else nature.their_days))
        outcome = "resolved" if last and resolved else None
        yield passed, by_us, {"channel": channel, "purpose": "support", "outcome": outcome}


def _feedback(nature: Nature, rng: np.random.Generator) -> Told:
    channel = _channel(nature, rng)
    yield 0.0, True, {"channel": channel, "purpose": "feedback_request"}
    passed = float(rng.exponential(nature.their_days))
    yield passed, False, {"channel": channel, "purpose": "feedback"}
    if rng.random() < nature.using:
        yield passed + float(rng.exponential(10.0)), True, {"channel": channel, "outcome": "acted"}


def _failure(nature: Nature, rng: np.random.Generator) -> Told:
    status = any_of(("cancelled", "no_show", "bounced"), rng)
    channel = "email" if status == "bounced" else "meeting"
    yield 0.0, True, {"channel": channel, "status": status}
    if rng.random() < nature.recovering:
        yield float(rng.uniform(0.2, 4.0)), True, {"channel": "phone", "outcome": "connected"}
