"""Forecasts: their parts are those of the models, and their intervals hold what comes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.analysis import forecast
from relationship_health.analysis.gamma_poisson import (
    fit_rates,
    newcomers,
    rates,
    total,
)
from relationship_health.errors import InputError
from tests.analysis import _logs as portfolios
from tests.analysis._checks import assert_presentable


def shop(seed: int, customers: int = 120, days: int = 500) -> rh.Portfolio:
    """Simulate customers who buy at rates of their own, and leave by chance after a purchase."""
    rng = np.random.default_rng(seed)
    log: dict[str, list[object]] = {name: [] for name in ("sender", "recipient", "time", "value")}
    for customer in range(customers):
        rate, leaving = rng.gamma(1.0, 1 / 20.0), rng.beta(1.0, 12.0)
        usual, day = 40.0 / rng.gamma(4.0), rng.uniform(0.0, 200.0)
        while day < days:
            log["sender"].append(f"c{customer:03}")
            log["recipient"].append("shop")
            log["time"].append(np.datetime64("2025-01-01") + np.timedelta64(int(day * 24), "h"))
            log["value"].append(round(float(rng.gamma(6.0, usual)), 2))
            if rng.random() < leaving:
                break
            day += rng.exponential(1.0 / rate)
    return rh.Portfolio.from_frame(log, our_side={"shop"})


@pytest.mark.needs("scipy")
def test_purchases_are_those_of_the_lifetime_model() -> None:
    """What is expected is the sum of the model's expectations, by its published formula."""
    portfolio = shop(1)
    table = forecast(portfolio, "2026-01-01", 70).columns()
    last = (portfolio.time > np.datetime64("2025-10-23", "us").astype("int64")) & (
        portfolio.time <= np.datetime64("2026-01-01", "us").astype("int64")
    )
    brought = table["last"][table["what"].tolist().index("worth of purchases")]
    assert brought == pytest.approx(portfolio.columns["value"][last].sum())
    found = rh.lifetime.summary(portfolio, "2026-01-01", unit="W")
    model = rh.lifetime.ModifiedBetaGeometric().fit(*found.arrays)
    row = table["what"].tolist().index("purchase days")
    assert table["expected"][row] == pytest.approx(model.expected(10, *found.arrays).sum())
    money = rh.lifetime.GammaGamma().fit(found.frequency, found.monetary)
    each = money.expected(found.frequency, found.monetary) * model.expected(10, *found.arrays)
    worth = table["what"].tolist().index("worth of purchases")
    # The simulated mean of the worth, against its formula.
    assert table["expected"][worth] == pytest.approx(each.sum(), rel=0.05)


def test_rates_are_those_of_a_plain_computation() -> None:
    """Moments of rates, and the negative binomial's mean and variance, one at a time."""
    events, days = np.array([0.0, 1.0, 4.0, 20.0]), np.array([30.0, 90.0, 90.0, 60.0])
    mean = sum(events) / sum(days)
    between = sum((x - mean * e) ** 2 - mean * e for x, e in zip(events, days, strict=True))
    variance = between / sum(e**2 for e in days)
    a, b = fit_rates(events, days)
    assert a == pytest.approx(mean**2 / variance)
    assert b == pytest.approx(mean / variance)
    expected, spread = rates(events, days, 30.0)
    for x, e, mu, var in zip(events, days, expected, spread, strict=True):
        each = (a + x) / (b + e)
        assert mu == pytest.approx(30.0 * each)
        assert var == pytest.approx(30.0 * each + 900.0 * each / (b + e))


def test_intervals_hold_what_comes_as_often_as_they_say() -> None:
    """Of 200 portfolios with rates of their own the 90 % interval holds what comes in most."""
    held = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        rate = rng.gamma(0.7, 0.1, 80)
        seen = rng.poisson(rate * 180.0).astype(np.float64)
        mean, variance = rates(seen, np.full(80, 180.0), 60.0)
        found = total(mean, variance, [])
        held.append(found.lower <= rng.poisson(rate * 60.0).sum() <= found.upper)
    assert 0.84 <= np.mean(held) <= 0.96


def test_common_changes_widen_the_interval() -> None:
    """Where all move together, chance within relationships is far too sure, and looks tell."""
    alone: list[bool] = []
    together: list[bool] = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        rate = rng.gamma(2.0, 0.1, 80)
        factor = np.exp(rng.normal(0.0, 0.3, 8))
        looks = []
        for past in factor[:6]:
            seen = rng.poisson(rate * 120.0).astype(np.float64)
            mean, variance = rates(seen, np.full(80, 120.0), 60.0)
            came = float(rng.poisson(rate * 60.0 * past).sum())
            looks.append((float(mean.sum()), float(variance.sum()), came))
        seen = rng.poisson(rate * 120.0).astype(np.float64)
        mean, variance = rates(seen, np.full(80, 120.0), 60.0)
        came = float(rng.poisson(rate * 60.0 * factor[7]).sum())
        for held, known in ((alone, 0), (together, len(looks))):
            found = total(mean, variance, looks[:known])
            held.append(found.lower <= came <= found.upper)
    assert np.mean(alone) < 0.6
    assert 0.82 <= np.mean(together) <= 0.97


