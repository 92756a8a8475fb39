"""What the kit offers to pytest and Hypothesis, and that it needs neither."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

import relationship_health as rh
from relationship_health.testing import CheckResult, CheckResults, parametrize_metric_checks, sample
from relationship_health.testing.checks import METRIC_CHECKS
from relationship_health.testing.running import concluded
from relationship_health.testing.samples import STANDARD, Sample
from relationship_health.testing.strategies import logs, portfolios
from tests.testing._bad_manners import UpsideDown
from tests.testing._bad_metrics import Sound

PROGRAM = """
import sys
sys.modules["pytest"] = sys.modules["hypothesis"] = None  # an import of either fails
import numpy as np
import relationship_health as rh
from relationship_health.testing import check_metric, strategies, pytest_plugin

@rh.metric("my.half")
def half(block):
    return np.full(len(block), .5)

print(check_metric(half))
extras = {"cyclopts", "duckdb", "matplotlib", "pandas", "polars", "pyarrow", "rich", "scipy"}
print(sorted(extras & {name for name, module in sys.modules.items() if module}))
"""

SUITE = """
import pytest
from tests.testing._bad_manners import UpsideDown
from tests.testing._bad_metrics import Sound
from relationship_health.testing import parametrize_metric_checks

@parametrize_metric_checks(
    [Sound(), UpsideDown()],
    expected_failures={"bad.upsidedown": EXCUSES},
)
def test_metric(metric_check):
    metric_check()

def test_registry(rh_registry):
    assert len(rh_registry().metrics) == 15
    assert all(record.source == "built-in" for record in rh_registry().records)
"""


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run this interpreter in a folder."""
    return subprocess.run(  # noqa: S603  this interpreter, with words written here
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False,
        timeout=300,
    )  # fmt: skip


def test_the_kit_needs_the_core_only(tmp_path: Path) -> None:
    """A metric is checked without pytest, Hypothesis or any extra."""
    (tmp_path / "program.py").write_text(PROGRAM)
    done = run("program.py", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert told[0] == "32 passed, 8 skipped"
    assert told[1] == "[]"


PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "--rootdir=.",
          "-c", "/dev/null", "-p", "relationship_health.testing.pytest_plugin")  # fmt: skip


@pytest.mark.parametrize(
    ("excuses", "told"),
    [
        ({"monotone_evidence": "doubt"}, "1 xfailed"),
        ({"monotone_evidence": "doubt", "value_range": "percent"}, "1 failed"),
        ({}, "1 failed"),
    ],
    ids=["excused", "excused-for-nothing", "not-excused"],
)
def test_checks_become_tests(tmp_path: Path, excuses: dict[str, str], told: str) -> None:
    """Each check is a test of its own; skips, strict xfails and the fixture come out as such."""
    (tmp_path / "test_suite.py").write_text(SUITE.replace("EXCUSES", repr(excuses)))
    root = str(Path(__file__).resolve().parents[2])
    code = f"import sys, pytest; sys.path.insert(0, {root!r}); sys.exit(pytest.main(sys.argv[1:]))"
    done = run("-c", code, *PYTEST[2:], folder=tmp_path)
    assert told in done.stdout, done.stdout + done.stderr
    counts = done.stdout.splitlines()[-1]
    numbers = [int(word) for word in counts.replace(",", "").split() if word.isdigit()]
    assert sum(numbers) == 2 * len(METRIC_CHECKS) + 1
    assert (done.returncode == 0) == (told == "1 xfailed")


def test_excuses_of_unknown_metrics_are_refused() -> None:
    """A misspelt metric is an error when tests are collected."""
    with pytest.raises(rh.errors.InputError, match=r"did you mean 'bad\.upsidedown'"):
        parametrize_metric_checks([UpsideDown()], expected_failures={"bad.upsidedow": {}})


def test_nothing_checked_is_a_failure() -> None:
    """A run in which every check was skipped proves nothing, and says so."""
    skipped = CheckResults([CheckResult(name="places", status="skipped", reason="no file")])
    results = concluded(skipped, "acme", None)
    assert [(result.name, result.status) for result in results][1:] == [("any_check_ran", "failed")]
    assert "1 failed" in concluded(CheckResults(), "acme", None).summary


@settings(max_examples=30)
@given(log=logs(columns={"mood": ("glad", None)}))
def test_random_logs_can_be_scored(log: Sample) -> None:
    """Every log that is drawn has something to score, and columns from those that are known."""
    scorecard = rh.score(log.portfolio(), as_of=log.as_of)
    assert len(scorecard) > 0
    assert log.columns <= {*STANDARD, "mood"}


@settings(max_examples=10)
@given(portfolio=portfolios(min_rows=2, max_rows=4))
def test_random_portfolios_have_their_size(portfolio: rh.Portfolio) -> None:
    """The limits of rows hold."""
    assert 1 <= portfolio.issues.rows_in <= 4


def test_samples_hold_every_trap() -> None:
    """The logs have each column, empty relationships at both ends, ties, and no contact."""
    log = sample("complete")
    assert log.columns == set(STANDARD)
    portfolio = log.portfolio()
    assert portfolio.groups.counts[0] == portfolio.groups.counts[-1] == 0
    moments = [(row["sender"], row["recipient"], row["time"]) for row in log.rows]
    assert len(moments) > len(set(moments))
    assert {"cancelled", "note", "scheduled"} <= {row["status"] for row in log.rows}
    inbound = sample("one_way").portfolio()
    assert set(inbound.direction.tolist()) == {2}
    assert sample("single").portfolio().groups.counts.tolist() == [1] * 21
    assert not sample("unsided").portfolio().sided.any()
    assert sample("complete", seed=1).portfolio() != portfolio
    with pytest.raises(rh.errors.InputError, match="no sample 'complet'"):
        sample("complet")


def test_a_sound_metric_is_sound() -> None:
    """The metric that the bad ones spoil has no fault of its own."""
    assert Sound().name == "bad.sound"
