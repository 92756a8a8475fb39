"""Run the command inside the test, and a small log to run it on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from tests.plugins.conftest import site

__all__ = ["site"]

LOG = """from,to,at,via
ana@us.example,bo@them.example,2026-09-01T09:00Z,email
bo@them.example,ana@us.example,2026-09-01T15:00Z,email
ana@us.example,bo@them.example,2026-10-01T09:00Z,email
bo@them.example,ana@us.example,2026-10-02T10:00Z,call
ana@us.example,cy@them.example,2026-10-05T09:00Z,email
"""
COLUMNS = ("--sender", "from", "--recipient", "to", "--time", "at", "--channel", "via")


@attrs.frozen
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs the command with arguments, without any stranger's plugin."""
    pytest.importorskip("cyclopts")
    pytest.importorskip("rich")
    from relationship_health.cli.app import run as run_command

    monkeypatch.setenv("RELATIONSHIP_HEALTH_PLUGINS", "")

    def ended(*arguments: object) -> Ended:
        code = run_command([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return Ended(code, written.out, written.err)

    return ended


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Write a small log and return its path."""
    path = tmp_path / "log.csv"
    path.write_text(LOG)
    return path
