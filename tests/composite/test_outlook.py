"""How likely contact is within some days: against the oracle, its laws, and what really came."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.errors import BenchmarkError, InputError
from relationship_health.simulate import service_desk
from tests import oracle
from tests.logs import RandomLog, logs
from tests.oracle import Row

DEFAULT = rh.Benchmark.default()
ROW: Row = {"sender": "ana", "recipient": "bo", "time_us": 1_700_000_000_000_000}


@given(log=logs(), horizon=st.sampled_from([1, 30.0, 400]))
def test_it_is_the_oracles(log: RandomLog, horizon: float) -> None:
    """One probability per row; unknown exactly where they never engaged."""
    card = rh.score(log.portfolio(), as_of=log.as_of(), benchmark=DEFAULT)
    chances, lines = card.outlook(horizon), log.lines()
    assert len(chances) == len(card)
    learned = DEFAULT.of("stickiness")
    for row, key in enumerate(zip(card.source.tolist(), card.target.tolist(), strict=True)):
        history, sided = lines[key]
        expected = oracle.outlook(
            history, log.as_of_us, sided=sided, learned=learned, horizon=horizon
        )
        if expected is None:
            assert math.isnan(chances[row])
        else:
            assert chances[row] == pytest.approx(expected, rel=1e-12, abs=1e-14)


@given(log=logs(), horizon=st.integers(1, 400), more=st.integers(1, 400))
def test_more_time_never_lowers_it(log: RandomLog, horizon: int, more: int) -> None:
    """Within a longer horizon contact is at least as likely."""
    card = rh.score(log.portfolio(), as_of=log.as_of(), benchmark=DEFAULT)
    sooner, later = card.outlook(horizon), card.outlook(horizon + more)
    assert (np.isnan(sooner) | (later >= sooner)).all()


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
    # It is a probability: on average it is what came.
    assert chances[known].mean() == pytest.approx(came[known].mean(), abs=0.08)


def test_the_latest_gaps_count_most() -> None:
    """Three gaps of a week after three of three months promise more than the other way round."""

    def chance(gaps: list[int]) -> float:
        ages = np.cumsum([0, *reversed(gaps)])
        log = {
            "sender": ["them"] * len(ages), "recipient": ["us"] * len(ages),
            "time": [np.datetime64("2026-11-01") - int(age) for age in ages],
        }  # fmt: skip
        portfolio = rh.Portfolio.from_frame(log, our_side={"us"})
        return float(rh.score(portfolio, as_of="2026-11-08", benchmark=DEFAULT).outlook(14)[0])

    assert chance([90, 90, 90, 7, 7, 7]) > chance([7, 7, 7, 90, 90, 90]) + 0.05


@pytest.mark.parametrize("horizon", [0, -3, float("nan"), "30", True, 1e9], ids=repr)
def test_a_horizon_is_a_number_of_days(horizon: object) -> None:
    """Anything else is refused in one sentence."""
    card = rh.score(RandomLog(rows=(ROW,), our_side=None).portfolio(), as_of="2026-01-01")
    with pytest.raises(InputError, match=r"^horizon_days is .*, expected a number of days"):
        card.outlook(horizon)  # type: ignore[arg-type]  # that is the point


def test_a_benchmark_without_it_says_so() -> None:
    """What is usual must have been learned with stickiness among the metrics."""
    portfolio = RandomLog(rows=(ROW,), our_side=None).portfolio()
    card = rh.Engine(metrics=["recency_decay"]).score(portfolio, as_of="2026-01-01")
    with pytest.raises(BenchmarkError, match="no parameters of metric 'stickiness'"):
        card.outlook()
