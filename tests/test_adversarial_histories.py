"""Histories that invite a score to be wrong, each with the outcome that is right and why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import relationship_health as rh
from tests.logs import AS_OF_US, DAY_US
from tests.test_histories import THEM, US, exchange

MINUTE_US = 60_000_000
Log = list[dict[str, Any]]


def line(sender: str, recipient: str, days_ago: float, **more: Any) -> dict[str, Any]:
    """One line of a log, some days before the end."""
    return {
        "sender": sender, "recipient": recipient, "time": AS_OF_US - round(days_ago * DAY_US),
        **more,
    }  # fmt: skip


def plain(rows: list[tuple[str, str, int]]) -> Log:
    """Turn rows of the four histories into lines."""
    return [{"sender": s, "recipient": r, "time": t} for s, r, t in rows]


def told(log: Log, *, back: float = 0.0, **options: Any) -> rh.Explanation:
    """Score a history alone against the shipped benchmark and explain it."""
    names = sorted({name for row in log for name in row})
    frame = {name: [row.get(name) for row in log] for name in names}
    portfolio = rh.Portfolio.from_frame(frame, time_unit="us", our_side={US}, **options)
    as_of = np.datetime64(AS_OF_US - round(back * DAY_US), "us")
    return rh.score(portfolio, as_of=as_of, benchmark=rh.Benchmark.default()).explain((US, THEM))


MONTHLY = [row for k in range(12) for row in exchange(10 + 30 * k)]


def test_split_messages_gain_nothing() -> None:
    """Ten lines within minutes are one contact: rhythm, frequency and engagement do not move."""
    burst = [
        (s, r, t - i * MINUTE_US) for s, r, t in MONTHLY for i in range(10)
    ]  # fmt: skip
    one, ten = told(plain(MONTHLY)), told(plain(burst))
    for name in ("recency_decay", "stickiness", "engagement_vs_reach", "frequency_balance"):
        assert ten.values[name] == pytest.approx(one.values[name], abs=0.02)
    assert ten.health == pytest.approx(one.health, abs=3)


def test_copies_to_oneself_are_no_contact() -> None:
    """Mail to one's own address is set aside by rule and changes no score."""
    copies = [line(US, US, k) for k in range(100)]
    assert told(plain(MONTHLY) + copies) == told(plain(MONTHLY))


def test_meeting_spam_costs() -> None:
    """Daily meetings with someone who used to meet monthly are pressure, even if attended."""
    often = [line(US, THEM, k, channel="meeting") for k in range(30)]
    calm, pressed = told(plain(MONTHLY)), told(plain(MONTHLY) + often)
    assert pressed.values["recency_decay"] > calm.values["recency_decay"]
    assert pressed.health < calm.health + 5


def test_a_newsletter_that_is_opened_is_reach() -> None:
    """Opens are no engagement: no rhythm, no warmth, poor."""
    issues = [
        line(US, THEM, 7 * k, channel="newsletter", outcome="opened", automated=True, audience=900)
        for k in range(52)
    ]
    found = told(issues)
    assert found.band == "poor"
    assert "recency_decay" in found.unknown
    assert found.values["engagement_vs_reach"] < 0.05


def test_automatic_answers_are_not_answers_in_person() -> None:
    """A machine's answer leaves depth and responsiveness where they were."""
    asked = [line(US, THEM, 5 * k + 1) for k in range(20)]
    by_machine = [line(THEM, US, 5 * k + 0.99, automated=True) for k in range(20)]
    in_person = [line(THEM, US, 5 * k + 0.99, automated=False) for k in range(20)]
    machine, person = told(asked + by_machine), told(asked + in_person)
    assert machine.details["responsiveness"]["theirs"] < 0.1
    assert person.details["responsiveness"]["theirs"] > 0.9
    assert machine.health < person.health - 5


def test_cancelled_meetings_are_not_contact() -> None:
    """Meetings that we cancel keep nothing alive, and count as failures that nobody made good."""
    ours = [
        line(US, THEM, 30 - 7 * k, channel="meeting", status="cancelled") for k in range(4)
    ]  # fmt: skip
    old = [row for k in range(12) for row in exchange(60 + 30 * k)]
    before, after = told(plain(old)), told(plain(old) + ours)
    assert after.values["recency_decay"] == before.values["recency_decay"]
    assert after.values["recovery"] < 0.4
    assert after.health < before.health


def test_a_supplier_who_only_answers_is_well() -> None:
    """Who answers everything within hours and asks nothing is healthy: nobody waits for anyone."""
    log = [line(US, THEM, 14 * k + 3) for k in range(26)]
    log += [line(THEM, US, 14 * k + 2.8) for k in range(26)]
    found = told(log)
    assert found.band == "healthy"
    assert found.details["responsiveness"]["we_were_asked"] == 0
    assert found.values["reciprocity"] > 0.9


def test_a_regulator_twice_a_year_is_not_neglected() -> None:
    """Half a year between contacts is its rhythm: four months of silence are fine."""
    rows = [row for k in range(8) for row in exchange(120 + 182 * k)]
    found = told(plain(rows))
    assert found.values["recency_decay"] > 0.6
    assert found.band == "healthy"


def test_a_change_of_channel_is_no_break() -> None:
    """Mail gives way to calls: contact goes on, health stays, diversity rises."""
    mail = [line(s, r, d, channel="email") for k in range(12)
            for s, r, d in ((US, THEM, 200 + 14 * k), (THEM, US, 199.8 + 14 * k))]  # fmt: skip
    calls = [line(US, THEM, 4 + 14 * k, channel="phone", outcome="connected") for k in range(13)]
    found, stopped = told(mail + calls), told(mail)
    assert found.values["recency_decay"] > 0.8
    assert found.health > stopped.health + 20
    assert found.values["channel_diversity"] > 0.4


def test_a_return_after_two_years_is_warm_and_uncertain() -> None:
    """A reply ends the silence at once, but one contact does not bring the old rhythm back."""
    old = [row for k in range(24) for row in exchange(730 + 14 * k)]
    silent = told(plain(old), back=2.0)
    back = told([*plain(old), *plain(exchange(1))])
    before = told(plain(old), back=730.0)
    assert silent.band == "poor" or silent.health < 50
    assert back.health > silent.health + 20
    assert back.values["recency_decay"] > 0.9
    assert back.health < before.health
