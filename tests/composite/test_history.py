"""Scorecards over time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs
import numpy as np
import pytest
import rh_steadiness
from hypothesis import given, settings
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.engine import threads
from relationship_health.errors import InputError, MetricError
from relationship_health.simulate import sales_team
from tests.logs import DAY_US, RandomLog, bits, logs

SIMULATION = sales_team(relationships=40)
DATES = ("2026-06-01", "2026-08-01", "2026-11-01")


FEW = 4
"""Contacts that one metric here cannot stand."""

FEW_LOGS = settings(max_examples=max(1, settings().max_examples // 20))
"""Each is scored at up to five dates, twice."""


def _fails_when_busy(block: rh.Block) -> rh.MetricResult:
    """Fail as soon as any relationship of a block has four contacts."""
    if block.counts.max(initial=0) >= FEW:
        message = f"{int(block.counts.max())} contacts are too many."
        raise ValueError(message)
    ages = np.asarray(block.max(block.ages, 0.0))
    return rh.MetricResult.where(block.counts > 0, 1.0 / (1.0 + ages), block.counts)


def _strangers(**options: Any) -> rh.Engine:
    """Return an engine with a plugin of strangers, and one metric that fails on busy blocks."""
    engine = rh.Engine(plugins=[rh_steadiness], **options)
    engine.add_metric(rh.metric("test.fails_when_busy")(_fails_when_busy))
    return engine


def _said(card: rh.Scorecard) -> dict[str, Any]:
    """Return all that a scorecard holds, numbers as their bits."""
    composite = {
        field.name: getattr(card.composite, field.name).tobytes()
        for field in attrs.fields(type(card.composite))
    }
    return bits(card) | composite | {
        "rows": card.rows.tolist(), "as_of": card.as_of, "diagnostics": card.diagnostics,
        "trials": card.evaluation.trials.tobytes(), "counts": card.evaluation.counts.tolist(),
        "unavailable": dict(card.unavailable), "benchmark": card.benchmark,
    }  # fmt: skip


def _moments(log: RandomLog, some: list[int]) -> list[np.datetime64]:
    """Return moments from the first row on: those of rows, just before, and long after."""
    times = sorted(row["time_us"] for row in log.rows)
    offsets = (0, -1, 5 * DAY_US, 500 * DAY_US)
    drawn = [times[n % len(times)] + offsets[n % len(offsets)] for n in some]
    return [np.datetime64(max(moment, log.as_of_us), "us") for moment in drawn] + [log.as_of()]


@FEW_LOGS
@given(
    log=logs(), some=st.lists(st.integers(0, 199), max_size=4), refit=st.booleans(),
    how=st.sampled_from([{}, {"block_rows": 3}, {"block_rows": 2, "threads": 2}]),
)  # fmt: skip
def test_each_date_is_scored_as_alone(
    log: RandomLog, some: list[int], *, refit: bool, how: dict[str, Any]
) -> None:
    """Values, evidence, trials, composite, diagnostics: every date has its own, bit for bit."""
    engine, portfolio = _strangers(on_plugin_error="warn"), log.portfolio()
    dates = _moments(log, some)
    history = engine.history(portfolio, as_of=dates, refit=refit, **how)
    frozen = None if refit else engine.fit(portfolio, as_of=max(dates))
    for card, date in zip(history, sorted(set(dates)), strict=True):
        alone = engine.score(portfolio, as_of=date, benchmark=frozen, **how)
        assert _said(card) == _said(alone)


@FEW_LOGS
@given(log=logs(), some=st.lists(st.integers(0, 199), max_size=4), rows=st.sampled_from([2, 99]))
def test_the_first_failure_is_that_of_the_first_date(
    log: RandomLog, some: list[int], rows: int
) -> None:
    """What a failing metric raises is what scoring one date after the other raises first."""
    engine, portfolio = _strangers(), log.portfolio()
    dates = _moments(log, some)
    frozen = engine.fit(portfolio, as_of=max(dates))

    def failure(score: Callable[[], object]) -> str | None:
        try:
            score()
        except MetricError as error:
            return str(error)
        return None

    def one_by_one() -> None:
        for date in sorted(set(dates)):
            engine.score(portfolio, as_of=date, benchmark=frozen, block_rows=rows)

    def together() -> None:
        engine.history(portfolio, as_of=dates, benchmark=frozen, block_rows=rows)

    assert failure(together) == failure(one_by_one)


def test_a_failure_is_told_as_it_is_told_at_its_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a metric complains of does not show that a history walks in longer blocks."""
    monkeypatch.setattr(threads, "BLOCK_ROWS", 200)

    def complains(block: rh.Block) -> rh.MetricResult:
        message = f"I have seen {len(block.time)} rows."
        raise ValueError(message)

    engine, portfolio = rh.Engine(on_plugin_error="warn"), SIMULATION.portfolio
    engine.add_metric(rh.metric("test.complains")(complains))
    history = engine.history(portfolio, as_of=DATES)
    for card in history:
        alone = engine.score(portfolio, as_of=card.as_of, benchmark=history[-1].benchmark)
        assert card.diagnostics
        assert _said(card) == _said(alone)


