"""Winning and keeping: the counts of every period close, and what is planted is found."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given

import relationship_health as rh
from relationship_health.analysis import retention
from relationship_health.errors import InputError
from tests.analysis import _logs as portfolios
from tests.analysis._checks import assert_presentable
from tests.logs import RandomLog, logs

ORIGINS = ("introduction", "event", "inbound", "outbound", "mutual", "unknown")


@portfolios.FEW
@given(log=logs(min_rows=3))
def test_every_period_closes(log: RandomLog) -> None:
    """Alive before + new + won back - lost = alive after, which is alive before the next one."""
    last = log.as_of()
    begin = np.datetime64(min(row["time_us"] for row in log.rows), "us")
    dates = [begin, begin + (last - begin) // 3, begin + 2 * ((last - begin) // 3), last]
    found = retention(rh.Engine().history(log.portfolio(), as_of=dates))
    table = found.columns()
    closing = table["alive_before"] + table["new"] + table["won_back"] - table["lost"]
    np.testing.assert_array_equal(closing, table["alive_after"])
    np.testing.assert_array_equal(table["alive_after"][:-1], table["alive_before"][1:])
    np.testing.assert_array_equal(table["kept"] + table["lost"], table["alive_before"])
    origins = sum(table[f"from_{name}"] for name in ORIGINS)
    np.testing.assert_array_equal(origins, table["new"])


def test_alive_is_what_a_plain_loop_says() -> None:
    """Silence of at most four usual gaps, counted conversation by conversation."""
    history = portfolios.history()
    found = retention(history)
    for place, card in enumerate(history):
        alpha, beta = card.benchmark.rhythm.alpha, card.benchmark.rhythm.beta
        alive = set()
        for position in card.rows.tolist():
            block = card.portfolio.block(position, position + 1, card.as_of_us, card.terms)
            talks = block.conversations
            ends = talks.end[block.engaged].tolist()
            starts = talks.start[block.engaged].tolist()
            gaps = [(b - a) / 86.4e9 for a, b in zip(ends[:-1], starts[1:], strict=True)]
            cadence = float(block.cadence_days[0])
            prior = beta if np.isnan(cadence) else alpha * cadence
            usual = (prior + sum(gaps)) / (alpha + len(gaps))
            if ends and (card.as_of_us - ends[-1]) / 86.4e9 <= 4 * usual:
                alive.add(position)
        part, row = ("alive_before", place) if place < 2 else ("alive_after", 1)
        assert set(found.behind(row, part).relationships.tolist()) == alive


def test_planted_churn_is_lost_and_stays_lost() -> None:
    """Who fell silent for good, many of their gaps ago, is among the lost, and not alive now."""
    team = portfolios.team(ordinary=2, churn=1)
    history = rh.Engine().history(
        team.portfolio, as_of=[f"2026-{m:02}-01" for m in range(1, 12)]
    )  # fmt: skip
    found = retention(history)
    churned = np.flatnonzero(team.truth.story == "churn")
    lost = np.concatenate([found.behind(row).relationships for row in range(len(found))])
    assert np.isin(churned, lost).mean() > 0.8
    alive = found.behind(-1, "alive_after").relationships
    assert np.isin(churned, alive).mean() < 0.2
    kept = np.flatnonzero(team.truth.story == "ordinary")
    assert np.isin(kept, alive).mean() > 0.8


def test_where_new_ones_come_from() -> None:
    """The first contact tells: an introduction, an event, or who wrote first."""
    log = {
        "sender": ["us", "c", "us", "us", "us", "e"],
        "recipient": ["b", "us", "d", "e", "f", "us"],
        "time": [f"2026-05-{day:02}" for day in (2, 3, 4, 5, 6, 7)],
        "purpose": ["introduction", None, None, None, None, None],
        "channel": ["email", "email", "event", "email", "meeting", "email"],
        "direction": ["mutual", "inbound", "mutual", "outbound", "mutual", "inbound"],
    }
    portfolio = rh.Portfolio.from_frame(log, our_side={"us"})
    found = retention(rh.Engine().history(portfolio, as_of=["2026-05-02", "2026-05-20"]))
    origins = dict(zip(found.origins()["origin"], found.origins()["new"], strict=True))
    # The one of 2 May was there at the first date.
    assert origins == {"event": 1, "inbound": 1, "outbound": 1, "mutual": 1}
    assert found.columns()["from_introduction"].tolist() == [0]
    assert_presentable(found)


def test_the_order_of_rows_and_the_names_of_relationships_mean_nothing() -> None:
    """A shuffled log gives the same answer."""
    log = portfolios.team().log
    order = np.random.default_rng(3).permutation(len(log["time"]))
    shuffled = rh.Portfolio.from_frame(
        {name: values[order] for name, values in log.items()}, our_side=portfolios.team().our_side,
        stakeholders=portfolios.team().stakeholders,
        relationships=portfolios.team().relationships,
    )  # fmt: skip
    found = retention(rh.Engine().history(shuffled, as_of=portfolios.DATES))
    expected = retention(portfolios.history())
    assert found.words == expected.words
    for name, values in expected.columns().items():
        np.testing.assert_array_equal(found.columns()[name], values)


@pytest.mark.parametrize(
    "make", [portfolios.one, portfolios.unsided, portfolios.purchases, portfolios.empty]
)
def test_little_data_is_answered_with_what_is_missing(make: Callable[[], rh.Portfolio]) -> None:
    """Origins that the log cannot tell are named with the column that they need."""
    found = retention(rh.Engine().history(make(), as_of=["2026-06-01", "2026-10-10"]))
    assert any("needs column purpose" in sentence for sentence in found.missing)
    assert_presentable(found)


def test_only_ours_is_no_life() -> None:
    """Where nobody answers nobody lives, and that is said."""
    log = {"sender": ["us"] * 3, "recipient": ["b"] * 3,
           "time": ["2026-05-01", "2026-06-01", "2026-07-01"]}  # fmt: skip
    history = rh.Engine().history(
        rh.Portfolio.from_frame(log, our_side={"us"}), as_of=["2026-06-02", "2026-07-02"]
    )
    assert "Who lives: no contact that the other side took part in is recorded." in (
        retention(history).missing
    )


def test_one_date_holds_no_period() -> None:
    """What is missing is said in a sentence."""
    found = retention(rh.Engine().history(portfolios.one(), as_of=["2026-10-01"]))
    assert len(found) == 0
    assert found.missing[0].startswith("Who was won or lost needs two dates")
    assert_presentable(found)


def test_parts_have_names() -> None:
    """An unknown part is refused with those that there are."""
    with pytest.raises(InputError, match="part is 'gone', expected one of alive_before, new"):
        retention(portfolios.history()).behind(0, "gone")
