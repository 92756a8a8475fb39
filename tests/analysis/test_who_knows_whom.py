"""Introductions: the surest ways, and how people are placed in the network."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.analysis import who_knows_whom
from relationship_health.analysis.network import positions_of
from relationship_health.analysis.ours import our_people
from relationship_health.analysis.paths import Links, surest
from relationship_health.errors import InputError
from tests.analysis._stories import FEW, NASTY, portfolio_of, scored, talk
from tests.logs import RandomLog, logs

PEOPLE = 6
WEIGHTS = (0.0, 0.25, 0.5, 0.6, 0.9, 1.0)


@st.composite
def networks(draw: st.DrawFn) -> dict[tuple[int, int], float]:
    """Draw a small network: a weight for some pairs of people."""
    pairs = list(itertools.combinations(range(PEOPLE), 2))
    weights = draw(st.lists(st.sampled_from(WEIGHTS), min_size=len(pairs), max_size=len(pairs)))
    return {pair: weight for pair, weight in zip(pairs, weights, strict=True) if weight}


def links_of(network: dict[tuple[int, int], float]) -> Links:
    """Return a network as links."""
    ends = np.array(list(network), dtype=np.int64).reshape(-1, 2)
    return Links(
        one=ends[:, 0], other=ends[:, 1], weight=np.array(list(network.values())), people=PEOPLE
    )


def every_path(
    network: dict[tuple[int, int], float], start: int, end: int, most: int
) -> list[tuple[float, tuple[int, ...]]]:
    """List all simple paths with their products by trying every order of people."""
    others = [i for i in range(PEOPLE) if i not in {start, end}]
    found = []
    for between in range(most):
        for middle in itertools.permutations(others, between):
            path = (start, *middle, end)
            weights = [network.get((min(p), max(p)), 0.0) for p in itertools.pairwise(path)]
            if all(weights):
                found.append((math.prod(weights), path))
    return found


@FEW
@given(networks(), st.integers(1, 5), st.sets(st.integers(0, PEOPLE - 1), min_size=1))
def test_the_search_equals_trying_every_path(
    network: dict[tuple[int, int], float], most: int, starts: set[int]
) -> None:
    """The best product to everybody is that of the best of all paths, and the way has it."""
    chosen = np.isin(np.arange(PEOPLE), list(starts))
    found = surest(links_of(network), chosen, most)
    for person in range(PEOPLE):
        if person in starts:
            assert (found.best[person], found.way_to(person)) == (1.0, [person])
            continue
        paths = [p for start in starts for p in every_path(network, start, person, most)]
        assert found.best[person] == pytest.approx(max([0.0, *(p for p, _ in paths)]), rel=1e-12)
        if paths:
            way = tuple(found.way_to(person))
            assert any(way == path for _, path in paths)
            assert {path: p for p, path in paths}[way] == pytest.approx(found.best[person])


def brute(card: rh.Scorecard, target: str, most: int) -> dict[str, float]:
    """Find the best product to a target through each who knows them, by trying every path."""
    weight = {
        frozenset((s, t)): lower / 100
        for s, t, lower in zip(card.source, card.target, card.composite.lower, strict=True)
        if lower > 0
    }
    ids = card.portfolio.ids.tolist()
    mine = set(card.portfolio.ids[our_people(card.portfolio)].tolist()) or set(ids)
    best = dict[str, float]()
    for size in range(1, most + 1):
        for path in itertools.permutations([i for i in ids if i != target], size):
            links = [frozenset(pair) for pair in itertools.pairwise((*path, target))]
            if path[0] in mine and all(link in weight for link in links):
                product = math.prod(weight[link] for link in links)
                best[path[-1]] = max(best.get(path[-1], 0.0), product)
    return best


@FEW
@given(logs(), st.sampled_from(["bo", "cy", "dee"]), st.integers(1, 3))
def test_ways_on_random_logs_are_those_of_brute_force(
    log: RandomLog, target: str, most: int
) -> None:
    """For each who knows the target the strength is the best over all paths; order is by it."""
    card = rh.score(log.portfolio(), as_of=log.as_of(), benchmark=rh.Benchmark.default())
    if target not in card.portfolio.ids:
        with pytest.raises(InputError, match="does not occur"):
            who_knows_whom(card, target, most)
        return
    found = who_knows_whom(card, target, most)
    expected = brute(card, target, most)
    got = dict(zip(found.columns()["introducer"].tolist(), found.strength.tolist(), strict=True))
    assert got == pytest.approx(expected, rel=1e-12)
    assert found.strength.tolist() == sorted(found.strength.tolist(), reverse=True)
    for path, strength, least in zip(found.paths, found.strength, found.weakest, strict=True):
        lower = [card.composite.lower[card.row_of(pair)] / 100 for pair in itertools.pairwise(path)]
        assert (strength, least) == pytest.approx((math.prod(lower), min(lower)))
        assert len(set(path)) == len(path) <= most + 1


def test_a_warm_way_round_beats_a_cold_direct_one() -> None:
    """Who only gets our mail is reached surer through a colleague and a friend of theirs."""
    rows = [
        *talk("ana", "bo", answered=False),
        *talk("ana", "cy"),
        *talk("cy", "bo"),
        *talk("dee", "ana", every=20),
    ]
    card = scored(portfolio_of(rows, our_side={"ana", "dee"}))
    found = who_knows_whom(card, "bo")
    assert found.paths == [("ana", "cy", "bo"), ("ana", "bo")]
    assert found.strength[0] > 2 * found.strength[1]
    assert found.columns()["hops"].tolist() == [2, 1]
    assert who_knows_whom(card, "bo", 1).paths == [("ana", "bo")]
    assert who_knows_whom(card, "bo", 3, start=["dee"]).paths[0] == ("dee", "ana", "cy", "bo")
    assert found.behind(0).keys == [("ana", "cy"), ("bo", "cy")]
    assert "ana → cy → bo" in str(found)


def test_an_organisation_is_reached_through_anybody_of_it() -> None:
    """Ways end at the first person of the organisation, never pass through one."""
    rows = [*talk("ana", "bo"), *talk("bo", "cy"), *talk("cy", "dee"), *talk("ana", "dee")]
    card = scored(portfolio_of(rows, {"cy": "Acme", "dee": "Acme"}, our_side={"ana"}))
    assert sorted(who_knows_whom(card, "Acme").paths) == [("ana", "bo", "cy"), ("ana", "dee")]


def test_who_is_ours_follows_from_the_sides() -> None:
    """Sides spread along relationships that stay within one, and nowhere else."""
    rows = [*talk("ana", "amy"), *talk("amy", "al"), *talk("al", "bo"), *talk("bo", "cy")]
    portfolio = portfolio_of(rows, our_side={"ana", "amy", "al"})
    assert portfolio.ids[our_people(portfolio)].tolist() == ["al", "amy", "ana"]
    assert not our_people(portfolio_of(rows)).any()


@pytest.mark.needs("networkx")
@FEW
@given(networks())
def test_positions_near_somebody_are_those_in_the_whole_network(
    network: dict[tuple[int, int], float],
) -> None:
    """Constraint is Burt's sum; looking at the surroundings only changes nothing."""
    links = links_of(network)
    found = positions_of(links, np.arange(PEOPLE), np.array([2, 4]), "dict")
    weight = {(i, j): network.get((min(i, j), max(i, j)), 0.0)
              for i in range(PEOPLE) for j in range(PEOPLE)}  # fmt: skip
    near = {i: {j for j in range(PEOPLE) if weight[i, j]} for i in range(PEOPLE)}
    for row, i in enumerate((2, 4)):
        assert found.contacts[row] == len(near[i])
        if not near[i]:
            assert np.isnan([found.constraint[row], found.embeddedness[row]]).all()
            continue
        part = {(a, b): weight[a, b] / sum(weight[a, c] for c in near[a])
                for a in range(PEOPLE) for b in near[a]}  # fmt: skip
        burt = sum(
            (part[i, j] + sum(part[i, q] * part.get((q, j), 0.0) for q in near[i] - {j})) ** 2
            for j in near[i]
        )
        assert found.constraint[row] == pytest.approx(burt)
        shared = [len(near[i] & near[j]) for j in near[i]]
        assert found.embeddedness[row] == pytest.approx(sum(shared) / len(shared))
        assert found.effective_size[row] == pytest.approx(len(near[i]) - sum(shared) / len(shared))


