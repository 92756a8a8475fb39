"""Weights fitted to outcomes: no look-ahead, a sum that can be told, and an honest probability."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.columns import read_moment
from relationship_health.composite.probability import calibrated, raw_log_odds, window_log_odds
from relationship_health.contract import Forecast
from relationship_health.errors import BenchmarkError, InputError, MissingExtraError
from relationship_health.simulate import service_desk
from relationship_health.validation.figures import auc, calibration_error
from relationship_health.validation.targets import targets

pytestmark = pytest.mark.needs("sklearn")

RHYTHM = ("recency_decay", "stickiness", "momentum")
FITTED = "2026-06-01"
LATER = "2026-07-01"
HORIZON = 30


@cache
def chatter(*, people: int = 400, seed: int = 3) -> dict[str, Any]:
    """People who write at a pace of their own, and one day stop for good."""
    rng = np.random.default_rng(seed)
    sender, time = [], []
    for number in range(people):
        at, gap = float(rng.uniform(0, 300)), 10.0 * float(np.exp(rng.normal()))
        stops = at + float(rng.exponential(250.0))
        while at < min(stops, 620.0):
            sender.append(f"c{number}")
            time.append(np.datetime64("2025-01-01") + np.timedelta64(round(at * 86_400), "s"))
            at += float(rng.exponential(gap))
    return {"sender": sender, "recipient": ["shop"] * len(sender), "time": time}


def portfolio_of(log: dict[str, Any]) -> rh.Portfolio:
    """Read it as contact with the one side that is ours."""
    return rh.Portfolio.from_frame(log, our_side={"shop"})


@cache
def learned() -> tuple[rh.Engine, rh.Benchmark]:
    """Fit an engine once."""
    engine = rh.Engine(metrics=RHYTHM)
    fitted = engine.fit_weights(
        portfolio_of(chatter()), as_of=FITTED, horizon_days=HORIZON, origins=4
    )
    return engine, fitted


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_it_is_honest_about_what_comes(seed: int) -> None:
    """Later, of those with some probability about as many go on, and it ranks them."""
    portfolio = portfolio_of(chatter(people=1_200, seed=seed))
    engine = rh.Engine(metrics=RHYTHM)
    engine.fit_weights(portfolio, as_of=FITTED, horizon_days=HORIZON, origins=4)
    card = engine.score(portfolio, as_of=LATER)
    came = targets(
        portfolio, read_moment(LATER), horizon_days=HORIZON, benchmark=card.benchmark,
        end_us=int(portfolio.time.max()), any_contact=True,
    )  # fmt: skip
    asked = np.isin(card.rows, came.rows("continues"))
    chance, outcome = card.probability[asked], came.continues[card.rows[asked]]
    assert len(chance) > 250
    assert auc(chance, outcome) > 0.9
    # Of 300 rows in ten bins even the truth itself is off by .04, and by .07 now and then.
    assert calibration_error(chance, outcome) < 0.1


def test_weights_are_not_negative_and_the_sum_can_be_told() -> None:
    """Log odds are the intercept, each known metric's part, and that of the outlook."""
    engine, fitted = learned()
    forecast = fitted.forecast
    assert forecast is not None
    assert min(forecast.weights.values()) >= 0
    assert sum(forecast.weights.values()) > 0
    card = engine.score(portfolio_of(chatter()), as_of=LATER)
    found, window = raw_log_odds(card, forecast), window_log_odds(card, HORIZON)
    for row in range(0, len(card), 37):
        total = forecast.intercept + window[row]
        for column, name in enumerate(card.names):
            value = card.values[row, column]
            if value == value:  # noqa: PLR0124  NaN is not itself
                total += forecast.weights[name] * (value - forecast.usual[name])
        assert found[row] == pytest.approx(total, abs=1e-12)


def test_weights_of_a_profile_rank_at_least_as_well() -> None:
    """Health weighed as outcomes do tells who goes on no worse than by the shipped weights."""
    engine, fitted = learned()
    assert fitted.forecast is not None
    weights = fitted.forecast.profile_weights
    assert sum(weights.values()) == pytest.approx(100)
    portfolio = portfolio_of(chatter())
    came = targets(
        portfolio, read_moment(LATER), horizon_days=HORIZON,
        benchmark=engine.fit(portfolio, as_of=LATER), end_us=int(portfolio.time.max()),
        any_contact=True,
    )  # fmt: skip
    areas = []
    for weighed in (engine, rh.Engine(metrics=RHYTHM, weights=weights)):
        card = weighed.score(portfolio, as_of=LATER)
        asked = np.isin(card.rows, came.rows("continues"))
        areas.append(auc(card.health[asked], came.continues[card.rows[asked]]))
    assert areas[1] > areas[0] - 0.01


def test_nothing_later_and_no_order_has_a_part() -> None:
    """Rows after ``as_of`` change no bit of what is learned, nor does the order of rows."""
    _, fitted = learned()
    log = chatter()
    known = np.flatnonzero(np.array(log["time"]) <= np.datetime64(FITTED))
    places = np.random.default_rng(1).permutation(known).tolist()
    cut = {name: [column[place] for place in places] for name, column in log.items()}
    again = rh.Engine(metrics=RHYTHM).fit_weights(
        portfolio_of(cut), as_of=FITTED, horizon_days=HORIZON, origins=4
    )
    assert again.forecast == fitted.forecast


