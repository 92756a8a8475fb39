"""The metrics of conversations against numbers by hand, or by bc to 30 digits."""

from __future__ import annotations

import math
from itertools import permutations

import pytest

from . import (
    DAY_US,
    HOUR_US,
    INBOUND,
    MUTUAL,
    OUTBOUND,
    UNKNOWN,
    Judgement,
    Line,
    both_views,
    conversations,
    decayed_weight,
    engagement_vs_reach,
    frequency_balance,
    other_view,
    recency_decay,
    reciprocity,
)
from .cases import (
    MAIL_AND_REPLY,
    NOW,
    OUTBOUND_ONLY,
    QUARTERLY,
    WEEKLY,
    ago,
    exactly,
)

MINUTE_US = 60_000_000


# Conversations


def spans(lines: list[Line]) -> list[tuple[int, int, int]]:
    """Return start, end in microseconds and flags of each conversation at NOW."""
    return [(c.start_us, c.end_us, c.flags) for c in conversations(lines, NOW)]


@pytest.mark.parametrize(
    ("gap_us", "threads", "count"),
    [
        (0, (None, None), 1),
        (HOUR_US, (None, None), 1),
        (HOUR_US + 1, (None, None), 2),
        (HOUR_US + 1, ("t", "t"), 1),
        (HOUR_US + 1, ("t", "u"), 2),
        (HOUR_US + 1, ("t", None), 2),
        (HOUR_US, ("t", "u"), 1),
        (DAY_US - 1, ("t", "t"), 1),
        (DAY_US, ("t", "t"), 2),
        (DAY_US - 1, (None, None), 2),
    ],
)
def test_two_lines_merge(gap_us: int, threads: tuple[str | None, str | None], count: int) -> None:
    """An hour joins inclusively, a shared thread joins strictly within a day."""
    first = Line(NOW - gap_us, OUTBOUND, threads[0])
    second = Line(NOW, INBOUND, threads[1])
    assert len(spans([second, first])) == count


def test_burst_is_one_conversation() -> None:
    """A hundred chat lines, each within an hour of the last, are one conversation."""
    burst = [Line(NOW - i * 50 * MINUTE_US, OUTBOUND) for i in range(100)]
    burst[99] = Line(burst[99].time_us, INBOUND)
    assert spans(burst) == [(NOW - 99 * 50 * MINUTE_US, NOW, 3)]


def test_only_the_line_right_before_counts() -> None:
    """A stranger's line between two of one thread ends what the thread would join."""
    lines = [
        Line(NOW - 6 * HOUR_US, OUTBOUND, "t"),
        Line(NOW - 3 * HOUR_US, INBOUND, "u"),
        Line(NOW, OUTBOUND, "t"),
    ]
    assert [flags for _, _, flags in spans(lines)] == [1, 2, 1]


def test_a_year_long_thread_is_many_conversations() -> None:
    """A thread with a line every day at the same hour never merges."""
    assert len(spans([Line(NOW - i * DAY_US, 1, "t") for i in range(365)])) == 365


def test_only_done_lines_up_to_as_of_exist() -> None:
    """Future lines and lines that did not happen neither count nor bridge a gap."""
    lines = [
        Line(NOW - 2 * HOUR_US, OUTBOUND),
        Line(NOW - HOUR_US, INBOUND, status="cancelled"),
        Line(NOW, OUTBOUND),
        Line(NOW + 1, INBOUND),
    ]
    assert spans(lines) == [(NOW - 2 * HOUR_US, NOW - 2 * HOUR_US, 1), (NOW, NOW, 1)]


def test_engaged_outcome_of_any_line() -> None:
    """A click engages, an opened mail does not."""
    talks = conversations(
        [ago(2, OUTBOUND, outcome="clicked"), ago(1, OUTBOUND, outcome="opened")], NOW
    )
    assert [talk.is_engaged for talk in talks] == [True, False]
    assert all(talk.is_touch for talk in talks)


def test_order_of_input_changes_nothing() -> None:
    """Every permutation of lines with ties gives the same conversations and bits."""
    lines = [
        Line(NOW - 2 * HOUR_US, OUTBOUND, "t"),
        Line(NOW - 2 * HOUR_US, INBOUND, "u"),
        Line(NOW - 2 * HOUR_US, MUTUAL),
        Line(NOW, OUTBOUND, "u"),
        ago(30, OUTBOUND),
    ]
    results = {
        (
            tuple(spans(list(order))),
            recency_decay(order, NOW, sided=True, alpha=1, beta=30),
            reciprocity(order, NOW),
        )
        for order in permutations(lines)
    }
    assert len(results) == 1


