"""A metric that misbehaves while scoring is isolated, named, and touches no other metric's bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import pytest

import relationship_health as rh
from relationship_health.errors import MetricError

LOG = {
    "sender": ["us", "them", "us", "others", "us"],
    "recipient": ["them", "us", "them", "us", "others"],
    "time": [f"2026-0{month}-05T09:00Z" for month in range(1, 6)],
}
PORTFOLIO = rh.Portfolio.from_frame(LOG, our_side={"us"})
AS_OF = "2026-06-01"


class Html(str):
    """Text that claims to be safe markup."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return itself unescaped."""
        return str(self)


def result(value: Any, evidence: Any) -> rh.MetricResult:
    """Return a result without looking at it."""
    return rh.MetricResult(value=value, evidence=evidence)


def raises(_: rh.Block) -> Any:
    """Raise an ordinary error."""
    message = "nothing here"
    raise RuntimeError(message)


def exits(_: rh.Block) -> Any:
    """Try to end the program."""
    raise SystemExit(3)


def recurses(block: rh.Block) -> Any:
    """Call itself for ever."""
    return recurses(block)


def mutates(block: rh.Block) -> Any:
    """Write into the block."""
    block.time[0] = 0


def unseals(block: rh.Block) -> Any:
    """Try to take the seal off first."""
    block.time.flags.writeable = True


