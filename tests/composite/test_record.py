"""What is kept of a scorecard without its log."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from hypothesis import given, settings

import relationship_health as rh
from relationship_health.composite import ScoreRecord
from relationship_health.errors import UnknownRelationshipError
from relationship_health.simulate import sales_team
from tests.logs import RandomLog, logs
from tests.store._cards import content

PORTFOLIO = sales_team(relationships=12).portfolio


def record_of(**options: object) -> ScoreRecord:
    """Score a simulated team and keep what is kept."""
    engine = rh.Engine(**options)  # type: ignore[arg-type]
    return engine.score(PORTFOLIO, as_of="2026-10-01").record()


@settings(max_examples=max(1, settings().max_examples // 20))
@given(log=logs())
def test_a_record_says_what_the_scorecard_says(log: RandomLog) -> None:
    """Columns are the same bits, and what the metrics contribute sums exactly to health."""
    card = rh.score(log.portfolio(), as_of=log.as_of())
    record = card.record()
    assert content(record) == content(card)
    assert list(record.columns()) == list(card.columns())
    known = ~np.isnan(record.health)
    total = sum(record.contributions().values(), start=np.zeros(len(record)))
    assert (total[known] == record.health[known]).all()


def test_the_identity_is_that_of_the_content() -> None:
    """Equal content has one identity; another date, profile, value, or row has another."""
    record = record_of()
    values = record.values.copy()
    values[0, 0] = np.nextafter(values[0, 0], 2.0)
    others = [
        record_of(profile="sales"),
        record_of(weights={"momentum": 4.5}),
        attrs.evolve(record, as_of_us=record.as_of_us + 1),
        attrs.evolve(record, values=values),
        record.take(np.arange(len(record)) > 0),
    ]
    assert record.identity == record_of().identity
    assert len({other.identity for other in [record, *others]}) == len(others) + 1


def test_every_nan_is_the_same_unknown() -> None:
    """The bits of a NaN do not make another identity."""
    record = record_of()
    values = record.values.copy()
    values[np.isnan(values)] = -np.float64("nan")
    assert attrs.evolve(record, values=values).identity == record.identity


def test_records_make_a_history() -> None:
    """Records over the same relationships are framed and selected as scorecards are."""
    live = rh.Engine().history(PORTFOLIO, as_of=["2026-08-01", "2026-10-01"])
    kept = rh.ScoreHistory(tuple(card.record() for card in live))
    key = (live[-1].source[2], live[-1].target[2])
    for one, other in zip(live.select([key]), kept.select([key]), strict=True):
        assert list(content(one)) == [key]
        assert content(one) == content(other)
    assert list(kept.columns()) == list(live.columns())
    assert kept[-1].row_of(key[::-1]) == 2
    with pytest.raises(UnknownRelationshipError, match="no relationship"):
        kept[-1].row_of(("nobody", "at all"))
