"""Strangers' plugins on the command line: loaded unless told otherwise, and never fatal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import COLUMNS, Run
from tests.plugins._site import GOOD, Site

SOUND = """
import numpy as np


@attrs.frozen(kw_only=True)
class Half(Tone):
    def score(self, block, benchmark):
        return MetricResult(value=np.full(len(block), .5), evidence=np.ones(len(block)))


@hookimpl
def rh_metrics():
    return [Half(name="acme.half")]
"""

READER = """
from relationship_health import Reading


def read(path, options):
    cells = [line.split() for line in path.read_text().splitlines()]
    frame = dict(zip(("sender", "recipient", "time"), zip(*cells)))
    return Reading(frame=frame, rows_in=len(cells) + lost)


lost = 0


@hookimpl
def rh_readers():
    return [Reader(name="acme.words", suffixes=(".words",), read=read)]
"""

ENVIRONMENT = "RELATIONSHIP_HEALTH_PLUGINS"


@pytest.fixture
def unrestricted(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command as a user does who has set no list."""
    monkeypatch.delenv(ENVIRONMENT)
    return run


def test_an_installed_metric_is_used(unrestricted: Run, site: Site, log: Path) -> None:
    """A stranger's metric is a column like any other, unless plugins are off."""
    planted = site.plant(SOUND)
    scores = json.loads(unrestricted("score", log, *COLUMNS, "--json").out)
    assert scores[0]["acme.half"] == 0.5
    assert planted.imported
    for options in (("--no-plugins",), ("--no-plugin", "acme"), ("--no-plugin", "rh-acme")):
        scores = json.loads(unrestricted(*options, "score", log, *COLUMNS, "--json").out)
        assert "acme.half" not in scores[0]


def test_the_environment_allows_by_name(
    run: Run, site: Site, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only listed plugins are imported; the option after the command works as well."""
    planted = site.plant(SOUND)
    other = site.plant(GOOD, plugin="other", distribution="rh-other")
    monkeypatch.setenv(ENVIRONMENT, "acme")
    scores = json.loads(run("score", log, *COLUMNS, "--json").out)
    assert "acme.half" in scores[0]
    assert (planted.imported, other.imported) == (True, False)
    scores = json.loads(run("score", log, *COLUMNS, "--json", "--no-plugins").out)
    assert "acme.half" not in scores[0]


def test_a_plugin_that_fails_does_not_stop_the_rest(
    unrestricted: Run, site: Site, log: Path
) -> None:
    """The scores are printed, stderr names the culprit, and the exit code is three."""
    site.plant(GOOD)  # its metric raises
    site.plant("raise SystemExit(9)", plugin="bad", distribution="rh-bad")
    ended = unrestricted("score", log, *COLUMNS, "--json")
    assert ended.code == 3
    scores = json.loads(ended.out)
    assert scores[0]["good.tone"] is None
    assert scores[0]["health"] is not None
    assert "good.tone" in ended.err
    assert "rh-bad" in ended.err
    assert "--no-plugin NAME" in ended.err
    assert "Traceback" not in ended.err


def test_a_reader_of_a_plugin_is_used(unrestricted: Run, site: Site, tmp_path: Path) -> None:
    """A format of a plugin is read like the built-in ones."""
    site.plant(READER)
    path = tmp_path / "log.words"
    path.write_text("a b 2026-01-05\nb a 2026-01-06\n")
    ended = unrestricted("score", path)
    assert ended.code == 0
    assert "2 rows in: 2 accepted" in ended.err


BAD_READERS = {
    "loses rows": ("lost = 0", "lost = 1", "does not account for all of its 3 rows"),
    "no Reading": ("return Reading", "return dict", "returned dict, expected a Reading"),
    "raises": ("    cells =", "    raise OSError('x')\n    cells =", "failed (OSError: x)"),
}


@pytest.mark.parametrize("name", BAD_READERS)
def test_a_reader_that_breaks_the_contract_is_named(
    name: str, unrestricted: Run, site: Site, tmp_path: Path
) -> None:
    """Plugin, distribution and version are in the sentence; the exit code is three."""
    sound, broken, words = BAD_READERS[name]
    site.plant(READER.replace(sound, broken))
    path = tmp_path / "log.words"
    path.write_text("a b 2026-01-05\nb a 2026-01-06\n")
    ended = unrestricted("score", path)
    assert (ended.code, ended.out) == (3, "")
    assert words in ended.err
    assert "plugin 'acme' (distribution rh-acme 1.2)" in ended.err


def test_the_list_says_what_became_of_each(unrestricted: Run, site: Site) -> None:
    """Loaded, blocked and failed ones are told apart, in the table and as JSON."""
    site.plant(SOUND)
    site.plant("raise OSError", plugin="bad", distribution="rh-bad")
    site.plant(GOOD, plugin="other", distribution="rh-other")
    ended = unrestricted("plugins", "list", "--json", "--no-plugin", "other")
    assert ended.code == 0
    found = {record["name"]: record for record in json.loads(ended.out)}
    assert found["acme"]["status"] == "loaded"
    assert found["acme"]["metrics"] == ["acme.half"]
    assert found["bad"]["status"] == "failed"
    assert found["other"]["status"] == "blocked"
    assert found["relationship_health.io.files"]["source"] == "built-in"
    table = unrestricted("plugins", "list").out
    assert "rh-acme" in table
    assert "recency_decay" in table


def test_the_list_can_do_without_importing(unrestricted: Run, site: Site) -> None:
    """``--no-load`` runs no line of a stranger's code."""
    planted = site.plant(SOUND)
    found = json.loads(unrestricted("plugins", "list", "--no-load", "--json").out)
    assert {"installed"} == {r["status"] for r in found if r["name"] == "acme"}
    assert not planted.imported


def test_blocking_a_name_that_no_plugin_bears_is_said(log: Path, run: Run) -> None:
    """Whoever misspells the plugin to be blocked hears of it, and the rest goes on."""
    listed = run("plugins", "list", "--no-plugin", "nosuch")
    assert listed.code == 0
    assert "No plugin 'nosuch' is there to be blocked" in listed.err
    scored = run("score", log, *COLUMNS, "--no-plugin", "nosuch")
    assert scored.code == 0
    assert "'nosuch'" in scored.err
