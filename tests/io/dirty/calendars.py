"""Dirty calendars."""

from __future__ import annotations

import gzip
from typing import Any

from tests.io.dirty.case import CANARY, Case

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
TAIL = "END:VCALENDAR\r\n"


def event(number: int = 1, *more: str, **changed: str | None) -> str:
    """Write a sound event, some of its properties changed or left out."""
    given: dict[str, str | None] = {
        "UID": f"e{number}@us.example",
        "DTSTAMP": "20260301T000000Z",
        "DTSTART": f"20260105T09{number:02}00Z",
        "DTEND": f"20260105T10{number:02}00Z",
        "SUMMARY": CANARY,
        "DESCRIPTION": f"{CANARY}\r\n  folded {CANARY}",
        "ORGANIZER": "mailto:Ana@us.example",
        "ATTENDEE;PARTSTAT=ACCEPTED": "mailto:bo@them.example",
        **{name.replace("_", "-"): value for name, value in changed.items()},
    }
    lines = [f"{name}:{value}" for name, value in given.items() if value is not None]
    return "\r\n".join(["BEGIN:VEVENT", *lines, *more, "END:VEVENT", ""])


def calendar(*parts: str, head: str = HEAD) -> bytes:
    """Write a calendar."""
    return (head + "".join(parts) + TAIL).encode()


def one(name: str, *more: str, **how: Any) -> Case:
    """Make the case of a calendar that has a sound event behind the bad one."""
    accepted = how.pop("accepted", 1)
    changed = {key: how.pop(key) for key in list(how) if key[0].isupper()}
    head = how.pop("head", HEAD)
    content = calendar(event(1, *more, **changed), event(2), head=head)
    return Case(file=f"{name}.ics", content=content, accepted=accepted, **how)


def zone(name: str, *lines: str) -> str:
    """Write the definition of a zone two hours ahead of UTC."""
    rows = [
        "BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0200", "TZOFFSETTO:+0200", *lines, "END:STANDARD", "END:VTIMEZONE", "",
    ]  # fmt: skip
    return "\r\n".join(rows)


SOUND = calendar(event(1), event(2))
NINE = 1_767_603_660_000_000  # 2026-01-05 09:01 UTC
HOUR = 3_600_000_000
GUESTS = [f"ATTENDEE:mailto:p{i}@them.example" for i in range(1_001)]

