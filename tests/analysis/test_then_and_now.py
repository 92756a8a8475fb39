"""Then and now: counts are those of a plain loop, planted changes are found, and no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.analysis import ThenAndNow, then_and_now
from relationship_health.analysis.ratios import ratio_of_counts, ratio_of_means
from relationship_health.errors import InputError
from relationship_health.simulate import sales_team
from tests.analysis import _logs as portfolios
from tests.analysis._checks import HOSTILE, assert_presentable

THEN, NOW = "2026-05-01", "2026-11-01"


def row(found: ThenAndNow, measure: str) -> dict[str, object]:
    """Return one row by its measure."""
    table = found.columns()
    place = table["measure"].tolist().index(measure)
    return {name: values[place] for name, values in table.items()}


def planted(seed: int, calls: tuple[float, float]) -> rh.Portfolio:
    """Simulate forty customers whose calls per year change by a factor, and whose mails do not."""
    rng = np.random.default_rng(seed)
    log: dict[str, list[object]] = {name: [] for name in ("sender", "recipient", "time", "channel")}
    begin = datetime(2024, 11, 1, tzinfo=UTC)
    for customer in range(40):
        own = rng.gamma(4.0, 0.25)
        for year, rate in enumerate(calls):
            for channel, mean in (("phone", rate), ("email", 12.0)):
                for day in rng.uniform(365 * year, 365 * (year + 1), rng.poisson(mean * own)):
                    log["sender"].append(f"c{customer}")
                    log["recipient"].append("us")
                    log["time"].append(begin + timedelta(days=float(day)))
                    log["channel"].append(channel)
    return rh.Portfolio.from_frame(log, our_side={"us"})


def test_a_planted_change_is_found_and_no_other() -> None:
    """Half as many calls are less; as many mails are about the same."""
    found = then_and_now(planted(3, (12.0, 6.0)), rh.Engine(), "2025-11-01", "2026-11-01")
    calls = row(found, "conversations by phone")
    assert calls["verdict"] == "less"
    assert calls["lower"] < 0.5 < calls["upper"]  # type: ignore[operator]
    assert row(found, "people in contact")["verdict"] == "about the same"


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """Of forty portfolios without a change the 90 % interval holds 1 in most, and not in all."""
    held = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        own = rng.gamma(2.0, 2.0, 60)
        # Bursts: contacts come three at a time, so that independent events would be too sure.
        then, now = (np.array(3 * rng.poisson(own), dtype=np.float64) for _ in range(2))
        found = ratio_of_counts(then, now)
        held.append(found.lower <= 1.0 <= found.upper)
    assert 32 <= sum(held) <= 40


def test_counts_are_those_of_a_plain_loop() -> None:
    """Engaged conversations by phone, one relationship and one conversation at a time."""
    team = portfolios.team()
    found = then_and_now(team.portfolio, rh.Engine(), THEN, NOW, window_days=100)
    portfolio, counts = team.portfolio, {"then": 0, "now": 0}
    ends = {
        "then": np.datetime64(THEN, "us").astype(int),
        "now": np.datetime64(NOW, "us").astype(int),
    }
    for position in np.flatnonzero(portfolio.sided).tolist():
        block = portfolio.block(position, position + 1, ends["now"], rh.Terms())
        firsts = [*block.conversations.first_row.tolist(), len(block.time)]
        phone = block.is_any("channel", ["phone"])
        for talk, engaged in enumerate(block.engaged.tolist()):
            for when, end in ends.items():
                inside = end - 100 * 86_400_000_000 < block.conversations.end[talk] <= end
                by_phone = phone[firsts[talk] : firsts[talk + 1]].any()
                counts[when] += bool(engaged and inside and by_phone)
    assert {when: row(found, "conversations by phone")[when] for when in counts} == counts


def test_the_same_window_twice_shows_no_change() -> None:
    """Equal counts give a ratio of one within its interval, and the verdict says so."""
    values = np.array([3.0, 0.0, 5.0, 1.0])
    pair = values, values + 1.0
    for found in (ratio_of_counts(values, values), ratio_of_means(pair, pair)):
        assert found.ratio == 1.0
        assert found.lower <= 1.0 <= found.upper
        assert found.verdict == "about the same"


def test_nothing_then_has_no_upper_end() -> None:
    """From none to some the ratio is infinite, and its lower end is what is sure."""
    found = ratio_of_counts(np.zeros(3), np.array([4.0, 5.0, 6.0]))
    assert (found.ratio, found.upper) == (np.inf, np.inf)
    assert found.lower > 1.0
    assert np.isnan(ratio_of_counts(np.zeros(3), np.zeros(3)).ratio)
    assert ratio_of_counts(np.zeros(3), np.zeros(3)).verdict == ""


def test_products_are_shares_of_sales() -> None:
    """Shares sum to one at either time; contacts about a product stand against its purchases."""
    team = sales_team(relationships=60, days=700, seed=5)
    log = dict(team.log)
    products = sorted(set(team.transactions["product"]))
    rng = np.random.default_rng(5)
    log["product"] = np.array(products, dtype=object)[rng.integers(0, 5, len(log["time"]))]
    portfolio = rh.Portfolio.from_frame(
        log, our_side=team.our_side, stakeholders=team.stakeholders, transactions=team.transactions
    )
    found = then_and_now(portfolio, rh.Engine(), "2025-11-01", NOW, window_days=300)
    table = found.columns()
    mix = table["question"] == "product mix"
    for when in ("then", "now"):
        assert table[when][mix].sum() == pytest.approx(1.0)
    since, until = np.datetime64(NOW) - np.timedelta64(300, "D"), np.datetime64(NOW)
    bought = (team.transactions["time"] > since) & (team.transactions["time"] <= until)
    premium = team.transactions["product"] == "premium"
    value = team.transactions["value"]
    assert row(found, "share of premium")["now"] == pytest.approx(
        value[bought & premium].sum() / value[bought].sum()
    )
    about = (log["product"] == "premium") & (log["time"] > since) & (log["time"] <= until)
    assert row(found, "contacts about premium")["now"] == about.sum()
    per = row(found, "contacts about premium per purchase")["now"]
    assert per == pytest.approx(about.sum() / (bought & premium).sum())
    assert found.missing == ()
    assert_presentable(found)


def test_a_row_is_traced_to_its_window() -> None:
    """Behind a row stand interactions of that window only, of whom it counts."""
    found = then_and_now(portfolios.team().portfolio, rh.Engine(), THEN, NOW)
    for when, window in found.windows.items():
        times = found.behind(0, when).columns()["time"].astype("int64")
        assert window.since_us < times.min()
        assert times.max() <= window.until_us
    with pytest.raises(InputError, match="when is 'later', expected 'then' or 'now'"):
        found.behind(0, "later")


@pytest.mark.parametrize("make", [portfolios.one, portfolios.unsided, portfolios.purchases])
def test_little_data_is_answered_with_what_is_missing(make: Callable[[], rh.Portfolio]) -> None:
    """What needs columns that are not there is named, and the rest is answered."""
    found = then_and_now(make(), rh.Engine(), "2026-06-10", "2026-10-10")
    assert "Phone and meetings: needs column channel." in found.missing
    assert len(found) >= 3
    assert_presentable(found)


def test_only_ours_is_no_contact() -> None:
    """Where nobody answers there is nothing to compare, and that is said."""
    log = {"sender": ["us", "us"], "recipient": ["b", "b"], "time": ["2026-03-01", "2026-09-01"]}
    portfolio = rh.Portfolio.from_frame(log, our_side={"us"})
    found = then_and_now(portfolio, rh.Engine(), "2026-06-10", "2026-10-10")
    assert "Contact: none that the other side took part in is recorded in either window." in (
        found.missing
    )


def test_nothing_is_an_answer() -> None:
    """An empty portfolio has nothing to compare."""
    found = then_and_now(portfolios.empty(), rh.Engine(), THEN, NOW)
    assert found.words == ("Nothing to compare.",)
    assert_presentable(found)


def test_products_with_dangerous_names_are_shown_as_they_are() -> None:
    """No name becomes markup or mathematics."""
    log = {"sender": ["b", "us"], "recipient": ["us", "b"], "time": ["2026-03-01", "2026-09-01"]}
    deals = {
        "account": ["b", "b"], "time": ["2026-03-02", "2026-09-02"], "value": [2.0, 3.0],
        "product": [HOSTILE, HOSTILE],
    }  # fmt: skip
    portfolio = rh.Portfolio.from_frame(log, our_side={"us"}, transactions=deals)
    found = then_and_now(portfolio, rh.Engine(), "2026-06-10", "2026-10-10")
    assert f"share of {HOSTILE}" in found.columns()["measure"]
    assert_presentable(found)


@pytest.mark.parametrize(
    ("dates", "options", "reason"),
    [
        ((NOW, THEN), {}, "now lies 184 days before then"),
        ((THEN, NOW), {"window_days": 400}, "beyond that the two windows overlap"),
        ((THEN, NOW), {"window_days": 0}, "window_days is 0, expected a number of days above 0"),
    ],
)
def test_impossible_dates_are_refused(
    dates: tuple[str, str], options: dict[str, Any], reason: str
) -> None:
    """Windows follow one another."""
    with pytest.raises(InputError, match=reason):
        then_and_now(portfolios.one(), rh.Engine(), *dates, **options)
