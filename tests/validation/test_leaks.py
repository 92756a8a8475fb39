"""A metric that peeks is exposed, one that does not is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

import relationship_health as rh
from relationship_health.arrays import Floats
from relationship_health.engine import Guard, evaluate
from relationship_health.validation import backtest
from relationship_health.validation.disguise import disguise, past, same
from relationship_health.validation.rivals import rivals_for
from tests.logs import A_FIFTH, RandomLog, logs
from tests.validation._teams import (
    HORIZON,
    by_crowd,
    by_labels,
    by_name,
    by_place,
    engine,
    honest,
    team,
)

A_FIFTIETH = settings(max_examples=max(2, settings().max_examples // 50))


@pytest.mark.parametrize("peeking", [by_name, by_place, by_crowd], ids=lambda metric: metric.name)
def test_a_metric_that_peeks_is_exposed(peeking: object) -> None:
    """Whatever way it reaches the future, it is named, and health with it; a good one is not."""
    found = backtest(team(), engine(honest, peeking), horizon_days=HORIZON, origins=2, resamples=32)
    assert [leak.metric for leak in found.leaks] == [peeking.name]  # type: ignore[attr-defined]
    first = found.words[0]
    assert first.startswith(f"{peeking.name} ")  # type: ignore[attr-defined]
    assert "health, in which it counts" in first


def test_later_rows_of_the_log_are_told_from_what_is_brought_along() -> None:
    """A metric that sees what only later rows hold is said to look after the origin."""
    weeks = range(60)
    log = {
        "sender": [("us", f"them{week % 7}")[week % 2] for week in weeks],
        "recipient": [(f"them{week % 7}", "us")[week % 2] for week in weeks],
        "time": [7 * 86_400 * week for week in weeks],
        "channel": ["fax" if week > 50 else "email" for week in weeks],
    }
    portfolio = rh.Portfolio.from_frame(log, time_unit="s", our_side={"us"})
    found = backtest(portfolio, engine(by_labels), horizon_days=60, origins=2, resamples=32)
    assert [(leak.metric, leak.kind) for leak in found.leaks] == [("my.labels", "later")]
    assert found.words[0].startswith("my.labels looks at interactions after the origin")


@pytest.mark.needs("scipy")
def test_built_in_metrics_do_not_peek() -> None:
    """All fifteen metrics and all rivals pass, on a log with every column."""
    every = rh.Engine()
    for rival in rivals_for():
        every.add_metric(rival)
    found = backtest(team(), every, horizon_days=HORIZON, origins=1, resamples=32)
    assert found.leaks == ()
    assert "rival.rfm" in found.standings[0].scores


def test_perfection_is_suspected() -> None:
    """A score that ranks nearly all pairs rightly is named, though it cannot be caught."""
    portfolio = _alternating()
    found = backtest(portfolio, engine(honest), horizon_days=10, origins=2, resamples=64)
    assert any("too well to be true" in sentence for sentence in found.words)


def _alternating() -> rh.Portfolio:
    """Return a log in which half speak every week, and half went quiet before every origin."""
    sender, recipient, time = [], [], []
    for who in range(120):
        for week in range(30 if who % 2 else 14):
            sender.append("us" if week % 2 else f"them{who:03d}")
            recipient.append(f"them{who:03d}" if week % 2 else "us")
            time.append((7 * week + who % 5) * 86_400)
    log = {"sender": sender, "recipient": recipient, "time": time}
    return rh.Portfolio.from_frame(log, time_unit="s", our_side={"us"})


@A_FIFTIETH
@given(logs())
def test_a_disguise_hides_nothing_but_names(log: RandomLog) -> None:
    """Every built-in metric and every rival says the same of a log in disguise, bit for bit."""
    portfolio, terms = log.portfolio(), rh.Terms()
    metrics = (*rh.Engine().metrics, *rivals_for())
    benchmark = rh.Engine(metrics=metrics).fit(portfolio, as_of=log.as_of())
    cut = past(portfolio, log.as_of_us)
    hidden = disguise(cut, seed=1)

    def values(whole: rh.Portfolio, as_of_us: int) -> Floats:
        return evaluate(
            whole.blocks(as_of_us, terms), len(whole), metrics, columns=whole.column_names,
            benchmark=benchmark, guard=Guard(origins={}, on_error="raise"),
        ).values  # fmt: skip

    before = values(portfolio, log.as_of_us)
    assert same(before, values(cut, log.as_of_us)).all()
    after = values(hidden.portfolio, log.as_of_us - hidden.shift_us)
    assert same(before[hidden.places], after).all()


@A_FIFTH
@given(logs())
def test_a_disguise_is_one(log: RandomLog) -> None:
    """No name, number or time is kept, and ids still rise."""
    cut = past(log.portfolio(), log.as_of_us)
    hidden = disguise(cut, seed=4)
    masked = hidden.portfolio
    assert not set(masked.ids.tolist()) & set(cut.ids.tolist())
    assert not set(masked.time.tolist()) & set(cut.time.tolist())
    assert (masked.source < len(masked.ids)).all()
    assert sorted(masked.ids.tolist()) == masked.ids.tolist()
    assert masked.groups.counts.sum() == len(cut.time)
    assert (cut.time <= log.as_of_us).all()
    assert len(cut) == len(log.portfolio())
