"""The command ``completion``: a script with which a shell knows commands and options."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ASKED = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
"$(complete -p "$1" | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (("pl",), ["plugins"]),
        (("plugins", ""), ["check", "list", "new"]),
        (("score", "log.csv", "--our"), ["--our-side"]),
        (("report", "--js"), ["--json"]),
    ],
    ids=["command", "subcommand", "option", "flag"],
)
def test_bash_completes(
    typed: tuple[str, ...], offered: list[str], run: Run, tmp_path: Path
) -> None:
    """What bash offers for a half-typed line is what the command knows."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs bash")
    script = tmp_path / "completion.bash"
    script.write_text(run("completion", "bash").out)
    ended = subprocess.run(  # noqa: S603  the bash of this machine, and a script of ours
        [bash, "-c", ASKED, "bash", script, "relationship-health", *typed],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert sorted(ended.stdout.split())[: len(offered)] == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_shell_has_a_script(shell: str, run: Run) -> None:
    """Each script names the commands; nothing is written anywhere else."""
    ended = run("completion", shell)
    assert (ended.code, ended.err) == (0, "")
    assert all(name in ended.out for name in ("score", "history", "backtest", "plugins"))
