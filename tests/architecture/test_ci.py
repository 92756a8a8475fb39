"""What CI runs is what the README says, on any machine."""

from __future__ import annotations

import re
import subprocess
import tempfile
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.architecture._sources import ROOT

MARKED_BLOCK = re.compile(r"<!-- test-command -->\s*\n```\w*\n(.*?)\n```", re.DOTALL)

# Home folders of people, on any system; the folders of this machine are added below.
HOME = re.compile(r"(?:/(?:home|Users)/|[A-Za-z]:\\Users\\)[\w.-]+|/root/[\w.]")


@cache
def project_files() -> tuple[Path, ...]:
    """List the files that are, or are about to be, under version control."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def machine_paths(text: str, folders: tuple[str, ...] = ()) -> list[str]:
    """Find paths that exist on somebody's machine only."""
    found = [match.group() for match in HOME.finditer(text)]
    for folder in folders:
        found += re.findall(rf"(?<![\w./-]){re.escape(folder)}(?![\w-])", text)
    return found


def folders_of_this_machine() -> tuple[str, ...]:
    """Name the folders around this checkout that mean nothing elsewhere."""
    common = {Path("/"), Path(tempfile.gettempdir())}
    return tuple(str(folder) for folder in (ROOT, ROOT.parent) if folder not in common)


def test_the_readme_command_is_what_ci_runs() -> None:
    """The one test command of the README comes out of .ci/run letter for letter."""
    blocks = MARKED_BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    printed = subprocess.run(
        ["bash", ".ci/run", "--print-test-command"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert blocks == ['python -m pip install -e ".[test]" && python -m pytest -n auto']
    assert printed == f"{blocks[0]}\n"


def test_ci_has_no_second_test_command() -> None:
    """The script that CI calls starts pytest through the README's line only."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    code = [line for line in script.splitlines() if not line.lstrip().startswith("#")]
    assert any('"$command"' in line for line in code)
    assert not any("pytest" in line for line in code)


def test_no_file_names_a_place_on_one_machine() -> None:
    """No file of the project names a folder that only one machine has."""
    folders = folders_of_this_machine()
    texts = {path: path.read_bytes() for path in project_files()}
    found = {
        path.relative_to(ROOT).as_posix(): places
        for path, content in texts.items()
        if b"\0" not in content
        and (places := machine_paths(content.decode("utf-8", errors="replace"), folders))
    }
    assert ROOT / "pyproject.toml" in texts
    assert found == {}


def test_a_place_on_one_machine_is_seen() -> None:
    """Home folders and the folder of the checkout are found; ordinary paths are not."""
    # Put together here, because this file is searched as well.
    home = Path("/home") / "ana"
    assert machine_paths(f"open({home / 'data.csv'})") == [home.as_posix()]
    assert machine_paths("see /srv/checkout/x.py", ("/srv/checkout",)) == ["/srv/checkout"]
    assert machine_paths("a/srv/checkout and/or /usr/bin/env", ("/srv/checkout",)) == []


def test_every_folder_of_python_is_type_checked() -> None:
    """Each top-level folder or file of Python is on the list of the type checker."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    checked = set(settings["tool"]["mypy"]["files"])
    tops = {
        path.relative_to(ROOT).parts[0]
        for path in project_files()
        if path.suffix in {".py", ".pyi"}
    }
    assert {"src", "tests"} <= tops
    assert tops - checked - {"docs"} == set()
