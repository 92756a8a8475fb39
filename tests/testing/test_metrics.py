"""The kit lets good metrics pass and catches each bad one by the check that is named for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rh_steadiness

import relationship_health as rh
from relationship_health.contract import Metric, learns
from relationship_health.testing import ConformanceError, check_metric
from relationship_health.testing.checks import METRIC_CHECKS, cost
from tests.testing._bad_manners import BAD_MANNERS, UpsideDown
from tests.testing._bad_metrics import WRONG_ANSWERS, Sound
from tests.testing._good_metrics import Mood

CAUGHT_BY = (*WRONG_ANSWERS, *BAD_MANNERS)
BUILT_IN = {metric.name: metric for metric in rh.Engine().metrics}
STRANGERS: list[Metric] = [rh_steadiness.Steadiness(), Mood(), Sound()]
# What only somebody who asks for it gets, and what needs a summarise.
ASKED_FOR = {"version_bump", "linear_time"}
LEARNERS_ONLY = {"summary_partition", "learns_from_nothing", "benchmark_roundtrip"}


@pytest.mark.parametrize("metric", BUILT_IN.values(), ids=BUILT_IN)
def test_a_built_in_passes_what_strangers_have_to(metric: Metric) -> None:
    """Every built-in passes all checks; what is skipped follows from what it declares."""
    results = check_metric(metric)
    skipped = {result.name for result in results if result.status == "skipped"}
    assert skipped == ASKED_FOR | (set() if learns(metric) else LEARNERS_ONLY)
    assert len(results) == len(METRIC_CHECKS) >= 38
    assert results.summary == f"{len(results) - len(skipped)} passed, {len(skipped)} skipped"


@pytest.mark.parametrize("metric", STRANGERS, ids=lambda metric: metric.name)
def test_a_good_stranger_passes(metric: Metric) -> None:
    """Nothing in the kit takes a built-in for granted: other people's good metrics pass too."""
    results = check_metric(metric)
    assert {result.status for result in results} == {"passed", "skipped"}
    assert all(result.reason for result in results if result.status == "skipped")


@pytest.mark.parametrize(
    ("kind", "check"), CAUGHT_BY, ids=lambda part: getattr(part, "__name__", part)
)
def test_a_bad_metric_is_caught_by_the_check_named_for_it(kind: type[Sound], check: str) -> None:
    """Each way of being wrong fails its check, with a reason, and the reason is one line."""
    results = check_metric(kind(), on_fail=None)
    (result,) = [result for result in results if result.name == check]
    assert (result.status, result.subject) == ("failed", getattr(kind(), "name"))  # noqa: B009
    assert result.reason
    assert len(result.reason.splitlines()) == 1
    assert "np.float64" not in result.reason


def test_every_check_has_caught_something() -> None:
    """No check is there for show: each but those of cost has a metric that only it is named for."""
    caught = {check for _, check in CAUGHT_BY}
    cost = {"import_cheap", "linear_time", "version_bump", "engine_accepts"}
    assert {check.name for check in METRIC_CHECKS} == caught | cost
    assert len(CAUGHT_BY) >= 12


def test_failures_are_raised_together() -> None:
    """By default a failure is an AssertionError that names check, reason and counts."""
    with pytest.raises(
        ConformanceError, match="monotone_evidence: with twice the history"
    ) as caught:
        check_metric(UpsideDown())
    assert isinstance(caught.value, AssertionError)
    assert "bad.upsidedown fails 1 of its checks (1 failed, 33 passed" in str(caught.value).replace(
        caught.value.results.summary, "1 failed, 33 passed"
    )
    assert [result.name for result in caught.value.results.failed] == ["monotone_evidence"]


def test_an_expected_failure_is_told_apart() -> None:
    """A failure with a reason is no failure, and keeps the reason."""
    results = check_metric(UpsideDown(), expected_failures={"monotone_evidence": "we mean doubt"})
    (result,) = [result for result in results if result.status == "xfailed"]
    assert (result.name, result.reason) == ("monotone_evidence", "we mean doubt")
    assert "1 xfailed" in str(results)


