"""Contact cards: who people are, by their mail addresses.

Read without a library of its own: vobject gave up on six of seventeen cards of well-known address
books, over soft line breaks of quoted-printable text and properties that nobody needs here.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from relationship_health.hookspecs import Finding, Reader, Reading, hookimpl
from relationship_health.io.addresses import decoded_name, mail_address
from relationship_health.io.contentlines import ContentLine, begins_with, content_lines
from relationship_health.io.rejects import never, notes_on

BEGIN = "BEGIN:VCARD"
COLUMNS = ("id", "kind", "name", "organisation", "title", "identifiers")
_WANTED = frozenset(
    {"FN", "N", "EMAIL", "ORG", "TITLE", "KIND", "AGENT", "X-ADDRESSBOOKSERVER-KIND"}
)
_LINE = re.compile(r'((?:[^":;]|"[^"]*")+)((?:;(?:[^":;]|"[^"]*")*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';((?:[^":;]|"[^"]*")*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PART = re.compile(r"(?<!\\);")


@hookimpl
def rh_readers() -> Iterable[Reader]:
    """Give the reader of contact cards."""
    return [
        Reader(
            name="vcard",
            suffixes=(".vcf", ".vcard", ".vcf.gz"),
            read=read_cards,
            summary="Contact cards: people with their names, organisations and mail addresses",
            recognises=lambda _, start: begins_with(start, BEGIN),
        )
    ]


@attrs.define(slots=True, kw_only=True)
class Card:
    """One card, as far as it is wanted."""

    place: int
    name: str = ""
    parts: str = ""
    organisation: str = ""
    title: str = ""
    kind: str = ""
    addresses: list[str] = attrs.field(factory=list)
    preferred: str = ""
    bad_addresses: int = 0
    is_whole: bool = False


def read_cards(path: Path, options: Mapping[str, Any]) -> Reading:
    """Read contact cards (vCard 2.1, 3.0 and 4.0) as stakeholders.

    Parameters
    ----------
    path : Path
    options : mapping
        ``skip``: tells of a column's name whether to leave the column out.

    Returns
    -------
    Reading
        One row for each card: its preferred or first mail address as id, the others as
        identifiers. Cards without an address, and those of groups, are ignored.

    Raises
    ------
    ReaderError
        Where the file as a whole cannot be used.
    """
    people = _People(options)
    for card in _cards(content_lines(path, BEGIN, _WANTED)):
        people.add(card)
    return people.reading()


def _cards(lines: Iterable[ContentLine]) -> Iterator[Card]:
    """Give every card; one within another, an agent's, is passed over."""
    card: Card | None = None
    inside = count = 0
    agent = False
    for line in lines:
        what = line.text.partition(":")[2].strip().upper()
        if line.name == "BEGIN" and what == "VCARD":
            if card is not None and agent:
                inside += 1
                continue
            if card is not None:
                yield card
            count, inside = count + 1, 0
            card = Card(place=count)
        elif line.name == "END" and what == "VCARD" and inside:
            inside -= 1
        elif line.name == "END" and what == "VCARD" and card is not None:
            card.is_whole = True
            yield card
            card = None
        elif card is not None and not inside:
            agent = line.name == "AGENT" and not what
            _take(card, line)
    if card is not None:
        yield card


def _take(card: Card, line: ContentLine) -> None:
    found = _LINE.fullmatch(line.text)
    if found is None or not line.whole:
        card.bad_addresses += line.name == "EMAIL"
        return
    parameters = [part.upper() for part in _PARAMETER.findall(found[2])]
    value = _decoded(found[3], parameters)
    if line.name == "EMAIL":
        _take_address(card, value, preferred=any("PREF" in part for part in parameters))
    elif line.name == "FN":
        card.name = card.name or _plain(value)
    elif line.name == "N":
        family, given, *_ = [*map(_plain, _PART.split(value)), ""]
        card.parts = f"{given} {family}".strip()
    elif line.name == "ORG":
        card.organisation = card.organisation or _plain(_PART.split(value)[0])
    elif line.name == "TITLE":
        card.title = card.title or _plain(value)
    elif line.name.endswith("KIND"):
        card.kind = value.strip().lower()


def _take_address(card: Card, value: str, *, preferred: bool) -> None:
    address = mail_address(value)
    if not address:
        card.bad_addresses += bool(value.strip())
    elif address not in card.addresses:
        card.addresses.append(address)
        if preferred and not card.preferred:
            card.preferred = address


def _decoded(value: str, parameters: Iterable[str]) -> str:
    """Undo quoted-printable, in whatever characters it was written."""
    if not any("QUOTED-PRINTABLE" in part for part in parameters):
        return value
    named = [part.partition("=")[2].strip('"') for part in parameters if part[:8] == "CHARSET="]
    data = quopri.decodestring(value.encode("utf-8"))
    try:
        return data.decode(named[0] if named else "utf-8")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def _plain(text: str) -> str:
    return decoded_name(_ESCAPED.sub(lambda m: " " if m[1] in "nN" else m[1], text))


class _People:
    """Collects cards into columns."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.skip = options.get("skip", never)
        self.rows: list[tuple[Any, ...]] = []
        self.places: list[int] = []
        self.rejected: list[Finding] = []
        self.repaired: list[Finding] = []
        self.ignored: list[Finding] = []

    def add(self, card: Card) -> None:
        """Take in a card."""
        if not card.is_whole:
            reason = "the card does not end"
            self.rejected.append(Finding(card.place, "", "", reason, "cut-off"))
        elif card.kind == "group":
            reason = "it is a group and nobody"
            self.ignored.append(Finding(card.place, "", "", reason, "not-a-person"))
        elif card.addresses:
            if card.bad_addresses:
                reason = "it has something that is no mail address besides; left out"
                self.repaired.append(Finding(card.place, "id", "", reason, "bad-address"))
            self._row(card)
        elif card.bad_addresses:
            reason = "it has no mail address that can be read"
            self.rejected.append(Finding(card.place, "id", "", reason, "bad-address"))
        else:
            reason = "it has no mail address"
            self.ignored.append(Finding(card.place, "id", "", reason, "no-address"))

    def _row(self, card: Card) -> None:
        first = card.preferred or card.addresses[0]
        kind = "organisation" if card.kind in {"org", "organization"} else "person"
        others = tuple(address for address in card.addresses if address != first)
        name = card.name or card.parts or card.organisation
        self.rows.append((first, kind, name or None, card.organisation or None, card.title or None,
                          others))  # fmt: skip
        self.places.append(card.place)

    def reading(self) -> Reading:
        """Return the people, and the account of the cards."""
        columns = list(zip(*self.rows, strict=True)) or [()] * len(COLUMNS)
        left_out = [name for name in COLUMNS if self.skip(name)]
        return Reading(
            frame={
                name: list(cells)
                for name, cells in zip(COLUMNS, columns, strict=True)
                if name not in left_out
            },
            rows_in=len(self.rows) + len(self.rejected) + len(self.ignored),
            rejected=tuple(self.rejected), repaired=tuple(self.repaired),
            ignored=tuple(self.ignored), places=np.array(self.places, dtype=np.int64),
            unit="card", notes=notes_on(left_out), content="stakeholders",
            names={row[0]: row[2] for row in self.rows if row[2]},
        )  # fmt: skip
