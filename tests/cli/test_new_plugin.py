"""``plugins check`` and ``plugins new``: from nothing to a plugin that is proved right."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.plugins._site import Site

ENVIRONMENT = "RELATIONSHIP_HEALTH_PLUGINS"

HALF = """
import numpy as np


@attrs.frozen(kw_only=True)
class Half(Tone):
    def score(self, block, benchmark):
        return MetricResult.where(block.counts > 0, np.full(len(block), .5), EVIDENCE)


@hookimpl
def rh_metrics():
    return [Half(name="acme.half")]
"""
SOUND = HALF.replace("EVIDENCE", "block.counts")
DOUBTFUL = HALF.replace("EVIDENCE", "1 / np.maximum(block.counts, 1)")


@pytest.fixture
def unrestricted(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command as a user does who has set no list."""
    monkeypatch.delenv(ENVIRONMENT)
    return run


@pytest.mark.parametrize("name", ["acme", "rh-acme", "RH_Acme"])
def test_a_sound_plugin_passes(unrestricted: Run, site: Site, name: str) -> None:
    """The table has a line for each check, the counts come last, and the code is 0."""
    site.plant(SOUND)
    ended = unrestricted("plugins", "check", name)
    assert (ended.code, ended.err) == (0, "")
    head, *rows, counts = ended.out.splitlines()
    assert head.split() == ["checked", "check", "status", "reason"]
    assert rows[0].split() == [name, "loads", "passed"]
    assert any(row.split() == ["acme.half", "partition_invariance", "passed"] for row in rows)
    assert counts == f"{name}: {len(rows) - 6} passed, 6 skipped."


def test_a_bad_plugin_fails_with_reason_and_code(unrestricted: Run, site: Site) -> None:
    """The check that failed says why, and the code is that of a plugin that failed."""
    site.plant(DOUBTFUL)
    ended = unrestricted("plugins", "check", "acme", "--json")
    assert ended.code == 3
    (bad,) = [result for result in json.loads(ended.out) if result["status"] == "failed"]
    assert (bad["subject"], bad["name"]) == ("acme.half", "monotone_evidence")
    assert "expected more contact to be no less evidence" in bad["reason"]
    assert ", 1 failed, " in unrestricted("plugins", "check", "acme").out.splitlines()[-1]


def test_a_plugin_that_cannot_be_imported_fails(unrestricted: Run, site: Site) -> None:
    """What goes wrong before any check is told in the same table."""
    site.plant("raise SystemExit(9)", plugin="bad", distribution="rh-bad")
    ended = unrestricted("plugins", "check", "bad")
    assert ended.code == 3
    assert "SystemExit: 9" in ended.out
    assert ended.out.splitlines()[-1] == "bad: 1 failed."


def test_an_example_goes_to_the_reader(unrestricted: Run, tmp_path: Path) -> None:
    """With files for them the readers of the library leave out nothing but Parquet's."""
    csv = tmp_path / "log.csv"
    csv.write_text("sender,recipient,time\nana,bo,2026-01-05\n")
    ended = unrestricted("plugins", "check", "relationship_health.io.files", "--example", csv)
    assert "skipped" not in "".join(r for r in ended.out.splitlines() if r.startswith("csv "))


def test_a_blocked_plugin_is_not_imported(
    unrestricted: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The allow-list and the block-list hold for a check as for everything else."""
    planted = site.plant(SOUND)
    ended = unrestricted("plugins", "check", "acme", "--no-plugin", "rh-acme")
    assert ended.code == 3
    assert "'acme' is not checked, because it is blocked" in ended.err
    monkeypatch.setenv(ENVIRONMENT, "other")
    assert unrestricted("plugins", "check", "acme").code == 3
    assert not planted.imported


def test_a_new_plugin_is_complete(run: Run, tmp_path: Path) -> None:
    """Every file is there and filled; what is Python parses, what is TOML reads."""
    ended = run("plugins", "new", "rh-acme-crm", "-o", tmp_path)
    assert ended.code == 0
    folder = tmp_path / "rh-acme-crm"
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {
        "pyproject.toml", "README.md", "src/rh_acme_crm/__init__.py", "src/rh_acme_crm/py.typed",
        "tests/test_rh_acme_crm.py",
    }  # fmt: skip
    assert [str(folder / name) in ended.out for name in files] == [True] * 5
    for path in folder.rglob("*.py"):
        ast.parse(path.read_text("utf-8"))
    assert not [p for p in folder.rglob("*") if p.is_file() and "$" in p.read_text("utf-8")]
    settings = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
    assert settings["project"]["entry-points"] == {
        "relationship_health.plugins": {"acme-crm": "rh_acme_crm"}
    }
    assert "license" not in settings["project"]


def test_nothing_is_overwritten(run: Run, tmp_path: Path) -> None:
    """A folder or file of that name is left alone."""
    (tmp_path / "rh-acme").write_text("mine")
    ended = run("plugins", "new", "rh-acme", "-o", tmp_path)
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert "exists already" in ended.err
    assert (tmp_path / "rh-acme").read_text() == "mine"


@pytest.mark.parametrize(
    "name",
    ["Acme", "rh_acme", "1acme", "a b", "rh-", "-rh", "rh--acme", "../x", "", "class", "rh-json",
     "json", "relationship-health", "äcme", "a" + "\n"],
)  # fmt: skip
def test_names_that_make_no_package_are_refused(run: Run, tmp_path: Path, name: str) -> None:
    """One sentence says what was found and what was expected, and nothing is made."""
    ended = run("plugins", "new", "-o", tmp_path, "--", name)
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert "The name of the plugin is" in ended.err
    assert not list(tmp_path.iterdir())


@pytest.mark.needs("hatchling", "pip")
def test_a_new_plugin_installs_passes_and_is_found(run: Run, tmp_path: Path) -> None:
    """Made, installed without network, tested with the kit, and checked by its name."""
    run("plugins", "new", "rh-acme", "-o", tmp_path)
    made, site = tmp_path / "rh-acme", tmp_path / "site"

    def python(*words: str) -> str:
        environment = {**os.environ, "PYTHONPATH": str(site), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        environment.pop(ENVIRONMENT)
        done = subprocess.run(  # noqa: S603  this interpreter, with words written here
            [sys.executable, *words], cwd=made, env=environment, capture_output=True, text=True,
            check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    python("-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation",
           "--target", str(site), ".")  # fmt: skip
    told = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "--rootdir=.")
    assert "failed" not in told
    assert "passed" in told
    python("-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir=.", "--doctest-modules",
           str(site / "rh_acme" / "__init__.py"))  # fmt: skip
    checked = python("-m", "relationship_health.cli", "plugins", "check", "rh-acme")
    assert checked.splitlines()[-1] == "rh-acme: 36 passed, 5 skipped."


def test_new_files_are_listed_as_json(run: Run, tmp_path: Path) -> None:
    """With --json stdout is one document: the folder, and every file that was made."""
    told = json.loads(run("plugins", "new", "rh-acme", "-o", tmp_path, "--json").out)
    assert told["folder"] == str(tmp_path / "rh-acme")
    made = {str(path) for path in (tmp_path / "rh-acme").rglob("*") if path.is_file()}
    assert set(told["files"]) == made