# Recency


@pytest.mark.parametrize(
    ("lines", "value", "evidence"),
    [
        (QUARTERLY, 0.833999446735043022905575050272, 12),
        (WEEKLY, 0.130443532969709370342799517106, 157),
        (MAIL_AND_REPLY, 0.988514020352896135356867504938, 1),
    ],
)
def test_recency_of_cases(lines: list[Line], value: float, evidence: int) -> None:
    """Cases A, C and D under Gamma(1, 30 days): m is 1031/12, 1122/157 and 30."""
    judged = recency_decay(lines, NOW, sided=True, alpha=1, beta=30)
    assert judged.value == exactly(value)
    assert judged.evidence == evidence


def test_recency_of_outbound_only() -> None:
    """Case B was never engaged: unknown, unless no side is ours."""
    assert recency_decay(OUTBOUND_ONLY, NOW, sided=True, alpha=1, beta=30) == UNKNOWN
    unsided = recency_decay(OUTBOUND_ONLY, NOW, sided=False, alpha=1, beta=30)
    assert unsided == Judgement(1.0, 60)
    assert recency_decay([], NOW, sided=False, alpha=1, beta=30) == UNKNOWN


def test_recency_gaps_run_from_end_to_start() -> None:
    """Mail and reply half an hour apart shorten each of 11 gaps by that half hour."""
    asked = [ago(45 + 91 * i + 1 / 48, OUTBOUND) for i in range(12)]
    answered = [ago(45 + 91 * i, INBOUND) for i in range(12)]
    judged = recency_decay(asked + answered, NOW, sided=True, alpha=1, beta=30)
    assert judged == Judgement(judged.value, 12)
    assert judged.value == exactly(0.833965789620126689877649593046)


def test_recency_skips_reach_without_engagement() -> None:
    """Unanswered outbound between engaged conversations leaves their gaps whole."""
    reach = [ago(44.5 + 91 * i, OUTBOUND) for i in range(12)]
    plain = recency_decay(QUARTERLY, NOW, sided=True, alpha=1, beta=30)
    assert recency_decay(QUARTERLY + reach, NOW, sided=True, alpha=1, beta=30) == plain


def test_recency_with_declared_cadence() -> None:
    """Weekly declared and kept: m = (14 + 1092)/(2 + 156) = 7, so 42 days are 2^-3."""
    judged = recency_decay(WEEKLY, NOW, sided=True, alpha=2, beta=9, cadence_days=7)
    assert judged.value == 0.125


# Engagement against reach


def engagement(lines: list[Line], *, sided: bool = True) -> Judgement:
    """Judge at NOW under Beta(1, 3)."""
    return engagement_vs_reach(lines, NOW, sided=sided, a=1, b=3)


def test_engagement_of_outbound_only() -> None:
    """Case B: the ten touches younger than 14 days are censored, fifty are not."""
    judged = engagement(OUTBOUND_ONLY)
    assert judged.value == exactly(0.022168771364572648542023097142)
    assert judged.evidence == 50


def test_engagement_weights() -> None:
    """Half a weight answered, a quarter not: (1 + .5)/(4 + .75)."""
    lines = [ago(180, OUTBOUND), ago(170, INBOUND), ago(360, OUTBOUND)]
    assert engagement(lines) == Judgement(1.5 / 4.75, 2)


@pytest.mark.parametrize(
    ("reply_after_us", "value"),
    [(14 * DAY_US, 1.5 / 4.5), (14 * DAY_US + 1, 1 / 4.5), (2 * HOUR_US, 1.5 / 4.5)],
)
def test_engagement_window_is_inclusive(reply_after_us: int, value: float) -> None:
    """A reply up to exactly 14 days after the touch's end answers it."""
    touch = ago(180, OUTBOUND)
    lines = [touch, Line(touch.time_us + reply_after_us, INBOUND)]
    assert engagement(lines) == Judgement(value, 1)


@pytest.mark.parametrize(("age_us", "evidence"), [(0, 1), (1, 0), (DAY_US, 0)])
def test_engagement_censoring_is_strict(age_us: int, evidence: int) -> None:
    """An unanswered touch is judged from exactly 14 days on, not before."""
    touch = Line(NOW - 14 * DAY_US + age_us, OUTBOUND)
    assert engagement([touch]).evidence == evidence


