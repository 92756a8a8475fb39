"""What falls if something goes: exactly what scoring a log without it gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import relationship_health as rh
from relationship_health.analysis import change_impact
from relationship_health.errors import InputError
from tests.analysis import _logs as portfolios
from tests.analysis._checks import assert_presentable
from tests.logs import RandomLog, logs


def health_by_key(card: rh.Scorecard) -> dict[tuple[Any, Any], float]:
    """Return the health of every relationship by its ids."""
    return dict(zip(zip(card.source, card.target, strict=True), card.health, strict=True))


@portfolios.FEW
@given(log=logs(min_rows=4))
def test_who_goes_takes_all_of_it_along(log: RandomLog) -> None:
    """Of a person's own relationships nothing remains, and the loss is the health before."""
    engine, portfolio = rh.Engine(), log.portfolio()
    people = sorted({name for key in portfolio.keys for name in key})
    goes = {people[0]}
    found = change_impact(portfolio, engine, log.as_of(), {"stakeholder": people[0]})
    table = found.columns()
    keys = set(zip(table["source"], table["target"], strict=True))
    assert keys <= {key for key in portfolio.keys if goes & set(key)}
    assert np.isnan(table["after"]).all()
    np.testing.assert_array_equal(
        table["loss"][~np.isnan(table["loss"])], table["before"][~np.isnan(table["before"])]
    )


@pytest.mark.parametrize("channel", ["email", "phone", "newsletter"])
def test_a_channel_goes_as_if_it_had_never_been(channel: str) -> None:
    """Scores of a log without the channel, under the same benchmark, are the scores after."""
    team, engine = portfolios.team(), rh.Engine()
    usual = engine.fit(team.portfolio, as_of=team.as_of)
    found = change_impact(team.portfolio, engine, team.as_of, {"channel": channel})
    keep = team.log["channel"] != channel
    rebuilt = rh.Portfolio.from_frame(
        {name: values[keep] for name, values in team.log.items()}, our_side=team.our_side,
        stakeholders=team.stakeholders, relationships=team.relationships,
    )  # fmt: skip
    after = health_by_key(engine.score(rebuilt, as_of=team.as_of, benchmark=usual))
    before = health_by_key(engine.score(team.portfolio, as_of=team.as_of, benchmark=usual))
    table = found.columns()
    assert len(found) > 10
    touched = set()
    for key, was, now, loss in zip(
        zip(table["source"], table["target"], strict=True),
        table["before"], table["after"], table["loss"], strict=True,
    ):  # fmt: skip
        touched.add(key)
        assert was == before[key]
        np.testing.assert_equal(now, after.get(key, np.nan))
        assert loss == was - np.nan_to_num(now)
    for key, health in before.items():
        if key not in touched:
            np.testing.assert_equal(after[key], health)
    assert_presentable(found)


def test_a_function_of_the_frame_chooses_the_same_rows() -> None:
    """A mapping and a function that mark the same interactions give the same answer."""
    team, engine = portfolios.team(), rh.Engine()
    named = change_impact(team.portfolio, engine, team.as_of, {"channel": ["phone", "video"]})
    chosen = change_impact(
        team.portfolio, engine, team.as_of,
        lambda frame: np.isin(frame["channel"], ["phone", "video"]),
    )  # fmt: skip
    for name, values in named.columns().items():
        np.testing.assert_array_equal(values, chosen.columns()[name])
    rows = named.behind(0).columns()
    assert set(rows["channel"]) <= {"phone", "video"}
    gone = named.columns()["interactions"][0] - named.columns()["interactions_left"][0]
    assert (rows["status"] == "done").sum() == gone


