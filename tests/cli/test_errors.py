"""Every way of ending has its exit code, and every error is one sentence on stderr."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from tests.cli.conftest import COLUMNS, LOG, Run

HEADER = "sender,recipient,time\n"


@attrs.frozen
class Wrong:
    """A file, options, and what the error says."""

    content: str | None
    options: tuple[str, ...]
    words: tuple[str, ...]


UNUSABLE = {
    "no file": Wrong(None, (), ("log.csv does not exist: check the path.",)),
    "empty file": Wrong("", (), ("log.csv is empty",)),
    "header only": Wrong(HEADER, (), ("has a header and no rows",)),
    "column of another name": Wrong(
        LOG, ("--sender", "form"), ("did you mean 'from'", "say which it is with --sender")
    ),
    "number without a unit": Wrong(
        HEADER + "a,b,989587980\n",
        (),
        ("line 2, column 'time': found '989587980'", "say --time-unit s, ms or us"),
    ),
    "thirteen digits without a unit": Wrong(
        HEADER + "a,b,1210101231200\n", (), ("say --time-unit s, ms or us",)
    ),
    "time of another format": Wrong(
        HEADER + "a,b,05/01/2026\n", (), ("found '05/01/2026'", "say --time-format, such as")
    ),
    "no row accepted": Wrong(
        HEADER + "a,b\na\n", (), ("none of the 2 rows can be used; line 2: found '2 cells'",)
    ),
    "nobody contacted another": Wrong(
        HEADER + "a,a,2026-01-05\n", (), ("sender and recipient are the same", "which columns")
    ),
    "strict": Wrong(
        HEADER + "a,b,2026-01-05\na,,2026-01-05\na,b\n",
        ("--strict",),
        ("line 3, column 'recipient'", "an id is missing (2 such rows in all)", "leave out"),
    ),
    "our side names no one": Wrong(
        HEADER + "a,b,2026-01-05\n", ("--our-side", "*@us"), ("--our-side '*@us' names no one",)
    ),
    "as of before everything": Wrong(
        HEADER + "a,b,2026-01-05\n", ("--as-of", "2025-01-01"), ("before the first interaction",)
    ),
}

MISUSED = {
    "unknown command": (("scoer", "x"), 'Did you mean "score"?'),
    "unknown option": (("score", "x", "--sendr", "y"), "Did you mean --sender?"),
    "no file named": (("score",), "FILE requires an argument"),
    "unknown unit": (("score", "x", "--time-unit", "h"), '"s", "ms", "us"'),
    "unknown zone": (("score", "x", "--timezone", "Mars"), "--timezone is 'Mars', expected an"),
    "unknown moment": (("score", "x", "--as-of", "soon"), "--as-of is 'soon'"),
    "unknown profile": (("score", "x", "--profile", "none"), "no profile 'none'"),
    "unit and format": (("score", "x", "--time-unit", "s", "--time-format", "%Y"), "one of them"),
    "two delimiters": (("score", "x", "--delimiter", ",,"), "--delimiter is ',,', expected one"),
    "negative limit": (("score", "x", "--limit", "-1"), "--limit is -1, expected"),
    "unknown format": (("score", "x", "-o", "y.xlsx"), "names no format that can be written"),
    "no such folder": (("score", "x", "-o", "none/y.csv"), "there is no folder"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_that_cannot_be_used_ends_with_one(name: str, run: Run, tmp_path: Path) -> None:
    """Nothing on stdout; the last line of stderr names what is wrong and what to do."""
    wrong, path = UNUSABLE[name], tmp_path / "log.csv"
    if wrong.content is not None:
        path.write_text(wrong.content)
    ended = run("score", path, *wrong.options)
    assert (ended.code, ended.out) == (1, "")
    last = ended.err.splitlines()[-1]
    assert [word for word in wrong.words if word not in last] == []
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("name", MISUSED)
def test_wrong_usage_ends_with_two(name: str, run: Run, tmp_path: Path) -> None:
    """A slip in the command is told from a bad file, before any file is read."""
    arguments, words = MISUSED[name]
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert len(ended.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_strict_says_nothing_of_a_clean_file(run: Run, log: Path) -> None:
    """Without a bad row --strict changes nothing; a duplicate is ignored by rule and no error."""
    log.write_text(
        LOG.replace("via\n", "via,id\n")
        .replace("email\n", "email,7\n")
        .replace("call\n", "call,8\n")
    )
    ended = run("score", log, *COLUMNS, "--interaction", "id", "--strict")
    assert ended.code == 0
    assert "1 ignored by rule" in ended.err


def test_an_interruption_ends_with_130(
    run: Run, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C is no error with a traceback."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("relationship_health.cli.score.score_file", interrupted)
    ended = run("score", log)
    assert (ended.code, ended.out, ended.err) == (130, "", "Interrupted.\n")


def test_help_and_version_are_no_errors(run: Run) -> None:
    """The help documents the exit codes; both go to stdout."""
    for arguments in ((), ("--help",), ("score", "--help"), ("plugins", "--help")):
        ended = run(*arguments)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.startswith("Usage: relationship-health")
    assert "Exit codes: 0 done;" in " ".join(run("--help").out.split())
    assert run("--version").code == 0


@pytest.fixture
def command() -> list[str]:
    """Give the command as another process runs it."""
    pytest.importorskip("cyclopts")
    pytest.importorskip("rich")
    return [sys.executable, "-m", "relationship_health.cli"]


def test_the_module_is_the_command(command: list[str], log: Path) -> None:
    """As a process: the table on stdout, the account on stderr, the code as exit status."""
    done = subprocess.run(  # noqa: S603  this interpreter
        [*command, "--no-plugins", "score", str(log), *COLUMNS],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stdout.startswith("source ")
    assert "5 rows in: 5 accepted" in done.stderr
    missing = [*command, "--no-plugins", "score", "none.csv"]
    done = subprocess.run(  # noqa: S603
        missing, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "none.csv does not exist: check the path.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX pipes and encodings")
def test_a_closed_pipe_and_a_narrow_encoding_do_no_harm(command: list[str], tmp_path: Path) -> None:
    """Where nobody reads on there is no traceback; what ASCII lacks is escaped."""
    path = tmp_path / "log.csv"
    path.write_text(HEADER + "Zoë,b,2026-01-05\n", "utf-8")
    environment = os.environ | {
        "PYTHONIOENCODING": "ascii",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    arguments = [*command, "--no-plugins", "score", str(path)]
    done = subprocess.run(  # noqa: S603
        arguments, capture_output=True, text=True, check=False, timeout=120, env=environment
    )
    assert done.returncode == 0
    assert "Zo\\xeb" in done.stdout
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(  # noqa: S603
        arguments, stdout=write, stderr=subprocess.PIPE, text=True, check=False, timeout=120
    )
    os.close(write)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_without_the_extra_one_sentence_says_so(tmp_path: Path) -> None:
    """A bare install names the extra and ends with one."""
    program = (
        "import sys\n"
        "sys.modules['cyclopts'] = None\n"
        "from relationship_health.cli import main\n"
        "sys.exit(main())\n"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program],
        capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "The command line needs the extra 'cli': install relationship-health[cli].\n"
    )
