"""Held against their kind: norms of the others, who is below, and since when."""

from __future__ import annotations

import math
import statistics
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.analysis import benchmarks
from relationship_health.analysis.kinds import kinds_of
from relationship_health.analysis.norms import median_of_others, norms
from relationship_health.errors import InputError
from relationship_health.simulate import sales_team
from tests.analysis._stories import AS_OF, FEW, NASTY, portfolio_of, scored, talk
from tests.logs import PEOPLE, RandomLog, logs

HEALTHS = st.sampled_from([0.0, 3.5, 20.0, 20.0, 47.25, 61.0, 88.0, 100.0])
MEMBERS = st.lists(st.tuples(HEALTHS, st.integers(0, 3)), max_size=12)


@given(MEMBERS)
def test_norms_are_those_of_plain_medians(members: list[tuple[float, int]]) -> None:
    """Norm and spread are what the formulas give with ``statistics.median`` of plain lists."""
    values = np.array([v for v, _ in members], dtype=np.float64)
    group = np.array([g for _, g in members], dtype=np.int64)
    others = median_of_others(values, group, 4)
    norm, spread = norms(values, group, 4)

    def deviation(of: list[float]) -> float:
        middle = statistics.median(of)
        return 1.4826 * statistics.median(abs(v - middle) for v in of)

    for i, (_, mine) in enumerate(members):
        same = [v for j, (v, g) in enumerate(members) if g == mine and j != i]
        rest = [v for j, (v, _) in enumerate(members) if j != i]
        assert others[i] == pytest.approx(
            statistics.median(same) if same else math.nan, nan_ok=True
        )
        if not rest:
            assert np.isnan(norm[i])
            continue
        own = statistics.median(same) if same else 0.0
        expected = (len(same) * own + 5 * statistics.median(rest)) / (len(same) + 5)
        assert norm[i] == pytest.approx(expected)
        size = len(same) + 1
        group_spread = deviation([v for v, g in members if g == mine])
        overall = deviation([v for v, _ in members])
        assert spread[i] == pytest.approx(
            math.sqrt((size * group_spread**2 + 5 * overall**2) / (size + 5))
        )


@FEW
@given(logs(), st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(["a", "b"])))
def test_every_relationship_is_of_the_kind_of_who_is_outside(
    log: RandomLog, label: dict[str, str]
) -> None:
    """With sides it is that of the target, without that of both ends, and else unknown."""
    card = rh.score(log.portfolio(), as_of=log.as_of(), benchmark=rh.Benchmark.default())
    kinds = kinds_of(card, label)
    names = [None if code < 0 else kinds.names[code] for code in kinds.code.tolist()]
    for name, source, target, row in zip(names, card.source, card.target, card.rows, strict=True):
        ends = [target] if card.portfolio.sided[row] else [source, target]
        known = sorted({label[end] for end in ends if end in label})
        complete = all(end in label for end in ends)
        assert name == (" and ".join(known) if complete else None)


@FEW
@given(logs())
def test_since_when_is_found_by_scoring_earlier_dates(log: RandomLog) -> None:
    """Scored at the dates looked at, it is below at each from then on, and not one step before."""
    engine, frozen = rh.Engine(), rh.Benchmark.default()
    card = engine.score(log.portfolio(), as_of=log.as_of(), benchmark=frozen)
    found = benchmarks(card, dict.fromkeys(PEOPLE, "person"), look_back_days=120)
    limit = found.norm - found.spread
    assert found.below.tolist() == (~np.isnat(found.since.time)).tolist()
    for days in range(0, 121, 30):
        moment = log.as_of() - np.timedelta64(days, "D")
        try:
            earlier = engine.score(card.portfolio, as_of=moment, benchmark=frozen)
        except InputError:
            break
        health = dict(zip(earlier.rows.tolist(), earlier.health.tolist(), strict=True))
        for i, row in enumerate(card.rows[found.rows].tolist()):
            since = found.since.time[i]
            if np.isnat(since) or moment < since - np.timedelta64(30, "D"):
                continue
            now = health.get(row, math.nan)
            if moment >= since:
                assert now < limit[i]
            elif found.since.always[i]:
                assert math.isnan(now)
            else:
                assert not now < limit[i]


def test_nobody_is_below_before_there_was_contact() -> None:
    """A meeting that was called off says something, yet makes no relationship known."""
    long, late, last = "2026-01-10T09:00Z", "2026-02-10T09:00Z", "2026-02-24T09:00Z"
    log = {
        "sender": ["ana"] * 13,
        "recipient": ["bo"] * 10 + ["cy", "cy", "bo"],
        "time": [long] * 11 + [late, last],
        "status": ["done"] * 10 + ["cancelled", "done", "done"],
    }
    card = rh.Engine().score(
        rh.Portfolio.from_frame(log), as_of=last, benchmark=rh.Benchmark.default()
    )
    found = benchmarks(card, dict.fromkeys(PEOPLE, "person"), look_back_days=120)
    assert found.columns()["target"][found.below].tolist() == ["cy"]
    assert found.since.time[0] > np.datetime64("2026-02-10")
    assert found.since.always[0]


