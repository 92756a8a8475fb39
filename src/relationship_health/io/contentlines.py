"""Lines of calendars and cards: unfolded, numbered, bounded; of the others only the name is seen.

Both formats (RFC 5545, RFC 6350) write ``NAME;PARAMETER=x:value`` and continue a long line in the
next behind a blank. What nobody asked for by name, such as a description, is dropped as it is read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

import attrs

from relationship_health.errors import ReaderError
from relationship_health.io.lines import BOM, opened, refuse_foreign

LONGEST = 64 << 10
"""Bytes of one unfolded line; what is longer is no property that is needed."""

_PIECE = 64 << 10
_FRAME = frozenset({"BEGIN", "END"})
_NAME = re.compile(rb"\s*(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)\s*[;:]")


@attrs.frozen(slots=True, kw_only=True)
class ContentLine:
    """One line, put together again.

    Parameters
    ----------
    number : int
        The physical line on which it begins, from 1.
    name : str
        Its property in capitals, without a group; empty where it has none.
    text : str
        The whole line where the property is wanted, else empty. What is no UTF-8 is replaced.
    whole : bool
        Whether nothing of it was cut off.
    """

    number: int
    name: str
    text: str = ""
    whole: bool = True


def content_lines(path: Path, begin: str, wanted: Collection[str]) -> Iterator[ContentLine]:
    """Read a file of content lines; empty ones are left out.

    Parameters
    ----------
    path : Path
        Plain or gzip.
    begin : str
        What the first line has to begin with, such as "BEGIN:VCARD".
    wanted : collection of str
        Properties whose text is kept.

    Raises
    ------
    ReaderError
        Where the file is missing, empty, damaged, or of another format.
    """
    with opened(path) as stream:
        # Plain and gzip files are both buffered, and can be looked at.
        start = bytes(stream.peek(4096))  # type: ignore[attr-defined]
        refuse_foreign(path, start, "unpack it, and name a file inside")
        if not start.removeprefix(BOM).lstrip().upper().startswith(begin.encode()):
            message = f"{path} does not begin with {begin}, as such a file does: check the file."
            raise ReaderError(message)
        if start.startswith(BOM):
            stream.read(len(BOM))
        yield from _unfolded(stream, wanted)


def begins_with(start: bytes, begin: str) -> bool:
    """Whether the first bytes of a file are those of a format."""
    return start.removeprefix(BOM).lstrip().upper().startswith(begin.encode())


def _unfolded(stream: IO[bytes], wanted: Collection[str]) -> Iterator[ContentLine]:
    """Put physical lines together; a line in quoted-printable goes on behind a final ``=``."""
    number = 0
    line: _Open | None = None
    for fresh, piece in _pieces(stream):
        number += fresh
        text = piece.rstrip(b"\r\n")
        folded = text[:1] in {b" ", b"\t"}
        if line is not None and (not fresh or folded or line.soft):
            line.add(text[1:] if fresh and folded and not line.soft else text)
            continue
        if line is not None and line.kept:
            yield line.closed()
        line = _Open(number, text, wanted)
    if line is not None and line.kept:
        yield line.closed()


class _Open:
    """A line of which more may follow."""

    def __init__(self, number: int, text: bytes, wanted: Collection[str]) -> None:
        found = _NAME.match(text)
        self.name = found[1].decode("ascii").upper() if found else ""
        self.number, self.whole = number, True
        self.wanted = self.name in wanted or self.name in _FRAME
        self.kept = text if self.wanted else text[:1]
        self.quoted = b"QUOTED-PRINTABLE" in text.partition(b":")[0].upper()
        self.soft = self.quoted and text.endswith(b"=")

    def add(self, text: bytes) -> None:
        """Take in what continues the line."""
        if self.wanted and self.whole:
            kept = self.kept[:-1] if self.soft else self.kept
            self.whole = len(kept) + len(text) <= LONGEST
            self.kept = kept + text if self.whole else kept
        self.soft = self.quoted and text.endswith(b"=")

    def closed(self) -> ContentLine:
        """Return the line, without its text where nobody wants it."""
        text = self.kept.decode("utf-8", "replace").strip() if self.wanted else ""
        return ContentLine(number=self.number, name=self.name, text=text, whole=self.whole)


def _pieces(stream: IO[bytes]) -> Iterator[tuple[bool, bytes]]:
    """Give pieces of lines, and whether each begins one."""
    fresh = True
    while piece := stream.readline(_PIECE):
        yield fresh, piece
        fresh = piece.endswith(b"\n")
