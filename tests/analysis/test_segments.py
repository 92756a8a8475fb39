"""Kinds of relationship: a partition, by definitions that plain loops repeat."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.analysis import segments
from relationship_health.analysis.segments import SUITS
from relationship_health.analysis.stages import STAGES, changed
from relationship_health.simulate import sales_team
from tests.analysis._stories import FEW, NASTY, portfolio_of, scored, talk
from tests.logs import DAY_US, RandomLog, logs

TO_BE = {
    "new": {"new"}, "churn": {"dormant", "cooling"}, "broadcast": {"broadcast-only"},
    "ordinary": {"steady", "growing"}, "colleague": {"steady", "growing"},
    "sponsor": {"steady", "growing"}, "supplier": {"steady", "growing"},
}  # fmt: skip


@FEW
@given(logs())
def test_every_relationship_is_of_one_kind_that_plain_loops_find(log: RandomLog) -> None:
    """The kinds are a partition: each relationship has the first one that holds by its rows."""
    card = rh.score(log.portfolio(), as_of=log.as_of(), benchmark=rh.Benchmark.default())
    found = segments(card)
    assert len(found.segment) == len(card)
    assert set(found.segment.tolist()) <= set(STAGES)
    for row, kind in enumerate(found.segment.tolist()):
        place = int(card.rows[row])
        block = card.portfolio.block(place, place + 1, card.as_of_us, card.terms)
        assert kind == plain_kind(block, card.benchmark)
    assert found.summary.columns()["count"].sum() == len(card)


def plain_kind(block: rh.Block, benchmark: rh.Benchmark) -> str:
    """Name the kind of one relationship by going through its rows and conversations."""
    rows = range(len(block.time))
    ours = any(block.direction[i] & 1 for i in rows)
    theirs = any(block.direction[i] & 2 for i in rows)
    one_sided = not (ours and theirs) and not any(block.signals[i] & 4 for i in rows)
    if not rows:
        return "no contact"
    if one_sided and not any(block.personal[i] for i in rows):
        return "broadcast-only"
    if block.as_of - int(block.time[0]) <= 90 * DAY_US:
        return "new"
    return "one-way" if one_sided else plain_pace(block, benchmark)


def plain_pace(block: rh.Block, benchmark: rh.Benchmark) -> str:
    """Name the kind of a relationship in which they engaged, by when they did."""
    talks = block.conversations
    spans = [(int(talks.start[i]), int(talks.end[i])) for i in range(len(talks.end))
             if block.engaged[i]]  # fmt: skip
    gaps = [(b[0] - a[1]) / DAY_US for a, b in pairwise(spans)]
    prior = benchmark.rhythm
    usual = (prior.beta + math.fsum(gaps)) / (prior.alpha + len(gaps))
    silence = (block.as_of - spans[-1][1]) / DAY_US
    if silence > 8 * usual:
        return "dormant"
    ages = [(block.as_of - end) / DAY_US for _, end in spans]
    begun = (block.as_of - spans[0][0]) / DAY_US
    late = sum(a <= 90 for a in ages) - (begun <= 90)
    before = sum(90 < a <= 360 for a in ages) - (90 < begun <= 360)
    fewer, more = plain_changed(max(late, 0), max(before, 0), min(max(begun - 90, 0), 270))
    if silence > 4 * usual or fewer:
        return "cooling"
    return "growing" if more else "steady"


def plain_changed(late: int, before: int, days: float) -> tuple[bool, bool]:
    """Add up binomial probabilities one by one."""
    total = late + before
    if not total or not days:
        return False, False
    p = 90 / (90 + days)
    chance = [math.comb(total, k) * p**k * (1 - p) ** (total - k) for k in range(total + 1)]
    return math.fsum(chance[: late + 1]) < 0.05, math.fsum(chance[late:]) < 0.05


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([0.0, 0.5, 30.0, 200.0, 270.0]))
def test_a_change_of_pace_is_what_the_binomial_says(late: int, before: int, days: float) -> None:
    """Fewer and more are tails of the binomial, never both."""
    fewer, more = changed(np.array([late]), np.array([before]), np.array([days]))
    assert (bool(fewer[0]), bool(more[0])) == plain_changed(late, before, days)
    assert not (fewer[0] and more[0])


@FEW
@given(logs())
def test_the_end_that_names_a_relationship_does_not_matter(log: RandomLog) -> None:
    """Where nobody is ours, turning the names of both ends round leaves the kinds as they are."""
    turned = {"ana": "zoe", "bo": "yve", "cy": "xen", "dee": "wim"}
    frame = log.frame()
    names = {n: [turned[v] for v in frame[n]] for n in ("sender", "recipient")}
    kinds = []
    for table in (frame, frame | names):
        portfolio = rh.Portfolio.from_frame(table, time="time_us", time_unit="us")
        card = rh.score(portfolio, as_of=log.as_of(), benchmark=rh.Benchmark.default())
        pairs = zip(card.source.tolist(), card.target.tolist(), strict=True)
        kinds.append(
            {
                frozenset(turned.get(name, name) for name in pair): kind
                for pair, kind in zip(pairs, segments(card).segment.tolist(), strict=True)
            }
        )
    assert kinds[0] == kinds[1]


def test_planted_kinds_are_found() -> None:
    """One relationship of each kind, each told from the others."""
    rows = [
        *talk("ana", "new", ago=(2, 60)),
        *talk("ana", "growing", every=3, ago=(1, 85)), *talk("ana", "growing", every=30),
        *talk("ana", "steady"),
        *talk("ana", "cooling", ago=(40, 360)),
        *talk("ana", "dormant", ago=(200, 360)),
        *talk("ana", "one-way", answered=False),
        *((them, us, at) for us, them, at in talk("ana", "their-way", answered=False)),
    ]  # fmt: skip
    log = {"sender": [r[0] for r in rows], "recipient": [r[1] for r in rows],
           "time": [r[2] for r in rows], "audience": [1] * len(rows)}  # fmt: skip
    for us, them, at in talk("ana", "broadcast-only", answered=False):
        for name, cell in (("sender", us), ("recipient", them), ("time", at), ("audience", 500)):
            log[name].append(cell)  # type: ignore[attr-defined]  # lists
    portfolio = rh.Portfolio.from_frame(
        log, our_side={"ana"}, relationships={"source": ["ana"], "target": ["no contact"]}
    )
    found = segments(scored(portfolio)).columns()
    expected = {name: name for name in STAGES} | {"their-way": "one-way"}
    assert dict(zip(found["target"], found["segment"], strict=True)) == expected


def test_simulated_stories_are_of_their_kind() -> None:
    """In two simulated years nine in ten relationships whose story is plain are of its kind."""
    simulated = sales_team(relationships=400, days=730)
    card = rh.score(simulated.portfolio, as_of=simulated.as_of)
    truth = simulated.truth
    story = dict(zip(zip(truth.source, truth.target, strict=True), truth.story, strict=True))
    found = segments(card).columns()
    right = Counter[str]()
    for source, target, kind in zip(
        found["source"], found["target"], found["segment"], strict=True
    ):
        told = story[source, target]
        if told in TO_BE:
            right[told, kind in TO_BE[told]] += 1  # type: ignore[index]  # a pair
    for told in TO_BE:
        hits, misses = right[told, True], right[told, False]  # type: ignore[index]  # a pair
        assert hits >= 0.85 * (hits + misses) > 0, told


def test_a_log_of_purchases_has_no_one_way_relationships() -> None:
    """Where nothing can be outbound, buying is engagement, and rhythm tells the kinds."""
    rows = [(them, us, at) for us, them, at in talk("shop", "bo", answered=False)]
    rows += [(them, us, at)
             for us, them, at in talk("shop", "cy", answered=False, ago=(300, 360))]  # fmt: skip
    portfolio = portfolio_of(rows, our_side={"shop"})
    card = rh.score(portfolio, as_of="2026-11-01")
    assert segments(card).segment.tolist() == ["steady", "dormant"]


def test_fragile_loyalty_is_what_has_no_reason_but_price_convenience_or_habit() -> None:
    """One motive of trust or quality makes it firm; other words say nothing."""
    motives = {"bo": "price; habit", "cy": "price; trust", "dee": "fun", "eve": None}
    rows = [row for name in motives for row in talk("ana", name)]
    people = {"id": list(motives), "motives": list(motives.values())}
    found = segments(scored(portfolio_of(rows, our_side={"ana"}, stakeholders=people)))
    assert found.loyalty.names.tolist() == ["fragile", "firm", "unknown", "unknown"]
    assert found.loyalty.motives.tolist() == ["habit, price", "price, trust", "fun", None]
    assert "1 stay for price, convenience or habit alone" in str(found)
    table = found.summary.columns()
    assert [table[name].tolist() for name in ("firm", "fragile", "unknown")] == [[1], [1], [2]]
    assert table["suits"].tolist() == [SUITS["steady"]]
    swapped = segments(scored(portfolio_of(rows, stakeholders=people)))
    assert swapped.loyalty.names.tolist() == found.loyalty.names.tolist()


def test_what_is_missing_is_said_in_a_sentence() -> None:
    """Without motives the kinds are told all the same; rows can be traced."""
    found = segments(scored(portfolio_of(talk("ana", "bo"), our_side={"ana"})))
    assert found.missing[0].startswith("Why they stay: no stakeholder of these relationships")
    assert found.words == (f"1 steady: {SUITS['steady']}.",)
    assert found.behind(0).keys == [("ana", "bo")]
    declared = portfolio_of([], relationships={"source": ["ana"], "target": ["bo"]})
    assert segments(scored(declared)).segment.tolist() == ["no contact"]


@pytest.mark.needs("matplotlib")
def test_views_escape_what_the_data_say() -> None:
    """No name reaches a notebook as markup, none stands in the repr, and the plot is labelled."""
    from matplotlib import pyplot as plt

    people = {"id": [NASTY], "motives": [NASTY]}
    card = scored(portfolio_of(talk("ana", NASTY), our_side={"ana"}, stakeholders=people))
    found = segments(card)
    assert "<script" not in found._repr_html_() + found.summary._repr_html_()
    assert "alert" not in repr(found) + repr(found.summary)
    ax = found.plot()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("relationships, count", "kind")
    ax.figure.canvas.draw()
    plt.close(ax.figure)  # type: ignore[arg-type]  # a figure of its own
