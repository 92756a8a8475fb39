"""The example plugin, installed as a user would install it and loaded in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "plugin"

pytestmark = pytest.mark.needs("hatchling", "pip", "pandas")

PROGRAM = """
import json, sys
from relationship_health.metrics import BUILT_IN
from relationship_health.plugins import discover, load

before = [record.status for record in discover() if record.distribution == "rh-steadiness"]
unloaded = "rh_steadiness" not in sys.modules
registry = load(BUILT_IN, plugins=["RH_Steadiness"])
(record,) = [r for r in registry.records if r.distribution == "rh-steadiness"]
print(json.dumps({
    "before": before,
    "unloaded": unloaded,
    "record": [record.name, record.version, record.status, record.source],
    "hooks": record.hooks,
    "metrics": [given.name for given in registry.metrics],
    "file": sys.modules["rh_steadiness"].__file__,
}))
"""


def run(*words: str, folder: Path, path: Path | None = None) -> str:
    """Run this interpreter in a folder, with another folder on its path."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    environment.pop("PYTHONPATH", None)
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(  # noqa: S603 - this interpreter, with words written here
        [sys.executable, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the example, without network, into a folder of its own."""
    target = tmp_path_factory.mktemp("installed")
    words = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    run(*words, "--target", str(target), str(EXAMPLE), folder=target)
    return target


def test_the_example_is_found_and_loaded(installed: Path, tmp_path: Path) -> None:
    """The installed distribution is listed without import, and gives its metric when asked."""
    found: dict[str, Any] = json.loads(run("-c", PROGRAM, folder=tmp_path, path=installed))
    assert (found["before"], found["unloaded"]) == (["installed"], True)
    assert found["record"] == ["steadiness", "1.0.0", "loaded", "entry point"]
    assert found["hooks"] == ["rh_plugin_info", "rh_metrics"]
    assert found["metrics"][-1] == "example.steadiness"
    assert Path(found["file"]).is_relative_to(installed)


PYTEST = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "--rootdir=."]


def test_the_example_passes_its_own_tests(installed: Path, tmp_path: Path) -> None:
    """The tests, the conformance kit and the docstrings of the example are green."""
    words = [*PYTEST, str(EXAMPLE / "tests")]
    run(*words, folder=tmp_path, path=installed)
    words = [*PYTEST, "--doctest-modules", str(installed / "rh_steadiness" / "__init__.py")]
    run(*words, folder=tmp_path, path=installed)


def test_the_readme_is_ten_lines() -> None:
    """The example's README can be read at a glance, and says what the metadata say."""
    text = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 10
    assert "rh-steadiness" in text
    assert "example.steadiness" in text
