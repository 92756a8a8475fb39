"""What goes wrong on a cluster ends in one sentence, or in nothing at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import relationship_health as rh
from relationship_health.columns import Account
from relationship_health.distributed.spark.versions import Versions
from relationship_health.errors import (
    ClusterError,
    ColumnError,
    InputError,
    MissingExtraError,
    RowError,
)
from relationship_health.simulate import END, random_log
from tests.distributed._spark import FILTER, assert_same, bits, engine, ordered

pytestmark = [
    pytest.mark.needs("pyspark", "pandas", "pyarrow"),
    pytest.mark.filterwarnings(FILTER),
]
spark_test = pytest.mark.spark

LOG = random_log(400, 40)
OPTIONS: dict[str, Any] = {"time_unit": "us", "our_side": LOG.our_side}

METRIC = """
import os, signal
import numpy as np
from relationship_health import MetricResult

class Tone:
    name, version, requires = "acme.tone", {version!r}, ()
    kills, fails = {kills!r}, {fails!r}

    def score(self, block, benchmark):
        del benchmark
        if self.kills and not os.path.exists(self.kills):
            open(self.kills, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fails is not None and (block.counts == self.fails).any():
            raise ValueError("a relationship of that size")
        return MetricResult(value=np.full(len(block), 0.5), evidence=np.ones(len(block)))
"""


@pytest.fixture
def frame(spark: Any) -> Any:
    """Return a small log on Spark."""
    return spark.createDataFrame(LOG.to_frame("pyarrow"))


def write_metric(folder: Path, module: str, **given: Any) -> None:
    """Write a stranger's metric where somebody may import it."""
    text = METRIC.format(**{"version": "1", "kills": None, "fails": None, **given})
    (folder / f"{module}.py").write_text(text, encoding="utf-8")


def write_version(folder: Path, name: str, version: str) -> None:
    """Write down that a distribution is installed."""
    home = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    home.mkdir(exist_ok=True)
    (home / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8"
    )


def tone(module: str, **options: Any) -> rh.Engine:
    """Return an engine with the metric of a module that the driver can import."""
    made = rh.Engine(**options)
    made.add_metric(__import__(module).Tone())
    return made


def memory(scorer: rh.Engine) -> Any:
    """Return the scorecard of the small log in memory."""
    return scorer.score(rh.Portfolio.from_frame(LOG.columns(), **OPTIONS), as_of=END)


@spark_test
def test_a_killed_worker_changes_nothing(
    frame: Any, worker_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies in the middle of scoring is replaced, and its task begins again."""
    mark = tmp_path / "killed"
    for folder in (worker_path, tmp_path):
        write_metric(folder, "acme_killer", kills=str(mark))
    monkeypatch.syspath_prepend(tmp_path)
    scores = rh.distributed.score(frame, tone("acme_killer"), END, partitions=2, **OPTIONS)
    assert not mark.exists()
    table = ordered(scores.frame)
    assert mark.exists()
    # Before, this would have ended the process that runs the test.
    assert bits(table) == bits(memory(tone("acme_killer")).to_frame("pyarrow"))


@spark_test
def test_a_plugin_absent_on_the_workers_is_named(
    frame: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Module, metric and plugin are named, and what to do."""
    write_metric(tmp_path, "acme_here_only")
    monkeypatch.syspath_prepend(tmp_path)
    expected = (
        r"^A worker cannot import 'acme_here_only', which metric 'acme.tone' of plugin 'added by "
        r"hand' needs: install it there, in the version that the driver has\.$"
    )
    with pytest.raises(ClusterError, match=expected):
        rh.distributed.score(frame, tone("acme_here_only"), END, partitions=1, **OPTIONS)


@spark_test
def test_a_plugin_of_another_version_is_named(
    frame: Any, worker_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither another version of a distribution nor other code under its number gets by."""
    write_metric(worker_path, "acme_changed", version="2")
    write_metric(tmp_path, "acme_changed", version="1")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ClusterError, match=r"^Metric 'acme\.tone' has version 2 on a worker and 1"):
        rh.distributed.score(frame, tone("acme_changed"), END, partitions=1, **OPTIONS)
    write_version(worker_path, "acme-tone", "2.0")
    write_version(tmp_path, "acme-tone", "1.0")
    of = Versions.of

    def with_tone(judge: Any) -> Versions:
        known = of(judge)
        return Versions(
            distributions={**known.distributions, "acme-tone": "1.0"}, numpy=known.numpy,
            metrics=known.metrics,
        )  # fmt: skip

    monkeypatch.setattr(Versions, "of", with_tone)
    with pytest.raises(ClusterError, match=r"^A worker has acme-tone 2.0 .*expected version 1.0"):
        rh.distributed.score(frame, engine(), END, partitions=1, **OPTIONS)


@spark_test
def test_a_metric_that_fails_somewhere_is_unknown_everywhere(
    frame: Any, worker_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its failure is one sentence where it is an error, and a diagnostic where it is none."""
    card = memory(rh.Engine())
    largest = int(card.evaluation.counts.max())
    for folder in (worker_path, tmp_path):
        write_metric(folder, "acme_fails", fails=largest)
    monkeypatch.syspath_prepend(tmp_path)
    warned = tone("acme_fails", on_plugin_error="warn")
    scores = rh.distributed.score(frame, warned, END, partitions=2, **OPTIONS)
    expected = memory(warned)
    assert_same(scores, expected)
    assert [d.metric for d in scores.diagnostics] == ["acme.tone"]
    assert scores.diagnostics[0].message == expected.diagnostics[0].message
    strict = rh.distributed.score(frame, tone("acme_fails"), END, partitions=2, **OPTIONS)
    target = tmp_path / "half"
    with pytest.raises(Exception, match=r"Metric 'acme\.tone' of plugin 'added by hand' failed"):
        strict.frame.write.parquet(str(target))
    assert not list(target.rglob("*.parquet"))


@spark_test
def test_what_is_wrong_with_the_log_is_said_as_in_memory(frame: Any, spark: Any) -> None:
    """A missing column, numbers without a unit, a side that is nobody: the sentences of a frame."""
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"sender": "form"}, "The table has no column 'form'"),
        ({"time_unit": None}, "Column 'time' holds numbers, expected times: say time_unit="),
        ({"our_side": "us"}, "our_side is 'us', expected a column of the table"),
        ({"our_side": "audience"}, "our_side names column 'audience', which holds bigint"),
        ({"our_side": {-5}}, "our_side names no one who occurs in the log"),
        ({"as_of": "1999-01-01"}, "as_of 1999-01-01 lies before the first interaction"),
        ({"partitions": 0}, "partitions is 0 .int., expected a whole number, 1 or more"),
    ]
    for options, message in wrong:
        given = {"as_of": END, "partitions": 1, **OPTIONS, **options}
        with pytest.raises(InputError, match=message):
            rh.distributed.score(frame, rh.Engine(), **given)
    mixed = frame.selectExpr("cast(sender as string) as sender", "recipient", "time")
    with pytest.raises(ColumnError, match="Ids are text in 'sender' and whole numbers in"):
        rh.distributed.score(mixed, rh.Engine(), END, time_unit="us", partitions=1)
    texts = spark.sql("select 'ana' sender, 'bo' recipient, 'soon' time")
    expected = r"^In 1 row of interactions, column 'time', one of which holds 'soon': no time"
    with pytest.raises(RowError, match=expected) as caught:
        rh.distributed.score(texts, rh.Engine(), END, partitions=1)
    assert isinstance(caught.value.issues, Account)
    assert caught.value.issues.rows.rejected == 1