def test_an_expected_failure_that_passes_is_a_failure() -> None:
    """Whoever mends a metric has to take the excuse away."""
    results = check_metric(Sound(), on_fail=None, expected_failures={"value_range": "percent"})
    (result,) = results.failed
    assert result.name == "value_range"
    assert "it passed, expected to fail (percent)" in result.reason


def test_excuses_for_checks_that_do_not_exist_are_refused() -> None:
    """A misspelt name is an error with the nearest names, and an excuse needs words."""
    with pytest.raises(rh.errors.InputError, match="did you mean 'value_range'"):
        check_metric(Sound(), expected_failures={"value_rnge": "percent"})
    with pytest.raises(rh.errors.InputError, match="expected a text that says why"):
        check_metric(Sound(), expected_failures={"value_range": " "})
    with pytest.raises(rh.errors.InputError, match="on_fail is 'warn'"):
        check_metric(Sound(), on_fail="warn")  # type: ignore[arg-type]


def test_a_metric_of_nothing_fails_every_way() -> None:
    """Something that is no metric at all is told so, and nothing else ends the kit."""
    results = check_metric("tone", on_fail=None)  # type: ignore[arg-type]
    assert "expected a metric" in results[0].reason
    assert {result.status for result in results} <= {"failed", "skipped"}


def test_values_are_kept_under_their_version(tmp_path: Path) -> None:
    """Values of a version are written once; other values under it fail, under another pass."""
    golden = tmp_path / "values.json"
    kept = golden, Mood()
    assert "version_bump" in passed(kept[1], golden)
    written = golden.read_text("utf-8")
    assert "version_bump" in passed(Mood(), golden)
    assert golden.read_text("utf-8") == written
    results = check_metric(Mood(strength=9.0), golden=golden, on_fail=None)
    assert [result.name for result in results.failed] == ["version_bump"]
    assert "give it another version" in results.failed[0].reason

    class Next(Mood):
        version = "3"

    assert "version_bump" in passed(Next(strength=9.0), golden)
    assert '"version": "3"' in golden.read_text("utf-8")


def passed(metric: Metric, golden: Path) -> set[str]:
    """Name the checks that a metric passes with values on file."""
    results = check_metric(metric, golden=golden, on_fail=None)
    return {result.name for result in results if result.status == "passed"}


@pytest.mark.parametrize(
    ("power", "failed"), [(1, []), (2, ["linear_time"])], ids=["linear", "square"]
)
def test_quadratic_time_is_seen_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, power: int, failed: list[str]
) -> None:
    """Work that grows with the square fails linear_time; the time is given here, not taken."""
    monkeypatch.setattr(cost, "_seconds", lambda _subject, copies: 1e-4 * copies**power)
    results = check_metric(Sound(), linear_time=True, on_fail=None)
    assert [result.name for result in results.failed] == failed


@rh.metric("my.nearest", requires=("distance",))
def nearest(block: rh.Block) -> object:
    """Needs numbers of its own."""
    far = block.max(np.nan_to_num(block.columns["distance"]), 0.0)
    return np.where(block.counts > 0, 1.0 / (1.0 + far), np.nan)


def test_columns_of_its_own_can_be_described() -> None:
    """A column that nobody knows holds numbers by default, or what the caller says."""
    assert not check_metric(nearest, on_fail=None).failed
    results = check_metric(nearest, columns={"distance": ("near", "far")}, on_fail=None)
    assert "category_codes" in {result.name for result in results.failed}
    assert not check_metric(nearest, columns={"distance": (3, 5, None)}, on_fail=None).failed


def test_the_guide_tells_of_every_check() -> None:
    """Whoever fails a check finds in the plugin guide what it catches."""
    guide = (Path(__file__).resolve().parents[2] / "docs" / "plugins.md").read_text("utf-8")
    assert [check.name for check in METRIC_CHECKS if f"`{check.name}`" not in guide] == []