def test_planted_neglect_is_below_since_it_began() -> None:
    """Of twelve customers the one that fell silent 200 days ago is below, since after that day."""
    names = [f"p{i}" for i in range(12)]
    rows = [r for i in range(1, 12) for r in talk("ana", names[i], every=5 + 3 * i, ago=(i, 360))]
    rows += talk("ana", "p0", ago=(200, 360))
    people = {"id": names, "role": ["customer"] * 12}
    found = benchmarks(scored(portfolio_of(rows, our_side={"ana"}, stakeholders=people)))
    assert found.columns()["target"][found.below].tolist() == ["p0"]
    assert found.sure[0]
    since = found.since.time[0]
    began = np.datetime64((AS_OF - timedelta(days=200)).replace(tzinfo=None))
    assert began < since < began + np.timedelta64(120, "D")
    assert not found.since.always[0]
    assert "ana and p0 (customer): health" in str(found)
    assert found.behind(0).keys == [("ana", "p0")]


def test_kinds_are_not_held_against_each_other() -> None:
    """Quarterly talk among others of its kind is no reason to be below, in another kind it is."""
    friends, clients = [f"f{i}" for i in range(15)], [f"c{i}" for i in range(15)]
    rows = [row for name in clients for row in talk("ana", name)]
    rows += [row for name in friends for row in talk("ana", name, answered=False)]
    label = dict.fromkeys(clients, "client") | dict.fromkeys(friends, "reader")
    card = scored(portfolio_of(rows, our_side={"ana"}))
    assert not benchmarks(card, label).below.any()
    misplaced = benchmarks(card, label | {"f0": "client"})
    assert misplaced.columns()["target"][misplaced.below].tolist() == ["f0"]


def test_most_of_those_who_left_are_below_and_since_after_they_did() -> None:
    """Of simulated customers who left for good, most are below, and hardly any since before."""
    simulated = sales_team(relationships=400)
    found = benchmarks(rh.score(simulated.portfolio, as_of=simulated.as_of))
    truth = simulated.truth
    ended = dict(zip(zip(truth.source, truth.target, strict=True), truth.ended_at, strict=True))
    columns = found.columns()
    left = np.array([ended[key] for key in zip(columns["source"], columns["target"], strict=True)])
    gone = ~np.isnat(left) & (columns["role"] == "customer")
    long_gone = gone & (left < np.datetime64(simulated.as_of.replace(tzinfo=None)) -
                        np.timedelta64(120, "D"))  # fmt: skip
    assert columns["below"][long_gone].mean() > columns["below"][~gone].mean() * 3
    both = gone & columns["below"]
    assert (columns["since"][both] > left[both]).mean() > 0.8


def test_other_ways_to_tell_kinds_apart() -> None:
    """Attributes, organisations, and the kind of the declared relationship tell kinds apart."""
    rows = [*talk("ana", "bo"), *talk("ana", "cy"), *talk("ana", "dee")]
    people = {"id": ["bo", "cy"], "organisation": ["Acme", "Bell"], "tier": ["gold", 2]}
    ties = {"source": ["ana"], "target": ["bo"], "kind": ["key account"]}
    card = scored(portfolio_of(rows, our_side={"ana"}, stakeholders=people, relationships=ties))
    assert kinds_of(card, "organisation").names.tolist() == ["Acme", "Bell"]
    assert kinds_of(card, "tier").names.tolist() == ["2", "gold"]
    assert kinds_of(card, "relationship_kind").code.tolist() == [0, -1, -1]
    told = benchmarks(card, "tier")
    assert "1 of 3 relationships have no kind: nobody outside has 'tier'" in told.missing[0]


def test_what_is_missing_is_said_in_a_sentence() -> None:
    """No kinds, one relationship, and what is no kind each have their sentence."""
    card = scored(portfolio_of(talk("ana", "bo"), our_side={"ana"}))
    nothing = benchmarks(card)
    assert nothing.words == ("No relationship has both a health and a kind.",)
    assert "1 of 1 relationships have no kind" in nothing.missing[0]
    alone = benchmarks(card, {"bo": "customer"})
    assert (len(alone), alone.missing) == (0, ("One relationship has nobody to be held against.",))
    with pytest.raises(InputError, match="look_back_days is -5"):
        benchmarks(card, look_back_days=-5)
    with pytest.raises(InputError, match="by is int"):
        benchmarks(card, 3)  # type: ignore[arg-type]  # what is refused


@pytest.mark.needs("matplotlib")
def test_views_escape_what_the_data_say() -> None:
    """No name reaches a notebook as markup, none stands in the repr, and the plot is labelled."""
    from matplotlib import pyplot as plt

    card = scored(portfolio_of([*talk("ana", NASTY), *talk("ana", "cy")], our_side={"ana"}))
    for found in (benchmarks(card, {NASTY: NASTY, "cy": NASTY}), benchmarks(card)):
        assert "<script" not in found._repr_html_()
        assert "alert" not in repr(found)
        ax = found.plot()
        assert ax.get_xlabel() == "health, points of 100"
        assert ax.get_ylabel() in {"kind", "role"}
        ax.figure.canvas.draw()
        plt.close(ax.figure)  # type: ignore[arg-type]  # a figure of its own
