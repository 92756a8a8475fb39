"""The command ``explain``: one relationship, in words or as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import COLUMNS, Run

PAIR = ("ana@us.example", "bo@them.example")


def test_the_explanation_is_printed(run: Run, log: Path) -> None:
    """Health, metrics with their points, and the interactions that matter."""
    ended = run("explain", log, *PAIR, *COLUMNS, "--as-of", "2026-11-01")
    assert ended.code == 0
    first, *rest = ended.out.splitlines()
    assert first.startswith("ana@us.example and bo@them.example as of 2026-11-01: health ")
    assert any("recency_decay: " in line for line in rest)
    assert any(line.startswith("  2026-10-02 10:00 UTC") for line in rest)


def test_json_adds_up(run: Run, log: Path) -> None:
    """The contributions of the JSON sum to its health."""
    explained = json.loads(run("explain", log, *PAIR, *COLUMNS, "--json").out)
    assert sum(explained["contributions"].values()) == pytest.approx(explained["health"])


def test_either_end_can_come_first(run: Run, log: Path) -> None:
    """The relationship is found from both of its ends."""
    there, back = (run("explain", log, *pair, *COLUMNS) for pair in (PAIR, PAIR[::-1]))
    assert there.out == back.out


def test_an_unknown_id_is_an_error_with_the_nearest(run: Run, log: Path) -> None:
    """A slip of the pen is recognised; stdout stays empty."""
    ended = run("explain", log, PAIR[0], "bo@then.example", *COLUMNS)
    assert (ended.code, ended.out) == (1, "")
    last = ended.err.splitlines()[-1]
    assert last == (
        "'bo@then.example' does not occur in the log, expected an id as it stands there: "
        "did you mean 'bo@them.example'?"
    )
    assert "check its spelling." in run("explain", log, PAIR[0], "nobody", *COLUMNS).err


def test_strangers_to_each_other_are_an_error(run: Run, log: Path) -> None:
    """Both ids are known, and the two were never in contact."""
    ended = run("explain", log, "bo@them.example", "cy@them.example", *COLUMNS)
    assert ended.code == 1
    assert "they were never in contact" in ended.err


def test_a_relationship_that_begins_later_is_an_error(run: Run, log: Path) -> None:
    """As of an earlier day the relationship is not known yet."""
    ended = run("explain", log, PAIR[0], "cy@them.example", *COLUMNS, "--as-of", "2026-10-01")
    assert ended.code == 1
    assert "has no contact up to 2026-10-01" in ended.err
