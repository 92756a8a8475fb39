"""What happened next, against the definitions in plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.columns import US_PER_DAY
from relationship_health.validation.targets import one_directional, targets
from tests.logs import A_FIFTH, RandomLog, logs
from tests.oracle import DAY_US, fate

BENCHMARK = rh.Benchmark.default()


@A_FIFTH
@given(logs(), st.sampled_from([1.0, 14.0, 90.0]), st.booleans(), st.sampled_from([0, 1, 400]))
def test_targets_are_the_definition(
    log: RandomLog,
    horizon: float,
    any_contact: bool,  # noqa: FBT001
    days: int,
) -> None:
    """Alive, contact, continues and observed agree with loops over each relationship's lines."""
    portfolio, end = log.portfolio(), log.as_of_us + days * DAY_US
    found = targets(
        portfolio, log.as_of_us, horizon_days=horizon, benchmark=BENCHMARK, end_us=end,
        any_contact=any_contact,
    )  # fmt: skip
    rhythm = BENCHMARK.rhythm
    for key, (lines, sided) in log.lines().items():
        expected = fate(
            lines, log.as_of_us, sided=sided, horizon_days=horizon, alpha=rhythm.alpha,
            beta=rhythm.beta, end_us=end, any_contact=any_contact,
        )  # fmt: skip
        place = portfolio.find(*key)
        assert bool(found.alive[place]) == expected.alive
        assert bool(found.contact[place]) == expected.contact
        assert bool(found.continues[place]) == expected.continues
        assert bool(found.observed[place]) == expected.observed


@A_FIFTH
@given(logs())
def test_the_future_is_all_that_is_looked_at(log: RandomLog) -> None:
    """Without what lies after the origin nothing happens, and the same are alive."""
    portfolio, origin = log.portfolio(), log.as_of_us
    ask = {"horizon_days": 30.0, "benchmark": BENCHMARK, "any_contact": True}
    whole = targets(portfolio, origin, end_us=origin + 500 * US_PER_DAY, **ask)  # type: ignore[arg-type]
    blind = targets(portfolio, origin, end_us=origin, **ask)  # type: ignore[arg-type]
    assert not blind.contact.any()
    assert not blind.continues.any()
    assert (blind.alive == whole.alive).all()
    assert (blind.window_days == whole.window_days).all()
    assert (whole.contact <= whole.continues).all()
    for target in ("contact", "continues"):
        rows = whole.rows(target)
        assert len(rows) == len(whole.outcome(target))
        assert whole.alive[rows].all()
    assert whole.observed[whole.rows("continues")].all()


@pytest.mark.parametrize(
    ("senders", "ours", "outcomes", "expected"),
    [
        (["ana", "ana"], {"ana"}, None, True),
        (["ana", "ana"], {"ana"}, ["none", "connected"], False),
        (["bo", "bo"], {"ana"}, None, True),
        (["ana", "bo"], {"ana"}, None, False),
        (["ana", "ana"], None, None, False),
    ],
)
def test_one_direction_is_seen(
    senders: list[str],
    ours: set[str] | None,
    outcomes: list[str] | None,
    expected: bool,  # noqa: FBT001
) -> None:
    """A log of our contacts only, or of theirs only, holds one direction; outcomes answer too."""
    other = {"ana": "bo", "bo": "ana"}
    log = {
        "sender": senders, "recipient": [other[who] for who in senders],
        "time": [1_000_000, 2_000_000],
    }  # fmt: skip
    if outcomes:
        log["outcome"] = outcomes
    portfolio = rh.Portfolio.from_frame(log, time_unit="us", our_side=ours)
    end = int(portfolio.time.max())
    assert one_directional(portfolio, rh.Terms(), end) is expected


def test_a_long_rhythm_has_a_long_window() -> None:
    """A quarterly relationship is given about a year, and is asked only where that was observed."""
    log = {
        "sender": ["ana"] * 13, "recipient": ["bo"] * 13,
        "time": [90 * k * US_PER_DAY for k in range(13)],
    }  # fmt: skip
    portfolio = rh.Portfolio.from_frame(log, time_unit="us")
    origin = 90 * 11 * US_PER_DAY
    for days, observed in ((200, False), (800, True)):
        found = targets(
            portfolio, origin, horizon_days=30, benchmark=BENCHMARK,
            end_us=origin + days * US_PER_DAY, any_contact=False,
        )  # fmt: skip
        assert 300 < found.window_days[0] < 360
        assert (bool(found.contact[0]), bool(found.continues[0])) == (False, True)
        assert bool(found.observed[0]) is observed
        assert np.array_equal(found.rows("continues"), [0] if observed else [])