@pytest.mark.needs("networkx")
def test_a_bridge_is_less_constrained_than_those_in_the_circle() -> None:
    """Who links two circles has the lowest constraint of all."""
    rows = [row for a, b in itertools.combinations(("bo", "cy", "dee"), 2) for row in talk(a, b)]
    rows += [row for a, b in itertools.combinations(("fay", "gus", "hal"), 2) for row in talk(a, b)]
    rows += [*talk("eve", "bo"), *talk("eve", "fay")]
    found = who_knows_whom(scored(portfolio_of(rows)), "hal", 4)
    everybody = found.positions(["bo", "cy", "dee", "eve", "fay", "gus", "hal"])
    table = dict(zip(everybody.person.tolist(), everybody.constraint.tolist(), strict=True))
    assert min(table, key=table.__getitem__) in {"bo", "eve", "fay"}
    assert table["eve"] < table["cy"]
    assert len(found.positions()) == len({p for path in found.paths for p in path})


def test_what_cannot_be_answered_is_said() -> None:
    """No side, nobody who reaches the target, and wrong questions each have their sentence."""
    rows = [*talk("ana", "bo"), *talk("cy", "dee")]
    card = scored(portfolio_of(rows, our_side={"ana"}))
    far = who_knows_whom(card, "dee")
    assert far.words == ("Nobody of ours reaches dee within 2 hops.",)
    assert len(far) == 0
    no_side = who_knows_whom(scored(portfolio_of(rows)), "dee")
    assert "nobody is said to be ours" in no_side.missing[0]
    assert no_side.paths == [("cy", "dee")]
    for wrong in (0, 2.5, True, 11):
        with pytest.raises(InputError, match="max_hops is"):
            who_knows_whom(card, "dee", wrong)  # type: ignore[arg-type]  # what is refused
    with pytest.raises(InputError, match="target names 'nobody'"):
        who_knows_whom(card, "nobody")
    for strange in (["bo"], None, 3.5):
        with pytest.raises(InputError, match="does not occur"):
            who_knows_whom(card, strange)  # type: ignore[arg-type]  # what is refused
    with pytest.raises(InputError, match="people names 'nobody'"):
        far.positions(["nobody"])
    one = scored(portfolio_of(talk("ana", "bo"), our_side={"ana"}))
    assert who_knows_whom(one, "bo").paths == [("ana", "bo")]
    assert len(who_knows_whom(one, "ana")) == 0


@pytest.mark.needs("matplotlib", "networkx")
def test_views_escape_what_the_data_say() -> None:
    """No name reaches a notebook as markup, none stands in the repr, and the plot takes any."""
    from matplotlib import pyplot as plt

    card = scored(portfolio_of([*talk("ana", "cy"), *talk("cy", NASTY)], our_side={"ana"}))
    found = who_knows_whom(card, NASTY)
    assert "<script" not in found._repr_html_() + found.positions()._repr_html_()
    assert "alert" not in repr(found) + repr(found.positions())
    ax = found.plot()
    assert "product" in ax.get_xlabel()
    assert ax.get_ylabel()
    ax.figure.canvas.draw()
    plt.close(ax.figure)  # type: ignore[arg-type]  # a figure of its own
