"""Accounts: which organisation is known through whom, and what hangs on one person."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.analysis import accounts
from relationship_health.errors import InputError
from relationship_health.simulate import sales_team
from tests.analysis._stories import AS_OF, FEW, NASTY, portfolio_of, scored, talk
from tests.logs import RandomLog, logs

ORGANISATIONS = {"ana": "us", "bo": "Acme", "cy": "Acme", "dee": "Bell"}


def score_log(log: RandomLog) -> rh.Scorecard:
    """Score a random log whose people belong somewhere, under the shipped benchmark."""
    people = {"id": list(ORGANISATIONS), "organisation": list(ORGANISATIONS.values())}
    portfolio = log.portfolio(stakeholders=people)
    return rh.score(portfolio, as_of=log.as_of(), benchmark=rh.Benchmark.default())


def plain(card: rh.Scorecard) -> dict[str, dict[str, tuple[float, float]]]:
    """Find health and strength of every person of every organisation by plain loops."""
    portfolio, best = card.portfolio, dict[str, dict[str, tuple[float, float]]]()
    any_sided = bool(portfolio.sided.any())
    for i, (source, target) in enumerate(zip(card.source, card.target, strict=True)):
        sided = bool(portfolio.sided[card.rows[i]])
        ends = [(target, source)] if any_sided else [(target, source), (source, target)]
        if any_sided and not sided:
            continue
        for person, other in ends:
            name, elsewhere = ORGANISATIONS.get(person), ORGANISATIONS.get(other)
            if name is None or (not any_sided and name == elsewhere):
                continue
            people = best.setdefault(name, {})
            health, lower = float(card.health[i]), float(card.composite.lower[i])
            known = people.get(person, (math.nan, -1.0))
            if not math.isnan(health) and (lower / 100, health) > (known[1], known[0]):
                people[person] = (health, lower / 100)
            else:
                people.setdefault(person, (math.nan, -1.0))
    return best


@FEW
@given(logs())
def test_figures_are_those_of_plain_loops(log: RandomLog) -> None:
    """Health, threads and what is left are what a loop over people says."""
    card = score_log(log)
    found, expected = accounts(card), plain(card)
    assert sorted(found.names.tolist()) == sorted(expected)
    for i, name in enumerate(found.names.tolist()):
        people = {p: v for p, v in expected[name].items() if not math.isnan(v[0])}
        assert found.people[i] == len(expected[name])
        if not people:
            assert np.isnan([found.health[i], found.threads[i], found.left[i]]).all()
            assert found.strongest[i] is None
            continue
        assert found.health[i] == pytest.approx(mean_of(people), rel=1e-12)
        shares = shares_of(people)
        entropy = -sum(p * math.log(p) for p in shares.values() if p > 0)
        assert found.threads[i] == pytest.approx(math.exp(entropy), rel=1e-12)
        assert shares[found.strongest[i]] == max(shares.values())
        rest = {p: v for p, v in people.items() if p != found.strongest[i]}
        left = mean_of(rest) if rest else math.nan
        assert found.left[i] == pytest.approx(left, rel=1e-12, nan_ok=True)


def shares_of(people: dict[str, tuple[float, float]]) -> dict[str, float]:
    """Part of each person in the strength; equal where there is none."""
    total = math.fsum(s for _, s in people.values())
    return {p: s / total if total else 1 / len(people) for p, (_, s) in people.items()}


def mean_of(people: dict[str, tuple[float, float]]) -> float:
    """Health weighed by strength."""
    return sum(share * people[p][0] for p, share in shares_of(people).items())


@FEW
@given(logs())
def test_what_is_left_is_rescoring_without_the_strongest(log: RandomLog) -> None:
    """Taking the strongest person out of the portfolio and scoring again gives the same bits."""
    card = score_log(log)
    found = accounts(card)
    sided = bool(card.portfolio.sided.any())
    for i, (name, gone) in enumerate(zip(found.names, found.strongest, strict=True)):
        if gone is None:
            continue
        rest = card.portfolio.select([key for key in card.portfolio.keys if gone not in key])
        left = np.nan
        if bool(rest.sided.any()) == sided and (rest.time <= card.as_of_us).any():
            again = accounts(rh.score(rest, as_of=log.as_of(), benchmark=card.benchmark))
            healths = dict(zip(again.names.tolist(), again.health.tolist(), strict=True))
            left = healths.get(name, np.nan)
        np.testing.assert_array_equal(found.left[i], left)


@FEW
@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(log: RandomLog, random: object) -> None:
    """Shuffled rows of the log give the same account, bit for bit."""
    frame = log.frame()
    order = list(range(len(log.rows)))
    random.shuffle(order)  # type: ignore[attr-defined]  # a random.Random
    people = {"id": list(ORGANISATIONS), "organisation": list(ORGANISATIONS.values())}
    again = rh.Portfolio.from_frame(
        {name: [cells[i] for i in order] for name, cells in frame.items()},
        time="time_us", time_unit="us", our_side=log.our_side, stakeholders=people,
    )  # fmt: skip
    one = accounts(score_log(log)).columns()
    two = accounts(rh.score(again, as_of=log.as_of(), benchmark=rh.Benchmark.default())).columns()
    for name, values in one.items():
        np.testing.assert_array_equal(values, two[name])


def test_a_planted_key_person_is_found() -> None:
    """Three who only get mail are no threads: the account hangs on the one who answers."""
    rows = talk("ana", "bo")
    for reader in ("cy", "dee", "eve"):
        rows += talk("ana", reader, answered=False)
    for name in ("fay", "gus", "hal"):
        rows += talk("ana", name)
    firms = dict.fromkeys(("bo", "cy", "dee", "eve"), "Acme")
    firms |= dict.fromkeys(("fay", "gus", "hal"), "Bell")
    found = accounts(scored(portfolio_of(rows, firms, our_side={"ana"})))
    acme, bell = found.names.tolist().index("Acme"), found.names.tolist().index("Bell")
    assert found.people.tolist() == [4, 3]
    assert found.single_threaded[acme]
    assert not found.single_threaded[bell]
    assert found.strongest[acme] == "bo"
    assert found.left[acme] < 20
    assert found.left[bell] > 60
    assert found.threads[bell] == pytest.approx(3.0, abs=0.01)
    assert "Acme, health" in str(found)
    assert "without bo" in str(found)


def test_everything_through_one_of_us_is_seen() -> None:
    """Threads are counted on our side too: three contacts, all known to one of us."""
    firms = dict.fromkeys(("bo", "cy", "dee"), "Acme")
    rows = [row for name in firms for row in talk("ana", name)]
    found = accounts(scored(portfolio_of(rows, firms, our_side={"ana"})))
    assert found.threads[0] == pytest.approx(3.0)
    assert found.our_threads[0] == pytest.approx(1.0)


def test_simulated_accounts_that_hang_on_one_are_flagged() -> None:
    """Nearly all that are flagged have one contact left at most, by the truth of the simulation.

    Of all that have one left, six in ten are flagged: who left months ago still scores fair.
    """
    simulated = sales_team(relationships=400)
    found = accounts(rh.score(simulated.portfolio, as_of=simulated.as_of))
    people = simulated.stakeholders
    firm = dict(zip(people["id"].tolist(), people["organisation"].tolist(), strict=True))
    truth, alive = simulated.truth, dict[str, set[str]]()
    for target, story in zip(truth.target.tolist(), truth.story.tolist(), strict=True):
        alive.setdefault(firm[target], set())
        if story not in {"broadcast", "churn"}:
            alive[firm[target]].add(target)
    count = np.array([len(alive[name]) for name in found.names.tolist()])
    flagged = found.single_threaded
    assert (count[flagged] <= 1).mean() >= 0.9
    assert flagged[(count == 1)].mean() >= 0.6
    assert np.corrcoef(count, found.threads)[0, 1] > 0.8


def test_transactions_join_their_accounts() -> None:
    """What an account bought stands beside its health; a buyer without contact has a row."""
    deals = {
        "account": ["Acme", "Acme", "Stranger", "Acme"],
        "time": ["2025-01-01", "2026-10-01", "2026-10-02", "2026-12-01"],
        "value": [100.0, 20.0, 7.0, 1000.0],
    }
    portfolio = portfolio_of(
        talk("ana", "bo"), {"bo": "Acme"}, our_side={"ana"}, transactions=deals
    )
    found = accounts(scored(portfolio))
    assert found.names.tolist() == ["Acme", "Stranger"]
    assert found.money["transactions"].tolist() == [2, 1]
    assert found.money["value"].tolist() == [120.0, 7.0]
    assert found.money["value_365_days"].tolist() == [20.0, 7.0]
    assert np.datetime_as_string(found.money["last_transaction"], unit="D")[0] == "2026-10-01"
    assert np.isnan(found.health[1])
    assert "1 bought in the last 365 days without a contact in the log." in str(found)
    assert not found.missing


def test_an_organisation_that_is_its_own_contact_has_no_threads() -> None:
    """Where the log names accounts and nobody in them, health is known and people are not."""
    deals = {"account": ["Acme"], "time": ["2026-10-01"], "value": [20.0]}
    found = accounts(
        scored(portfolio_of(talk("ana", "Acme"), our_side={"ana"}, transactions=deals))
    )
    assert found.health[0] > 60
    assert np.isnan([found.threads[0], found.left[0], found.left_share[0]]).all()
    assert (found.single_threaded.tolist(), found.strongest.tolist()) == ([False], [None])
    assert found.missing[0].startswith("People of 1 organisations: the log names the organisation")
    assert "nobody" not in " ".join(found.words)


def test_every_figure_is_traced() -> None:
    """Behind an account are the relationships with its people, and their interactions."""
    rows = [*talk("ana", "bo"), *talk("ana", "cy", every=30), *talk("ana", "dee", every=60)]
    firms = {"bo": "Acme", "cy": "Acme", "dee": "Bell"}
    found = accounts(scored(portfolio_of(rows, firms, our_side={"ana"})))
    trace = found.behind(found.names.tolist().index("Acme"))
    assert trace.keys == [("ana", "bo"), ("ana", "cy")]
    assert len(trace.rows) == sum(row[0] != "dee" and row[1] != "dee" for row in rows)
    members = found.members
    place = members.person.tolist().index("cy")
    assert members.behind(place).keys == [("ana", "cy")]
    assert members.through.tolist() == ["ana", "ana", "ana"]
    with pytest.raises(InputError, match="The row is 9"):
        found.behind(9)


def test_what_is_missing_is_said_in_a_sentence() -> None:
    """Without organisations, sides, contacts or transactions the result says so, and is whole."""
    nobody = accounts(scored(portfolio_of(talk("ana", "bo"), our_side={"ana"})))
    assert (len(nobody), nobody.words) == (0, ("No organisation to judge.",))
    assert nobody.missing[0] == (
        "Relationships by organisation: nobody's organisation is known; give stakeholders with "
        "the columns id and organisation."
    )
    assert len(nobody.missing) == 2
    rows = [*talk("ana", "bo"), *talk("ana", "cy")]
    some = accounts(scored(portfolio_of(rows, {"bo": "Acme"}, our_side={"ana"})))
    assert "the organisation of 1 of 2 people is not known" in some.missing[0]
    no_side = accounts(scored(portfolio_of(rows, {"bo": "Acme", "ana": "us"})))
    assert "seen from all others" in str(no_side)
    assert no_side.names.tolist() == ["us", "Acme"]
    empty = portfolio_of([], None, relationships={"source": ["ana"], "target": ["bo"]})
    card = rh.score(empty, as_of=AS_OF, benchmark=rh.Benchmark.default())
    assert len(accounts(card)) == 0


def test_views_escape_what_the_data_say() -> None:
    """No name reaches a notebook as markup, none stands in the repr, and the plot takes any."""
    portfolio = portfolio_of(talk("ana", NASTY), {NASTY: NASTY}, our_side={"ana"})
    found = accounts(scored(portfolio))
    for result in (found, found.members):
        assert "<script" not in result._repr_html_()
        assert "alert" not in repr(result)
        assert result.to_dict()["rows"][0]["organisation"] == NASTY


@pytest.mark.needs("matplotlib")
def test_plots_are_labelled() -> None:
    """Both plots name their axes with units, and draw nothing but what is there."""
    from matplotlib import pyplot as plt

    portfolio = portfolio_of(talk("ana", NASTY), {NASTY: NASTY}, our_side={"ana"})
    found = accounts(scored(portfolio))
    for result in (found, found.members, accounts(scored(portfolio_of(talk("ana", "bo"))))):
        ax = result.plot()
        assert ax.get_xlabel().endswith(("interval)", "%"))
        assert ax.get_ylabel()
        ax.figure.canvas.draw()
        plt.close(ax.figure)  # type: ignore[arg-type]  # a figure of its own