def test_an_error_made_every_time_is_taken_off() -> None:
    """Where the forecast said twice too much at all dates, it says less now, with caution."""
    mean, variance = np.full(50, 2.0), np.full(50, 2.0)
    looks = [(100.0, 100.0, 50.0)] * 6
    found = total(mean, variance, looks)
    assert 50.0 < found.expected < 75.0
    assert found.lower < 50.0
    assert total(mean, variance, looks, correct=False).expected == 100.0


def test_those_yet_to_come_are_expected_as_before() -> None:
    """The mean of earlier horizons, with room for one more of their kind; too few say nothing."""
    found = newcomers([8.0, 10.0, 12.0])
    assert found is not None
    assert found.expected == 10.0
    assert found.lower < 8.0
    assert found.upper > 12.0
    assert newcomers([8.0, 10.0]) is None


@pytest.mark.needs("scipy")
def test_nothing_later_matters_and_order_means_nothing() -> None:
    """Rows after the date and the order of rows change no bit of the answer."""
    portfolio = shop(2)
    log = {
        "sender": portfolio.groups.spread(portfolio.ids[portfolio.target]),
        "time": portfolio.time.astype("datetime64[us]"), "value": portfolio.columns["value"],
    }  # fmt: skip
    before = np.flatnonzero(log["time"] <= np.datetime64("2026-01-01"))
    keep = np.random.default_rng(1).permutation(before)
    shorter = rh.Portfolio.from_frame(
        {name: values[keep] for name, values in log.items()} | {"recipient": ["shop"] * len(keep)},
        our_side={"shop"},
    )
    found, expected = (forecast(p, "2026-01-01", 60).columns() for p in (shorter, portfolio))
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values)


def test_each_relationship_has_its_part() -> None:
    """What is expected of all is the sum over relationships, and silent ones have little of it."""
    team = portfolios.team()
    found = forecast(team.portfolio, team.as_of, 30)
    parts = found.by_relationship()
    assert parts["expected"].sum() == pytest.approx(found.columns()["expected"][0])
    assert (np.diff(parts["expected"]) <= 0).all()
    gone = set(zip(team.truth.source, team.truth.target, strict=True)) & {
        key for key, story in zip(zip(team.truth.source, team.truth.target, strict=True),
                                  team.truth.story, strict=True) if story == "churn"
    }  # fmt: skip
    share = [e for s, t, e in zip(*parts.values(), strict=True) if (s, t) in gone]
    assert np.mean(share) < 0.5 * np.mean(parts["expected"])
    assert_presentable(found)


def test_what_came_last_is_counted() -> None:
    """The figure beside each forecast is a plain count of the horizon before."""
    team = portfolios.team()
    found = forecast(team.portfolio, team.as_of, 30)
    done = (team.log["status"] == None) | (team.log["status"] == "done")  # noqa: E711  elementwise
    last = np.datetime64(team.as_of.replace(tzinfo=None)) - np.timedelta64(30, "D")
    assert found.columns()["last"][0] == (done & (team.log["time"] > last)).sum()


@pytest.mark.parametrize("make", [portfolios.one, portfolios.unsided, portfolios.purchases])
def test_little_data_is_answered_with_what_is_missing(make: Callable[[], rh.Portfolio]) -> None:
    """Too few buyers, no value, a short log: said in sentences, and the rest is answered."""
    found = forecast(make(), "2026-10-10", 30)
    assert any(sentence.startswith("Purchases: ") for sentence in found.missing)
    assert found.columns()["expected"][0] > 0
    assert_presentable(found)


def test_a_short_log_cannot_look_back() -> None:
    """Then it is said that a common change is not in the interval."""
    found = forecast(portfolios.one(), "2026-10-10", 90)
    assert found.missing[0].startswith("How wrong such a forecast has been before")


def test_nothing_is_an_answer() -> None:
    """An empty portfolio has nothing to go by."""
    found = forecast(portfolios.empty(), "2026-10-10", 30)
    assert found.words == ("Nothing to go by.",)
    assert found.missing[0] == "Interactions: none is known by then."
    assert_presentable(found)


@pytest.mark.parametrize("horizon", [0, -1, float("nan"), "30", True])
def test_impossible_horizons_are_refused(horizon: object) -> None:
    """A horizon is a number of days ahead."""
    with pytest.raises(InputError, match="horizon_days is"):
        forecast(portfolios.one(), "2026-10-10", horizon)  # type: ignore[arg-type]


def test_the_end_of_the_log_is_no_end_of_the_rate() -> None:
    """Of a steady rate as much is expected as came, whatever the horizon."""
    times = [np.datetime64("2025-01-01") + np.timedelta64(3 * i, "D") for i in range(200)]
    log = {"sender": ["b"] * 200, "recipient": ["us"] * 200, "time": times}
    portfolio = rh.Portfolio.from_frame(log, our_side={"us"})
    end = str(times[-1])
    for horizon in (30, 90):
        found = forecast(portfolio, end, horizon).columns()
        assert found["expected"][0] == pytest.approx(horizon / 3, rel=0.05)
        assert found["lower"][0] < horizon / 3 < found["upper"][0]
