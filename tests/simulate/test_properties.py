"""Whatever is asked for, the simulation keeps its promises or says what is wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.errors import InputError
from relationship_health.simulate import STORIES, allot, random_log, sales_team

ENDS = ("2026-11-01", "2026-01-02", "2024-02-29T13:30:00Z", "2026-08-15", "1999-12-31T23:59:59Z")
SHARES = st.dictionaries(st.sampled_from(sorted(STORIES)), st.floats(0.01, 1.0), min_size=1)


@given(
    seed=st.integers(0, 2**63),
    relationships=st.integers(1, 50),
    days=st.integers(1, 400),
    end=st.sampled_from(ENDS),
    shares=st.none() | SHARES,
)
def test_any_size(
    seed: int, relationships: int, days: int, end: str, shares: dict[str, float] | None
) -> None:
    """Every row is accepted, lies in the time asked for, and belongs to a known relationship."""
    sim = sales_team(seed=seed, relationships=relationships, days=days, end=end, shares=shares)
    portfolio, time = sim.portfolio, sim.log["time"]
    issues = portfolio.issues
    assert issues.rows_in == issues.accepted == len(time)
    assert len(portfolio) == len(sim.truth) == relationships
    assert portfolio.keys == list(zip(sim.truth.source, sim.truth.target, strict=True))
    as_of = np.datetime64(sim.as_of.replace(tzinfo=None), "us")
    for moments in (time, sim.transactions["time"]):
        assert (moments < as_of).all()
        assert (moments >= as_of - np.timedelta64(days, "D")).all()
    assert not [note for note in issues.notes if "outside the standard" in note]


@given(relationships=st.integers(0, 500), shares=st.none() | SHARES)
def test_allotment(relationships: int, shares: dict[str, float] | None) -> None:
    """Stories share out exactly what there is, each at least one where that is possible."""
    counts = allot(relationships, shares)
    assert sum(counts.values()) == relationships
    assert min(counts.values()) >= int(relationships >= len(counts))


@given(rows=st.integers(1, 300), relationships=st.integers(1, 300), seed=st.integers(0, 9))
def test_random_logs(rows: int, relationships: int, seed: int) -> None:
    """All relationships occur, all times lie before the end, no one writes to themselves."""
    if rows < relationships:
        with pytest.raises(InputError, match="as many rows as relationships"):
            random_log(rows, relationships, seed=seed)
        return
    log = random_log(rows, relationships, seed=seed, days=2)
    pairs = np.sort(np.stack([log.sender, log.recipient]), axis=0)
    assert len(np.unique(pairs, axis=1).T) == relationships
    assert (log.sender != log.recipient).all()
    assert ((log.sender < log.ours) != (log.recipient < log.ours)).all()
    end = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp()) * 1_000_000
    assert ((log.time < end) & (log.time >= end - 2 * 86_400_000_000)).all()


def test_a_random_log_is_skewed() -> None:
    """The largest relationships hold many times what the median one does."""
    log = random_log(100_000, 2_000)
    pair = np.minimum(log.sender, log.recipient) + log.ours * np.maximum(log.sender, log.recipient)
    counts = np.unique(pair, return_counts=True)[1]
    assert counts.max() > 10 * np.median(counts)
    assert abs(float((log.sender < log.ours).mean()) - 0.6) < 0.01
    assert abs(float((log.audience > 10).mean()) - 0.05) < 0.01
    assert list(log.our_side) == [0, 1]
    assert len(log) == len(log.to_frame("pandas"))
    assert "0" in repr(log)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"relationships": 0}, "relationships is 0"),
        ({"relationships": True}, "relationships is True"),
        ({"relationships": 2.5}, "relationships is 2.5"),
        ({"days": 0}, "days is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": "7"}, "seed is '7'"),
        ({"team": 1}, "team is 1"),
        ({"team": 3, "shares": {"colleague": 1}, "relationships": 4}, "3 pairs of colleagues"),
        ({"shares": {"chrun": 1}}, "'chrun'"),
        ({"shares": {"churn": -1}}, "share of 'churn' is -1"),
        ({"shares": {"churn": float("nan")}}, "share of 'churn' is nan"),
        ({"shares": {"churn": 0}}, "All shares are 0"),
        ({"end": "soon"}, "soon"),
    ],
    ids=str,
)
def test_what_cannot_be_simulated_is_refused(asked: dict[str, Any], words: str) -> None:
    """The error names the argument and what was found."""
    with pytest.raises(InputError, match=words):
        sales_team(**asked)


def test_a_team_of_ones_own() -> None:
    """As many of us as asked for take part."""
    assert len(sales_team(relationships=30, team=12).our_side) == 12
