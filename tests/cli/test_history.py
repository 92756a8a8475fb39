"""The command ``history``: a log at several dates, as a whole or for one relationship."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import COLUMNS, Run

PAIR = ("ana@us.example", "bo@them.example")
AT = ("--as-of", "2026-11-01", "--our-side", "*@us.example")


def test_all_relationships_at_every_date(run: Run, log: Path) -> None:
    """One line per date, earliest first: how many there are, and in which bands."""
    ended = run("history", log, *COLUMNS, *AT, "--dates", 3, "--every", 20)
    assert ended.code == 0
    header, *lines = ended.out.splitlines()
    assert header.split()[:4] == ["as", "of", "relationships", "median"]
    assert [line.split()[:2] for line in lines] == [
        ["2026-09-22", "1"], ["2026-10-12", "2"], ["2026-11-01", "2"],
    ]  # fmt: skip


def test_one_relationship(run: Run, log: Path) -> None:
    """Its health at every date is that of score at that date under the last benchmark."""
    ended = run("history", log, *PAIR, *COLUMNS, *AT, "--dates", 2)
    shown = ended.out.splitlines()[-1].split()
    explained = json.loads(run("explain", log, *PAIR, *COLUMNS, *AT, "--json").out)
    assert shown[:2] == ["2026-11-01", f"{explained['health']:.0f}"]


def test_dates_before_the_log_are_left_out(run: Run, log: Path) -> None:
    """They are counted on stderr; nothing was known then."""
    ended = run("history", log, *COLUMNS, *AT)
    assert "9 dates lie before the first interaction: left out." in ended.err
    assert len(ended.out.splitlines()) == 1 + 3


def test_written_and_as_json(run: Run, log: Path, tmp_path: Path) -> None:
    """The file has one row per date and relationship, and so has the JSON."""
    target = tmp_path / "history.csv"
    ended = run("history", log, *COLUMNS, *AT, "--dates", 2, "-o", target, "--json")
    with target.open(newline="") as lines:
        written = list(csv.DictReader(lines))
    told = json.loads(ended.out)
    assert len(written) == len(told) == 3
    assert [row["as_of"][:10] for row in written] == [row["as_of"][:10] for row in told]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--dates", 0), "--dates is 0, expected 1 to 1,000 dates."),
        (("--every", "-3"), "--every is -3, expected days, at most 36,525."),
        (("--every", "nan"), "--every is nan, expected days, at most 36,525."),
    ],
    ids=["no date", "backwards", "no number"],
)
def test_impossible_dates_are_refused(
    run: Run, log: Path, options: tuple[object, ...], sentence: str
) -> None:
    """In one sentence, before the log is read."""
    ended = run("history", log, *COLUMNS, *options)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines()[-1] == sentence


def test_half_a_relationship_is_refused(run: Run, log: Path) -> None:
    """Both ends are needed; an end that does not occur is named with the nearest."""
    assert "expected both ends" in run("history", log, PAIR[0], *COLUMNS).err
    wrong = run("history", log, PAIR[0], "bo@then.example", *COLUMNS)
    assert wrong.code == 1
    assert "did you mean 'bo@them.example'?" in wrong.err
    assert run("history", log, *COLUMNS, "-o", log).code == 2


def test_health_is_drawn_on_one_line(run: Run, log: Path) -> None:
    """One bar for each date, on stderr: what is piped stays a table."""
    ended = run("history", log, *PAIR, *COLUMNS, *AT, "--dates", 3, "--every", 20)
    drawn = ended.err.splitlines()[-1]
    assert drawn.startswith("health, 0 to 100: |")
    assert len(drawn.split("|")[1]) == 3
    assert drawn.endswith("| 2026-09-22 to 2026-11-01.")
    assert "|" not in ended.out
