"""What changed between two scorecards: exact, in order, in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.errors import InputError, UnknownRelationshipError
from tests.logs import A_FIFTH, AS_OF_US, DAY_US, HOUR_US, RandomLog, logs
from tests.test_histories import exchange

DEFAULT = rh.Benchmark.default()
US, THEM = "us", "them"


def scored(rows: list[tuple[str, str, int]], days_ago: float, **columns: Any) -> rh.Scorecard:
    """Score one relationship's rows some days before the common end."""
    names = ("sender", "recipient", "time")
    log = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) | columns
    portfolio = rh.Portfolio.from_frame(log, time_unit="us", our_side={US})
    as_of = np.datetime64(AS_OF_US - round(days_ago * DAY_US), "us")
    return rh.score(portfolio, as_of=as_of, benchmark=DEFAULT)


@A_FIFTH
@given(log=logs(), part=st.floats(0.0, 1.0), fitted=st.booleans())
def test_the_parts_sum_to_the_change(log: RandomLog, part: float, fitted: bool) -> None:  # noqa: FBT001
    """Over causes and metrics, and over interactions, the parts are the change, exactly."""
    portfolio = log.portfolio()
    engine = rh.Engine()
    first = min(row["time_us"] for row in log.rows)
    then = np.datetime64(int(first + part * (log.as_of_us - first)), "us")
    benchmark = None if fitted else DEFAULT
    earlier = engine.score(portfolio, as_of=then, benchmark=benchmark)
    later = engine.score(portfolio, as_of=log.as_of(), benchmark=benchmark)
    comparison = later.compare(earlier)
    total = sum(points.sum(axis=1) for points in comparison.parts.values())
    known = ~np.isnan(comparison.change)
    np.testing.assert_allclose(total[known], comparison.change[known], rtol=0, atol=1e-12)
    for row, key in enumerate(zip(later.source.tolist(), later.target.tolist(), strict=True)):
        change = comparison.explain(key)
        steps = sum(step.points for step in change.steps)
        assert steps == pytest.approx(comparison.parts["interactions"][row].sum(), abs=1e-12)
        assert [step.time for step in change.steps] == sorted(step.time for step in change.steps)
        for step in change.steps:
            assert sum(step.metrics.values()) == pytest.approx(step.points, abs=1e-12)


@A_FIFTH
@given(log=logs(min_rows=4), data=st.data())
def test_an_older_log_is_compared_too(log: RandomLog, data: st.DataObject) -> None:
    """Against a log that lacked some rows the parts still sum; what came late is an edit."""
    rows = sorted(log.rows, key=lambda row: row["time_us"])
    gone = data.draw(st.integers(1, len(rows) - 1))
    kept = tuple(row for i, row in enumerate(rows) if i != gone)
    people = {person for row in kept for person in (row["sender"], row["recipient"])}
    assume(log.our_side is None or log.our_side & people)
    older = attrs.evolve(log, rows=kept)
    moment = np.datetime64(rows[gone]["time_us"], "us")
    engine = rh.Engine()
    earlier = engine.score(older.portfolio(), as_of=moment, benchmark=DEFAULT)
    later = engine.score(
        log.portfolio(), as_of=np.datetime64(log.as_of_us + DAY_US * 900, "us"), benchmark=DEFAULT
    )
    comparison = later.compare(earlier)
    total = sum(points.sum(axis=1) for points in comparison.parts.values())
    known = ~np.isnan(comparison.change)
    np.testing.assert_allclose(total[known], comparison.change[known], rtol=0, atol=1e-12)


def test_silence_alone_is_all_silence() -> None:
    """Without new rows nothing but time changed, and it cost recency."""
    rows = [row for k in range(20) for row in exchange(60 + 7 * k)]
    change = scored(rows, 0).compare(scored(rows, 59)).explain((US, THEM))
    assert change.steps == ()
    assert change.parts["silence"] == pytest.approx(change.after - change.before, abs=1e-12)
    assert min(change.silence, key=change.silence.__getitem__) == "recency_decay"
    assert change.events == ("went_quiet", "your_turn")
    assert "Went quiet" in str(change)
    assert change.turn.whose == US


def test_a_reply_after_a_long_gap_is_named_and_credited() -> None:
    """The reply is the step that gains."""
    rows = [row for k in range(20) for row in exchange(200 + 7 * k)] + exchange(3)
    change = scored(rows, 0).compare(scored(rows, 30)).explain((US, THEM))
    assert change.events == ("replied_after_gap", "your_turn")
    assert [step.direction for step in change.steps] == ["outbound", "inbound"]
    assert change.steps[1].points > 10
    assert "  +" in str(change)


