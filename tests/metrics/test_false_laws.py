"""What sounds like a law and is none: counterexamples kept, so that nobody claims it."""

from __future__ import annotations

import math

import numpy as np

from tests.metrics.test_laws import END, Line, details, value

DAY = 24.0


def ago(days: float, way: str, channel: str = "email") -> Line:
    """Return a line some days before the end."""
    return (END - days * DAY, way, channel)


def test_an_inbound_may_lower_reciprocity() -> None:
    """It does where they already give more than we do."""
    lines = [ago(40, "out"), ago(30, "in"), ago(20, "in")]
    assert value("reciprocity", [*lines, ago(10, "in")]) < value("reciprocity", lines)


def test_contact_in_the_past_may_lower_recency() -> None:
    """One more contact makes the rhythm faster, so that the same silence weighs more."""
    lines = [ago(200, "in"), ago(100, "in")]
    assert value("recency_decay", [*lines, ago(101, "in")]) < value("recency_decay", lines)


def test_more_contact_may_lower_the_chance_to_stay() -> None:
    """One contact of a year before all others makes the rhythm slower."""
    lines = [ago(0.5 * k, "in") for k in range(1, 101)]
    assert value("stickiness", [*lines, ago(380, "in")]) < value("stickiness", lines)


def test_evenness_may_fall_with_a_new_channel() -> None:
    """Evenness over the channels seen falls where diversity, which counts them, rises."""
    lines = [ago(10 * k, "in", ("email", "phone")[k % 2]) for k in range(1, 13)]
    more = [*lines, ago(5, "in", "letter")]

    def evenness(of: list[Line]) -> float:
        names = [channel for _, _, channel in of]
        shares = [names.count(name) / len(names) for name in set(names)]
        return -math.fsum(s * math.log(s) for s in shares) / math.log(len(shares))

    assert evenness(more) < evenness(lines)
    assert value("channel_diversity", more) > value("channel_diversity", lines)


def test_the_median_of_answers_rewards_silence() -> None:
    """Not answering a hard question leaves the median wait as it was, and lowers our figure."""
    asked = [line for k in range(1, 5) for line in (ago(60 * k, "out"), ago(60 * k - 1, "in"))]
    ignored = [*asked, ago(20, "out")]
    waits = [1.0] * 4
    assert np.median(waits) == 1.0
    assert details("responsiveness", ignored)["theirs"] < details("responsiveness", asked)["theirs"]


def test_a_faster_reply_may_lower_the_mean_of_both_sides() -> None:
    """What came late was a question of theirs as well, which we answered at once."""
    slow = [ago(100, "out"), ago(85, "in"), ago(84.9, "out")]
    fast = [ago(100, "out"), ago(87, "in"), ago(84.9, "out")]
    assert details("responsiveness", fast)["value"] < details("responsiveness", slow)["value"]
