"""Mail against the standard library's mailbox, and folders of messages."""

from __future__ import annotations

import mailbox
import os
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relationship_health.errors import ReaderError
from relationship_health.frames import read_table
from relationship_health.io.mail import read_maildir, read_mbox
from tests.io.dirty import mail

FEWER = settings(
    max_examples=max(20, settings().max_examples // 10),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
NAMES = st.sampled_from(["ana", "bo", "cy", "dee"])
LINES = st.lists(
    st.sampled_from(
        ["", "hello", "From here", "From: x", "To: y", "Date: z", ">From", "Subject: no"]
    ),
    max_size=6,
)
MESSAGES = st.lists(
    st.tuples(NAMES, st.lists(NAMES, min_size=1, max_size=3, unique=True),
              st.integers(0, 10**8), st.integers(-12, 12), LINES),
    min_size=1, max_size=5,
)  # fmt: skip


@FEWER
@given(messages=MESSAGES)
def test_mailboxes_of_the_standard_library_come_back(
    messages: list[tuple[str, list[str], int, int, list[str]]], tmp_path: Path
) -> None:
    """Whatever mailbox writes, whatever stands in the bodies, is read message by message."""
    path = tmp_path / "a.mbox"
    path.unlink(missing_ok=True)
    box = mailbox.mbox(path)
    expected = []
    start = datetime(2020, 1, 1, tzinfo=UTC)
    for number, (sender, recipients, seconds, hours, lines) in enumerate(messages):
        moment = start + timedelta(seconds=seconds)
        letter = EmailMessage()
        letter["From"] = f"{sender.title()} <{sender}@us.example>"
        letter["To"] = ", ".join(f"{name}@us.example" for name in recipients)
        letter["Date"] = format_datetime(moment + timedelta(hours=hours)).replace(
            "+0000", f"{hours:+03}00"
        )
        letter["Message-ID"] = f"<{number}@us.example>"
        letter.set_content("\n".join(lines) + "\n")
        box.add(letter)
        expected += [
            (f"{sender}@us.example", f"{name}@us.example", moment, f"{number}@us.example")
            for name in recipients
        ]
    box.close()
    reading = read_mbox(path, {})
    table = read_table(reading.frame)
    texts = [table.column(n).texts().tolist() for n in ("sender", "recipient", "interaction")]
    times = table.column("time").values.astype("M8[us]").tolist()
    moments = [time.replace(tzinfo=UTC) for time in times]
    found = list(zip(texts[0], texts[1], moments, texts[2], strict=True))
    assert found == expected
    assert reading.rows_in == len(expected)


def test_a_file_is_neither_made_nor_written(tmp_path: Path) -> None:
    """A missing mailbox stays missing, and one that may not be written is read."""
    with pytest.raises(ReaderError, match="does not exist"):
        read_mbox(tmp_path / "none.mbox", {})
    assert list(tmp_path.iterdir()) == []
    path = tmp_path / "a.mbox"
    path.write_bytes(mail.SOUND)
    path.chmod(0o400)
    before = path.stat().st_mtime_ns
    assert read_mbox(path, {}).rows_in == 2
    assert path.stat().st_mtime_ns == before


def test_a_maildir_is_read_with_its_subfolders(tmp_path: Path) -> None:
    """Messages of all folders are read, drafts ignored, and what is no message is rejected."""
    for number, (folder, name) in enumerate(
        [("cur", "1:2,S"), ("new", "2"), ("cur", "3:2,DS"), (".Sent/cur", "4:2,S"), ("tmp", "5")]
    ):
        place = tmp_path / folder
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(mail.headers(number))
    (tmp_path / "cur" / "empty").write_bytes(b"")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "cur" / "pipe")
    reading = read_maildir(tmp_path, {})
    assert read_table(reading.frame).rows == 3
    assert [found.code for found in reading.ignored] == ["draft"]
    assert {found.code for found in reading.rejected} == {"unreadable"}
    assert reading.rows_in == 3 + 1 + len(reading.rejected)


def test_a_folder_of_messages_is_read(tmp_path: Path) -> None:
    """A folder of .eml files is a mailbox, whatever else lies in it."""
    for number in (1, 2):
        (tmp_path / f"{number}.eml").write_bytes(mail.headers(number))
    (tmp_path / "notes.txt").write_text("nothing")
    assert read_maildir(tmp_path, {}).rows_in == 2
    with pytest.raises(ReaderError, match="holds no message"):
        read_maildir(tmp_path.parent / tmp_path.name / "..", {})


@FEWER
@given(order=st.permutations(range(5)))
def test_the_order_of_messages_settles_nothing(order: list[int], tmp_path: Path) -> None:
    """Who answered whom, and in what thread, is found wherever the messages stand."""
    box = [
        mail.headers(0),
        mail.headers(1, From="bo@them.example", To=None, In_Reply_To="<m0@us.example>"),
        mail.headers(2, To=None, In_Reply_To="<m1@us.example>"),
        mail.headers(3, From="cy@them.example", To=None,
                     References="<m0@us.example> <m2@us.example>"),
        mail.headers(4, To=None, In_Reply_To="<gone@us.example>"),
    ]  # fmt: skip
    path = tmp_path / "a.mbox"
    path.write_bytes(mail.box(*(box[place] for place in order)))
    reading = read_mbox(path, {})
    table = read_table(reading.frame)
    names = ("interaction", "sender", "recipient", "thread")
    rows = zip(*(table.column(name).texts().tolist() for name in names), strict=True)
    assert sorted(rows) == [
        ("m0@us.example", "ana@us.example", "bo@them.example", "m0@us.example"),
        ("m1@us.example", "bo@them.example", "ana@us.example", "m0@us.example"),
        ("m2@us.example", "ana@us.example", "bo@them.example", "m0@us.example"),
        ("m3@us.example", "cy@them.example", "ana@us.example", "m0@us.example"),
    ]
    assert [found.code for found in reading.ignored] == ["unknown-recipient"]
