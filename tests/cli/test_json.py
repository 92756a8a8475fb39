"""Every command that has a result prints it as JSON too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import COLUMNS, Run

SIDES = ("--our-side", "*@us.example")


def commands() -> list[tuple[str, ...]]:
    """List the commands, those of ``plugins`` included."""
    pytest.importorskip("cyclopts")
    pytest.importorskip("rich")
    from relationship_health.cli.app import app, plugins_app

    single = [(name,) for name in app if not name.startswith("-") and name != "plugins"]
    return [*single, *(("plugins", name) for name in plugins_app if not name.startswith("-"))]


def test_every_command_with_a_result_knows_json(run: Run) -> None:
    """Only the script for a shell is no result; all other commands offer the option."""
    without = [words for words in commands() if "--json" not in run(*words, "--help").out]
    assert without == [("completion",)]
    assert len(commands()) >= 12


@pytest.mark.parametrize(
    "words",
    [
        ("score",), ("explain", "ana@us.example", "bo@them.example"), ("history",),
        ("ask", "movers"), ("backtest", "--horizon-days", 10, "--resamples", 100), ("read",),
        ("report",),
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_a_log_gives_one_document(words: tuple[object, ...], run: Run, log: Path) -> None:
    """What is on stdout is JSON and nothing else."""
    name, *rest = words
    before = ("movers", log) if name == "ask" else (log, *(r for r in rest if "@" in str(r)))
    more = tuple(r for r in rest if "@" not in str(r) and r != "movers")
    if name == "report":
        pytest.importorskip("jinja2")
        more = ("-o", log.with_suffix(".html"))
    ended = run(name, *before, *COLUMNS, *SIDES, *more, "--json")
    assert ended.code == 0, ended.err
    assert json.loads(ended.out)
