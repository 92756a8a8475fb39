"""What each metric does when something is added: laws that hold, under a frozen benchmark.

Contacts lie on a grid of three hours, and what is added lies between, so that all stand more than
the gap of a conversation from each other.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.columns import US_PER_DAY

HOUR_US = 3_600_000_000
SLOTS = 8 * 400
"""Three-hour slots of four hundred days."""
END = 3 * (SLOTS + 4)
WINDOW = 14 * 24
DEFAULT = rh.Benchmark.default()

Line = tuple[float, str, str]
"""Hours since the start, "out" or "in", channel."""

slots = st.integers(0, SLOTS).map(lambda slot: 3.0 * slot)
between = st.integers(0, SLOTS).map(lambda slot: 3.0 * slot + 1.5)
channels = st.sampled_from(["email", "phone", "chat", "letter"])
histories = st.lists(
    st.tuples(slots, st.sampled_from(["out", "in"]), channels),
    min_size=1, max_size=12, unique_by=lambda line: line[0],
)  # fmt: skip


@cache
def engine(metric: str) -> rh.Engine:
    """Return an engine with one metric."""
    return rh.Engine(metrics=[metric])


def details(metric: str, lines: list[Line], hour: float = END) -> dict[str, float]:
    """Value and details of one metric at some hour."""
    log = {
        "sender": ["us" if way == "out" else "them" for _, way, _ in lines],
        "recipient": ["them" if way == "out" else "us" for _, way, _ in lines],
        "time": [round(at * HOUR_US) for at, _, _ in lines],
        "channel": [channel for _, _, channel in lines],
    }
    portfolio = rh.Portfolio.from_frame(log, time_unit="us", our_side={"us"})
    as_of = np.datetime64(round(hour * HOUR_US), "us")
    card = engine(metric).score(portfolio, as_of=as_of, benchmark=DEFAULT)
    found = card.explain(("us", "them"))
    return {"value": found.values[metric], **found.details.get(metric, {})}


def value(metric: str, lines: list[Line], hour: float = END) -> float:
    """Value of one metric, NaN where it is unknown."""
    return details(metric, lines, hour)["value"]


def touched(lines: list[Line], at: float) -> tuple[float, float]:
    """engagement_vs_reach without and with one more touch."""
    one, two = (value("engagement_vs_reach", x) for x in (lines, [*lines, (at, "out", "chat")]))
    return one, two


def never_lower(before: float, after: float) -> bool:
    """Whether a value did not fall; what is unknown can neither fall nor be fallen to."""
    return bool(np.isnan(before) or np.isnan(after)) or after >= before - 1e-12


@given(lines=histories, later=st.integers(1, 2_000))
def test_silence_lowers(lines: list[Line], later: int) -> None:
    """With no new contact recency_decay and stickiness fall."""
    for metric in ("recency_decay", "stickiness"):
        now, then = (value(metric, lines, END + hours) for hours in (0, later))
        assert never_lower(then, now)


@given(lines=histories, channel=channels)
def test_contact_now_is_fully_recent(lines: list[Line], channel: str) -> None:
    """An engaged contact at the moment of the score makes recency_decay 1."""
    assert value("recency_decay", [*lines, (END, "in", channel)]) == 1.0


@given(lines=histories, at=between)
def test_an_unanswered_touch_never_helps(lines: list[Line], at: float) -> None:
    """One more old touch without an answer: engagement_vs_reach never rises."""
    assume(at + WINDOW < END)
    assume(not any(way == "in" and at < hour <= at + WINDOW for hour, way, _ in lines))
    before, after = touched(lines, at)
    assert never_lower(after, before)


@given(lines=histories, at=between)
def test_more_of_the_louder_side_never_helps(lines: list[Line], at: float) -> None:
    """Where what we send outweighs what comes back, one more sent never raises reciprocity."""
    weights = {"out": 0.0, "in": 0.0}
    for hour, way, _ in lines:
        weights[way] += 0.5 ** ((END - hour) / 24 / 180)
    assume(weights["out"] >= weights["in"])
    before, after = (value("reciprocity", x) for x in (lines, [*lines, (at, "out", "chat")]))
    assert never_lower(after, before)


@given(lines=histories, at=between, data=st.data())
def test_an_answered_touch_never_hurts(lines: list[Line], at: float, data: st.DataObject) -> None:
    """One more touch within the window before an answer: engagement_vs_reach never falls."""
    answers = [hour for hour, way, _ in lines if way == "in" and 0 < hour - at <= WINDOW]
    if not answers:
        wait = data.draw(st.integers(1, 100).map(lambda slot: 3.0 * slot))
        lines = [*lines, (at + wait, "in", "chat")]
    # The answer alone belongs to both, so that only the touch is new.
    before, after = touched(lines, at)
    assert never_lower(before, after)


@given(lines=histories, at=slots, wait=st.integers(2, WINDOW // 3), sooner=st.floats(0.1, 0.9))
def test_a_faster_reply_never_hurts_its_side(
    lines: list[Line], at: float, wait: int, sooner: float
) -> None:
    """A reply that comes earlier never lowers its side's part, all else a window away."""
    slow = at + 3.0 * wait
    others = [line for line in lines if not -WINDOW <= line[0] - at <= slow - at + WINDOW]
    asked = (at, "out", "email")
    fast = at + max(1.5, sooner * (slow - at))
    one, two = (
        details("responsiveness", [*others, asked, (hour, "in", "email")]) for hour in (slow, fast)
    )
    assert never_lower(one["theirs"], two["theirs"])


@given(lines=histories, at=between)
def test_a_new_channel_never_hurts(lines: list[Line], at: float) -> None:
    """An engaged conversation in a channel that was not used never lowers channel_diversity."""
    before, after = (value("channel_diversity", x) for x in (lines, [*lines, (at, "in", "fax")]))
    assert never_lower(before, after)


def test_the_grid_is_in_days() -> None:
    """The window of these tests is that of the shipped terms."""
    assert rh.Terms().response_window_us == WINDOW * HOUR_US
    assert US_PER_DAY == 24 * HOUR_US