CASES = (
    Case(file="sound.ics", content=SOUND, accepted=2,
         checks={"duration": [60.0, 60.0], "channel": ["meeting"] * 2, "status": [None, None]}),
    Case(file="sound.ics.gz", content=gzip.compress(SOUND), accepted=2),
    Case(file="calendar", content=SOUND, accepted=2),
    Case(file="marked.ics", content=b"\xef\xbb\xbf" + SOUND, accepted=2),
    Case(file="unix.ics", content=SOUND.replace(b"\r\n", b"\n"), accepted=2),
    Case(file="small-letters.ics", content=SOUND.replace(b"BEGIN:", b"begin:"), accepted=2),
    Case(file="latin.ics", content=SOUND.replace(CANARY.encode(), b"\xe4"), accepted=2),
    Case(file="two.ics", content=SOUND + calendar(event(3)), accepted=3),
    Case(file="zip.ics", content=b"PK\x03\x04" + SOUND, refused="is a zip archive"),
    Case(file="empty.ics", content=b"", refused="does not begin with BEGIN:V"),
    Case(file="page.ics", content=b"<html>not found</html>", refused="does not begin with"),
    Case(file="cut.ics", content=SOUND[:-120], accepted=1, rejected={"cut-off": 1}),
    Case(file="unclosed.ics", content=SOUND.replace(b"END:VEVENT\r\n", b"", 1), accepted=1,
         rejected={"cut-off": 1}),
    one("no-start", DTSTART=None, rejected={"no-time": 1}),
    one("bad-start", DTSTART="20261399T000000Z", rejected={"bad-time": 1}),
    one("length-for-start", DTSTART="PT1H", rejected={"bad-time": 1}),
    one("no-colon", "DTSTART;20260105", DTSTART=None, rejected={"bad-time": 1}),
    one("year-one", DTSTART="00010101T000000", accepted=2,
        checks={"time": [-62_135_596_800_000_000, NINE + HOUR // 60]}),
    one("before-year-one", "DTSTART;TZID=Asia/Tokyo:00010101T000000", DTSTART=None,
        rejected={"bad-time": 1}),
    one("whole-day", DTSTART="20260105", DTEND="20260106", accepted=2,
        checks={"duration": [None, 60.0]}),
    one("no-end", DTEND=None, accepted=2, checks={"duration": [None, 60.0]}),
    one("end-before-start", DTEND="20250105T090000Z", repaired={"bad-length": 1}),
    one("bad-end", DTEND="later", repaired={"bad-length": 1}),
    one("length", "DURATION:PT30M", DTEND=None, accepted=2, checks={"duration": [30.0, 60.0]}),
    one("bad-length", "DURATION:P99999999999D", DTEND=None, repaired={"bad-length": 1}),
    one("known-zone", "DTSTART;TZID=Europe/Berlin:20260105T100100", DTSTART=None, accepted=2,
        checks={"time": [NINE, NINE + HOUR // 60]}),
    one("windows-zone", "DTSTART;TZID=W. Europe Standard Time:20260105T100100", DTSTART=None,
        accepted=2, checks={"time": [NINE, NINE + HOUR // 60]}),
    one("path-like-zone", "DTSTART;TZID=/acme.example/1/Europe/Berlin:20260105T100100",
        DTSTART=None, accepted=2, checks={"time": [NINE, NINE + HOUR // 60]}),
    one("path-as-zone", "DTSTART;TZID=../../etc/passwd:20260105T090100", DTSTART=None,
        repaired={"unknown-zone": 1}, checks={"time": [NINE, NINE + HOUR // 60]}),
    one("unknown-zone", "DTSTART;TZID=Nowhere/Land:20260105T090100", DTSTART=None,
        repaired={"unknown-zone": 1}, checks={"time": [NINE, NINE + HOUR // 60]}),
    one("own-zone", "DTSTART;TZID=Office:20260105T110100", DTSTART=None, head=HEAD + zone("Office"),
        accepted=2, checks={"time": [NINE, NINE + HOUR // 60]}),
    one("endless-zone", "DTSTART;TZID=Office:20260105T090100", DTSTART=None,
        head=HEAD + zone("Office", "RRULE:FREQ=SECONDLY"), repaired={"unknown-zone": 1}),
    one("broken-zone", "DTSTART;TZID=Office:20260105T090100", DTSTART=None,
        head=HEAD + zone("Office", "TZOFFSETTO:later"), repaired={"unknown-zone": 1}),
    one("floating", DTSTART="20260105T100100", accepted=2, options={"timezone": "Europe/Berlin"},
        checks={"time": [NINE, NINE + HOUR // 60]}),
    one("calendar-zone", DTSTART="20260105T100100", accepted=2,
        head=HEAD + "X-WR-TIMEZONE:Europe/Berlin\r\n", checks={"time": [NINE, NINE + HOUR // 60]}),
    one("weekly", "RRULE:FREQ=WEEKLY", accepted=9),  # 5 January to 1 March, when it was written
    one("weekly-in-window", "RRULE:FREQ=WEEKLY", accepted=2, ignored={"no-occurrence": 1},
        options={"since": "2026-01-12", "until": "2026-01-20"}),
    one("ten-times", "RRULE:FREQ=WEEKLY;COUNT=10", accepted=11),
    one("until", "RRULE:FREQ=DAILY;UNTIL=20260110T000000Z", accepted=6),
    one("summer-time", "RRULE:FREQ=WEEKLY;COUNT=2", "DTSTART;TZID=Europe/Berlin:20260326T100000",
        DTSTART=None, DTEND=None, accepted=3,
        checks={"time": [1_774_515_600_000_000, 1_775_116_800_000_000, NINE + HOUR // 60]}),
    one("taken-out", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20260106T090100Z", accepted=3),
    one("day-taken-out", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20260106", accepted=3),
    one("all-taken-out", "RRULE:FREQ=DAILY;COUNT=1", "EXDATE:20260105T090100Z", accepted=1,
        ignored={"no-occurrence": 1}),
    one("excluding-rule", "RRULE:FREQ=DAILY;COUNT=4", "EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2",
        accepted=3),
    one("more-dates", "RDATE:20260106T090000Z,20260107T090000Z", accepted=4),
    one("periods", "RDATE;VALUE=PERIOD:20260106T090000Z/PT1H", accepted=3),
    one("bad-exception", "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:never", repaired={"bad-exception": 2}),
    one("two-rules", "RRULE:FREQ=DAILY;COUNT=3", "RRULE:FREQ=WEEKLY;COUNT=2", accepted=5),
    one("every-second", "RRULE:FREQ=SECONDLY", rejected={"too-frequent": 1}),
    one("every-minute", "RRULE:FREQ=MINUTELY;COUNT=5", rejected={"too-frequent": 1}),
    one("seconds-of-a-day", "RRULE:FREQ=DAILY;BYSECOND=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,1,2,3,4,5;"
        "BYHOUR=0,1,2,3,4,5,6,7,8,9", rejected={"too-many-occurrences": 1}),
    one("for-centuries", "RRULE:FREQ=DAILY", DTSTART="16010101T090000Z",
        rejected={"too-many-occurrences": 1}),
    one("for-centuries-in-window", "RRULE:FREQ=DAILY", DTSTART="16010101T090000Z", accepted=4,
        options={"since": "2026-01-05T09:01Z", "until": "2026-01-08T12:00Z"}),
    one("thirtieth-of-february", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        rejected={"never-occurs": 1}),
    one("monday-on-tuesdays", "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU", rejected={"never-occurs": 1}),
    one("interval-of-none", "RRULE:FREQ=DAILY;INTERVAL=0", rejected={"bad-rule": 1}),
    one("no-frequency", "RRULE:COUNT=3", rejected={"bad-rule": 1}),
    one("odd-rule", "RRULE:FREQ=DAILY;BYMONTH=99", rejected={"never-occurs": 1}),
    one("unknown-part", "RRULE:FREQ=DAILY;BYMOON=1", rejected={"bad-rule": 1}),
    one("no-rule", "RRULE:whenever", rejected={"bad-rule": 1}),
    Case(file="many-barren.ics", accepted=1, rejected={"never-occurs": 8, "too-costly": 192},
         content=calendar(*(event(i % 60, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                                  UID=f"b{i}") for i in range(200)), event(2))),
    Case(file="moved.ics", accepted=4, checks={"time": [NINE, NINE + 48 * HOUR, NINE + 30 * HOUR,
                                                        NINE + HOUR // 60]},
         content=calendar(event(1, "RRULE:FREQ=DAILY;COUNT=3"),
                          event(1, "RECURRENCE-ID:20260106T090100Z", DTSTART="20260106T150100Z",
                                DTEND=None), event(2))),
    Case(file="later-version.ics", accepted=1, ignored={"superseded": 1},
         content=calendar(event(1, "SEQUENCE:0"), event(1, "SEQUENCE:2", DTEND=None)),
         checks={"duration": [None]}),
    one("no-uid", UID=None, repaired={"no-uid": 1}),
    one("declined", "ATTENDEE;PARTSTAT=DECLINED:mailto:cy@them.example", accepted=3,
        checks={"status": [None, "declined", None],
                "answer": ["accepted", "declined", "accepted"]}),
    one("cancelled", "STATUS:CANCELLED", accepted=2, checks={"status": ["cancelled", None]}),
    one("tentative", "STATUS:TENTATIVE", accepted=2, checks={"status": ["scheduled", None]}),
    one("cancelling", head=HEAD + "METHOD:CANCEL\r\n", accepted=2,
        checks={"status": ["cancelled"] * 2}),
    one("on-screen", "X-GOOGLE-CONFERENCE:https://meet.example/" + CANARY, accepted=2,
        checks={"channel": ["video", "meeting"]}),
    one("nobody-else", **{"ATTENDEE;PARTSTAT=ACCEPTED": None}, ignored={"no-guests": 1}),
    one("host-only", **{"ATTENDEE;PARTSTAT=ACCEPTED": "mailto:ana@us.example"},
        ignored={"no-guests": 1}),
    one("no-organiser", ORGANIZER=None, rejected={"no-organiser": 1}),
    one("owner", ORGANIZER=None, accepted=2, options={"owner": "ana@us.example"},
        checks={"sender": ["ana@us.example"] * 2}),
    one("calendar-owner", ORGANIZER=None, accepted=2,
        head=HEAD + "X-WR-CALNAME:ana@us.example\r\n"),
    one("calendar-name", ORGANIZER=None, head=HEAD + f"X-WR-CALNAME:{CANARY}\r\n",
        rejected={"no-organiser": 1}),
    one("bad-guest", "ATTENDEE:mailto:nobody", accepted=2, rejected={"bad-recipient": 1}),
    one("unreadable-guest", "ATTENDEE;CN", accepted=2, rejected={"bad-recipient": 1}),
    one("guest-by-key", "ATTENDEE;EMAIL=cy@them.example:/1234/principal/", accepted=3),
    one("room", "ATTENDEE;CUTYPE=ROOM:mailto:room@us.example", accepted=2,
        ignored={"not-a-person": 1}),
    one("guest-twice", "ATTENDEE:MAILTO:BO@them.example", accepted=2),
    one("folded", "ATTENDEE;CN=C\r\n y:mail\r\n to:cy@them.example", accepted=3),
    one("too-many-guests", *GUESTS, rejected={"too-many-recipients": 1}),
    one("too-many-rows", *GUESTS[:900], "RRULE:FREQ=DAILY;COUNT=2000",
        rejected={"too-many-rows": 1}),
    one("long-line", "ATTENDEE;CN=" + "x" * 100_000 + ":mailto:cy@them.example", accepted=2,
        rejected={"bad-recipient": 1}),
    one("attachment", "ATTACH:" + "x" * 9_000_000, accepted=2),
    one("alarm", "BEGIN:VALARM", "ATTENDEE:mailto:cy@them.example", "END:VALARM", accepted=2),
    Case(file="task.ics", content=calendar("BEGIN:VTODO\r\nUID:t\r\nSUMMARY:" + CANARY +
                                           "\r\nEND:VTODO\r\n", event(2)),
         accepted=1, ignored={"not-a-meeting": 1}),
    Case(file="deep.ics", content=b"BEGIN:VCALENDAR\n" + b"BEGIN:X-DEEP\n" * 50_000, accepted=0),
)  # fmt: skip
