"""The four histories that no published formula gets right, as far as the metrics so far go."""

from __future__ import annotations

import numpy as np
import pytest

import relationship_health as rh
from tests.logs import AS_OF_US, DAY_US, HOUR_US

US, THEM = "us", "them"
Rows = list[tuple[str, str, int]]


def exchange(age_days: float) -> Rows:
    """Return one mail of ours and, five hours later, their reply, that many days ago."""
    moment = AS_OF_US - round(age_days * DAY_US)
    return [(US, THEM, moment - 5 * HOUR_US), (THEM, US, moment)]


SPONSOR: Rows = [row for k in range(12) for row in exchange(45 + 91.25 * k)]
PUSHED: Rows = [(US, THEM, AS_OF_US - round(1.5 * k * DAY_US)) for k in range(60)]
BROKEN: Rows = [row for k in range(156) for row in exchange(42 + 7 * k)]
FIRST: Rows = exchange(1)


def ordinary(count: int = 200, seed: int = 5) -> Rows:
    """Return relationships with rhythms of their own, some answering more than others."""
    rng = np.random.default_rng(seed)
    rows: Rows = []
    for who in range(count):
        gap = rng.gamma(1.0, 25.0) + 2.0
        answers = rng.beta(2.0, 3.0)
        moment = AS_OF_US - round(rng.exponential(gap) * DAY_US)
        while moment > AS_OF_US - 700 * DAY_US:
            rows.append((US, f"other{who}", moment))
            if rng.random() < answers:
                rows.append((f"other{who}", US, moment + round(rng.exponential(1.0) * DAY_US)))
            moment -= max(round(rng.exponential(gap) * DAY_US), HOUR_US)
    return rows


def explain(rows: Rows, *, among_others: bool, days_before: float = 0.0) -> rh.Explanation:
    """Score a history alone against the shipped benchmark, or among ordinary relationships."""
    everything = rows + (ordinary() if among_others else [])
    log = dict(
        zip(("sender", "recipient", "time"), map(list, zip(*everything, strict=True)), strict=True)
    )
    portfolio = rh.Portfolio.from_frame(log, time_unit="us", our_side={US})
    as_of = np.datetime64(AS_OF_US - round(days_before * DAY_US), "us")
    benchmark = None if among_others else rh.Benchmark.default()
    return rh.score(portfolio, as_of=as_of, benchmark=benchmark).explain((US, THEM))


@pytest.mark.parametrize("among_others", [False, True], ids=["alone", "among 200"])
class TestHistories:
    """Each history alone and in company."""

    def test_a_quarterly_sponsor_is_healthy(self, *, among_others: bool) -> None:
        """A: twelve on-time exchanges in three years, the last 45 days ago."""
        found = explain(SPONSOR, among_others=among_others)
        assert found.health >= 65
        assert found.status == "established"

    def test_b_pushing_is_poor(self, *, among_others: bool) -> None:
        """B: sixty unanswered messages in ninety days are over-contact, never warmth."""
        found = explain(PUSHED, among_others=among_others)
        assert found.health <= 15
        assert found.band == "poor"
        assert "recency_decay" in found.unknown
        assert "too much" in found.sentences["frequency_balance"]

    def test_c_a_broken_habit_alarms(self, *, among_others: bool) -> None:
        """C: weekly for years, then 42 days of silence, named as the cause."""
        found = explain(BROKEN, among_others=among_others)
        before = explain(BROKEN, among_others=among_others, days_before=41.9)
        assert found.values["recency_decay"] <= 0.2
        assert found.health < 60
        assert found.health <= before.health - 20
        assert next(iter(found.sentences)) == "recency_decay"
        assert found.sentences["recency_decay"] == (
            "Silent for 42 days; this relationship usually speaks every 7."
        )

    def test_d_one_reply_is_provisional(self, *, among_others: bool) -> None:
        """D: one mail and one reply prove little, and the interval says so."""
        found = explain(FIRST, among_others=among_others)
        assert found.status == "provisional"
        assert found.upper - found.lower >= 40
