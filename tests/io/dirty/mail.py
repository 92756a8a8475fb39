"""Dirty mailboxes and messages."""

from __future__ import annotations

import gzip
from typing import Any

from tests.io.dirty.case import CANARY, Case

ENVELOPE = b"From ana@us.example Mon Jan  5 09:00:00 2026\n"
BODY = f"\nDear Bo, {CANARY}!\nFrom here on, nothing.\n>From there neither.\n\n".encode()


def headers(number: int = 1, **changed: str | None) -> bytes:
    """Write the headers of a sound message, some of them changed or left out."""
    given: dict[str, str | None] = {
        "From": "Ana <ana@us.example>",
        "To": "bo@them.example",
        "Date": f"Mon, 5 Jan 2026 09:{number:02}:00 +0100",
        "Message-ID": f"<m{number}@us.example>",
        "Subject": CANARY,
        **{name.replace("_", "-"): value for name, value in changed.items()},
    }
    return "".join(f"{n}: {v}\n" for n, v in given.items() if v is not None).encode("latin-1")


def box(*messages: bytes) -> bytes:
    """Write messages into a mailbox."""
    return b"".join(ENVELOPE + message + BODY for message in messages)


def letter(name: str, *, accepted: int = 1, **how: Any) -> Case:
    """Make the case of a mailbox that has a sound message behind the bad one."""
    changed = {key: how.pop(key) for key in list(how) if key[0].isupper()}
    content = box(headers(1, **changed), headers(2))
    return Case(file=f"{name}.mbox", content=content, accepted=accepted, **how)


MANY = ", ".join(f"p{i}@them.example" for i in range(16_000))
NESTED = "(" * 5_000 + ")" * 5_000
RECEIVED = "from a by b; Tue, 6 Jan 2026 10:00:00 +0000"
SOUND = box(headers(1), headers(2))

