"""What to do next: gains are those of scoring again, budgets hold, nobody is pressed."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.analysis import actions
from relationship_health.analysis.imagining import REPLY_DAYS, gains_of
from relationship_health.analysis.moves import (
    ANSWER,
    CONTACT,
    FEWER,
    INTRODUCTION,
    KINDS,
    RESOLVE,
    SECOND_THREAD,
    Moves,
    broadcasts_ahead,
    possible_moves,
)
from relationship_health.analysis.standing import acquaintance
from relationship_health.columns import Block
from relationship_health.errors import InputError
from relationship_health.simulate import sales_team
from tests.logs import A_FIFTH, DAY_US, RandomLog, logs

DEFAULT = rh.Benchmark.default()
ENGINE = rh.Engine()
AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
HORIZON = 30
A_FEW = settings(max_examples=20)
"""For what scores and searches a whole portfolio in every example."""
NASTY = "<img src=x onerror=alert(1)>"


def written_out(
    log: RandomLog, block: Block, moves: Moves, move: int, *, made: bool
) -> list[dict[str, Any]]:
    """Rows that a move brings, as a log would have them."""
    portfolio = log.portfolio()
    row, kind = int(moves.row[move]), int(moves.kind[move])
    us, them = portfolio.key(row)
    text: dict[str, Any] = {}
    if "channel" in block.columns and moves.channel[move] >= 0:
        text["channel"] = portfolio.categories["channel"][moves.channel[move]]
    if "thread" in block.columns and moves.line[move] >= 0:
        code = block.columns["thread"][moves.line[move]]
        text["thread"] = None if code < 0 else portfolio.categories["thread"][code]

    def line(days: float, direction: str, **more: Any) -> dict[str, Any]:
        ends = (them, us) if direction == "inbound" else (us, them)
        time = block.as_of + round(days * DAY_US)
        return {"sender": ends[0], "recipient": ends[1], "time_us": time, "direction": direction,
                **text, **more}  # fmt: skip

    if kind == FEWER:
        count = int(broadcasts_ahead(block, HORIZON)[row])
        wide = {"audience": 11} if "audience" in block.columns else {}
        wide |= {"automated": True} if "automated" in block.columns else {}
        days = [(place + 0.5) * (HORIZON / count) for place in range(count)]
        return [] if made else [line(day, "outbound", **wide) for day in days]
    if kind == INTRODUCTION:
        what = {"purpose": "introduction"} if "purpose" in block.columns else {}
        return [line(0, "mutual", **what)] if made else []
    more = {"outcome": "resolved"} if kind == RESOLVE else {}
    if made and text.get("channel") == "meeting":
        return [line(0, "mutual", **more)]
    return [line(0, "outbound", **more), *([line(REPLY_DAYS, "inbound")] if made else [])]


@A_FIFTH
@given(log=logs(min_rows=3), data=st.data())
def test_gains_are_those_of_a_log_with_the_move_in_it(log: RandomLog, data: st.DataObject) -> None:
    """Success and failure score as the log does to which the contacts were really added."""
    assume(log.our_side)
    portfolio = log.portfolio()
    card = ENGINE.score(portfolio, as_of=log.as_of(), benchmark=DEFAULT)
    block = portfolio.block(0, len(portfolio), card.as_of_us, card.terms)
    moves = possible_moves(block, acquaintance(card).standing(card, block, np.arange(len(block))))
    assume(len(moves))
    gains, _ = gains_of(card, block, moves, HORIZON)
    move = data.draw(st.integers(0, len(moves) - 1))
    later = np.datetime64(block.as_of + HORIZON * DAY_US, "us")
    known = [{"direction": None, **row} for row in log.rows if row["time_us"] <= block.as_of]
    for made, found in ((True, gains.success), (False, gains.failure)):
        without = moves.kind[move] == FEWER and not made
        rows = [*known, *written_out(log, block, moves, move, made=made)]
        names = {name: None for row in rows for name in row}
        frame = {name: [row.get(name) for row in rows] for name in names}
        again = rh.Portfolio.from_frame(
            frame, time="time_us", time_unit="us", our_side=log.our_side
        )
        scored = ENGINE.score(again, as_of=later, benchmark=DEFAULT)
        expected = scored.health[scored.row_of(portfolio.key(int(moves.row[move])))]
        got = gains.without[move] if without else found[move]
        np.testing.assert_allclose(got, expected, rtol=0, atol=1e-9)


@A_FIFTH
@given(log=logs(min_rows=3))
def test_nobody_is_offered_more_contact_who_has_too_much(log: RandomLog) -> None:
    """Where frequency_balance says "too much", no contact and no introduction is recommended."""
    assume(log.our_side)
    found = actions(log.portfolio(), ENGINE, log.as_of(), benchmark=DEFAULT, most=1000)
    columns = found.columns()
    for source, target, move in zip(
        columns["source"], columns["target"], columns["move"], strict=True
    ):
        told = found.scorecard.explain((source, target)).sentences.get("frequency_balance", "")
        assert move not in {"contact", "introduction"} or not told.endswith("too much.")


@A_FEW
@given(budget=st.floats(0, 20), relationships=st.sampled_from([3, 40]))
def test_a_budget_is_kept(budget: float, relationships: int) -> None:
    """The moves fit into the hours, and no relationship gets two."""
    team = TEAMS[relationships]
    found = actions(team.portfolio, ENGINE, AS_OF, budget_hours=budget, benchmark=DEFAULT)
    assert found.hours <= budget
    assert len(set(found.moves.row.tolist())) == len(found)
    assert (found.gain > 0).all()
    assert (found.lower <= found.gain + 1e-9).all()
    assert (found.gain <= found.upper + 1e-9).all()


TEAMS = {count: sales_team(relationships=count, days=200) for count in (3, 40)}


def test_more_time_gains_more() -> None:
    """Another hour never costs a point, and enough of them give each relationship its best move."""
    portfolio = TEAMS[40].portfolio
    gains = [
        actions(portfolio, ENGINE, AS_OF, budget_hours=hours, benchmark=DEFAULT).gain.sum()
        for hours in (0, 1, 2, 4, 8, 100)
    ]
    assert gains == sorted(gains)
    best = actions(portfolio, ENGINE, AS_OF, benchmark=DEFAULT)
    assert gains[-1] == pytest.approx(best.gain.sum(), abs=1e-9)


Talk = tuple[str, str, float, dict[str, Any]]


def test_a_budget_beyond_all_moves_takes_all_that_gain() -> None:
    """However many hours there are, every relationship gets its best move, and none is cut off."""
    portfolio = TEAMS[40].portfolio
    found = actions(portfolio, ENGINE, AS_OF, budget_hours=1e12, benchmark=DEFAULT)
    assert len(found) == len(actions(portfolio, ENGINE, AS_OF, benchmark=DEFAULT, most=10_000))
    assert len(actions(portfolio, ENGINE, AS_OF, budget_hours=1e12, most=3)) == 3


def rows_of(*talks: Talk) -> rh.Portfolio:
    """Build a portfolio of ana, cy and ours from who wrote whom how many days ago."""
    names = {name for *_, more in talks for name in more}
    log: dict[str, list[Any]] = {
        "sender": [talk[0] for talk in talks], "recipient": [talk[1] for talk in talks],
        "time": [AS_OF - timedelta(days=talk[2]) for talk in talks],
    }  # fmt: skip
    log |= {name: [talk[3].get(name) for talk in talks] for name in sorted(names)}
    return rh.Portfolio.from_frame(log, our_side={"ana", "cy"})


def weekly(
    us: str, them: str, *, last: float = 3, **more: Any
) -> list[tuple[str, str, float, Any]]:
    """Half a year of letters every week, each answered the next day."""
    talks = []
    for week in range(26):
        talks += [(us, them, last + 7 * week, more), (them, us, last - 1 + 7 * week, more)]
    return talks


def only(portfolio: rh.Portfolio, **options: Any) -> dict[str, Any]:
    """Return the one move that is recommended."""
    found = actions(portfolio, ENGINE, AS_OF, benchmark=DEFAULT, **options)
    assert len(found) == 1, str(found)
    return {name: values[0] for name, values in found.columns().items()}


def test_an_owed_answer_comes_first() -> None:
    """Whoever waits for an answer gets one, by the end of the response window."""
    move = only(rows_of(*weekly("ana", "bo", last=10), ("bo", "ana", 2, {})))
    assert move["move"] == "answer"
    assert str(move["deadline"])[:10] == "2026-11-13"
    assert move["reason"] == "They wrote on 2026-10-30 and wait for an answer."


def test_an_open_request_is_resolved() -> None:
    """A request that was answered and not resolved is to be resolved, in its own thread."""
    asked = {"thread": "t", "purpose": "request", "outcome": None}
    portfolio = rows_of(
        *weekly("ana", "bo", last=25, thread=None, purpose="sales", outcome=None),
        ("bo", "ana", 5, asked), ("ana", "bo", 4, {**asked, "purpose": "service"}),
    )  # fmt: skip
    found = actions(portfolio, ENGINE, AS_OF, benchmark=DEFAULT)
    assert found.columns()["move"].tolist() == ["resolve"]
    assert "2026-10-27 is not resolved" in str(found)


def test_a_silent_one_is_reached_by_the_channel_that_they_prefer() -> None:
    """After a long silence the move is a contact, by the channel that was said to be preferred."""
    talks = weekly("ana", "bo", last=40, channel="email")
    talks += [("ana", "bo", 400.0, {"channel": "phone"})]
    move = only(rows_of(*talks))
    assert (move["move"], move["channel"]) == ("contact", "email")
    log = {
        "sender": [talk[0] for talk in talks], "recipient": [talk[1] for talk in talks],
        "time": [AS_OF - timedelta(days=talk[2]) for talk in talks],
        "channel": [talk[3]["channel"] for talk in talks],
    }  # fmt: skip
    wishes = {"id": ["bo"], "preferred_channels": ["phone"]}
    portfolio = rh.Portfolio.from_frame(log, our_side={"ana"}, stakeholders=wishes)
    assert only(portfolio)["channel"] == "phone"


def test_whoever_spoke_yesterday_is_left_in_peace() -> None:
    """Sooner than half a usual gap after a contact there is nothing to do."""
    found = actions(rows_of(*weekly("ana", "bo", last=2)), ENGINE, AS_OF, benchmark=DEFAULT)
    assert len(found) == 0
    assert "gains anything" in str(found)


def test_a_colleague_opens_the_door() -> None:
    """Where nobody answers ana and cy is in good contact, cy is to introduce her."""
    unheard: list[Talk] = [("ana", "bo", 20.0 + 14 * time, {}) for time in range(4)]
    found = actions(
        rows_of(*unheard, *weekly("cy", "bo", last=2)), ENGINE, AS_OF, benchmark=DEFAULT
    )
    columns = found.columns()
    assert columns["move"].tolist() == ["introduction"]
    assert columns["through"].tolist() == ["cy"]
    assert "cy is in good contact" in found.reasons[0]


def test_an_account_on_one_contact_gets_a_second() -> None:
    """Where an organisation hangs on one person, they are asked to introduce a colleague."""
    log: dict[str, list[Any]] = {"sender": [], "recipient": [], "time": []}
    for sender, recipient, days, _ in weekly("ana", "bo", last=2):
        log["sender"].append(sender)
        log["recipient"].append(recipient)
        log["time"].append(AS_OF - timedelta(days=days))
    people = {
        "id": ["bo", "dee", "eli"], "organisation": ["Acme"] * 3, "importance": [0.5, 0.2, 0.9],
    }  # fmt: skip
    portfolio = rh.Portfolio.from_frame(log, our_side={"ana"}, stakeholders=people)
    move = only(portfolio)
    assert (move["move"], move["through"], move["whom"]) == ("second_thread", "bo", "eli")
    assert 0 < move["gain"] < 100 * (1 - 0.5)


def test_a_second_thread_may_be_a_number_or_a_text() -> None:
    """Colleagues whose ids differ only in being a number or a text have an order, too."""
    talks = weekly("ana", "bo", last=2)
    log = {
        "sender": [talk[0] for talk in talks], "recipient": [talk[1] for talk in talks],
        "time": [AS_OF - timedelta(days=talk[2]) for talk in talks],
    }  # fmt: skip
    people = [rh.Stakeholder(id=key, organisation="Acme") for key in ("bo", "7", 7)]
    portfolio = rh.Portfolio.from_frame(log, our_side={"ana"}, stakeholders=people)
    assert only(portfolio)["whom"] == 7


def test_broadcasts_are_to_stop_where_nobody_engages() -> None:
    """Newsletters alone are answered by sending none; that takes no time."""
    news = {"audience": 400, "channel": "newsletter"}
    portfolio = rows_of(*[("ana", "bo", 7.0 * week + 1, news) for week in range(40)])
    move = only(portfolio, budget_hours=0)
    assert (move["move"], move["hours"]) == ("fewer_broadcasts", 0.0)


def test_effort_is_that_of_the_own_history() -> None:
    """Contact takes what it took this relationship; else what the caller or the table says."""
    talks = weekly("ana", "bo", last=40, channel="phone", duration=25.0)
    assert only(rows_of(*talks))["hours"] * 60 == pytest.approx(25)
    plain = rows_of(*weekly("ana", "bo", last=40, channel="phone"))
    assert only(plain)["hours"] * 60 == pytest.approx(15)
    assert only(plain, minutes={"phone": 40})["hours"] * 60 == pytest.approx(40)


def test_the_band_falls_on_the_day_that_is_named() -> None:
    """The day of the fall is that of the scorecard, for every move."""
    found = actions(TEAMS[40].portfolio, ENGINE, AS_OF, benchmark=DEFAULT)
    columns = found.columns()
    for row, fall in enumerate(columns["falls_on"]):
        key = (columns["source"][row], columns["target"][row])
        expected = found.scorecard.falls_on(key, horizon_days=365)
        assert (None if np.isnat(fall) else fall.item().replace(tzinfo=UTC)) == expected


def test_order_of_rows_changes_nothing() -> None:
    """The same log in another order gives the same moves, bit for bit."""
    log = TEAMS[40].log
    order = np.random.default_rng(5).permutation(len(log["time"]))
    turned = {name: values[order] for name, values in log.items()}
    first, second = (
        actions(rh.Portfolio.from_frame(frame, our_side=TEAMS[40].our_side), ENGINE, AS_OF)
        for frame in (log, turned)
    )
    assert first.gain.tobytes() == second.gain.tobytes()
    assert first.to_dict() == second.to_dict()


def test_without_sides_nobody_can_move() -> None:
    """Where nobody is ours the answer says so, and what else is missing."""
    log = {"sender": ["ana"], "recipient": ["bo"], "time": [AS_OF - timedelta(days=50)]}
    found = actions(rh.Portfolio.from_frame(log), ENGINE, AS_OF)
    assert len(found) == 0
    assert "give our_side to the portfolio" in found.missing[0]
    assert any("column channel" in sentence for sentence in found.missing)


def test_an_empty_portfolio_is_answered() -> None:
    """No relationship, no move."""
    empty: dict[str, list[Any]] = {"sender": [], "recipient": [], "time": []}
    portfolio = rh.Portfolio.from_frame(empty, our_side={"ana"})
    assert len(actions(portfolio, ENGINE, AS_OF)) == 0


def test_a_move_is_traced_to_its_interactions() -> None:
    """Behind a move lie the interactions of its relationship."""
    found = actions(rows_of(*weekly("ana", "bo", last=40)), ENGINE, AS_OF, benchmark=DEFAULT)
    trace = found.behind(0)
    assert trace.keys == [("ana", "bo")]
    assert len(trace.rows) == 52


def test_notebooks_see_no_markup() -> None:
    """No id or channel reaches a notebook as markup."""
    found = actions(rows_of(*weekly("ana", NASTY, last=40, channel=NASTY)), ENGINE, AS_OF)
    assert len(found) == 1
    assert "<img" not in found._repr_html_()


@pytest.mark.needs("matplotlib")
def test_the_plot_shows_each_move() -> None:
    """Each bar is as long as its gain, and the axis has a unit."""
    found = actions(TEAMS[40].portfolio, ENGINE, AS_OF, benchmark=DEFAULT)
    drawn = found.plot(rows=5)
    assert "points" in drawn.get_xlabel()
    assert len(drawn.get_yticklabels()) == 5
    assert NASTY not in {text.get_text() for text in drawn.get_yticklabels()}


@pytest.mark.parametrize(
    ("name", "value"),
    [("budget_hours", -1), ("budget_hours", math.nan), ("budget_hours", "8"), ("horizon_days", 0),
     ("horizon_days", 1.5), ("horizon_days", 366), ("most", 0), ("most", True)],
)  # fmt: skip
def test_arguments_out_of_range_are_refused(name: str, value: object) -> None:
    """The sentence names the argument and what was expected."""
    with pytest.raises(InputError, match=f"{name} is .*, expected"):
        actions(TEAMS[3].portfolio, ENGINE, AS_OF, **{name: value})  # type: ignore[arg-type]


def test_kinds_have_names() -> None:
    """The constants of the kinds are places among the names."""
    assert [
        KINDS[kind] for kind in (ANSWER, RESOLVE, CONTACT, INTRODUCTION, FEWER, SECOND_THREAD)
    ] == list(KINDS)