def test_it_is_saved_with_the_benchmark_and_needs_nothing_to_score(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another engine that loads the benchmark says the same bits, without scikit-learn."""
    engine, fitted = learned()
    fitted.save(tmp_path / "b.json")
    loaded = rh.Benchmark.load(tmp_path / "b.json")
    assert loaded == fitted
    portfolio = portfolio_of(chatter())
    direct = engine.score(portfolio, as_of=FITTED).probability
    monkeypatch.setitem(sys.modules, "sklearn.isotonic", None)
    card = rh.Engine(metrics=RHYTHM).score(portfolio, as_of=FITTED, benchmark=loaded)
    assert card.probability.tobytes() == direct.tobytes()
    with pytest.raises(MissingExtraError, match="sklearn"):
        engine.fit_weights(portfolio, as_of=FITTED)


def test_it_is_unknown_where_health_is() -> None:
    """A probability where health is known, NaN elsewhere, within (0, 1)."""
    desk = service_desk(relationships=150, days=500, gap_days=15.0, spread=1.0, burst=0.6)
    engine = rh.Engine()
    engine.fit_weights(desk.portfolio, as_of="2026-09-01", horizon_days=30, origins=3)
    card = engine.score(desk.portfolio, as_of="2026-10-01")
    chance = card.probability
    assert np.array_equal(np.isnan(chance), np.isnan(card.health))
    known = chance[~np.isnan(chance)]
    assert ((known > 0) & (known < 1)).all()


def test_a_metric_of_noise_counts_for_little() -> None:
    """A metric that draws lots moves the log odds far less than what knows something."""

    @rh.metric("my.lots")
    def lots(block: Any) -> Any:
        return np.where(block.counts > 0, (block.marks % 1_000) / 1_000.0, np.nan)

    engine = rh.Engine(metrics=["recency_decay", lots])
    portfolio = portfolio_of(chatter())
    fitted = engine.fit_weights(portfolio, as_of=FITTED, horizon_days=HORIZON, origins=4)
    assert fitted.forecast is not None
    card = engine.score(portfolio, as_of=FITTED)
    drawn = fitted.forecast.weights["my.lots"] * np.nanstd(card.values[:, 1])
    assert drawn < 0.25 * np.std(raw_log_odds(card, fitted.forecast))


def test_without_fitting_it_says_what_to_do() -> None:
    """One sentence, which names the call."""
    card = rh.score(portfolio_of(chatter(people=5)), as_of=FITTED)
    with pytest.raises(BenchmarkError, match=r"holds no forecast.*call engine\.fit_weights first"):
        _ = card.probability


def test_too_few_outcomes_are_refused() -> None:
    """Five people teach nothing, and the sentence says what was found."""
    with pytest.raises(InputError, match=r"went on, expected at least 20 that did and 20 that"):
        rh.Engine().fit_weights(
            portfolio_of(chatter(people=5)), as_of=FITTED, horizon_days=HORIZON, origins=2
        )


def test_another_version_of_a_metric_is_refused() -> None:
    """What a metric counts for holds for the values that it had."""
    _, fitted = learned()
    assert fitted.forecast is not None
    old = attrs.evolve(fitted.forecast, versions={"momentum": "0"})
    card = rh.Engine(metrics=RHYTHM).score(
        portfolio_of(chatter()), as_of=FITTED, benchmark=attrs.evolve(fitted, forecast=old)
    )
    with pytest.raises(BenchmarkError, match=r"version 0 of metric 'momentum'.*fit the weights"):
        _ = card.probability


FORECAST = Forecast(
    horizon_days=30, weights={"stickiness": 1.0}, usual={"stickiness": 0.5},
    profile_weights={"stickiness": 100.0}, intercept=0.0,
    curve=[(-2.0, 0.1), (-1.0, 0.1), (0.5, 0.6), (3.0, 0.9)], versions={},
    origins=3, rows=100, happened=40, as_of=0,
)  # fmt: skip


@given(one=st.floats(-60, 60), more=st.floats(0, 60))
def test_the_curve_never_falls(one: float, more: float) -> None:
    """Higher log odds never have a lower probability, beyond the ends of the curve too."""
    low, high = calibrated(FORECAST, np.array([one, one + more]))
    assert 0.0 <= low <= high <= 1.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"curve": []}, {"curve": [(0, 0.5), (1, 0.4)]}, {"curve": [(0, 0.5), (1, 1.0)]},
        {"weights": {"stickiness": -1.0}}, {"horizon_days": -1.0}, {"intercept": float("nan")},
    ],
    ids=["no curve", "falls", "certain", "negative", "negative horizon", "no number"],
)  # fmt: skip
def test_what_is_no_forecast_is_refused(wrong: dict[str, Any]) -> None:
    """Weights that turn a metric round, or a curve that falls, are no forecast."""
    with pytest.raises(BenchmarkError, match="fit the weights again"):
        attrs.evolve(FORECAST, **wrong)


def test_a_damaged_forecast_is_a_damaged_benchmark() -> None:
    """A saved benchmark whose forecast lacks a part is refused as a whole."""
    _, fitted = learned()
    data = fitted.to_dict()
    del data["forecast"]["curve"]
    with pytest.raises(BenchmarkError, match="fit and save it again"):
        rh.Benchmark.from_dict(data)