def test_engagement_of_young_but_answered() -> None:
    """A young touch counts once it is answered, was mutual, or got a click."""
    assert engagement([ago(1, OUTBOUND)]) == UNKNOWN
    assert engagement([]) == engagement([ago(100, INBOUND)]) == UNKNOWN
    now = Judgement(2 / 5, 1)
    assert engagement([ago(0, MUTUAL)]) == now
    assert engagement([ago(0, OUTBOUND, outcome="clicked")]) == now
    assert engagement([ago(0.01, INBOUND), ago(0, OUTBOUND)]) == now


def test_one_reply_answers_every_touch_of_its_window() -> None:
    """Two touches 10 and 5 days before one reply are both answered, 20 days is not."""
    touches = [ago(200, OUTBOUND), ago(190, OUTBOUND), ago(185, OUTBOUND)]
    weights = [decayed_weight(age, 180) for age in (200, 190, 185)]
    value = (1 + weights[1] + weights[2]) / (4 + math.fsum(weights))
    judged = engagement([*touches, ago(180, INBOUND)])
    assert judged == Judgement(judged.value, 3)
    assert judged.value == exactly(value)


def test_engagement_from_both_views() -> None:
    """One reached, the other answered: 1 of 1, and an answer is no reaching out."""
    lines = [ago(180, OUTBOUND), ago(170, INBOUND)]
    judged = engagement(lines, sided=False)
    assert judged.value == exactly((1 + 0.5) / (4 + 0.5))
    assert judged.evidence == 1
    assert engagement(other_view(lines), sided=False) == judged
    late = [*lines, ago(150, INBOUND)]
    assert engagement(late, sided=False).evidence == 2


# Frequency balance


def balance(lines: list[Line], *, sided: bool = True, cadence: float | None = None) -> Judgement:
    """Judge at NOW under Gamma(1, 30 days), or Gamma(2, .) with a cadence."""
    alpha = 1 if cadence is None else 2
    return frequency_balance(lines, NOW, sided=sided, alpha=alpha, beta=30, cadence_days=cadence)


EVERY_TEN_DAYS = [ago(10 * i, MUTUAL) for i in range(5)]


def test_balance_of_outbound_only() -> None:
    """Case B: 61/118.5 against 1/(30 + 74.99), fifty-four times too much."""
    judged = balance(OUTBOUND_ONLY)
    assert judged.value == exactly(0.001367452050196914190516574095)
    assert judged.evidence == 60


def test_balance_of_kept_rhythm() -> None:
    """Five contacts ten days apart: m = 14, W = 40 days known, nearly in balance."""
    judged = balance(EVERY_TEN_DAYS)
    assert judged.value == exactly(0.999837477217029701373851053050)
    assert judged.evidence == 5


def test_balance_with_declared_cadence() -> None:
    """Declared 10 days: m = 60/6, W = 30, (2 + 4)/(20 + 30) against 1/10, rho 1.2."""
    judged = balance(EVERY_TEN_DAYS, cadence=10)
    assert judged.value == exactly(0.986323647231069653681405950651)
    assert balance([ago(3, OUTBOUND)], cadence=10).evidence == 1
    assert balance([], cadence=10) == UNKNOWN


def test_balance_needs_three_engaged_or_ten_touches() -> None:
    """Two engaged or nine touches are not enough, three or ten are."""
    assert balance(EVERY_TEN_DAYS[:2]) == UNKNOWN
    assert balance(EVERY_TEN_DAYS[:3]).evidence == 3
    assert balance(OUTBOUND_ONLY[:9]) == UNKNOWN
    assert balance(OUTBOUND_ONLY[:10]).evidence == 10


def test_balance_from_both_views() -> None:
    """Ten one-way contacts: too much from one end, too little from the other."""
    lines = [ago(10 * i, OUTBOUND) for i in range(10)]
    assert balance(lines).value == exactly(0.117304784404203159042430694532)
    swapped = balance(other_view(lines))
    assert swapped.value == exactly(0.272006020307379192405290493697)
    both = balance(lines, sided=False)
    assert both.value == exactly(0.194655402355791175723860594114)
    assert both == balance(other_view(lines), sided=False) == Judgement(both.value, 20)


def test_an_unknown_view_weighs_nothing() -> None:
    """The mean weighs by evidence; what is unknown has none."""
    assert both_views(Judgement(0.5, 1), Judgement(1.0, 3)) == Judgement(0.875, 4)
    assert both_views(UNKNOWN, Judgement(0.25, 2)) == Judgement(0.25, 2)
    assert both_views(Judgement(0.25, 2), UNKNOWN) == Judgement(0.25, 2)
    assert both_views(UNKNOWN, UNKNOWN) == UNKNOWN