@spark_test
def test_both_sides_of_one_sender_are_refused(spark: Any) -> None:
    """A sender that a column of flags calls ours and theirs is named."""
    rows = "values ('ana','bo','2026-01-05', true), ('ana','cy','2026-01-06', false)"
    frame = spark.sql(f"select * from {rows} as t(sender, recipient, time, us)")  # noqa: S608
    with pytest.raises(InputError, match="says both true and false of sender 'ana'"):
        rh.distributed.score(frame, rh.Engine(), END, our_side="us", partitions=1)


@pytest.mark.parametrize("package", ["pyspark", "pandas", "pyarrow"])
def test_a_missing_package_is_one_sentence(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one of the packages the extra is named."""
    monkeypatch.setitem(sys.modules, package, None)
    expected = r"^Scoring on Spark needs the extra 'spark': install relationship-health\[spark\]\.$"
    for start in (
        lambda: rh.distributed.score(None, rh.Engine(), END),
        rh.distributed.local_session,
    ):
        with pytest.raises(MissingExtraError, match=expected):
            start()


def test_other_frames_are_sent_elsewhere() -> None:
    """What is no Spark frame, or no engine, is refused by its type."""
    with pytest.raises(InputError, match="The frame is dict, expected a Spark DataFrame"):
        rh.distributed.score(LOG.columns(), rh.Engine(), END)


def test_no_java_is_one_sentence(tmp_path: Path) -> None:
    """Without Java the session cannot start, and the sentence says what it needs."""
    code = (
        "import relationship_health as rh\n"
        "try: rh.distributed.local_session()\n"
        "except rh.errors.ClusterError as error: print(error)\n"
    )
    bare = {k: v for k, v in os.environ.items() if k not in {"JAVA_HOME", "PATH"}}
    done = subprocess.run(  # noqa: S603  this interpreter, with fixed arguments
        [sys.executable, "-c", code], env={**bare, "PATH": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.count("\n") == 1
    assert "expected Java 17 or later on this machine: install one, or set JAVA_HOME" in done.stdout
