"""The truth can be found again in the log, by simple counting."""

from __future__ import annotations

import numpy as np
import pytest

from relationship_health.simulate import STORIES, sales_team, stories
from relationship_health.simulate.working_time import WorkingTime
from tests.simulate._estimators import (
    DAY,
    Talk,
    deviations,
    free,
    large,
    rows_of,
    span,
    talks,
    working,
)

STEADY = ("ordinary", "sponsor", "supplier", "colleague")
FAR = 4.0
"""Standard deviations that chance hardly ever reaches."""
SETTLED = np.timedelta64(30, "D")
"""After this time an answer that has not come will not come."""


def told(story: str) -> list[int]:
    """Return the rows of the truth of one story."""
    rows: list[int] = np.flatnonzero(large().truth.story == story).tolist()
    return rows


def talks_of(*stories: str) -> list[Talk]:
    """Return the conversations of some stories."""
    names = large().truth.story
    return [talk for talk in talks(large()) if names[talk.relationship] in stories]


def usual_until(row: int) -> np.datetime64:
    """Return when the usual traits of a relationship end: at a turn, a farewell, or the end."""
    truth = large().truth
    moments = [truth.turned_at[row], truth.ended_at[row], span(large())[1]]
    return min(moment for moment in moments if not np.isnat(moment))


def usual_from(row: int) -> np.datetime64:
    """Return when a relationship began, within the time simulated."""
    began: np.datetime64 = large().truth.began_at[row]
    return span(large())[0] if np.isnat(began) else began


@pytest.mark.parametrize("story", [name for name in STORIES if name != "broadcast"])
@pytest.mark.parametrize("by_source", [True, False], ids=["ours", "theirs"])
def test_rates(story: str, *, by_source: bool) -> None:
    """Counting who opened what, over working days, gives the rate of either side."""
    truth, rows = large().truth, told(story)
    rate = truth.our_rate if by_source else truth.their_rate
    expected = sum(
        float(rate[row]) * (working(usual_until(row)) - working(usual_from(row))) for row in rows
    )
    found = sum(
        bool(talk.by_source == by_source and talk.time < usual_until(talk.relationship))
        for talk in talks_of(story)
    )
    assert deviations(found, expected, expected) < FAR


def test_rates_of_single_relationships() -> None:
    """Every relationship's own rate is found again, not only the mean of many."""
    truth = large().truth
    far, judged = 0, 0
    for row in [row for story in STEADY for row in told(story)]:
        total = float(truth.our_rate[row] + truth.their_rate[row])
        expected = total * (working(usual_until(row)) - working(usual_from(row)))
        found = sum(talk.relationship == row for talk in talks(large()))
        far += deviations(found, expected, expected) > FAR
        judged += 1
    assert judged > 200
    assert far == 0


@pytest.mark.parametrize("by_source", [True, False], ids=["they answer", "we answer"])
@pytest.mark.parametrize("channel", ["email", "phone", "meeting", "video", "chat"])
def test_reply_probabilities(channel: str, *, by_source: bool) -> None:
    """The share of conversations that the other side took part in is the sum of probabilities."""
    truth = large().truth
    chance = truth.their_reply_probability if by_source else truth.our_reply_probability
    judged = [
        talk
        for talk in talks(large())
        if talk.by_source == by_source
        and talk.channel == channel
        and not talk.failed
        and talk.time < usual_until(talk.relationship) - SETTLED
    ]
    p = np.array([chance[talk.relationship] for talk in judged])
    assert len(p) > 200
    found = sum(talk.engaged for talk in judged)
    assert deviations(found, float(p.sum()), float((p * (1 - p)).sum())) < FAR


@pytest.mark.parametrize("by_source", [True, False], ids=["theirs", "ours"])
def test_reply_delays(*, by_source: bool) -> None:
    """Written answers take as long, in working days, as the side's mean delay says."""
    truth = large().truth
    mean = truth.their_reply_days if by_source else truth.our_reply_days
    answered = [
        (working(talk.replied_at) - working(talk.time), float(mean[talk.relationship]))
        for talk in talks_of(*STEADY)
        if talk.replied_at is not None
        and talk.channel == "email"
        and talk.by_source == by_source
        and talk.time < usual_until(talk.relationship) - SETTLED
    ]
    found, expected = (np.array(values) for values in zip(*answered, strict=True))
    assert deviations(float(found.sum()), float(expected.sum()), float((expected**2).sum())) < FAR


