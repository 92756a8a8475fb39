"""Scorecards over time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

import relationship_health as rh
from relationship_health.errors import InputError
from relationship_health.simulate import sales_team
from tests.logs import A_FIFTH, RandomLog, bits, logs

SIMULATION = sales_team(relationships=40)
DATES = ("2026-06-01", "2026-08-01", "2026-11-01")


@A_FIFTH
@given(log=logs())
def test_each_date_is_scored_as_alone(log: RandomLog) -> None:
    """A history is a row of plain scores under one benchmark, learned at the last date."""
    engine, portfolio = rh.Engine(), log.portfolio()
    dates = [log.as_of(), log.as_of() + np.timedelta64(40, "D")]
    history = engine.history(portfolio, as_of=reversed(dates))
    frozen = engine.fit(portfolio, as_of=dates[-1])
    for card, date in zip(history, dates, strict=True):
        assert bits(card) == bits(engine.score(portfolio, as_of=date, benchmark=frozen))


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
