"""Nothing that a command makes is under version control."""

from __future__ import annotations

import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = (
    "*.egg-info/*", "*.gz", "*.html", "*.pdf", "*.png", "*.pyc", "*.so", "*.svg", "*.whl",
    "*/__pycache__/*", "*/_build/*", "*_cache/*", ".benchmarks/*", ".hypothesis/*", ".nox/*",
    "benchmarks/results/*", "build/*", "dist/*", "docs/auto_examples/*", "docs/plot_directive/*",
)  # fmt: skip


def built(names: list[str]) -> list[str]:
    """Tell which files a command has made."""
    return [name for name in names if any(fnmatch(name, pattern) for pattern in BUILT)]


def test_git_holds_nothing_built() -> None:
    """No page, picture, package or cache is among the files of the project."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - the git of whoever runs the tests
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split("\0")
    assert "README.md" in listed
    assert built(listed) == []


def test_built_files_are_told_apart() -> None:
    """Pages and caches are built; sources, templates and data are not."""
    assert built(["docs/_build/index.html", "src/a/__pycache__/b.pyc", "report.html"]) != []
    assert built(["docs/index.md", "src/report/report.html.j2", "docs/files/log.csv"]) == []