def test_late_edits_are_told_apart() -> None:
    """A row that was added behind the earlier date is an edit, not an interaction."""
    rows = [row for k in range(5) for row in exchange(40 + 7 * k)]
    late = (THEM, US, AS_OF_US - 35 * DAY_US)
    comparison = scored([*rows, late], 0).compare(scored(rows, 30))
    change = comparison.explain((US, THEM))
    assert change.steps == ()
    assert change.parts["edits"] != 0
    assert sum(change.parts.values()) == pytest.approx(change.after - change.before, abs=1e-12)


def test_a_failure_is_a_step_of_its_own() -> None:
    """What is no contact, such as a cancelled meeting, stands among the steps."""
    rows = [*exchange(40), *exchange(20), (US, THEM, AS_OF_US - DAY_US)]
    status = ["done"] * 4 + ["cancelled"]
    change = scored(rows, 0, status=status).compare(scored(rows, 10, status=status))
    assert len(change.explain((US, THEM)).steps) == 1


def test_a_new_relationship_has_no_before() -> None:
    """It is called new, and its change is unknown."""
    rows = [*exchange(40), ("us", "other", AS_OF_US - HOUR_US)]
    comparison = scored(rows, 0).compare(scored(rows, 10))
    table = comparison.to_frame("dict")
    place = table["target"].tolist().index("other")
    assert np.isnan(table["before"][place])
    assert np.isnan(table["change"][place])
    assert str(comparison.explain((US, "other"))).startswith("us and other: new")
    with pytest.raises(UnknownRelationshipError):
        comparison.explain((US, "nobody"))


def test_what_cannot_be_compared_is_refused() -> None:
    """The order of dates, and what scorecards were made with, are checked."""
    rows = exchange(40)
    with pytest.raises(InputError, match=r"expected one of .* or earlier"):
        scored(rows, 10).compare(scored(rows, 0))
    other = rh.Engine(profile="sales").score(
        scored(rows, 0).portfolio, as_of=scored(rows, 10).as_of, benchmark=DEFAULT
    )
    with pytest.raises(InputError, match="different metrics, profiles or terms"):
        scored(rows, 0).compare(other)


@A_FIFTH
@given(log=logs(), ahead=st.integers(1, 400))
def test_the_day_of_the_fall_is_solved(log: RandomLog, ahead: int) -> None:
    """On that day, scored without new rows, the band is lower; the day before it is not."""
    engine = rh.Engine()
    last = max(row["time_us"] for row in log.rows)
    as_of = np.datetime64(max(last, log.as_of_us), "us")
    portfolio = log.portfolio()
    card = engine.score(portfolio, as_of=as_of, benchmark=DEFAULT)
    order = {"": 0, "poor": 1, "fair": 2, "healthy": 3}
    for row, key in enumerate(zip(card.source.tolist(), card.target.tolist(), strict=True)):
        day = card.falls_on(key, horizon_days=ahead)
        now = order[card.band[row]]
        if day is None:
            end = engine.score(
                portfolio, as_of=card.as_of + timedelta(days=min(ahead, 120)), benchmark=DEFAULT
            )
            assert now <= 1 or order[end.band[row]] >= now or order[end.band[row]] == 0
            continue
        bands = [
            order[engine.score(portfolio, as_of=moment, benchmark=DEFAULT).band[row]]
            for moment in (day - timedelta(days=1), day)
        ]
        assert 0 < bands[1] < now
        assert not 0 < bands[0] < now


def test_an_empty_past_is_compared() -> None:
    """Where nobody was known at the earlier date, everything is new."""
    log = {
        "sender": ["u", "u", "c"], "recipient": ["c", "c", "u"],
        "time": ["2025-01-01", "2025-02-01", "2025-02-02"], "status": ["note", "done", "done"],
    }  # fmt: skip
    portfolio = rh.Portfolio.from_frame(log, our_side={"u"}, timezone="UTC")
    then, now = (rh.score(portfolio, as_of=day) for day in ("2025-01-15", "2025-03-01"))
    assert len(then) == 0
    assert str(now.compare(then).explain(("u", "c"))).startswith("u and c: new, with health")


@pytest.mark.parametrize("horizon", ["30", None, 1.5, 0, -5, float("nan"), True], ids=repr)
def test_a_horizon_is_a_whole_number_of_days(horizon: object) -> None:
    """Anything else is refused in one sentence, and not taken for never."""
    log = {"sender": ["u", "c"], "recipient": ["c", "u"], "time": ["9999-12-25", "9999-12-26"]}
    portfolio = rh.Portfolio.from_frame(log, our_side={"u"}, timezone="UTC")
    card = rh.score(portfolio, as_of="9999-12-28")
    with pytest.raises(InputError, match=r"^horizon_days is .*, expected a whole number of days"):
        card.falls_on(("u", "c"), horizon_days=horizon)  # type: ignore[arg-type]  # on purpose
    # The calendar ends here: nothing falls, and nothing overflows.
    assert card.falls_on(("u", "c")) is None
    assert card.compare(card).explain(("u", "c")).turn.expected is not None
