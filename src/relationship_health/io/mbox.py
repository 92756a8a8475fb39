"""The headers of each message of an mbox file, whatever its size; bodies are passed over.

The standard library's mailbox is not used for that: it makes a file that is missing, opens the
others for writing, knows no gzip, finds nothing behind a byte order mark, and stops at a "From "
line that is not ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

import attrs

LONGEST_HEADERS = 256 << 10
"""Bytes of headers that one message may have."""

PIECE = 64 << 10
"""Bytes of a line that are looked at at a time."""

# From ana@us.example Mon Jan  5 09:00:00 2026
_ENVELOPE = re.compile(
    rb"From .{1,500}?\s(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+[A-Z][a-z]{2}\s+\d{1,2}\s+\d\d:\d\d"
)
_HEADER = re.compile(rb"[!-9;-~]{1,76}:")
_KNOWN = frozenset(
    {b"from", b"to", b"date", b"message-id", b"received", b"return-path", b"subject"}
)


@attrs.frozen(slots=True, kw_only=True)
class Block:
    """The header lines of one message, cut off where there are too many."""

    data: bytes
    length: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing was cut off."""
        return len(self.data) == self.length


def is_mbox(start: bytes) -> bool:
    """Whether bytes are the beginning of an mbox file.

    Examples
    --------
    >>> is_mbox(b"From ana@us.example Mon Jan  5 09:00:00 2026"), is_mbox(b"From address,To")
    (True, False)
    """
    first, _, rest = start.partition(b"\n")
    return bool(_ENVELOPE.match(first) or (first.startswith(b"From ") and _HEADER.match(rest)))


def is_message(start: bytes) -> bool:
    """Whether bytes are the beginning of a single message: headers, two of them well known.

    Examples
    --------
    >>> is_message(bytes([10]).join([b"From: ana@us.example", b"To: bo@them.example"]))
    True
    """
    lines = start.lstrip().splitlines()
    names = {line.partition(b":")[0].lower() for line in lines if _HEADER.match(line)}
    begun = bool(lines) and _HEADER.match(lines[0]) is not None
    return begun and len(names & _KNOWN) > 1


def header_blocks(stream: IO[bytes]) -> Iterator[Block]:
    """Give the headers of each message of an mbox file.

    A line "From " begins a message where it tells a date, or where it follows a blank line and a
    header follows it.
    """
    lines = Lines(stream)
    while line := lines.take():
        begins = line.startswith(b"From ") and lines.begun
        dated = begins and _ENVELOPE.match(line)
        if dated or (begins and lines.after_blank and _HEADER.match(lines.coming)):
            yield first_block(lines)


def first_block(lines: Lines) -> Block:
    """Take header lines up to the first blank one, or the end."""
    kept: list[bytes] = []
    length = 0
    while lines.coming.strip(b"\r\n") and not _ENVELOPE.match(lines.coming):
        length += len(lines.coming)
        if length <= LONGEST_HEADERS:
            kept.append(lines.coming)
        lines.take()
    return Block(data=b"".join(kept), length=length)


class Lines:
    """Lines of a stream in pieces of bounded length, one of them seen ahead."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._blank = self._ended = True
        self.begun = self.after_blank = False
        self.coming = stream.readline(PIECE)

    def take(self) -> bytes:
        """Return the next piece, empty at the end.

        Then ``begun`` tells whether it begins a line, ``after_blank`` whether a blank line, or
        nothing, stands before it, and ``coming`` is the piece that follows.
        """
        piece = self.coming
        self.begun, self.after_blank = self._ended, self._blank
        self._ended = piece.endswith(b"\n")
        self._blank = self.begun and not piece.strip(b"\r\n")
        self.coming = self._stream.readline(PIECE)
        return piece
