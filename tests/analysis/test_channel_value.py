"""What contact brings: counts of a plain loop, planted truth found, and no verdict without it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.analysis import channel_value
from relationship_health.analysis.touch_credit import last_touch
from relationship_health.analysis.touch_tables import share_interval, tabulated
from relationship_health.errors import InputError
from tests.analysis import _logs as portfolios
from tests.analysis._checks import HOSTILE, assert_presentable

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
AS_OF = "2026-03-01"


def planted(seed: int, annoyance: float, *, customers: int = 120) -> rh.Portfolio:
    """Simulate mails, calls, and newsletters of which each takes something off the next answers.

    A mail is answered with a chance of the customer's own, about .5, less ``annoyance`` for every
    newsletter of the 30 days before; a call with .7; a newsletter with .02. How often somebody
    gets newsletters differs by month, by chance.
    """
    rng = np.random.default_rng(seed)
    log: dict[str, list[Any]] = {n: [] for n in ("sender", "recipient", "time", "channel")}

    def add(sender: str, recipient: str, day: float, channel: str) -> None:
        for name, value in zip(log, (sender, recipient, BEGIN + timedelta(days=day), channel),
                               strict=True):  # fmt: skip
            log[name].append(value)

    for customer in range(customers):
        own, them = rng.uniform(0.35, 0.65), f"c{customer:03}"
        letters: list[float] = []
        for month in range(13):
            number = int(rng.integers(0, 4))
            letters += (30 * month + rng.uniform(0, 30, number)).tolist()
        for day in letters:
            add("us", them, day, "newsletter")
        for channel, gap in (("email", 16.0), ("phone", 45.0)):
            day = rng.exponential(gap)
            while day < 390:
                recent = sum(day - 30 <= other < day for other in letters)
                chance = own - annoyance * recent if channel == "email" else 0.7
                add("us", them, day, channel)
                if rng.random() < chance:
                    add(them, "us", day + 0.5, channel)
                day += 1.0 + rng.exponential(gap)
    return rh.Portfolio.from_frame(log, our_side={"us"})


def row(found: Any, kind: str) -> dict[str, Any]:
    """Return one row by its kind."""
    table = found.columns()
    place = table["kind"].tolist().index(kind)
    return {name: values[place] for name, values in table.items()}


def test_a_planted_annoyance_is_found() -> None:
    """Newsletters that take something off the next answers annoy; calls and mails do not."""
    found = channel_value(planted(1, 0.08), AS_OF)
    letters = row(found, "newsletter")
    assert letters["verdict"] == "annoys"
    assert letters["effect_lower"] < letters["effect"] < letters["effect_upper"] < 0
    assert row(found, "email")["verdict"] != "annoys"
    assert row(found, "phone")["verdict"] == "works"
    assert_presentable(found)


def test_harmless_newsletters_rarely_annoy() -> None:
    """Without a planted effect at most a few of twenty portfolios are told that they do."""
    wrong = [
        row(channel_value(planted(seed, 0.0, customers=60), AS_OF), "newsletter")["verdict"]
        == "annoys"
        for seed in range(20)
    ]
    # One side of a 90 % interval: one in twenty is expected.
    assert sum(wrong) <= 4


def test_a_kind_that_nobody_answers_is_wasted() -> None:
    """Newsletters without an effect and almost without answers are wasted."""
    assert row(channel_value(planted(3, 0.0), AS_OF), "newsletter")["verdict"] == "wasted"


def test_counts_are_those_of_a_plain_loop() -> None:
    """Touches and engaged ones, one relationship and one conversation at a time."""
    team = portfolios.team()
    portfolio, as_of = team.portfolio, int(np.datetime64("2026-09-01", "us").astype("int64"))
    found = channel_value(portfolio, "2026-09-01")
    counts: dict[str, list[int]] = {}
    labels = [*portfolio.categories["channel"].tolist(), "unknown"]
    window = 14 * 86_400_000_000
    for position in np.flatnonzero(portfolio.sided).tolist():
        block = portfolio.block(position, position + 1, as_of, rh.Terms())
        talks, opened = block.conversations, block.opened_by_us.tolist()
        kinds = [labels[block.columns["channel"][row]] for row in talks.first_row]
        engaged = [ours and bool(e) for ours, e in zip(opened, block.engaged, strict=True)]
        for talk, ours in enumerate(opened):
            if ours or not talks.signals[talk] & 2:
                continue
            near = [
                t for t in range(talk) if opened[t] and talks.start[talk] - talks.end[t] <= window
            ]
            alike = [t for t in near if kinds[t] == kinds[talk]]
            if near:
                engaged[(alike or near)[-1]] = True
        for talk, ours in enumerate(opened):
            if ours:
                entry = counts.setdefault(kinds[talk], [0, 0, 0])
                entry[0] += 1
                entry[1] += engaged[talk] or bool(as_of - talks.end[talk] > window)
                entry[2] += engaged[talk]
    for kind, (touches, decided, engaged_count) in counts.items():
        mine = row(found, kind)
        assert (mine["touches"], mine["decided"], mine["engaged"]) == (
            touches, decided, engaged_count,
        )  # fmt: skip
    assert len(found) == len(counts)


def test_a_purchase_is_credited_once_to_the_last_touch() -> None:
    """Within the window, to the touch of whatever kind that came last at that account."""
    log = {
        "sender": ["us", "us", "us"], "recipient": ["b", "b2", "b"],
        "time": ["2026-01-01", "2026-01-10", "2026-01-20"], "channel": ["email", "phone", "email"],
    }  # fmt: skip
    people = {"id": ["b", "b2"], "organisation": ["one", "one"]}
    deals = {
        "account": ["one"] * 4, "time": ["2025-12-31", "2026-01-05", "2026-01-12", "2026-06-01"],
        "value": [1.0, 10.0, 100.0, 1000.0], "cost": [0.0, 4.0, 40.0, 0.0],
    }  # fmt: skip
    portfolio = rh.Portfolio.from_frame(
        log, our_side={"us"}, stakeholders=people, transactions=deals
    )
    found = channel_value(portfolio, "2026-07-01")
    mail, call = row(found, "email"), row(found, "phone")
    assert (mail["purchases"], mail["value"], mail["margin"]) == (1, 10.0, 6.0)
    assert (call["purchases"], call["value"], call["margin"]) == (1, 100.0, 60.0)
    assert mail["bought_share"] == 0.5


def test_last_touches_are_those_of_a_plain_search() -> None:
    """For random buyers and times, the latest touch at or before, and near enough."""
    rng = np.random.default_rng(4)
    touch = rng.integers(0, 5, 60), rng.integers(0, 1000, 60)
    purchase = rng.integers(0, 6, 40), rng.integers(0, 1000, 40)
    found = last_touch(touch, purchase, 50)
    for i, (buyer, time) in enumerate(zip(*purchase, strict=True)):
        near = [
            t for b, t in zip(*touch, strict=True) if b == buyer and time - 50 <= t <= time
        ]  # fmt: skip
        if not near:
            assert found[i] == -1
        else:
            assert touch[0][found[i]] == buyer
            assert touch[1][found[i]] == max(near)


def test_by_product_only_contact_about_it_counts() -> None:
    """A purchase of another product is not credited."""
    log = {
        "sender": ["us", "us"], "recipient": ["b", "b"],
        "time": ["2026-01-01", "2026-01-10"], "product": ["hose", "pump"],
    }  # fmt: skip
    deals = {"account": ["b", "b"], "time": ["2026-01-12", "2026-01-13"],
             "value": [5.0, 7.0], "product": ["hose", "tank"]}  # fmt: skip
    portfolio = rh.Portfolio.from_frame(log, our_side={"us"}, transactions=deals)
    found = channel_value(portfolio, "2026-07-01", by="product")
    assert row(found, "hose")["value"] == 5.0
    assert row(found, "pump")["purchases"] == 0
    assert found.columns()["value"].sum() == 5.0


def test_costs_are_those_given() -> None:
    """Cost per engagement is the cost of a touch over the share that engages."""
    team = portfolios.team()
    found = channel_value(team.portfolio, team.as_of, costs={"phone": 12.0}, hourly_cost=60.0)
    call, mail = row(found, "phone"), row(found, "email")
    assert call["cost"] == pytest.approx(12.0 * call["touches"] + 60.0 * call["hours"])
    expected = call["cost"] / call["touches"] / call["engaged_share"]
    assert call["cost_per_engagement"] == pytest.approx(expected)
    assert np.isnan(mail["cost"]) or mail["hours"] > 0
    plain = channel_value(team.portfolio, team.as_of)
    assert "Cost per engagement: give costs, or hourly_cost and a column duration." in plain.missing


def test_intervals_know_that_touches_of_one_relationship_are_alike() -> None:
    """Ten relationships that always or never answer are ten trials, not a thousand."""
    kind, place = np.zeros(1000, dtype=np.int64), np.repeat(np.arange(10), 100)
    of = tabulated(kind, place)
    some = tabulated(kind[place < 5], place[place < 5])
    share, lower, upper = share_interval(some, of, 1)
    assert share[0] == 0.5
    assert upper[0] - lower[0] > 0.4
    alike = tabulated(kind[::2], place[::2])
    _, low, high = share_interval(alike, of, 1)
    assert high[0] - low[0] < 0.5


def test_the_order_of_rows_means_nothing() -> None:
    """A shuffled log gives the same answer."""
    team = portfolios.team()
    order = np.random.default_rng(3).permutation(len(team.log["time"]))
    shuffled = rh.Portfolio.from_frame(
        {name: values[order] for name, values in team.log.items()}, our_side=team.our_side,
        stakeholders=team.stakeholders, relationships=team.relationships,
        transactions=team.transactions,
    )  # fmt: skip
    found, expected = (channel_value(p, team.as_of) for p in (shuffled, team.portfolio))
    for name, values in expected.columns().items():
        np.testing.assert_array_equal(found.columns()[name], values)


def test_a_row_is_traced_to_its_touches() -> None:
    """Behind a kind stand interactions of that kind."""
    team = portfolios.team()
    found = channel_value(team.portfolio, team.as_of)
    for place, kind in enumerate(found.columns()["kind"]):
        assert set(found.behind(place).columns()["channel"]) == {
            None if kind == "unknown" else kind
        }


def test_many_kinds_are_told_apart_up_to_a_limit() -> None:
    """Beyond twelve the rest is one kind, and nothing is lost."""
    channels = [f"way {i:02}" for i in range(20) for _ in range(40 - i)]
    times = [BEGIN + timedelta(days=i / 4) for i in range(len(channels))]
    log = {"sender": ["us"] * len(channels), "recipient": ["b"] * len(channels), "time": times,
           "channel": channels}  # fmt: skip
    found = channel_value(rh.Portfolio.from_frame(log, our_side={"us"}), AS_OF)
    assert len(found) == 13
    assert found.columns()["touches"].sum() == len(channels)
    assert len(found.behind(found.columns()["kind"].tolist().index("other")).rows) == sum(
        40 - i for i in range(12, 20)
    )


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (portfolios.one, "Kinds of contact: needs a column of text named 'channel'."),
        (portfolios.unsided, "Kinds of contact: needs a column of text named 'channel'."),
        (portfolios.purchases, "Kinds of contact: needs a column of text named 'channel'."),
        (portfolios.empty, "Kinds of contact: needs a column of text named 'channel'."),
    ],
)
def test_little_data_is_answered_with_what_is_missing(
    make: Callable[[], rh.Portfolio], sentence: str
) -> None:
    """Without the column there is nothing to tell apart."""
    found = channel_value(make(), "2026-10-10")
    assert found.missing == (sentence,)
    assert found.words == ("No touch of ours to look at.",)
    assert_presentable(found)


def test_no_side_and_nothing_outbound_are_named() -> None:
    """Who touches whom has to be known."""
    log = {"sender": ["a"], "recipient": ["b"], "time": ["2026-05-05"], "channel": [HOSTILE]}
    nobody = channel_value(rh.Portfolio.from_frame(log), "2026-10-10")
    assert nobody.missing == ("Touches of ours: no side is ours, pass our_side to the portfolio.",)
    inbound = channel_value(rh.Portfolio.from_frame(log, our_side={"b"}), "2026-10-10")
    assert inbound.missing[0] == "What touches bring: nothing outbound is recorded."
    outbound = channel_value(rh.Portfolio.from_frame(log, our_side={"a"}), "2026-10-10")
    assert outbound.columns()["kind"].tolist() == [HOSTILE]
    assert np.isnan(outbound.columns()["effect"]).all()
    assert "Which touches engage: nothing that the other side did is recorded." in outbound.missing
    for found in (nobody, inbound, outbound):
        assert_presentable(found)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"costs": {"phon": 3.0}}, "costs names 'phon' \\(did you mean 'phone'\\?\\)"),
        ({"costs": {"phone": -3.0}}, "The cost of 'phone' is -3.0, expected a number of 0"),
        ({"window_days": 0}, "horizon_days is 0|window_days is 0"),
    ],
)
def test_impossible_wishes_are_refused(options: dict[str, Any], reason: str) -> None:
    """Names and numbers are checked."""
    team = portfolios.team()
    with pytest.raises(InputError, match=reason):
        channel_value(team.portfolio, team.as_of, **options)
