"""The demo and the report command, as a new user would run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from relationship_health.analysis import report_sections
from relationship_health.hookspecs import ReportSection, hookimpl
from tests.cli.conftest import COLUMNS, Run


def test_the_demo_prints_a_ranking_and_writes_a_report(tmp_path: Path, run: Run) -> None:
    """It says that its data are simulated, in the terminal and in the report."""
    target = tmp_path / "report.html"
    ended = run("demo", "--report", target, "--relationships", 40, "--limit", 5)
    assert ended.code == 0
    assert len(ended.out.splitlines()) == 6
    assert ended.out.startswith("source")
    assert "Simulated data" in ended.err
    html = target.read_text(encoding="utf-8")
    assert "Simulated data" in html
    assert html.count("<tr>") > 30
    assert list(tmp_path.iterdir()) == [target]


def test_the_demo_is_the_same_for_a_seed(tmp_path: Path, run: Run) -> None:
    """Equal seeds print equal tables, other seeds others."""
    target = tmp_path / "r.html"
    tables = [
        run("demo", "--seed", seed, "--relationships", 30, "--report", target).out
        for seed in (7, 7, 8)
    ]
    assert tables[0] == tables[1] != tables[2]


def test_report_of_a_file(tmp_path: Path, log: Path, run: Run) -> None:
    """A log becomes a report; the row account goes to stderr and nothing to stdout."""
    target = tmp_path / "out.html"
    ended = run("report", log, *COLUMNS, "-o", target)
    assert (ended.code, ended.out) == (0, "")
    assert "5 rows in: 5 accepted" in ended.err
    assert "Who needs attention" in target.read_text(encoding="utf-8")
    assert "you reached out" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("target", "reason"),
    [("report.txt", "ends in .html"), ("nowhere/report.html", "does not exist")],
    ids=["suffix", "folder"],
)
def test_a_bad_target_is_refused_before_any_work(
    target: str, reason: str, tmp_path: Path, run: Run
) -> None:
    """One sentence, exit code 2, nothing written."""
    ended = run("demo", "--report", tmp_path / target)
    assert ended.code == 2
    assert reason in ended.err
    assert list(tmp_path.iterdir()) == []


def test_the_report_tells_programs_what_it_holds(tmp_path: Path, log: Path, run: Run) -> None:
    """With --json there is one document: where it is, of how many, and every section."""
    target = tmp_path / "out.html"
    ended = run("report", log, *COLUMNS, "-o", target, "--json")
    told = json.loads(ended.out)
    assert (told["report"], told["relationships"]) == (str(target), 2)
    sections = {section["name"]: section for section in told["sections"]}
    assert sections["attention"]["rows"] == 2
    assert {section["fault"] for section in sections.values()} == {""}
    assert sections["data_quality"]["missing"]


def test_a_section_that_fails_is_told_and_ends_with_3(
    tmp_path: Path, log: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report is written with all that works, as when any plugin fails."""

    def fail(_: object) -> None:
        message = "no luck"
        raise ValueError(message)

    section = ReportSection(name="my.own", title="My own", columns=fail)
    monkeypatch.setattr(report_sections, "rh_report_sections", hookimpl(lambda: (section,)))
    ended = run("report", log, *COLUMNS, "-o", tmp_path / "out.html", "--json")
    assert ended.code == 3
    assert "failed (ValueError: no luck)" in ended.err
    assert "no luck" in json.loads(ended.out)["sections"][0]["fault"]
    assert "Data quality" in (tmp_path / "out.html").read_text("utf-8")
