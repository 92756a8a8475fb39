"""The benchmark: priors, saving and loading, one-way logs, segments of nothing."""

from __future__ import annotations

import json
from pathlib import Path
from runpy import run_path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import relationship_health as rh
from relationship_health.errors import BenchmarkError, InputError
from tests.logs import A_FIFTH, RandomLog, bits, logs

ROOT = Path(__file__).parents[2]
LOG = {
    "sender": ["us", "them", "us", "others", "us"],
    "recipient": ["them", "us", "them", "us", "others"],
    "time": [f"2026-0{month}-05T09:00Z" for month in range(1, 6)],
}
PORTFOLIO = rh.Portfolio.from_frame(LOG, our_side={"us"})
AS_OF = "2026-06-01"


def test_the_shipped_benchmark_is_what_its_script_makes() -> None:
    """The committed file and the committed script agree."""
    made = run_path(str(ROOT / "scripts" / "default_benchmark.py"))["default_benchmark"]()
    shipped = rh.Benchmark.default()
    assert made.summaries == shipped.summaries
    assert made.parameters == shipped.parameters
    assert made.rhythm.alpha == pytest.approx(shipped.rhythm.alpha, rel=1e-9)
    assert made.rhythm.beta == pytest.approx(shipped.rhythm.beta, rel=1e-9)
    assert shipped.rhythm.gap_days == pytest.approx(30.0)


@A_FIFTH
@given(log=logs())
def test_saved_and_loaded_is_the_same(log: RandomLog) -> None:
    """Every bit survives JSON, and a loaded benchmark scores as the fitted one."""
    engine, portfolio = rh.Engine(), log.portfolio()
    fitted = engine.fit(portfolio, as_of=log.as_of())
    loaded = rh.Benchmark.from_dict(json.loads(json.dumps(fitted.to_dict())))
    assert loaded == fitted
    direct = engine.score(portfolio, as_of=log.as_of())
    frozen = engine.score(portfolio, as_of=log.as_of(), benchmark=loaded)
    assert bits(direct) == bits(frozen)


def test_save_replaces_the_file_whole(tmp_path: Path) -> None:
    """Nothing but the finished file stays behind."""
    target = tmp_path / "benchmark.json"
    target.write_text("old")
    rh.Benchmark.default().save(target)
    assert rh.Benchmark.load(target) == rh.Benchmark.default()
    assert list(tmp_path.iterdir()) == [target]


def test_a_place_that_is_not_there_is_named_in_a_sentence(tmp_path: Path) -> None:
    """Both ways, the message names the file that was asked for."""
    target = tmp_path / "nowhere" / "benchmark.json"
    with pytest.raises(InputError, match=r"nowhere/benchmark\.json cannot be written"):
        rh.Benchmark.default().save(target)
    with pytest.raises(BenchmarkError, match=r"nowhere/benchmark\.json cannot be read"):
        rh.Benchmark.load(target)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"format": 2}', '{"format": 1}', "[" * 100_000, '{"format": 1, "rhythm": 3}'],
    ids=["empty", "list", "no format", "later format", "incomplete", "nested", "damaged"],
)
def test_what_is_no_benchmark_is_refused(tmp_path: Path, content: str) -> None:
    """One sentence says what was found and what to do."""
    target = tmp_path / "b.json"
    target.write_text(content)
    with pytest.raises(BenchmarkError, match=r"fit and save it again|expected a file written by"):
        rh.Benchmark.load(target)


def test_a_handful_is_judged_by_the_default_and_many_by_themselves() -> None:
    """The prior counts as 50 relationships."""

    def fitted(relationships: int) -> float:
        rows: dict[str, list[Any]] = {"sender": [], "recipient": [], "time": []}
        rng = np.random.default_rng(3)
        for who in range(relationships):
            moments = np.cumsum(rng.exponential(3.0, 8)) * 86_400e6
            rows["sender"] += ["us"] * 8
            rows["recipient"] += [f"p{who}"] * 8
            rows["time"] += (1_700_000_000_000_000 + moments).astype(int).tolist()
        portfolio = rh.Portfolio.from_frame(rows, time_unit="us")
        return rh.Engine().fit(portfolio, as_of="2024-06-01").rhythm.gap_days

    shipped = rh.Benchmark.default().rhythm.gap_days
    assert abs(fitted(2) - shipped) < 6
    assert fitted(3000) == pytest.approx(3.0, rel=0.15)


def test_a_purchase_log_is_one_way() -> None:
    """Where nothing outbound is recorded, metrics that need both sides are unknown and named."""
    log = {
        "sender": ["c1", "c1", "c2"],
        "recipient": ["shop"] * 3,
        "time": ["2026-01-01", "2026-02-01", "2026-02-03"],
    }
    portfolio = rh.Portfolio.from_frame(log, our_side={"shop"})
    assert any("one-way" in note for note in portfolio.issues.notes)
    scorecard = rh.score(portfolio, as_of="2026-03-01")
    assert scorecard.benchmark.one_way
    two_way = {n for n, reason in scorecard.unavailable.items() if "nothing outbound" in reason}
    assert two_way == {
        "engagement_vs_reach", "reciprocity", "frequency_balance", "responsiveness",
    }  # fmt: skip
    assert "nothing outbound" in scorecard.unavailable["frequency_balance"]
    table = scorecard.to_frame("dict")
    assert not np.isnan(table["recency_decay"]).any()
    assert np.isfinite(table["health"]).all()


