"""The ledger: it closes to the last bit, in any order, and agrees with a plain account."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.analysis import capital, retention
from relationship_health.errors import InputError
from tests.analysis import _logs as portfolios
from tests.analysis._checks import assert_presentable
from tests.logs import RandomLog, logs

PARTS = ("won", "strengthened", "weakened", "lost")
SIGNS = {"won": 1, "strengthened": 1, "weakened": -1, "lost": -1}


@portfolios.FEW
@given(log=logs(min_rows=3), worth=st.lists(st.floats(-1e6, 1e12), min_size=4, max_size=4))
def test_the_ledger_closes_to_the_last_bit(log: RandomLog, worth: list[float]) -> None:
    """Opening + won + strengthened - weakened - lost = closing, for any worth, in either order."""
    portfolio, last = log.portfolio(), log.as_of()
    people = dict(zip(("ana", "bo", "cy", "dee"), worth, strict=True))
    begin = np.datetime64(min(row["time_us"] for row in log.rows), "us")
    dates = [begin, begin + (last - begin) // 3, begin + 2 * ((last - begin) // 3), last]
    table = capital(rh.Engine().history(portfolio, as_of=dates), people).columns()
    forwards = table["opening"] + table["won"] + table["strengthened"]
    np.testing.assert_array_equal(forwards - table["weakened"] - table["lost"], table["closing"])
    backwards = table["opening"] - table["lost"] - table["weakened"]
    np.testing.assert_array_equal(backwards + table["strengthened"] + table["won"],
                                  table["closing"])  # fmt: skip
    np.testing.assert_array_equal(table["closing"][:-1], table["opening"][1:])


def test_members_are_the_entries() -> None:
    """The relationships of a period sum to its parts exactly, and to the change."""
    found = capital(portfolios.history(), "importance")
    table = found.columns()
    for row in range(len(found)):
        members = found.members(row)
        for part in PARTS:
            of_part = members["part"] == part
            assert members["amount"][of_part].sum() == table[part][row]
            assert of_part.sum() == table[f"number_{part}"][row]
            assert len(found.behind(row, part).relationships) == of_part.sum()
        change = sum(SIGNS[p] * a for p, a in zip(members["part"], members["amount"], strict=True))
        assert change == table["closing"][row] - table["opening"][row]
    assert_presentable(found)


def test_it_is_worth_times_health_of_who_lives() -> None:
    """The closing balance is a plain sum over those alive, to the cent for each of them."""
    history = portfolios.history()
    team = portfolios.team()
    alive = retention(history).behind(-1, "alive_after").relationships
    worth = dict(zip(team.stakeholders["id"], team.stakeholders["importance"], strict=True))
    card, total = history[-1], 0.0
    for row, place in enumerate(card.rows.tolist()):
        value = worth.get(card.target[row])
        if place in alive and value is not None and not np.isnan(value):
            targets = card.target[card.portfolio.sided[card.rows]]
            sharing = (targets == card.target[row]).sum() or 1
            total += value * card.health[row] / 100.0 / sharing
    closing = capital(history, "importance").columns()["closing"][-1]
    assert closing == pytest.approx(total, abs=0.01 * len(alive))


def test_planted_churn_is_what_was_lost() -> None:
    """Who fell silent for good is written off: most of the loss is theirs."""
    team = portfolios.team(ordinary=2, churn=1)
    months = [f"2026-{month:02}-01" for month in range(2, 12)]
    history = rh.Engine().history(team.portfolio, as_of=months)
    found = capital(history, dict.fromkeys(team.truth.target, 100.0))
    story = dict(zip(zip(team.truth.source, team.truth.target, strict=True),
                     team.truth.story, strict=True))  # fmt: skip
    lost = {"churn": 0.0, "ordinary": 0.0}
    won = {"churn": 0.0, "ordinary": 0.0}
    for row in range(len(found)):
        members = found.members(row)
        for source, target, part, amount in zip(*members.values(), strict=True):
            if part == "lost":
                lost[story[source, target]] += amount
            if part == "won":
                won[story[source, target]] += amount
    assert lost["churn"] - won["churn"] > 2 * max(lost["ordinary"] - won["ordinary"], 1.0)


def test_an_account_is_counted_once() -> None:
    """Two contacts of one account share its worth, however many there are."""
    log = {
        "sender": ["us", "b1", "us", "b2"], "recipient": ["b1", "us", "b2", "us"],
        "time": ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04"],
    }  # fmt: skip
    people = {"id": ["b1", "b2"], "organisation": ["one", "one"]}
    portfolio = rh.Portfolio.from_frame(log, our_side={"us"}, stakeholders=people)
    history = rh.Engine().history(portfolio, as_of=["2026-05-05", "2026-05-10"])
    shared = capital(history, {"one": 1000.0}).columns()["closing"][-1]
    mean = history[-1].health.mean()
    assert shared == pytest.approx(1000.0 * mean / 100.0, abs=0.01)


def test_without_any_worth_every_relationship_counts_as_one() -> None:
    """The ledger is in relationships then, and says so."""
    history = rh.Engine().history(portfolios.one(), as_of=["2026-05-10", "2026-06-01"])
    found = capital(history)
    assert found.unit == "relationships at full health"
    assert found.missing[-1] == "What relationships are worth: every one counts as 1."
    assert 0.0 < found.columns()["closing"][-1] < 1.0
    assert_presentable(found)


@pytest.mark.parametrize("make", [portfolios.unsided, portfolios.purchases, portfolios.empty])
def test_little_data_is_answered(make: Callable[[], rh.Portfolio]) -> None:
    """No side, a purchase log, nothing at all: the ledger closes."""
    found = capital(rh.Engine().history(make(), as_of=["2026-06-01", "2026-10-10"]))
    table = found.columns()
    closing = table["opening"] + table["won"] + table["strengthened"]
    np.testing.assert_array_equal(closing - table["weakened"] - table["lost"], table["closing"])
    assert_presentable(found)


def test_one_date_is_no_period() -> None:
    """What is missing is said in a sentence."""
    found = capital(rh.Engine().history(portfolios.one(), as_of=["2026-10-01"]))
    assert found.missing[0].startswith("A ledger needs two dates")
    assert found.words == ("No period to account for.",)
    assert_presentable(found)


def test_parts_have_names() -> None:
    """An unknown part is refused with those that there are."""
    with pytest.raises(InputError, match="part is 'gone', expected one of won, strengthened"):
        capital(portfolios.history(), "importance").behind(0, "gone")
