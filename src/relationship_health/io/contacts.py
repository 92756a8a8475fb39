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

from relationship_health.hookspecs import Reader, Reading, hookimpl
from relationship_health.io.addresses import decoded_name, mail_address
from relationship_health.io.collecting import Collected
from relationship_health.io.contentlines import ContentLine, begins_with, content_lines

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
    people = _People(COLUMNS, "card", options.get("skip"))
    for card in _cards(content_lines(path, BEGIN, _WANTED)):
        people.read(card)
    return people.finished()


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


_CUT_OFF = "", "cut-off", "the card does not end"
_GROUP = "", "not-a-person", "it is a group and nobody"
_ONE_BAD = "id", "bad-address", "it has something that is no mail address besides; left out"
_BAD = "id", "bad-address", "it has no mail address that can be read"
_NONE = "id", "no-address", "it has no mail address"


class _People(Collected):
    """Collects cards into columns."""

    def read(self, card: Card) -> None:
        """Take in a card."""
        if not card.is_whole:
            self.reject(card.place, _CUT_OFF)
        elif card.kind == "group":
            self.ignore(card.place, _GROUP)
        elif card.addresses:
            if card.bad_addresses:
                self.repair(card.place, _ONE_BAD)
            self.add(card.place, [_row(card)])
        elif card.bad_addresses:
            self.reject(card.place, _BAD)
        else:
            self.ignore(card.place, _NONE)

    def finished(self) -> Reading:
        """Return the people, and the account of the cards."""
        names = {row[0]: row[2] for row in self.rows if row[2]}
        return self.reading(names=names, content="stakeholders")


def _row(card: Card) -> tuple[Any, ...]:
    first = card.preferred or card.addresses[0]
    kind = "organisation" if card.kind in {"org", "organization"} else "person"
    others = tuple(address for address in card.addresses if address != first)
    name = card.name or card.parts or card.organisation
    return first, kind, name or None, card.organisation or None, card.title or None, others