def test_a_log_without_anything_inbound_is_noted() -> None:
    """It is judged as it stands, and the account says what may be missing."""
    log = {
        "sender": ["us"] * 3,
        "recipient": ["them"] * 3,
        "time": ["2026-01-01", "2026-02-01", "2026-02-03"],
    }
    portfolio = rh.Portfolio.from_frame(log, our_side={"us"})
    assert any(
        "inbound contact may not have been recorded" in note for note in portfolio.issues.notes
    )
    scorecard = rh.score(portfolio, as_of="2026-03-01")
    assert not scorecard.benchmark.one_way
    assert scorecard.band[0] == "poor"


def test_a_benchmark_of_other_terms_is_refused() -> None:
    """Priors learned under another half-life or gap do not fit."""
    benchmark = rh.Engine(terms=rh.Terms(half_life_days=90)).fit(PORTFOLIO, as_of=AS_OF)
    with pytest.raises(BenchmarkError, match="other terms"):
        rh.score(PORTFOLIO, as_of=AS_OF, benchmark=benchmark)


def test_a_benchmark_without_the_metric_is_refused() -> None:
    """A metric that learns must have been there when the benchmark was learned."""
    few = rh.Engine(metrics=["recency_decay"]).fit(PORTFOLIO, as_of=AS_OF)
    with pytest.raises(BenchmarkError, match=r"metric 'stickiness'.*fit the benchmark again"):
        rh.score(PORTFOLIO, as_of=AS_OF, benchmark=few)


def test_one_relationship_scores_as_it_does_among_all() -> None:
    """Under a frozen benchmark, ten thousand relationships give each the bits it gets alone."""
    rng = np.random.default_rng(9)
    rows = 60_000
    us, them = rng.integers(0, 5, rows), 5 + rng.integers(0, 2_500, rows)
    out = rng.random(rows) < 0.6
    log = {
        "sender": np.where(out, us, them),
        "recipient": np.where(out, them, us),
        "time": 1_700_000_000 + rng.integers(0, 10**8, rows),
    }
    portfolio = rh.Portfolio.from_frame(log, time_unit="s", our_side=range(5))
    engine, as_of = rh.Engine(), "2027-01-01"
    benchmark = engine.fit(portfolio, as_of=as_of)
    whole = engine.score(portfolio, as_of=as_of, benchmark=benchmark)
    assert len(whole) > 10_000
    for row in rng.choice(len(whole), 300, replace=False):
        mask = np.arange(len(portfolio)) == whole.rows[row]
        alone = engine.score(portfolio.select(mask), as_of=as_of, benchmark=benchmark)
        assert alone.evaluation.values[0].tobytes() == whole.evaluation.values[row].tobytes()
        assert alone.health[0].tobytes() == whole.health[row].tobytes()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("rhythm", "alpha"), float("nan")), (("rhythm", "alpha"), -1), (("rhythm", "beta"), 0),
        (("columns",), "email"), (("one_way",), "false"), (("relationships",), -5),
        (("parameters", "engagement_vs_reach", "b"), float("inf")), (("as_of",), "2026"),
    ],
    ids=str,
)  # fmt: skip
def test_a_damaged_benchmark_is_refused(path: tuple[str, ...], value: object) -> None:
    """Every number must be one, and every other value of its type."""
    data = rh.Benchmark.default().to_dict()
    part = data
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    with pytest.raises(BenchmarkError, match="incomplete or damaged"):
        rh.Benchmark.from_dict(data)


@pytest.mark.parametrize("term", [float("nan"), float("inf"), 1e10])
def test_fixed_sum_refuses_what_it_cannot_hold(term: float) -> None:
    """No silent garbage from a term that is too large."""
    with pytest.raises(BenchmarkError, match="scale it down"):
        rh.fixed_sum(np.array([0.5, term]))


def test_a_learner_whose_column_is_missing_is_unknown_and_no_error() -> None:
    """It is not asked to summarise, and a benchmark learned without the column says so later."""

    class Minutes:
        """Learns and scores from a column that a log may lack."""

        name = "test.minutes"
        version = "1"
        requires = ("duration",)

        def summarise(self, block: rh.Block) -> rh.Summary:
            """Sum the minutes."""
            return rh.Summary({"minutes": rh.fixed_sum(block.columns["duration"])})

        def score(self, block: rh.Block, benchmark: rh.Benchmark) -> rh.MetricResult:
            """Score every relationship 1 that the benchmark knows minutes of."""
            known = (block.counts > 0) & (benchmark.summaries[self.name].count("minutes") > 0)
            return rh.MetricResult.where(known, np.ones(len(block)), block.counts)

    engine = rh.Engine()
    engine.add_metric(Minutes())
    scorecard = engine.score(PORTFOLIO, as_of=AS_OF)
    assert scorecard.unavailable["test.minutes"] == "needs column duration"
    longer = rh.Portfolio.from_frame({**LOG, "duration": [5.0] * 5}, our_side={"us"})
    assert engine.score(longer, as_of=AS_OF).columns()["test.minutes"].tolist() == [1.0, 1.0]
    frozen = engine.score(longer, as_of=AS_OF, benchmark=scorecard.benchmark)
    assert frozen.unavailable["test.minutes"] == "the benchmark was learned without duration"
