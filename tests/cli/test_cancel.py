"""Cancelling with Ctrl-C: the old file or the new one, never half of one, and one word said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import numpy as np
import pytest

from tests.cli.conftest import COLUMNS, Ended, Run

app = pytest.importorskip("relationship_health.cli.app", exc_type=ImportError)

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="needs timers that send signals: no such on Windows"
)

OLD = "what stood there before\n"
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
TRIES = 300 if LONG else 12
COMMANDS = {
    "score": ("scores.csv", "score"),
    "history": ("history.json", "history"),
    "report": ("report.html", "report"),
}


def in_the_command(frame: FrameType | None) -> bool:
    """Whether the command is running, and not what the test does around it."""
    while frame is not None:
        if frame.f_code.co_filename == app.__file__ and frame.f_code.co_name == "run":
            return True
        frame = frame.f_back
    return False


@contextmanager
def interrupted(after: float) -> Iterator[None]:
    """Interrupt the command after some seconds, as Ctrl-C does."""

    def interrupt(_signal: int, frame: FrameType | None) -> None:
        if in_the_command(frame):
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, after)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


# A file that was just opened when the interruption came is closed by the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_cancelled_command_leaves_the_old_file_or_the_new(
    name: str, run: Run, log: Path, tmp_path: Path
) -> None:
    """Interrupted at moments all over its course, no command leaves half a file or a draft."""
    if name == "report":
        pytest.importorskip("jinja2")
    file, command = COMMANDS[name]
    target = tmp_path / file
    arguments = (command, log, *COLUMNS, "--our-side", "*@us.example", "-o", target)
    run(*arguments)
    start = time.perf_counter()
    assert run(*arguments).code == 0
    usual = time.perf_counter() - start
    new, codes = target.read_text("utf-8"), set()
    moments = np.random.default_rng(7)
    for _ in range(TRIES):
        target.write_text(OLD, "utf-8")
        try:
            with interrupted(moments.uniform(0.0, usual)):
                ended = run(*arguments)
        except KeyboardInterrupt:  # on the command's very last line: `main` says the same of it
            ended = Ended(130, "", "Interrupted.")
        codes.add(ended.code)
        assert ended.code in {0, 130}
        assert target.read_text("utf-8") in ({new} if ended.code == 0 else {OLD, new})
        assert "Traceback" not in ended.err
        assert (ended.err.splitlines()[-1] == "Interrupted.") == (ended.code == 130)
        assert {path.name for path in tmp_path.iterdir()} == {log.name, file}
    assert 130 in codes


@pytest.mark.parametrize("wait", [0.0, 0.2, 1.0][: None if LONG else 2])
def test_a_signal_from_outside(wait: float, log: Path, tmp_path: Path) -> None:
    """The same for the program as a shell starts it: code 130, and nothing but one sentence."""
    pytest.importorskip("cyclopts")
    target = tmp_path / "scores.csv"
    target.write_text(OLD)
    program = subprocess.Popen(  # noqa: S603  this interpreter, and fixed arguments
        [sys.executable, "-m", "relationship_health.cli", "score", log, *COLUMNS, "-o", target],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert program.stderr is not None
    first = program.stderr.readline()  # the row account: the log was read
    time.sleep(wait)
    program.send_signal(signal.SIGINT)
    _, rest = program.communicate(timeout=60)
    assert "Traceback" not in first + rest
    assert program.returncode in {0, 130}
    whole = target.read_text().startswith("source,target,")
    assert whole or (program.returncode == 130 and target.read_text() == OLD)
    assert {path.name for path in tmp_path.iterdir()} == {log.name, target.name}