def test_a_planted_key_person_leaves_some_alone() -> None:
    """Who is known by one colleague only, in one channel, is left with no other way."""
    log = {
        "sender": ["kim", "b1", "kim", "b2", "lee", "b2", "kim", "b3"],
        "recipient": ["b1", "kim", "b2", "kim", "b2", "lee", "b3", "kim"],
        "time": [f"2026-05-{day:02}" for day in (1, 2, 3, 4, 5, 6, 7, 8)],
        "channel": ["email"] * 8,
    }
    people = {"id": ["b1", "b2", "b3"], "organisation": ["one", "two", "two"]}
    portfolio = rh.Portfolio.from_frame(log, our_side={"kim", "lee"}, stakeholders=people)
    found = change_impact(portfolio, rh.Engine(), "2026-06-01", {"stakeholder": "kim"})
    table = found.columns()
    alone = dict(zip(table["target"], table["alone"], strict=True))
    # b3 has no other colleague, but its organisation still has lee's contact with b2.
    assert alone == {"b1": True, "b2": False, "b3": False}
    assert "1 have neither a second channel nor a second contact." in found.words
    organisation = change_impact(portfolio, rh.Engine(), "2026-06-01", {"organisation": "two"})
    assert len(organisation) == 3
    assert organisation.columns()["alone"].all()


def test_where_no_side_is_ours_the_end_that_stays_counts() -> None:
    """Without ana bo is left alone; without bo ana still has cy."""
    portfolio = portfolios.unsided()
    for gone, stays in (("ana", {"bo": True, "cy": True}), ("bo", {"ana": False})):
        found = change_impact(portfolio, rh.Engine(), "2026-10-01", {"stakeholder": gone})
        table = found.columns()
        ends = zip(table["source"], table["target"], table["alone"], strict=True)
        assert {next(iter({s, t} - {gone})): bool(alone) for s, t, alone in ends} == stays


def test_losses_come_sorted_and_sum_to_the_total() -> None:
    """The worst comes first; the distribution is that of the losses."""
    team = portfolios.team()
    found = change_impact(team.portfolio, rh.Engine(), team.as_of, {"channel": "email"})
    loss = found.columns()["loss"]
    known = loss[~np.isnan(loss)]
    assert (np.diff(known) <= 0).all()
    assert found.total == known.sum() == known[::-1].sum()
    np.testing.assert_array_equal(found.distribution()["loss"][2], np.median(known))


def test_nothing_may_change() -> None:
    """What comes later than the date, or never, costs nothing, and that is said."""
    found = change_impact(
        portfolios.one(), rh.Engine(), "2026-10-01", lambda frame: np.isnat(frame["time"])
    )
    assert len(found) == 0
    assert found.words[0].startswith("Nothing changes: no interaction up to then is of")
    assert_presentable(found)
    early = change_impact(
        portfolios.one(), rh.Engine(), "2026-06-01",
        lambda frame: np.asarray(frame["time"]) > np.datetime64("2026-07-01"),
    )  # fmt: skip
    assert len(early) == 0


@pytest.mark.parametrize("make", [portfolios.one, portfolios.unsided, portfolios.purchases])
def test_little_data_is_answered(make: Callable[[], rh.Portfolio]) -> None:
    """Without a channel column the second channel is named as missing."""
    portfolio = make()
    name = portfolio.ids.tolist()[0]
    found = change_impact(portfolio, rh.Engine(), "2026-10-10", {"stakeholder": name})
    assert found.missing == ("Which relationships have a second channel: needs column channel.",)
    assert_presentable(found)


@pytest.mark.parametrize(
    ("without", "reason"),
    [
        ({"chanel": "email"}, "no column 'chanel' \\(did you mean 'channel'"),
        (
            {"channel": "e-mail"},
            "no column 'channel' with the value 'e-mail' \\(did you mean 'email",
        ),
        ({"stakeholder": "nobody"}, "no stakeholder 'nobody'"),
        ({"organisation": "customer1.example"}, "no organisation 'customer1.example' \\(did you"),
        ({}, "expected what goes away"),
        ("email", "expected what goes away"),
        (lambda _: [1, 0], "expected one True or False for each"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(without: Any, reason: str) -> None:
    """A typing mistake is no finding that nothing changes."""
    team = portfolios.team()
    with pytest.raises(InputError, match=reason):
        change_impact(team.portfolio, rh.Engine(), team.as_of, without)
