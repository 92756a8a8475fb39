"""Strength against importance: every relationship in one quadrant, and the neglected one on top."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.analysis import matrix
from relationship_health.analysis.matrix import QUADRANTS
from relationship_health.errors import InputError
from relationship_health.simulate import Simulation, sales_team
from tests.analysis._stories import FEW, NASTY, portfolio_of, scored, talk
from tests.logs import PEOPLE, RandomLog, logs


@FEW
@given(
    logs(),
    st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from([0.0, 1.0, 2.0, 5.5])),
    st.sampled_from([None, 1.5]),
)
def test_the_quadrants_are_a_partition(
    log: RandomLog, numbers: dict[str, float], edge: float | None
) -> None:
    """Whatever has health and importance is in exactly one quadrant, that of both edges."""
    card = rh.score(log.portfolio(), as_of=log.as_of(), benchmark=rh.Benchmark.default())
    found = matrix(card, numbers, important_above=edge)
    value = dict[tuple[str, str], tuple[str, float]]()
    for key in zip(card.source.tolist(), card.target.tolist(), strict=True):
        sided = bool(card.portfolio.sided[card.rows[card.row_of(key)]])
        ends = [key[1]] if sided else [key[1], key[0]]
        known = [(end, numbers[end]) for end in ends if end in numbers]
        if known and not np.isnan(card.health[card.row_of(key)]):
            value[key] = max(known, key=lambda pair: pair[1])
    # Each who holds a value is counted once.
    limit = np.median(list(dict(value.values()).values())) if value else np.nan
    limit = limit if edge is None else edge
    columns = found.columns()
    assert len(found) == len(value)
    for source, target, health, importance, quadrant in zip(
        *(columns[n].tolist() for n in ("source", "target", "health", "importance", "quadrant")),
        strict=True,
    ):
        assert importance == value[source, target][1]
        expected = {
            (True, False): "invest", (True, True): "protect", (False, True): "maintain",
            (False, False): "release",
        }[importance > limit, health >= 60]  # fmt: skip
        assert quadrant == expected
    places = [QUADRANTS.index(name) for name in columns["quadrant"].tolist()]
    assert places == sorted(places)


def neglected(simulated: Simulation, account: str, days: int) -> rh.Portfolio:
    """Return the simulated portfolio as if nobody had spoken with an account of late."""
    log, people = simulated.log, simulated.stakeholders
    theirs = people["id"][people["organisation"] == account]
    since = simulated.as_of.replace(tzinfo=None) - timedelta(days=days)
    late = log["time"] > np.datetime64(since)
    gone = (np.isin(log["sender"], theirs) | np.isin(log["recipient"], theirs)) & late
    return rh.Portfolio.from_frame(
        {name: values[~gone] for name, values in log.items()}, our_side=simulated.our_side,
        stakeholders=people, relationships=simulated.relationships,
        transactions=simulated.transactions,
    )  # fmt: skip


@pytest.mark.needs("scipy")
@pytest.mark.parametrize("seed", range(3))
def test_neglect_of_the_most_valuable_account_is_first(seed: int) -> None:
    """With nobody in touch with the most valuable account for months, it leads the list."""
    simulated = sales_team(seed=seed, relationships=150)
    before = rh.score(simulated.portfolio, as_of=simulated.as_of)
    best = matrix(before)
    worth = dict(zip(best.columns()["target"].tolist(), best.columns()["importance"], strict=True))
    top = max(worth, key=worth.__getitem__)
    people = simulated.stakeholders
    firm = dict(zip(people["id"].tolist(), people["organisation"].tolist(), strict=True))
    portfolio = neglected(simulated, firm[top], 200)
    found = matrix(rh.score(portfolio, as_of=simulated.as_of))
    first = found.columns()["target"][0]
    assert firm[first] == firm[top]
    theirs = np.array([firm[them] == firm[top] for them in found.columns()["target"].tolist()])
    assert set(found.quadrant[theirs].tolist()) == {"invest"}
    assert str(first) in found.words[5]


def test_a_row_is_sure_where_its_interval_is_on_one_side() -> None:
    """Weekly talk for a year is strong for sure; one mail and one reply are not."""
    rows = [*talk("ana", "bo"), *talk("ana", "cy", every=900)]
    card = scored(portfolio_of(rows, our_side={"ana"}))
    found = matrix(card, {"bo": 2.0, "cy": 1.0})
    sure = dict(zip(found.columns()["target"].tolist(), found.sure.tolist(), strict=True))
    assert sure == {"bo": True, "cy": False}
    assert found.behind(0).keys == [("ana", "bo")]
    assert len(found.behind(0).rows) == sum("cy" not in row[:2] for row in rows)


def test_what_is_missing_is_said_in_a_sentence() -> None:
    """No values, no health, one relationship, and values that are all alike each have their own."""
    card = scored(portfolio_of(talk("ana", "bo"), our_side={"ana"}))
    nothing = matrix(card)
    assert nothing.words == ("No relationship has both a health and an importance.",)
    assert nothing.missing[0].startswith("Importance: nothing says what matters")
    assert len(nothing.missing) == 1
    rows = [*talk("ana", "bo"), *talk("ana", "cy")]
    some = matrix(scored(portfolio_of(rows, our_side={"ana"})), {"bo": 1.0})
    assert "1 of 2 relationships are left out: their importance is not known." in some.missing
    alike = matrix(card, {"bo": 3.0})
    assert alike.quadrant.tolist() == ["maintain"]
    assert alike.missing == (
        "Nothing is important: no importance as given exceeds 3; pass important_above.",
    )
    assert matrix(card, {"bo": 3.0}, important_above=1).quadrant.tolist() == ["protect"]
    with pytest.raises(InputError, match="important_above is 'much'"):
        matrix(card, {"bo": 3.0}, important_above="much")  # type: ignore[arg-type]  # refused


@pytest.mark.needs("matplotlib")
def test_views_escape_what_the_data_say() -> None:
    """No name reaches a notebook as markup, none stands in the repr, and the plot is labelled."""
    from matplotlib import pyplot as plt

    card = scored(portfolio_of([*talk("ana", NASTY), *talk("ana", "cy")], our_side={"ana"}))
    for found in (matrix(card, {NASTY: 1.0, "cy": 50.0}), matrix(card)):
        assert "<script" not in found._repr_html_()
        assert "alert" not in repr(found)
        ax = found.plot()
        assert (ax.get_xlabel(), ax.get_ylabel()) != ("", "")
        ax.figure.canvas.draw()
        plt.close(ax.figure)  # type: ignore[arg-type]  # a figure of its own
