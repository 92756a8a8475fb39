"""Options kept in relationship-health.toml of the working directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import COLUMNS, Run

KEPT = '[log]\nsender = "from"\nrecipient = "to"\ntime = "at"\nchannel = "via"\n'


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a directory of its own and return where options are kept."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "relationship-health.toml"


def test_kept_options_serve_every_command_of_a_log(run: Run, log: Path, keep: Path) -> None:
    """What is kept under [log] need not be typed, and gives the same output as typed."""
    typed = run("score", log, *COLUMNS)
    keep.write_text(KEPT)
    assert run("score", log) == typed
    assert run("explain", log, "ana@us.example", "bo@them.example").code == 0


def test_typed_options_come_before_kept_ones(run: Run, log: Path, keep: Path) -> None:
    """One command's own table adds to the shared one, and what is typed wins."""
    keep.write_text(f"{KEPT}[score]\nlimit = 1\n")
    assert len(run("score", log).out.splitlines()) == 2
    assert len(run("score", log, "--limit", "2").out.splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[log\n", "relationship-health.toml cannot be read as TOML"),
        ("[lgo]\n", "has 'lgo' (did you mean 'log'?)"),
        (
            'sender = "from"\n',
            "has 'sender', expected tables among log, score, explain, history, ",
        ),
        ('[log]\nsendr = "from"\n', "sendr"),
        ('[score]\nlimit = "x"\n', "limit"),
    ],
)
def test_mistakes_are_named(run: Run, log: Path, keep: Path, text: str, reason: str) -> None:
    """A mistake in the file is wrong usage, told in one sentence with the file's name."""
    keep.write_text(text)
    ended = run("score", log, *COLUMNS)
    assert ended.code == 2
    assert ended.out == ""
    assert reason in ended.err
    assert "relationship-health.toml" in ended.err
    assert len(ended.err.splitlines()) == 1
