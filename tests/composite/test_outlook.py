"""How likely contact is within some days: against the oracle, its laws, and what really came."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.composite.outlook import HORIZONS_DAYS, OUTLOOK, counted
from relationship_health.contract import Summary
from relationship_health.errors import BenchmarkError, InputError
from relationship_health.model import Terms
from relationship_health.simulate import service_desk
from tests import oracle
from tests.logs import A_FIFTH, DAY_US, HOUR_US, RandomLog, logs
from tests.oracle import Row

DEFAULT = rh.Benchmark.default()
ROW: Row = {"sender": "ana", "recipient": "bo", "time_us": 1_700_000_000_000_000}


def summary(log: RandomLog, size: int) -> Summary:
    """Count the answers of a log, in blocks of some rows."""
    total = Summary()
    for block in log.portfolio().blocks(log.as_of_us, Terms(), size):
        total += OUTLOOK.summarise(block)
    return total


@A_FIFTH
@given(log=logs(), horizon=st.sampled_from([1, 30.0, 400]))
def test_it_is_the_oracles(log: RandomLog, horizon: float) -> None:
    """One probability per row; unknown exactly where they never engaged."""
    engine = rh.Engine(metrics=["recency_decay"])
    card = engine.score(log.portfolio(), as_of=log.as_of(), benchmark=DEFAULT)
    chances, lines = card.outlook(horizon), log.lines()
    assert len(chances) == len(card)
    learned = DEFAULT.of("outlook")
    for row, key in enumerate(zip(card.source.tolist(), card.target.tolist(), strict=True)):
        history, sided = lines[key]
        expected = oracle.outlook(
            history, log.as_of_us, sided=sided, learned=learned, horizon=horizon
        )
        if expected is None:
            assert math.isnan(chances[row])
        else:
            assert chances[row] == pytest.approx(expected, rel=1e-12, abs=1e-14)


@A_FIFTH
@given(log=logs(), size=st.sampled_from([1, 3, 65_536]))
def test_it_learns_from_the_oracles_answers(log: RandomLog, size: int) -> None:
    """Every relationship answers at each cut before which it was in contact, in any blocks."""
    expected: Counter[tuple[tuple[float, ...], bool]] = Counter()
    for history, sided in log.lines().values():
        for days in HORIZONS_DAYS:
            found = oracle.answer(history, log.as_of_us, sided=sided, days=int(days))
            if found is not None:
                expected[found] += 1
    seen, came, stayed = counted(summary(log, size))
    counts = {
        (tuple(row), outcome): count
        for row, *both in zip(seen.tolist(), came.tolist(), stayed.tolist(), strict=True)
        for outcome, count in zip((True, False), both, strict=True)
        if count
    }
    assert counts == expected


@A_FIFTH
@given(log=logs(), horizon=st.integers(1, 400), more=st.integers(1, 400))
def test_more_time_never_lowers_it(log: RandomLog, horizon: int, more: int) -> None:
    """Within a longer horizon contact is at least as likely."""
    card = rh.Engine(metrics=["recency_decay"]).score(log.portfolio(), as_of=log.as_of())
    sooner, later = card.outlook(horizon), card.outlook(horizon + more)
    assert (np.isnan(sooner) | (later >= sooner - 1e-12)).all()


@A_FIFTH
@given(log=logs(), silent=st.integers(1, 400 * DAY_US), horizon=st.sampled_from([1, 30, 400]))
def test_silence_never_raises_it(log: RandomLog, silent: int, horizon: int) -> None:
    """As time goes by without contact it can only fall, whatever was learned."""
    end = max(row["time_us"] for row in log.rows)
    portfolio, engine = log.portfolio(), rh.Engine(metrics=["recency_decay"])
    learned = engine.fit(portfolio, as_of=log.as_of())
    chances = [
        engine.score(portfolio, as_of=np.datetime64(us, "us"), benchmark=learned).outlook(horizon)
        for us in (end, end + silent)
    ]
    assert (np.isnan(chances[0]) | (chances[1] <= chances[0] + 1e-12)).all()


@A_FIFTH
@given(log=logs(), later=st.integers(HOUR_US + 1, 300 * DAY_US))
def test_a_contact_now_never_lowers_it(log: RandomLog, later: int) -> None:
    """What they just wrote speaks for more of it, in every relationship that has it."""
    now = max(row["time_us"] for row in log.rows) + later
    pairs = {frozenset({row["sender"], row["recipient"]}) for row in log.rows}
    us = log.our_side or frozenset[str]()
    fresh: list[Row] = []
    for pair in pairs:
        theirs = sorted(pair - us) or sorted(pair)
        written: Any = {
            **dict.fromkeys(log.rows[0]),
            "sender": theirs[0],
            "recipient": next(iter(pair - {theirs[0]})),
            "time_us": now,
        }
        fresh.append(written)
    more = attrs.evolve(log, rows=(*log.rows, *fresh))
    engine = rh.Engine(metrics=["recency_decay"])
    cards = [
        engine.score(each.portfolio(), as_of=np.datetime64(now, "us"), benchmark=DEFAULT)
        for each in (log, more)
    ]
    before, after = (
        dict(zip(zip(card.source.tolist(), card.target.tolist(), strict=True), card.outlook(30),
                 strict=True))
        for card in cards
    )  # fmt: skip
    for key, chance in before.items():
        assert math.isnan(chance) or after[key] >= chance - 1e-12


@A_FIFTH
@given(log=logs())
def test_one_relationship_alone_has_the_same(log: RandomLog) -> None:
    """Under a frozen benchmark nothing depends on who else is there, not in a single bit."""
    portfolio, engine = log.portfolio(), rh.Engine(metrics=["recency_decay"])
    learned = engine.fit(portfolio, as_of=log.as_of())
    card = engine.score(portfolio, as_of=log.as_of(), benchmark=learned)
    for row, key in enumerate(zip(card.source.tolist(), card.target.tolist(), strict=True)):
        alone = portfolio.select([key])
        chance = engine.score(alone, as_of=log.as_of(), benchmark=learned).outlook(30)
        assert chance.tobytes() == card.outlook(30)[row : row + 1].tobytes()


def test_it_ranks_what_comes() -> None:
    """In a simulation of bursty customers it tells who will be in contact within a month."""
    desk = service_desk(relationships=400, days=720, gap_days=40.0, spread=1.0, burst=0.6)
    card = rh.score(desk.portfolio, as_of="2026-09-01")
    chances = card.outlook(30)
    later = rh.score(desk.portfolio, as_of="2026-10-01", benchmark=card.benchmark)
    silent = {
        key: later.explain(key).details.get("recency_decay", {}).get("silence_days", np.inf)
        for key in zip(card.source.tolist(), card.target.tolist(), strict=True)
    }
    came = np.array([days < 30 for days in silent.values()])
    known = ~np.isnan(chances)
    ours, theirs = chances[known & came], chances[known & ~came]
    above = (ours[:, None] > theirs).mean() + 0.5 * (ours[:, None] == theirs).mean()
    assert above > 0.7
    # It is a probability: of those with a low one, some and a high one alike.
    order = np.argsort(chances[known], kind="stable")
    for third in np.array_split(order, 3):
        assert chances[known][third].mean() == pytest.approx(came[known][third].mean(), abs=0.09)


def test_a_rare_contact_is_learned_to_be_rare() -> None:
    """Where everybody fell silent after a first contact, the next one gets a smaller chance."""
    people = [f"c{number}" for number in range(300)]
    log = {
        "sender": people, "recipient": ["shop"] * 300,
        "time": [np.datetime64("2026-01-01") + number for number in range(300)],
    }  # fmt: skip
    portfolio = rh.Portfolio.from_frame(log, our_side={"shop"})
    own, shipped = (
        rh.score(portfolio, as_of="2026-10-28", benchmark=benchmark).outlook(30)[-1]
        for benchmark in (None, DEFAULT)
    )
    assert own < 0.2 * shipped


@pytest.mark.parametrize("horizon", [0, -3, float("nan"), "30", True, 1e9], ids=repr)
def test_a_horizon_is_a_number_of_days(horizon: object) -> None:
    """Anything else is refused in one sentence."""
    card = rh.score(RandomLog(rows=(ROW,), our_side=None).portfolio(), as_of="2026-01-01")
    with pytest.raises(InputError, match=r"^horizon_days is .*, expected a number of days"):
        card.outlook(horizon)  # type: ignore[arg-type]  # that is the point


def test_a_benchmark_without_it_says_so() -> None:
    """One that an older version saved is to be fitted again."""
    portfolio = RandomLog(rows=(ROW,), our_side=None).portfolio()
    old = attrs.evolve(DEFAULT, versions={n: v for n, v in DEFAULT.versions.items() if n[0] != "o"})
    card = rh.score(portfolio, as_of="2026-01-01", benchmark=old)
    with pytest.raises(
        BenchmarkError, match=r"learned without an outlook.*fit the benchmark again"
    ):
        card.outlook()