CASES = (
    Case(file="sound.mbox", content=SOUND, accepted=2, checks={"channel": ["email"] * 2}),
    Case(file="sound.mbox.gz", content=gzip.compress(SOUND), accepted=2),
    Case(file="inbox", content=SOUND, accepted=2),
    Case(file="marked.mbox", content=b"\xef\xbb\xbf" + SOUND, accepted=2),
    Case(file="windows.mbox", content=SOUND.replace(b"\n", b"\r\n"), accepted=2),
    Case(file="not-ascii.mbox", content=SOUND.replace(b"From ana@", b"From \xe4n\xe4@", 1),
         accepted=2),
    Case(file="not-utf8-body.mbox", content=SOUND + b"\xff\xfe\x00\n", accepted=2),
    Case(file="no-blank-between.mbox", content=SOUND.replace(b"\n\nFrom ana", b"\nFrom ana"),
         accepted=2),
    Case(file="from-in-body.mbox", content=SOUND + b"\nFrom me to you\nall the best\n", accepted=2),
    Case(file="quoted-envelope.mbox", content=SOUND + b"\n> " + ENVELOPE, accepted=2),
    Case(file="no-body.mbox", content=ENVELOPE + headers(1) + ENVELOPE + headers(2), accepted=2),
    Case(file="cut.mbox", content=box(headers(1)) + ENVELOPE + headers(2)[:60], accepted=1,
         rejected={"bad-date": 1}),
    Case(file="zip.mbox", content=b"PK\x03\x04" + SOUND, refused="is a zip archive"),
    Case(file="wide.mbox", content=SOUND.decode().encode("utf-16"), refused="is UTF-16 text"),
    Case(file="empty.mbox", content=b"", refused="is empty"),
    Case(file="blank.mbox", content=b"\n" * 100, refused='does not begin with a line "From "'),
    Case(file="table.mbox", content=b"sender,recipient\na,b\n", refused="does not begin with"),
    Case(file="damaged.mbox.gz", content=gzip.compress(SOUND)[:-9],
         refused="damaged or incomplete"),
    Case(file="long-line.mbox", content=SOUND + b"x" * 9_000_000, accepted=2),
    Case(file="long-headers.mbox", accepted=1, rejected={"headers-too-long": 1},
         content=box(headers(1) + b"X-Spam: " + b"x" * 300_000 + b"\n", headers(2))),
    Case(file="many-headers.mbox", accepted=1, rejected={"headers-too-long": 1},
         content=box(headers(1) + b"X-Spam: x\n" * 40_000, headers(2))),
    Case(file="no-headers.mbox", content=ENVELOPE + BODY + box(headers(2)), accepted=1,
         rejected={"no-headers": 1}),
    letter("no-date", Date=None, rejected={"no-date": 1}),
    letter("bad-date", Date="soon", rejected={"bad-date": 1}),
    letter("far-date", Date="Mon, 5 Jan 99999 09:00:00 +0000", rejected={"bad-date": 1}),
    letter("odd-zone", Date="Mon, 5 Jan 2026 09:00:00 +9999", rejected={"bad-date": 1}),
    letter("received", Date=None, Received=RECEIVED, repaired={"no-date": 1},
           checks={"time": [1767693600000000, 1767600120000000]}),
    letter("received-for-bad", Date="soon", Received=RECEIVED, repaired={"bad-date": 1}),
    letter("no-sender", From=None, rejected={"no-sender": 1}),
    letter("sender-only", From=None, Sender="ana@us.example", accepted=2),
    letter("bad-sender", From="nobody", rejected={"bad-sender": 1}),
    letter("hidden-sender", From="ana at us.example (Ana)", repaired={"hidden-address": 1},
           checks={"sender": ["ana@us.example"] * 2}),
    letter("two-authors", From="cy@us.example, ana@us.example", Sender="ana@us.example",
           accepted=2, checks={"sender": ["ana@us.example"] * 2}),
    letter("capitals", To="BO@Them.Example", accepted=2,
           checks={"recipient": ["bo@them.example"] * 2}),
    letter("no-recipient", To=None, ignored={"no-recipient": 1}),
    letter("undisclosed", To="undisclosed-recipients:;", ignored={"no-recipient": 1}),
    letter("unknown-recipient", To=None, In_Reply_To="<gone@x>", ignored={"unknown-recipient": 1}),
    letter("answered", To=None, In_Reply_To="<m2@us.example>", From="cy@x.example", accepted=2,
           checks={"recipient": ["ana@us.example", "bo@them.example"],
                   "thread": ["m2@us.example"] * 2}),
    letter("answers-itself", To=None, In_Reply_To="<m1@us.example>", accepted=2),
    letter("bad-recipient", To="bo@them.example, nobody", accepted=2,
           rejected={"bad-recipient": 1}),
    letter("comma-in-name", To="Doe, Jo <jo@them.example>", accepted=2,
           rejected={"bad-recipient": 1}),
    letter("twice", To="bo@them.example, Bo <bo@them.example>", Cc="BO@them.example", accepted=2),
    letter("group", To="Friends: bo@them.example, cy@them.example;", accepted=3),
    letter("many-recipients", To=MANY, rejected={"headers-too-long": 1}),
    letter("a-thousand-and-one", To=", ".join(f"p{i}@x.example" for i in range(1_001)),
           rejected={"too-many-recipients": 1}),
    letter("a-thousand", To=", ".join(f"p{i}@x.example" for i in range(1_000)), accepted=1_001),
    letter("few-allowed", To="a@x.example, b@x.example, c@x.example", accepted=1,
           rejected={"too-many-recipients": 1}, options={"max_recipients": 2}),
    letter("nested-comments", To=f"bo@them.example {NESTED}", rejected={"too-deep": 1}),
    letter("open-comments", From="(" * 5_000, rejected={"too-deep": 1}),
    letter("no-id", Message_ID=None, accepted=2),
    letter("no-id-for-two", Message_ID=None, To="a@x.example, b@x.example", accepted=1,
           repaired={"no-message-id": 2}),
    letter("odd-id", Message_ID="m1 without brackets", accepted=2),
    letter("circle", References="<m2@us.example>", In_Reply_To="<m2@us.example>", accepted=2),
    letter("unknown-charset", From="=?x-unknown?q?An=E4?= <ana@us.example>", accepted=2),
    letter("bytes-in-header", From="\xe4na <ana@us.example>", accepted=2),
    letter("newsletter", List_Unsubscribe="<x>", accepted=2, checks={"automated": [True, False]}),
    letter("out-of-office", Auto_Submitted="auto-replied", accepted=2,
           checks={"automated": [True, False]}),
    Case(file="one.eml", content=headers(1) + BODY, accepted=1),
    Case(file="marked.eml", content=b"\xef\xbb\xbf" + headers(1) + BODY, accepted=1),
    Case(file="no-date.eml", content=headers(1, Date=None), rejected={"no-date": 1}),
    Case(file="body-only.eml", content=BODY, rejected={"no-headers": 1}),
    Case(file="zip.eml", content=b"PK\x03\x04....", refused="is a zip archive"),
    Case(file="empty.eml", content=b"", refused="is empty"),
)  # fmt: skip
