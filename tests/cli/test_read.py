"""``read``: what would be read, in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import COLUMNS, Run
from tests.io.dirty import calendars, cards, mail
from tests.io.dirty.case import CANARY


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    """Write a mailbox with a bad message in it."""
    path = tmp_path / "inbox.mbox"
    path.write_bytes(mail.box(
        mail.headers(1), mail.headers(2, From="bo@them.example", To="ana@us.example"),
        mail.headers(3, Date=None), mail.headers(4, To=None),
        mail.headers(5, From="ana at us.example"),
    ))  # fmt: skip
    return path


def test_a_mailbox_is_told_of(run: Run, mailbox: Path) -> None:
    """Which reader, how many rows where, and each finding with code, place and reason."""
    ended = run("read", mailbox)
    assert ended.code == 0
    assert ended.err == ""
    lines = ended.out.splitlines()
    assert lines[0] == f"{mailbox}: read as mbox, 1 relationship."
    assert lines[1] == "5 rows in: 2 accepted, 1 repaired, 1 ignored by rule, 1 rejected."
    assert any("rejected  1     no-date" in line and "message 3" in line for line in lines)


def test_json_tells_the_same(run: Run, mailbox: Path) -> None:
    """The account as JSON adds up, and has the places of each finding."""
    told = json.loads(run("read", mailbox, "--json").out)
    assert told["reader"] == "mbox"
    assert told["rows_in"] == 5 == sum(
        told[name] for name in ("accepted", "repaired", "ignored", "rejected")
    )  # fmt: skip
    found = {each["code"]: (each["action"], each["places"]) for each in told["findings"]}
    assert found == {
        "no-date": ("rejected", [3]), "no-recipient": ("ignored", [4]),
        "hidden-address": ("repaired", [5]),
    }  # fmt: skip


def test_strict_makes_bad_rows_a_failure(run: Run, mailbox: Path) -> None:
    """With --strict the exit code says that rows were bad, and all is told as before."""
    assert run("read", mailbox, "--strict").code == 1
    assert run("score", mailbox, "--strict").code == 1
    assert run("score", mailbox, "--our-side", "*@us.example").code == 0


def test_columns_that_are_not_named_rightly_are_listed(run: Run, log: Path) -> None:
    """Without its columns a table is read all the same, and the columns are shown."""
    ended = run("read", log)
    assert ended.code == 0
    assert "columns: from, to, at, via" in ended.out
    assert "no column 'sender'" in ended.err
    assert "say which it is with --sender" in ended.err
    assert "3 relationships" not in ended.out
    assert "5 accepted" in run("read", log, *COLUMNS).out


@pytest.mark.needs("icalendar")
def test_a_project_is_told_of_source_by_source(run: Run, mailbox: Path) -> None:
    """Each source has a line, suggestions are counted and listed when asked, and it is scored."""
    folder = mailbox.parent
    (folder / "a.ics").write_bytes(calendars.calendar(calendars.event(1)))
    (folder / "people.vcf").write_text(cards.SOUND)
    project = folder / "project.toml"
    project.write_text(
        'our_side = ["*@us.example"]\nprofile = "sales"\nplugins = []\n'
        + "".join(f'[[sources]]\npath = "{n}"\n' for n in ("inbox.mbox", "a.ics", "people.vcf"))
    )
    ended = run("read", project)
    assert ended.code == 0
    assert "people.vcf  stakeholders  1" in ended.out
    assert "inbox.mbox message 3" in ended.out
    assert run("read", project, "--suggest").code == 0
    assert json.loads(run("read", project, "--json", "--suggest").out)["suggestions"] == []
    scored = run("score", project, "--as-of", "2026-02-01")
    assert scored.code == 0
    assert "bo@them.example" in scored.out
    assert run("score", project, "--our-side", "x").code == 2


def test_what_people_wrote_is_never_shown(run: Run, mailbox: Path, tmp_path: Path) -> None:
    """No command that reads shows a word of a body or a subject, whatever comes of it."""
    broken = tmp_path / "broken.mbox"
    broken.write_bytes(mail.box(mail.headers(1, To=None), mail.headers(2, Date=CANARY)))
    assert CANARY in mailbox.read_text()
    for path in (mailbox, broken):
        for command in ("read", "score", "history", "backtest"):
            ended = run(command, path)
            assert CANARY not in ended.out + ended.err
    assert CANARY not in run("explain", mailbox, "ana@us.example", "bo@them.example").out
    for command, end in (("score", "csv"), ("score", "json"), ("history", "json")):
        written = tmp_path / f"out.{end}"
        assert run(command, mailbox, "-o", written).code == 0
        assert CANARY.encode() not in written.read_bytes()


@pytest.mark.needs("jinja2", "matplotlib")
def test_what_people_wrote_is_in_no_report(run: Run, mailbox: Path, tmp_path: Path) -> None:
    """The page for others holds no word of a body or a subject."""
    page = tmp_path / "report.html"
    assert run("report", mailbox, "-o", page).code == 0
    assert b"bo@them.example" in page.read_bytes()
    assert CANARY.encode() not in page.read_bytes()


def test_a_missing_file_is_one_sentence(run: Run, tmp_path: Path) -> None:
    """What is not there is told so, for each way of naming it, and nothing is made."""
    for name in ("none.mbox", "none.ics", "none.toml", "none.maildir", "none.sqlite"):
        ended = run("read", tmp_path / name)
        assert ended.code == 1
        assert len(ended.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_cards_are_no_log(run: Run, tmp_path: Path) -> None:
    """Contact cards can be looked at; to score them a log is needed."""
    path = tmp_path / "people.vcf"
    path.write_text(cards.SOUND)
    assert "read as vcard" in run("read", path).out
    ended = run("score", path)
    assert ended.code == 1
    assert "holds stakeholders, expected interactions" in ended.err


def test_a_url_is_not_repeated(run: Run) -> None:
    """A URL with a password in the place of a file is refused without a word of it."""
    for command in ("read", "score"):
        ended = run(command, "postgresql://ana:geheim@host/crm")
        assert ended.code == 2
        assert "is a URL" in ended.err
        assert "geheim" not in ended.err + ended.out
