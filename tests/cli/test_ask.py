"""Questions to a log from the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import relationship_health as rh
from relationship_health.simulate import sales_team
from tests.cli.conftest import COLUMNS, Run

pytest.importorskip("cyclopts")
from relationship_health.cli.questions import QUESTIONS

TOLD = {"who_knows_whom": ["--target", "bo@them.example"], "team": ["--consent"],
        "change_impact": ["--without", "channel=email"]}  # fmt: skip
OURS = ("--our-side", "*@us.example")


@pytest.fixture(scope="module")
def team_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the log of a simulated team."""
    path = tmp_path_factory.mktemp("team") / "team.csv"
    log = sales_team(relationships=20, days=200).log
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(log)
        writer.writerows(zip(*(values.tolist() for values in log.values()), strict=True))
    return path


def test_every_question_can_be_asked() -> None:
    """The command knows exactly the questions that analysis answers."""
    functions = {name for name in rh.analysis.__all__ if name[0].islower()}
    assert set(QUESTIONS) == functions


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_small_log_is_answered(question: str, log: Path, run: Run) -> None:
    """Every question has an answer, or says what is missing; nothing ends in an error."""
    ended = run("ask", question, log, *COLUMNS, *OURS, *TOLD.get(question, []))
    assert ended.code == 0, ended.err
    assert ended.out.strip()


@pytest.mark.parametrize("question", ["actions", "movers", "segments", "retention"])
def test_json_has_the_same_rows(question: str, team_log: Path, run: Run) -> None:
    """With --json there is one document, with words and rows and nothing that JSON cannot hold."""
    ended = run("ask", question, team_log, *OURS, "--json")
    assert ended.code == 0, ended.err
    found = json.loads(ended.out)
    assert set(found) == {"title", "words", "missing", "rows"}
    assert found["rows"]


def test_rows_are_written(team_log: Path, tmp_path: Path, run: Run) -> None:
    """All rows go to the file that was named."""
    target = tmp_path / "moves.csv"
    ended = run("ask", "actions", team_log, *OURS, "--budget-hours", 2, "-o", target)
    assert ended.code == 0, ended.err
    with target.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert f"Wrote {len(rows)} rows" in ended.err
    assert sum(float(row["hours"]) for row in rows) <= 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["mover"], "There is no question 'mover' (did you mean 'movers'?)"),
        (["accounts", "--target", "bo"], "--target means nothing to accounts, expected"),
        (["who-knows-whom"], "expected --target with an id"),
        (["change_impact"], "expected --without"),
        (["change_impact", "--without", "email"], "--without is 'email', expected a column"),
        (["movers", "--dates", "1"], "--dates is 1, expected 2 to"),
        (["team"], "say --consent once they do"),
        (["forecast", "--horizon-days", "0"], "--horizon-days is 0, expected days above 0"),
        (["movers", "--every", "-3"], "--every is -3, expected days above 0"),
    ],
)
def test_misuse_is_one_sentence(arguments: list[str], sentence: str, log: Path, run: Run) -> None:
    """A question that makes no sense ends with code 2 and says what was expected."""
    ended = run("ask", arguments[0], log, *COLUMNS, *arguments[1:])
    assert ended.code == 2
    assert sentence in ended.err
    assert ended.err.count("\n") == 1
