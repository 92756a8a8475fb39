"""One portfolio of many sources."""

from __future__ import annotations

import logging
import traceback
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.errors import ColumnError, InputError, ReaderError, RowError
from tests.io.dirty import calendars, cards, mail
from tests.io.dirty.case import CANARY

LOG = """from,to,at,how,id
Ana Lopez,bo@them.example,05.01.2026 10:00,phone,1
Ana Lopez,cy@them.example,06.01.2026 10:00,phone,2
Ana Lopez,cy@them.example,someday,phone,3
"""
PROJECT = """
our_side = ["*@us.example"]
timezone = "Europe/Berlin"
profile = "sales"

[[sources]]
path = "mail/*.mbox"

[[sources]]
path = "calls.csv"
name = "calls"
time_format = "%d.%m.%Y %H:%M"
columns = { sender = "from", recipient = "to", time = "at", channel = "how", interaction = "id" }

[[sources]]
path = "people.vcf"

[identities.aliases]
"ana@us.example" = ["Ana Lopez", "ana@home.example"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write two mailboxes that share a message, a table and a card."""
    (tmp_path / "mail").mkdir()
    sent = mail.box(mail.headers(1), mail.headers(2, From="Ana <ana@home.example>"))
    got = mail.box(mail.headers(1), mail.headers(3, From="bo@them.example", To="ana@us.example"),
                   mail.headers(4, Date=None))  # fmt: skip
    (tmp_path / "mail" / "a-sent.mbox").write_bytes(sent)
    (tmp_path / "mail" / "b-got.mbox").write_bytes(got)
    (tmp_path / "calls.csv").write_text(LOG)
    bo = cards.card("FN:Bo Berg", "ORG:Them", "EMAIL:BO@them.example", "EMAIL:berg@x.example")
    (tmp_path / "people.vcf").write_text(bo)
    (tmp_path / "project.toml").write_text(PROJECT)
    return tmp_path


def test_every_row_of_every_source_is_accounted_for(folder: Path) -> None:
    """Each source has its own exact account, and those of the log add up to the whole."""
    project = rh.read_project(folder / "project.toml", on_error="collect")
    accounts = {
        a.source: (a.table, a.rows_in, a.accepted, a.repaired, a.ignored, a.rejected)
        for a in project.sources
    }
    assert accounts == {
        "mail/a-sent.mbox": ("interactions", 2, 2, 0, 0, 0),
        "mail/b-got.mbox": ("interactions", 3, 1, 0, 1, 1),
        "calls": ("interactions", 3, 2, 0, 0, 1),
        "people.vcf": ("stakeholders", 1, 1, 0, 0, 0),
    }
    issues = project.portfolio.issues
    assert (issues.rows_in, issues.accepted, issues.ignored, issues.rejected) == (8, 5, 1, 2)
    assert {(i.source, i.row, i.code) for i in issues} == {
        ("mail/b-got.mbox", 1, "seen-elsewhere"),
        ("mail/b-got.mbox", 3, "no-date"),
        ("calls", 4, "bad-time"),
    }


def test_people_are_one_by_their_aliases(folder: Path) -> None:
    """A name, two addresses and one of a card are the people that they were said to be."""
    project = rh.read_project(folder / "project.toml", on_error="collect")
    portfolio = project.portfolio
    assert portfolio.keys == [
        ("ana@us.example", "bo@them.example"), ("ana@us.example", "cy@them.example"),
    ]  # fmt: skip
    assert portfolio.sided.all()
    assert portfolio.stakeholders["bo@them.example"].organisation == "Them"
    assert portfolio.groups.counts.tolist() == [4, 1]
    assert project.profile == "sales"
    assert not project.suggestions


def test_times_are_read_in_the_zone_of_the_project(folder: Path) -> None:
    """A table without zones is read as the project says; mail has zones of its own."""
    portfolio = rh.read_project(folder / "project.toml", on_error="collect").portfolio
    times = {str(t) for t in portfolio.time.astype("M8[us]").astype("M8[m]")}
    assert "2026-01-05T09:00" in times  # ten o'clock in Berlin
    assert "2026-01-05T08:01" in times