def test_regularity() -> None:
    """Gaps in working time vary as an exponential does, or hardly at all."""
    truth, spread = large().truth, {"poisson": list[float](), "regular": list[float]()}
    for row in told("ordinary"):
        times = [working(talk.time) for talk in talks(large()) if talk.relationship == row]
        if len(times) >= 20:
            gaps = np.diff(times)
            spread[truth.regularity[row]].append(float(gaps.std() / gaps.mean()))
    assert len(spread["regular"]) > 10
    assert max(spread["regular"]) < 0.3
    assert min(spread["poisson"]) > 0.5
    assert abs(np.mean(spread["poisson"]) - 1.0) < 0.1


def test_nobody_works_on_holidays() -> None:
    """No row of any kind falls on a holiday, and both holidays lie in the time simulated."""
    days = large().log["time"].astype("datetime64[D]")
    seen = set(days.tolist())
    assert not [day for day in seen if free(day)]
    start, end = (moment.astype("datetime64[D]") for moment in span(large()))
    assert sum(free(day) for day in np.arange(start, end).tolist()) == 2 * (14 + 9)


def test_nothing_piles_up_at_the_end() -> None:
    """Answers that would come after the end are missing, not moved before it."""
    times = large().log["time"][~large().log["automated"]]
    assert (times == times.max()).sum() == 1


def test_weekends_are_thin() -> None:
    """One conversation in fourteen is opened on a weekend."""
    days = np.array([talk.time for talk in talks(large())]).astype("datetime64[D]")
    weekend = ~np.is_busday(days)
    start, end = (moment.astype("datetime64[D]") for moment in span(large()))
    calendar = np.array([d for d in np.arange(start, end).tolist() if not free(d)], dtype="M8[D]")
    free_days = int((~np.is_busday(calendar)).sum())
    share = 0.25 * free_days / (0.25 * free_days + 1.3 * (len(calendar) - free_days))
    assert abs(float(weekend.mean()) - share) < 0.01


def test_offices_are_open_by_day() -> None:
    """Conversations are opened between 8 and 18 o'clock."""
    hours = [(talk.time - talk.time.astype("datetime64[D]")) / DAY * 24 for talk in talks(large())]
    assert min(hours) >= 8.0
    assert max(hours) <= 18.0


def test_churn_dates() -> None:
    """Nothing comes from them after the date; the last word before it lies a few gaps back."""
    truth, rows = large().truth, rows_of(large())
    theirs = large().log["sender"] == truth.target[rows]
    met = np.isin(large().log["outcome"].astype(str), ["attended", "connected"])
    behind = []
    for row in told("churn"):
        times = large().log["time"][(theirs | met) & (rows == row)]
        assert times.max() < truth.ended_at[row]
        silence = working(truth.ended_at[row]) - working(times.max())
        behind.append(silence / float(truth.cadence_days[row]))
        remaining = working(span(large())[1]) - working(truth.ended_at[row])
        assert remaining >= 5.9 * float(truth.cadence_days[row])
    assert len(behind) > 20
    # An exponential silence of the mean gap of what engaged, which is somewhat longer.
    assert 0.5 < np.mean(behind) < 3.0


def test_the_silence_after_churn_is_complete() -> None:
    """Of a thousand who fell silent not one finishes a chat or answers a late mail."""
    sim = sales_team(relationships=1000, days=200, shares={"churn": 1})
    rows = rows_of(sim)
    theirs = sim.log["sender"] == sim.truth.target[rows]
    assert theirs.sum() > 5000
    assert (sim.log["time"][theirs] < sim.truth.ended_at[rows][theirs]).all()


def test_we_linger_after_churn_for_a_while() -> None:
    """We still reach out to those who fell silent, but not to the end."""
    truth = large().truth
    after = [t for t in talks_of("churn") if t.time >= truth.ended_at[t.relationship]]
    assert len(after) > 20
    assert all(talk.by_source and not talk.engaged for talk in after)
    lingered = [working(t.time) - working(truth.ended_at[t.relationship]) for t in after]
    assert max(lingered) <= 45.01


def test_neglect() -> None:
    """After the turn they open ever less, we open nothing and seldom take part."""
    truth, end = large().truth, span(large())[1]
    later = [t for t in talks_of("neglect") if t.time >= truth.turned_at[t.relationship]]
    assert not [talk for talk in later if talk.by_source]
    left = sum(stories.FADES) / len(stories.FADES)
    expected = sum(
        left * float(truth.their_rate[row]) * (working(end) - working(truth.turned_at[row]))
        for row in told("neglect")
    )
    assert deviations(len(later), expected, expected) < FAR
    judged = [talk for talk in later if not talk.failed and talk.time < end - 2 * SETTLED]
    engaged = sum(talk.engaged for talk in judged)
    p = 0.12
    assert deviations(engaged, p * len(judged), p * (1 - p) * len(judged)) < FAR


