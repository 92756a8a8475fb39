"""A later portfolio at the same moment: what did not change keeps its scores, bit for bit."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
import rh_steadiness
from hypothesis import given, settings
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.columns import comparing, unchanged
from relationship_health.contract import Metric
from relationship_health.errors import InputError
from tests.logs import RandomLog, bits, logs

FEW_LOGS = settings(max_examples=max(1, settings().max_examples // 20))
"""Each is scored twice, at sixteen metrics."""

FEW = 4
"""Contacts that one metric here cannot stand."""


def _fails_when_busy(block: rh.Block) -> rh.MetricResult:
    """Fail as soon as any relationship of a block has four contacts."""
    if block.counts.max(initial=0) >= FEW:
        message = f"{int(block.counts.max())} contacts are too many."
        raise ValueError(message)
    return rh.MetricResult.where(block.counts > 0, np.ones(len(block)), block.counts)


def _said(card: rh.Scorecard) -> dict[str, Any]:
    """Return all that a scorecard holds, numbers as their bits."""
    names = [field.name for field in attrs.fields(type(card.composite))]
    held = {name: getattr(card.composite, name).tobytes() for name in names}
    held |= {n: getattr(card.evaluation, n).tobytes() for n in ("values", "trials", "counts")}
    rest = {"rows": card.rows.tolist(), "diagnostics": card.diagnostics, "as_of": card.as_of}
    return bits(card) | held | rest | {"unavailable": dict(card.unavailable)}


def _parts(log: RandomLog, first: int) -> tuple[rh.Portfolio, rh.Portfolio]:
    """Return the portfolio of the first rows, and with the others appended."""
    frame = log.frame()
    some, others = (
        {name: cells[part] for name, cells in frame.items()}
        for part in (slice(None, first), slice(first, None))
    )
    ours = None if log.our_side is None else log.our_side.__contains__
    portfolio = rh.Portfolio.from_frame(some, time="time_us", time_unit="us", our_side=ours)
    return portfolio, portfolio.append(others)


@FEW_LOGS
@given(log=logs(min_rows=2), data=st.data())
def test_scoring_after_is_scoring_everything(log: RandomLog, data: st.DataObject) -> None:
    """Under the same benchmark and moment nothing tells the two apart, failures included."""
    portfolio, whole = _parts(log, data.draw(st.integers(1, len(log.rows) - 1)))
    engine = rh.Engine(plugins=[rh_steadiness], on_plugin_error="warn")
    if data.draw(st.booleans()):
        engine.add_metric(rh.metric("test.fails_when_busy")(_fails_when_busy))
    moment = np.datetime64(max(log.as_of_us, int(portfolio.time.min())), "us")
    card = engine.score(portfolio, as_of=moment)
    expected = _said(engine.score(whole, as_of=moment, benchmark=card.benchmark))
    one_of_many = card.take(np.arange(len(card.rows)) == 0)
    with pytest.MonkeyPatch.context() as patch:
        # In small logs hardly any vocabulary stays what it is; no metric here counts its words.
        patch.setattr(comparing, "MOST_CATEGORIES", data.draw(st.sampled_from([0, 0, 1024])))
        assert _said(card.after(whole)) == expected
        assert _said(one_of_many.after(whole)) == expected


SMALL = {
    "sender": ["ana", "bo", "ana", "cy", "dee"],
    "recipient": ["bo", "ana", "cy", "ana", "ana"],
    "time": [f"2026-01-{day:02d}" for day in range(5, 10)],
    "channel": ["email", "email", "phone", "email", "email"],
}
ENGINE = rh.Engine()


def _counting(blocks: list[int]) -> Metric:
    """Return a metric that notes how many relationships it is asked of."""

    @rh.metric("test.counting")
    def count(block: rh.Block) -> rh.MetricResult:
        blocks.append(len(block))
        return rh.MetricResult.where(block.counts > 0, np.zeros(len(block)), block.counts)

    return count


def _row(sender: str, recipient: str, day: str, **columns: str) -> dict[str, list[str]]:
    """Return a frame of one row."""
    cells = {"sender": sender, "recipient": recipient, "time": day} | columns
    return {name: [cell] for name, cell in cells.items()}


EMPTY: dict[str, list[str]] = {"sender": [], "recipient": [], "time": []}
TIE = rh.Relationship(source="ana", target="cy", cadence=30)
PERSON = rh.Stakeholder(id="dee", preferred_channels=["phone"])

CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any], int]] = {
    "nothing": (EMPTY, {}, 0),
    "one more mail": (_row("bo", "ana", "2026-01-20", channel="email"), {}, 1),
    "a new person, who shifts all codes": (
        _row("abe", "ana", "2026-01-06", channel="email"),
        {},
        1,
    ),
    "after the moment": (_row("bo", "ana", "2027-01-01", channel="phone"), {}, 1),
    "a new word of a small vocabulary": (_row("bo", "ana", "2026-01-20", channel="visit"), {}, 3),
    "a new column": (_row("bo", "ana", "2026-01-20", thread="t"), {}, 3),
    "a cadence": (EMPTY, {"relationships": [TIE]}, 1),
    "a stakeholder": (EMPTY, {"stakeholders": [PERSON]}, 1),
}


@pytest.mark.parametrize(("frame", "more", "scored"), CHANGES.values(), ids=CHANGES)
def test_only_what_changed_is_scored(
    frame: dict[str, Any], more: dict[str, Any], scored: int
) -> None:
    """Metrics are asked of changed relationships alone, and of all where blocks differ."""
    blocks: list[int] = []
    engine = rh.Engine()
    engine.add_metric(_counting(blocks))
    portfolio = rh.Portfolio.from_frame(SMALL)
    card = engine.score(portfolio, as_of="2026-02-01")
    whole = portfolio.append(frame, **more)
    blocks.clear()
    after = card.after(whole)
    assert sum(blocks) == scored
    expected = engine.score(whole, as_of="2026-02-01", benchmark=card.benchmark)
    assert _said(after) == _said(expected)


def test_what_is_unchanged() -> None:
    """A relationship is the same in portfolios of other people, and not if any bit differs."""
    portfolio = rh.Portfolio.from_frame(SMALL)
    keys = portfolio.keys
    assert unchanged(portfolio, portfolio).tolist() == [0, 1, 2]
    assert unchanged(portfolio, portfolio.select(keys[1:])).tolist() == [-1, 0, 1]
    assert unchanged(portfolio.select(keys[1:]), portfolio).tolist() == [1, 2]
    assert unchanged(portfolio, portfolio.select([])).tolist() == [-1, -1, -1]
    moved = SMALL | {"time": [*SMALL["time"][:4], "2026-01-09T00:00:00.000001"]}
    assert unchanged(portfolio, rh.Portfolio.from_frame(moved)).tolist() == [0, 1, -1]
    others = {name: cells for name, cells in SMALL.items() if name != "channel"}
    assert unchanged(portfolio, rh.Portfolio.from_frame(others)).tolist() == [-1, -1, -1]
    ours = rh.Portfolio.from_frame(SMALL, our_side={"ana"})
    assert unchanged(portfolio, ours).tolist() == [-1, -1, -1]


def test_a_later_portfolio_is_asked_for() -> None:
    """Anything else is refused."""
    card = ENGINE.score(rh.Portfolio.from_frame(SMALL), as_of="2026-02-01")
    with pytest.raises(InputError, match="expected a Portfolio"):
        card.after(SMALL)  # type: ignore[arg-type]  # what is refused