BAD: dict[str, tuple[Callable[[rh.Block], Any], str]] = {
    "raises": (raises, "RuntimeError: nothing here"),
    "SystemExit": (exits, "SystemExit"),
    "recursion": (recurses, "RecursionError"),
    "mutates": (mutates, "read-only"),
    "unseals": (unseals, "WRITEABLE"),
    "None": (lambda _: None, "returned NoneType, expected a MetricResult"),
    "all NaN with evidence": (
        lambda b: result(np.full(len(b), np.nan), np.ones(len(b))),
        "NaN exactly where evidence is 0",
    ),
    "inf": (lambda b: result(np.full(len(b), np.inf), np.ones(len(b))), "outside [0, 1]"),
    "out of range": (lambda b: result(np.full(len(b), 1.5), np.ones(len(b))), "outside [0, 1]"),
    "wrong length": (lambda _: result(np.ones(1), np.ones(1)), "shape (1,), expected shape (2,)"),
    "wrong dtype": (
        lambda b: result(np.ones(len(b), dtype=np.float32), np.ones(len(b))),
        "float32, expected a float64",
    ),
    "object array": (
        lambda b: result(np.array([Html("<b>")] * len(b), dtype=object), np.ones(len(b))),
        "object, expected a float64",
    ),
    "negative evidence": (lambda b: result(np.ones(len(b)), -np.ones(len(b))), "negative"),
    "html text": (lambda _: Html("<script>"), "returned Html"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_metric_is_isolated(name: str) -> None:
    """Under "warn" it is unknown with a diagnostic that names it; all else keeps its bits."""
    function, reason = BAD[name]
    engine = rh.Engine(on_plugin_error="warn")
    engine.add_metric(rh.metric("test.bad")(function))
    scorecard = engine.score(PORTFOLIO, as_of=AS_OF)
    plain = rh.score(PORTFOLIO, as_of=AS_OF)
    assert scorecard.evaluation.values[:, :-1].tobytes() == plain.evaluation.values.tobytes()
    assert scorecard.health.tobytes() == plain.health.tobytes()
    assert np.isnan(scorecard.evaluation.values[:, -1]).all()
    (diagnostic,) = scorecard.diagnostics
    assert diagnostic.metric == "test.bad"
    assert reason in diagnostic.message
    assert "test.bad" in scorecard.explain(("us", "them")).unknown


@pytest.mark.parametrize("name", BAD)
def test_a_bad_metric_raises_by_default(name: str) -> None:
    """Under "raise" the error names metric, plugin and remedy."""
    function, reason = BAD[name]
    engine = rh.Engine()
    engine.add_metric(rh.metric("test.bad")(function))
    with pytest.raises(MetricError) as caught:
        engine.score(PORTFOLIO, as_of=AS_OF)
    assert caught.value.metric == "test.bad"
    assert reason in str(caught.value)
    assert "on_plugin_error='warn'" in str(caught.value)


@attrs.frozen(kw_only=True)
class Learner:
    """A metric whose first phase does what it is told."""

    summary: Callable[[], Any] = rh.Summary
    parameters: Any = attrs.field(factory=dict)
    name = "test.learner"
    version = "1"
    requires = ()

    def summarise(self, block: rh.Block) -> Any:
        """Summarise."""
        del block
        return self.summary()

    def fit(self, summary: rh.Summary) -> Any:
        """Fit."""
        del summary
        return self.parameters

    def score(self, block: rh.Block, benchmark: rh.Benchmark) -> rh.MetricResult:
        """Score."""
        level = benchmark.of(self.name)["level"]
        return rh.MetricResult.where(block.counts > 0, np.full(len(block), level), block.counts)


@pytest.mark.parametrize(
    ("learner", "reason"),
    [
        (Learner(summary=lambda: None), "returned NoneType, expected a Summary"),
        (Learner(summary=lambda: rh.Summary({"x": 0.5})), "expected int"),  # type: ignore[dict-item]
        (Learner(parameters={"level": "high"}), "could not convert"),
        (Learner(parameters=None), "NoneType"),
        (Learner(parameters={}), "KeyError"),
    ],
    ids=["no summary", "float total", "text parameter", "no parameters", "parameter missing"],
)
def test_a_bad_first_phase_is_isolated(learner: Learner, reason: str) -> None:
    """Failing to summarise or to fit makes that one metric unknown."""
    engine = rh.Engine(on_plugin_error="warn")
    engine.add_metric(learner)
    scorecard = engine.score(PORTFOLIO, as_of=AS_OF)
    assert reason in scorecard.diagnostics[0].message
    assert scorecard.health.tobytes() == rh.score(PORTFOLIO, as_of=AS_OF).health.tobytes()


def test_a_stranger_learns_like_a_built_in() -> None:
    """Its parameters are fitted once, kept with the benchmark, and found when scoring."""
    engine = rh.Engine()
    engine.add_metric(Learner(parameters={"level": 0.25}))
    benchmark = engine.fit(PORTFOLIO, as_of=AS_OF)
    assert benchmark.of("test.learner") == {"level": 0.25}
    scorecard = engine.score(PORTFOLIO, as_of=AS_OF, benchmark=benchmark)
    assert scorecard.to_frame("dict")["test.learner"].tolist() == [0.25, 0.25]


def test_a_failure_in_one_block_makes_the_metric_unknown_in_all() -> None:
    """Which relationships a block held must not show in the result."""
    engine = rh.Engine(on_plugin_error="warn")

    @rh.metric("test.picky")
    def picky(block: rh.Block) -> Any:
        if (block.counts > 2).any():
            raise ValueError
        return np.ones(len(block))

    engine.add_metric(picky)
    for rows in (1, 100):
        scorecard = engine.score(PORTFOLIO, as_of=AS_OF, block_rows=rows)
        assert np.isnan(scorecard.to_frame("dict")["test.picky"]).all()


@attrs.frozen(kw_only=True)
class Mumbler:
    """A metric that scores and cannot explain itself."""

    words: Any
    rows: Any
    name = "test.mumbler"
    version = "1"
    requires = ()

    def score(self, block: rh.Block, benchmark: rh.Benchmark) -> rh.MetricResult:
        """Score."""
        del benchmark
        return rh.MetricResult.where(block.counts > 0, np.ones(len(block)), block.counts)

    def sentence(self, value: float, details: Any) -> Any:
        """Say what it was told to say."""
        del value, details
        return self.words()

    def highlight(self, block: rh.Block) -> Any:
        """Point where it was told to point."""
        del block
        return self.rows


@pytest.mark.parametrize(
    ("words", "rows"),
    [(lambda: 1 / 0, []), (lambda: None, []), (lambda: "fine", [99]), (lambda: "fine", "x")],
    ids=["raises", "no text", "row outside", "no rows"],
)
def test_a_failing_explanation_is_told_and_ends_nothing(words: Any, rows: Any) -> None:
    """The value stands, the other metrics' words stand, and the failure is said."""
    engine = rh.Engine()
    engine.add_metric(Mumbler(words=words, rows=rows))
    found = engine.score(PORTFOLIO, as_of=AS_OF).explain(("us", "them"))
    assert "its explanation failed" in found.sentences["test.mumbler"]
    assert found.sentences["recency_decay"].startswith("Silent for")


def _bad_details(details: Any) -> Callable[[rh.Block], Any]:
    def score(block: rh.Block) -> rh.MetricResult:
        return rh.MetricResult(
            value=np.ones(len(block)), evidence=np.ones(len(block)), details=details
        )

    return score


@pytest.mark.parametrize(
    "details",
    ["hello", None, {"x": 5}, {"x": np.array([])}, {1: np.ones(2)}, {"x": np.array(["a", "b"])}],
    ids=["text", "None", "number", "short", "key", "texts"],
)
def test_details_are_checked_when_scoring(details: Any) -> None:
    """What an explanation would stumble over later is found at once."""
    engine = rh.Engine(on_plugin_error="warn")
    engine.add_metric(rh.metric("test.details")(_bad_details(details)))
    assert "details" in engine.score(PORTFOLIO, as_of=AS_OF).diagnostics[0].message


def _tamper_categories(block: rh.Block, _: rh.Benchmark) -> None:
    block.categories["status"] = np.array(["done"], dtype=object)  # type: ignore[index]


def _tamper_names(block: rh.Block, _: rh.Benchmark) -> None:
    names = block.categories["status"]
    names.flags.writeable = True
    names[0] = "cancelled"


def _tamper_parameters(_: rh.Block, benchmark: rh.Benchmark) -> None:
    benchmark.parameters["engagement_vs_reach"]["a"] = 99.0  # type: ignore[index]


def _tamper_rhythm(block: rh.Block, _: rh.Benchmark) -> None:
    block.rhythm.silence_days[:] = 0.0


def _tamper_conversations(block: rh.Block, _: rh.Benchmark) -> None:
    block.conversations.last_row[:] = 0


def _tamper_counts(block: rh.Block, _: rh.Benchmark) -> None:
    block.conversations.groups.counts[:] = 9


@attrs.frozen(kw_only=True)
class Tamperer:
    """A metric that tries to change what others read."""

    act: Callable[[rh.Block, rh.Benchmark], None]
    name = "test.tamperer"
    version = "1"
    requires = ()

    def score(self, block: rh.Block, benchmark: rh.Benchmark) -> rh.MetricResult:
        """Tamper, then score."""
        self.act(block, benchmark)
        return rh.MetricResult.where(block.counts > 0, np.ones(len(block)), block.counts)


@pytest.mark.parametrize(
    "act",
    [
        _tamper_categories, _tamper_names, _tamper_parameters, _tamper_rhythm,
        _tamper_conversations, _tamper_counts,
    ],
)  # fmt: skip
def test_nothing_shared_can_be_changed(act: Callable[[rh.Block, rh.Benchmark], None]) -> None:
    """Whatever a metric tries, it fails alone; portfolio, benchmark and other metrics stand."""
    burst = {
        "sender": ["us", "us", "them"],
        "recipient": ["them", "them", "us"],
        "time": ["2026-01-05T09:00Z", "2026-01-05T09:10Z", "2026-01-09T09:00Z"],
        "status": ["done", "done", "done"],
    }
    portfolio = rh.Portfolio.from_frame(burst, our_side={"us"})
    benchmark = rh.Engine().fit(portfolio, as_of=AS_OF)
    before = rh.score(portfolio, as_of=AS_OF, benchmark=benchmark)
    engine = rh.Engine(
        metrics=[Tamperer(act=act), *(m.name for m in before.metrics)], on_plugin_error="warn"
    )
    during = engine.score(portfolio, as_of=AS_OF, benchmark=benchmark)
    assert [d.metric for d in during.diagnostics] == ["test.tamperer"]
    assert during.evaluation.values[:, 1:].tobytes() == before.evaluation.values.tobytes()
    after = rh.score(portfolio, as_of=AS_OF, benchmark=benchmark)
    assert after.health.tobytes() == before.health.tobytes()


def _quits(values: Any, weights: Any) -> Any:
    del values, weights
    raise SystemExit(3)


AGGREGATORS: dict[str, Callable[[Any, Any], Any]] = {
    "raises": lambda v, w: 1 / 0,  # noqa: ARG005
    "SystemExit": _quits,
    "objects": lambda v, w: v.astype(object),  # noqa: ARG005
    "too much": lambda v, w: np.full(v.shape, 7.0),  # noqa: ARG005
    "too little": lambda v, w: np.full(v.shape, -7.0),  # noqa: ARG005
    "NaN": lambda v, w: v * np.nan,  # noqa: ARG005
    "writes": lambda v, w: v.fill(0.0),  # noqa: ARG005
    "points for nothing": lambda v, w: np.where(np.isnan(v), 0.1, 0.0),  # noqa: ARG005
}


@pytest.mark.parametrize("name", AGGREGATORS)
def test_a_bad_aggregator_is_isolated(name: str) -> None:
    """Under "warn" every health is unknown and the aggregator named; metric values stand."""

    class Plugin:
        """Brings the aggregator."""

        @rh.hookimpl
        def rh_aggregators(self) -> list[rh.Aggregator]:
            """Return it."""
            return [rh.Aggregator(name="test.bad", contributions=AGGREGATORS[name])]

    profile = attrs.evolve(rh.Profile.named("default"), aggregator="test.bad")
    engine = rh.Engine(plugins=[Plugin()], profile=profile, on_plugin_error="warn")
    scorecard = engine.score(PORTFOLIO, as_of=AS_OF)
    assert np.isnan(scorecard.health).all()
    assert "Aggregator 'test.bad'" in scorecard.diagnostics[0].message
    plain = rh.score(PORTFOLIO, as_of=AS_OF)
    assert scorecard.evaluation.values.tobytes() == plain.evaluation.values.tobytes()