def test_over_contact() -> None:
    """We open four times as much in the last third as in the first; they seldom take part."""
    start, end = (working(moment) for moment in span(large()))
    thirds = [0, 0, 0]
    pushed = [talk for talk in talks_of("over_contact") if talk.by_source]
    for talk in pushed:
        thirds[int(3 * (working(talk.time) - start) / (end - start))] += 1
    assert 1.7 < thirds[1] / thirds[0] < 2.3
    assert 3.4 < thirds[2] / thirds[0] < 4.6
    assert sum(talk.engaged for talk in pushed) / len(pushed) < 0.12


def test_broadcast() -> None:
    """All they get is the newsletter: many readers, automated, some opens, no click, no word."""
    log, rows = large().log, rows_of(large())
    of = np.isin(rows, told("broadcast"))
    assert not talks_of("broadcast")
    assert set(log["channel"][of]) == {"newsletter"}
    assert set(log["outcome"][of]) == {"opened", None}
    assert log["automated"][of].all()
    assert log["audience"][of].min() > 10
    count = np.bincount(rows[of])[told("broadcast")]
    expected = (working(span(large())[1]) - working(span(large())[0])) / 14.0
    assert set(count.tolist()) <= {int(expected), int(expected) + 1}
    assert np.allclose(large().truth.our_rate[told("broadcast")], 1 / 14.0)


def test_newsletters_go_to_subscribers_only() -> None:
    """Every subscriber, and nobody else, gets issues."""
    readers = set(rows_of(large())[large().log["automated"]].tolist())
    assert readers == set(np.flatnonzero(large().truth.subscribed).tolist())


def test_newcomers() -> None:
    """Nothing lies before the beginning, which lies within the last weeks."""
    truth, log, rows = large().truth, large().log, rows_of(large())
    for row in told("new"):
        assert log["time"][rows == row].min() >= truth.began_at[row]
        assert span(large())[1] - truth.began_at[row] < np.timedelta64(90, "D")


def test_sponsors() -> None:
    """Two years of 684 working days hold seven or eight quarters, answered nearly always."""
    counts = [sum(t.relationship == row for t in talks(large())) for row in told("sponsor")]
    assert set(counts) <= {7, 8}
    found = [talk.engaged for talk in talks_of("sponsor") if not talk.failed]
    assert np.mean(found) > 0.9


def test_suppliers_only_answer() -> None:
    """No conversation is opened by a supplier, and most of ours are answered."""
    found = talks_of("supplier")
    assert all(talk.by_source for talk in found)
    assert np.mean([talk.engaged for talk in found if not talk.failed]) > 0.85


def test_colleagues_are_ours() -> None:
    """Both ends are of our side, in the order of their ids."""
    truth = large().truth
    for row in told("colleague"):
        assert {truth.source[row], truth.target[row]} <= set(large().our_side)
        assert truth.source[row] < truth.target[row]


def test_cases_are_mostly_resolved() -> None:
    """Four in five of our answers to a case resolve it, in threads that they opened."""
    log = large().log
    resolved = set(log["thread"][log["outcome"] == "resolved"])
    assert None not in resolved
    cases = [t for t in talks_of("ordinary") if t.purpose in {"request", "support", "complaint"}]
    assert not [talk for talk in cases if talk.by_source]
    engaged = sum(t.engaged and t.time < span(large())[1] - SETTLED for t in cases)
    assert engaged > 300
    names = large().truth.story[rows_of(large())]
    count = int(((log["outcome"] == "resolved") & (names == "ordinary")).sum())
    assert abs(count / engaged - 0.8) < 0.08


def test_working_time_is_its_own_inverse() -> None:
    """Moments turned into working time and back differ by less than a second."""
    start = 1_700_000_000_000_000
    clock = WorkingTime.between(start, start + 500 * 86_400_000_000)
    days = np.linspace(0.0, clock.span, 2001)[:-1]
    back = clock.at(clock.moments(days))
    # One second is 1.3 working days divided by ten hours.
    assert np.abs(back - days).max() <= 1.3 / 36_000 + 1e-9
    known = [working(np.datetime64(int(m), "us")) for m in clock.moments(days[[0, 1000, 2000 - 1]])]
    assert np.allclose(np.diff(known), np.diff(back[[0, 1000, 1999]]))
