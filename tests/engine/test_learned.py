"""What was learned from parts adds up to what is learned from the whole, here or elsewhere."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.columns import Block, read_moment
from relationship_health.contract import Benchmark, MetricResult, Summary
from relationship_health.engine import Learned
from relationship_health.errors import BenchmarkError
from relationship_health.simulate import random_log

AS_OF = "2026-11-01"


class Broken:
    """A metric that learns nothing but errors."""

    name, version = "broken", "1"
    requires: tuple[str, ...] = ()

    def summarise(self, block: Block) -> Summary:
        """Fail."""
        message = f"no such thing in {len(block)}"
        raise ValueError(message)

    def fit(self, summary: Summary) -> dict[str, float]:
        """Learn as much as there was."""
        return dict(summary.totals)

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Say what cannot be."""
        raise NotImplementedError(benchmark, block)


@pytest.fixture(scope="module")
def portfolio() -> rh.Portfolio:
    """Return a skewed log."""
    log = random_log(3_000, 200)
    return rh.Portfolio.from_frame(log.columns(), time_unit="us", our_side=log.our_side)


@pytest.mark.parametrize("parts", [1, 7, 64])
def test_parts_of_a_portfolio_teach_what_the_whole_does(
    portfolio: rh.Portfolio, parts: int
) -> None:
    """Cut into parts, sent as JSON and added up backwards, it fits the benchmark of the whole."""
    engine, moment = rh.Engine(), read_moment(AS_OF)
    judge, total = engine.judge, Learned()
    for part in reversed(range(parts)):
        own = portfolio.select(np.arange(len(portfolio)) % parts == part)
        sent = json.dumps(judge.learn(own, moment).to_dict())
        total += Learned.from_dict(json.loads(sent))
    fitted = judge.fit(total, portfolio.column_names, moment)
    assert fitted.to_dict() == engine.fit(portfolio, as_of=AS_OF).to_dict()


def test_failures_travel_with_what_was_learned() -> None:
    """A metric that failed on one part is not fitted from the others."""
    log = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-05T09:00Z"]}
    engine = rh.Engine(metrics=["recency_decay", Broken()], on_plugin_error="warn")
    learned = engine.judge.learn(rh.Portfolio.from_frame(log), read_moment(AS_OF))
    sent = Learned.from_dict(json.loads(json.dumps(learned.to_dict())))
    assert sent == learned
    assert list((Learned() + sent).failed) == ["broken"]
    guard = engine.judge.guard()
    fitted = engine.judge.fit(sent, (), read_moment(AS_OF), guard=guard)
    assert "broken" not in fitted.parameters
    assert "no such thing" in guard.diagnostics["broken"].message


def test_what_is_no_summary_is_refused_in_a_sentence() -> None:
    """Other data are named for what they are not."""
    with pytest.raises(BenchmarkError, match="expected what Learned"):
        Learned.from_dict({"norms": 3})


def test_a_judge_can_travel(portfolio: rh.Portfolio) -> None:
    """A copy made of bytes scores to the same bits."""
    judge, moment = rh.Engine().judge, read_moment(AS_OF)
    copy = pickle.loads(pickle.dumps(judge))  # noqa: S301  our own bytes
    fitted = judge.fit(judge.learn(portfolio, moment), portfolio.column_names, moment)
    one, other = (j.judge(portfolio, moment, fitted).values for j in (judge, copy))
    assert one.tobytes() == other.tobytes()
