"""Dirty contact cards."""

from __future__ import annotations

from typing import Any

from tests.io.dirty.case import CANARY, Case


def card(*lines: str, version: str = "3.0", end: bool = True) -> str:
    """Write a card."""
    last = ["END:VCARD", ""] if end else [""]
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", f"NOTE:{CANARY}", *lines, *last])


def one(name: str, *lines: str, accepted: int = 1, **how: Any) -> Case:
    """Make the case of a card with a sound one behind it."""
    sound = card("FN:Cy", "EMAIL:cy@them.example")
    return Case(
        file=f"{name}.vcf", content=(card(*lines) + sound).encode(), accepted=accepted, **how
    )


SOUND = card("FN:Bo Berg", "N:Berg;Bo;;;", "ORG:Them;Sales", "EMAIL:Bo@them.example")
CASES = (
    Case(file="sound.vcf", content=SOUND.encode(), accepted=1,
         checks={"id": ["bo@them.example"], "name": ["Bo Berg"], "organisation": ["Them"]}),
    Case(file="marked.vcf", content=b"\xef\xbb\xbf" + SOUND.encode(), accepted=1),
    Case(file="people", content=SOUND.encode(), accepted=1),
    Case(file="empty.vcf", content=b"", refused="does not begin with BEGIN:VCARD"),
    Case(file="zip.vcf", content=b"PK\x03\x04....", refused="is a zip archive"),
    Case(file="cut.vcf", content=(SOUND + card("EMAIL:cy@x.example", end=False)).encode(),
         accepted=1, rejected={"cut-off": 1}),
    Case(file="no-end.vcf", content=(card("EMAIL:cy@x.example", end=False) + SOUND).encode(),
         accepted=1, rejected={"cut-off": 1}),
    one("no-address", "FN:Bo", ignored={"no-address": 1}),
    one("bad-address", "FN:Bo", "EMAIL:nobody", rejected={"bad-address": 1}),
    one("one-bad-address", "EMAIL:nobody", "EMAIL:bo@x.example", repaired={"bad-address": 1}),
    one("preferred", "EMAIL:bo@x.example", "EMAIL;TYPE=PREF:bo@y.example", accepted=2,
        checks={"id": ["bo@y.example", "cy@them.example"]}),
    one("group", "X-ADDRESSBOOKSERVER-KIND:group", "FN:All", ignored={"not-a-person": 1}),
    one("organisation", "KIND:org", "EMAIL:info@x.example", accepted=2,
        checks={"kind": ["organisation", "person"]}),
    one("grouped-lines", "item1.EMAIL;TYPE=INTERNET:bo@x.example", accepted=2),
    one("old-parameters", "EMAIL;INTERNET;PREF:bo@x.example", "TEL;HOME;VOICE:1", accepted=2),
    one("quoted-printable", "FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=F6rg Be=\r\nrg",
        "EMAIL:j@x.example", accepted=2, checks={"name": ["Jörg Berg", "Cy"]}),
    one("unknown-charset", "FN;CHARSET=NONE;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg",
        "EMAIL:j@x.example", accepted=2, checks={"name": ["Jörg", "Cy"]}),
    one("escapes", "FN:Berg\\, Bo\\; Dr.", "EMAIL:bo@x.example", accepted=2,
        checks={"name": ["Berg, Bo; Dr.", "Cy"]}),
    one("name-in-parts", "N:Berg;Bo", "EMAIL:bo@x.example", accepted=2,
        checks={"name": ["Bo Berg", "Cy"]}),
    one("photo", "PHOTO;ENCODING=b:" + "A" * 9_000_000, "EMAIL:bo@x.example", accepted=2),
    one("agent", "AGENT:", "BEGIN:VCARD", "EMAIL:agent@x.example", "END:VCARD",
        "EMAIL:bo@x.example", accepted=2, checks={"id": ["bo@x.example", "cy@them.example"]}),
    one("no-colon", "EMAIL", "EMAIL:bo@x.example", accepted=2),
)  # fmt: skip