@pytest.mark.needs("icalendar")
def test_a_calendar_knows_its_zone(tmp_path: Path) -> None:
    """Times without a zone are those of the calendar, unless the project or the caller says so."""
    head = calendars.HEAD + "X-WR-TIMEZONE:Asia/Tokyo\r\n"
    content = calendars.calendar(calendars.event(1, DTSTART="20260105T100000"), head=head)
    (tmp_path / "a.ics").write_bytes(content)
    for zone, hour in (("", 1), ('timezone = "Europe/Berlin"\n', 9), ('timezone = "UTC"\n', 10)):
        (tmp_path / "p.toml").write_text(zone + '[[sources]]\npath = "a.ics"\n')
        time = rh.read_project(tmp_path / "p.toml").portfolio.time[0]
        assert time.astype("M8[us]").item().hour == hour
    assert rh.read(tmp_path / "a.ics").time[0].astype("M8[us]").item().hour == 1
    time = rh.read(tmp_path / "a.ics", timezone="Europe/Berlin").time[0]
    assert time.astype("M8[us]").item().hour == 9


def test_without_aliases_nobody_is_merged(folder: Path) -> None:
    """Only what is named is merged; what looks alike is suggested."""
    text = (folder / "project.toml").read_text().partition("[identities")[0]
    (folder / "project.toml").write_text(text)
    project = rh.read_project(folder / "project.toml", on_error="collect")
    assert "ana@home.example" in project.portfolio.ids.tolist()
    assert [(s.first, s.second) for s in project.suggestions] == [
        ("ana@home.example", "ana@us.example")
    ]


def test_a_bad_row_is_an_error_unless_asked(folder: Path) -> None:
    """By default a project with bad rows is refused, with the source of the first."""
    with pytest.raises(RowError, match=r"mail/b-got.mbox message 3, column 'time'") as refusal:
        rh.read_project(folder / "project.toml")
    assert refusal.value.issues is not None