@FEW_LOGS
@given(log=logs(), some=st.lists(st.integers(0, 199), max_size=4))
def test_who_is_not_there_yet_is_not_asked_for(log: RandomLog, some: list[int]) -> None:
    """Leaving out relationships without any contact changes nothing for the others."""
    engine, portfolio = rh.Engine(plugins=[rh_steadiness]), log.portfolio()
    for card in engine.history(portfolio, as_of=_moments(log, some), block_rows=4):
        whole = engine.judge.judge(portfolio, card.as_of_us, card.benchmark).take(card.rows)
        for name in ("values", "evidence", "trials", "counts"):
            assert getattr(card.evaluation, name).tobytes() == getattr(whole, name).tobytes()


def test_one_walk_serves_all_dates() -> None:
    """The portfolio is cut into blocks once, however many dates there are."""
    walks = []

    @attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
    class Walked(rh.Portfolio):
        def blocks(self, *given: Any, **options: Any) -> Iterator[rh.Block]:
            walks.append(given[0])
            return rh.Portfolio.blocks(self, *given, **options)

    fields = attrs.fields(rh.Portfolio)
    walked = Walked(**{f.name: getattr(SIMULATION.portfolio, f.name) for f in fields})
    frozen = rh.Engine().fit(SIMULATION.portfolio, as_of=DATES[-1])
    history = rh.Engine().history(walked, as_of=DATES, benchmark=frozen)
    assert walks == [history[-1].as_of_us]


def test_a_refit_learns_at_every_date() -> None:
    """With refit each scorecard is what scoring at that date alone gives."""
    history = rh.Engine().history(SIMULATION.portfolio, as_of=DATES, refit=True)
    for card, date in zip(history, DATES, strict=True):
        assert bits(card) == bits(rh.score(SIMULATION.portfolio, as_of=date))


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow", "dict"])
def test_a_history_is_one_long_frame(backend: str) -> None:
    """Dates stand in front; every scorecard's rows follow one another."""
    history = rh.Engine().history(SIMULATION.portfolio, as_of=DATES)
    table = history.to_frame(backend)
    column = table["as_of"]
    moments = np.asarray(column.to_numpy() if backend != "dict" else column, "datetime64[us]")
    assert sorted(set(np.datetime_as_string(moments, "D").tolist())) == list(DATES)
    assert len(moments) == sum(len(card) for card in history)


def test_some_relationships_keep_their_scores() -> None:
    """Selecting scores nothing again, and leaves out rows that are not there yet."""
    history = rh.Engine().history(SIMULATION.portfolio, as_of=DATES)
    key = (history[-1].source[3], history[-1].target[3])
    chosen = history.select([key])
    assert len(chosen) == len(DATES)
    assert chosen[-1].health.tolist() == [history[-1].health[3]]
    assert chosen[-1].explain(key).to_dict() == history[-1].explain(key).to_dict()
    assert "ScoreHistory of 3 dates" in repr(chosen)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"as_of": "2026-01-01"}, "expected several dates"),
        ({"as_of": []}, "holds no date"),
        ({"as_of": DATES, "refit": True, "benchmark": rh.Benchmark.default()}, "expected one"),
    ],
)
def test_what_is_no_series_is_refused(options: dict[str, object], reason: str) -> None:
    """One sentence each."""
    with pytest.raises(InputError, match=reason):
        rh.Engine().history(SIMULATION.portfolio, **options)  # type: ignore[arg-type]