@pytest.mark.needs("icalendar")
def test_a_meeting_and_its_mails_count_once(tmp_path: Path) -> None:
    """A mail under a meeting's UID, or in answer to it, is its invitation, in any order."""
    invitation = mail.headers(1, Message_ID="<e1@us.example>")
    answer = mail.headers(2, From="bo@them.example", To="ana@us.example",
                          In_Reply_To="<e1@us.example>")  # fmt: skip
    other = mail.headers(3, To="cy@them.example", Message_ID="<x@us.example>",
                         In_Reply_To="<e1@us.example>")  # fmt: skip
    (tmp_path / "a.mbox").write_bytes(mail.box(invitation, answer, other))
    weekly = calendars.event(1, "RRULE:FREQ=WEEKLY;COUNT=3")
    (tmp_path / "a.ics").write_bytes(calendars.calendar(weekly))
    (tmp_path / "b.ics").write_bytes(calendars.calendar(weekly, calendars.event(2)))
    for order in (("a.mbox", "a.ics", "b.ics"), ("b.ics", "a.ics", "a.mbox")):
        text = "".join(f'[[sources]]\npath = "{name}"\n' for name in order)
        (tmp_path / "p.toml").write_text(text)
        portfolio = rh.read_project(tmp_path / "p.toml").portfolio
        counts = {a.source: (a.accepted, a.ignored) for a in portfolio.issues.sources}
        assert counts["a.mbox"] == (1, 2)
        assert {counts["a.ics"], counts["b.ics"]} == (
            {(3, 0), (1, 3)} if order[0] == "a.mbox" else {(4, 0), (0, 3)}
        )
        assert len(portfolio.time) == 5


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["ana", "bo", "cy"]), st.sampled_from(["bo", "cy", "dee"]),
        st.integers(1, 28), st.sampled_from(["email", "phone", ""]),
        st.sampled_from(["5", "x", ""]),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(
    max_examples=max(20, settings().max_examples // 10),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=ROWS, cuts=st.lists(st.integers(0, 12), max_size=3))
def test_cutting_a_log_into_files_changes_nothing(
    rows: list[tuple[str, str, int, str, str]], cuts: list[int], tmp_path: Path
) -> None:
    """A log in one file and the same in several give one portfolio and the same account."""
    header = "sender,recipient,time,channel,duration\n"
    lines = [f"{a},{b},2026-01-{day:02}T09:00Z,{how},{long}\n" for a, b, day, how, long in rows]
    places = sorted({0, len(lines), *(cut for cut in cuts if cut < len(lines))})
    (tmp_path / "whole.csv").write_text(header + "".join(lines))
    text = 'our_side = "ana"\n'
    for number, (first, last) in enumerate(pairwise(places)):
        (tmp_path / f"{number}.csv").write_text(header + "".join(lines[first:last]))
        text += f'[[sources]]\npath = "{number}.csv"\n'
    (tmp_path / "p.toml").write_text(text)
    whole = rh.read(tmp_path / "whole.csv", our_side={"ana"}.__contains__, on_error="collect")
    joined = rh.read_project(tmp_path / "p.toml", on_error="collect").portfolio
    assert joined == whole
    for name in ("rows_in", "accepted", "repaired", "ignored", "rejected"):
        assert getattr(joined.issues, name) == getattr(whole.issues, name)
    assert sorted(i.code for i in joined.issues) == sorted(i.code for i in whole.issues)


def test_ids_of_tables_stay_inside_them(tmp_path: Path) -> None:
    """Interaction 1 of one table is not interaction 1 of another, unless the project says so."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(
            "sender,recipient,time,interaction\nana,bo,2026-01-05T09:00Z,1\n"
        )
    source = '[[sources]]\npath = "{}.csv"\n'
    for further, rows in (("", 2), ("shared_ids = true\n", 1)):
        text = source.format("a") + further + source.format("b") + further
        (tmp_path / "p.toml").write_text(text)
        assert len(rh.read_project(tmp_path / "p.toml").portfolio.time) == rows


def test_a_source_without_a_column_can_set_it(tmp_path: Path) -> None:
    """What all rows of a source have in common is set, and sources differ in their columns."""
    (tmp_path / "a.csv").write_text("sender,time,duration\nana,2026-01-05,5\n")
    (tmp_path / "b.jsonl").write_text(
        '{"sender": 7, "recipient": 8, "time": "2026-01-06", "duration": "x"}\n'
    )
    (tmp_path / "p.toml").write_text(
        '[[sources]]\npath = "a.csv"\nset = { recipient = "shop", channel = "phone" }\n'
        '[[sources]]\npath = "b.jsonl"\n'
    )
    portfolio = rh.read_project(tmp_path / "p.toml", on_error="collect").portfolio
    assert portfolio.keys == [("7", "8"), ("ana", "shop")]
    assert portfolio.categories["channel"].tolist() == ["phone"]
    assert [(i.source, i.row, i.code) for i in portfolio.issues] == [("b.jsonl", 1, "bad-number")]


MISTAKES = {
    "[[source]]": "did you mean 'sources'",
    "our_side = []": "names no sources",
    "sources = 3": "names no sources",
    '[[sources]]\npth = "a"': "did you mean 'path'",
    "[[sources]]": "has no path and url, expected one",
    '[[sources]]\npath = "a"\nurl = "b"': "has both path and url",
    '[[sources]]\npath = "gone.csv"': "there is no 'gone.csv'",
    '[[sources]]\npath = "*.gone"': r"there is no '\*.gone'",
    "[[sources]]\npath = 3": "path is int, expected text",
    '[[sources]]\nurl = "x://"\ncolumns = { sendr = "a" }': "did you mean 'sender'",
    '[[sources]]\nurl = "x://"\ncolumns = 3': "no table of texts",
    '[[sources]]\nurl = "x://"\nset = { time = "a" }': "set has 'time'",
    '[[sources]]\nurl = "x://"\ntime_unit = "h"': "time_unit is 'h'",
    'within = "no"\n[[sources]]\nurl = "x://"': "within is str, expected true or false",
    'our_side = 3\n[[sources]]\nurl = "x://"': "our_side is int, expected a list",
    '[[sources]]\nurl = "x://"\n[identities]\naliases = 3': "aliases is int",
    '[[sources]]\nurl = "gopher://x"': "No reader knows URLs of 'gopher'",
    '[[sources]]\nurl = "x://"\nmax_recipients = "many"': "expected a whole number",
    "[[sources": "cannot be read as TOML",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_in_a_project_is_named(text: str, tmp_path: Path) -> None:
    """What a project cannot mean is told in one sentence, with the file and the nearest word."""
    path = tmp_path / "project.toml"
    path.write_text(text)
    with pytest.raises((InputError, ReaderError), match=MISTAKES[text]) as refusal:
        rh.read_project(path)
    assert "\n" not in str(refusal.value)


def test_a_project_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A missing file is told as such, and a project needs a log."""
    with pytest.raises(ReaderError, match="cannot be read"):
        rh.read_project(tmp_path / "none.toml")
    (tmp_path / "a.vcf").write_text(cards.SOUND)
    (tmp_path / "p.toml").write_text('[[sources]]\npath = "a.vcf"\n')
    with pytest.raises(InputError, match="names no source with interactions"):
        rh.read_project(tmp_path / "p.toml")
    (tmp_path / "a.csv").write_text("a,b,c\n1,2,3\n")
    (tmp_path / "p.toml").write_text('[[sources]]\npath = "a.csv"\n')
    with pytest.raises(ColumnError, match=r"a.csv has no column 'sender'"):
        rh.read_project(tmp_path / "p.toml")


def test_one_file_is_read_in_one_call(folder: Path) -> None:
    """``read`` gives the portfolio of a mailbox, says what is bad, and knows its arguments."""
    path = folder / "mail" / "b-got.mbox"
    portfolio = rh.read(path, our_side={"ana@us.example"}, on_error="collect")
    assert portfolio.keys == [("ana@us.example", "bo@them.example")]
    with pytest.raises(RowError, match="message 3, column 'time'"):
        rh.read(path)
    with pytest.raises(TypeError, match=r"no argument 'ownr' \(did you mean 'owner'\?\)"):
        rh.read(path, ownr="ana")  # type: ignore[call-arg]  # the mistake is the test
    with pytest.raises(InputError, match="holds stakeholders, expected interactions"):
        rh.read(folder / "people.vcf")
    with pytest.raises(InputError, match="read it with read_project"):
        rh.read(folder / "project.toml")


@pytest.mark.needs("sqlalchemy")
def test_a_connection_of_the_caller_stays_open() -> None:
    """A connection is read from, left open, and what stands in it untouched."""
    import sqlalchemy

    engine = sqlalchemy.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE log (sender, recipient, time)")
        connection.exec_driver_sql("INSERT INTO log VALUES ('ana', 'bo', '2026-01-05T09:00Z')")
        assert rh.read(connection, our_side={"ana"}).keys == [("ana", "bo")]
        assert connection.exec_driver_sql("SELECT count(*) FROM log").scalar() == 1
    with pytest.raises(InputError, match="The source is int, expected a file, a URL"):
        rh.read(3)


@pytest.mark.needs("sqlalchemy")
@pytest.mark.parametrize(
    "url",
    [
        "postgresql+nowhere://ana:geheim@localhost/crm",
        "postgresql://ana:geheim@localhost:port/crm",
        "mysql://ana:geheim@localhost/crm?password=geheim",
        "sqlite:///geheim-is-no-secret-of-a-path",
    ],
)
def test_a_password_is_never_told(url: str, caplog: pytest.LogCaptureFixture) -> None:
    """No message, traceback or log holds the password of a URL."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ReaderError) as refusal:
        rh.read(url, table="log")
    if not url.startswith("sqlite"):
        told = "".join(traceback.format_exception(refusal.value)) + caplog.text
        assert "geheim" not in told.replace(url, "").replace(repr(url), "")
        assert "geheim" not in str(refusal.value)


def test_bodies_and_subjects_come_out_nowhere(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What people wrote is in no portfolio, account, repr, log or traceback of a project."""
    caplog.set_level(logging.DEBUG)
    project = rh.read_project(folder / "project.toml", on_error="collect")
    portfolio = project.portfolio
    scorecard = rh.score(portfolio, as_of="2026-03-01")
    told = [
        repr(project), repr(list(portfolio.issues)), portfolio.issues.summary(), caplog.text,
        repr(portfolio.columns), repr(portfolio.categories), repr(project.suggestions),
        repr(scorecard.to_frame("dict")),
        *(str(scorecard.explain(key)) for key in portfolio.keys),
    ]  # fmt: skip
    try:
        rh.read_project(folder / "project.toml")
    except RowError as error:
        told += ["".join(traceback.format_exception(error))]
    assert CANARY in (folder / "mail" / "b-got.mbox").read_text()
    assert CANARY not in "".join(told)


@pytest.mark.needs("sqlalchemy")
def test_bodies_and_subjects_are_in_no_store(folder: Path) -> None:
    """No byte of what people wrote is in any file of a store that keeps the scores."""
    project = rh.read_project(folder / "project.toml", on_error="collect")
    kept = folder / "kept"
    kept.mkdir()
    store = rh.ScoreStore(url=f"sqlite:///{kept / 'scores.db'}")
    store.save(rh.score(project.portfolio, as_of="2026-03-01"))
    written = b"".join(file.read_bytes() for file in kept.iterdir())
    assert b"bo@them.example" in written
    assert CANARY.encode() not in written
