"""Mail: mbox files, maildirs and single messages, their headers only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from relationship_health.errors import ReaderError
from relationship_health.hookspecs import Reader, Reading, hookimpl
from relationship_health.io.letters import Letters
from relationship_health.io.lines import BOM, opened, refuse_foreign
from relationship_health.io.mbox import Lines, first_block, header_blocks, is_mbox, is_message

_PARTS = ("cur", "new")
_UNPACK = "unpack it, and name the mailbox inside"


@hookimpl
def rh_readers() -> Iterable[Reader]:
    """Give the readers of mailboxes and of single messages."""
    return [
        Reader(
            name="mbox",
            suffixes=(".mbox", ".mbx", ".mbox.gz"),
            read=read_mbox,
            summary="A mailbox in one file, such as mail programs export",
            recognises=lambda _, start: is_mbox(start.removeprefix(BOM)),
        ),
        Reader(
            name="eml",
            suffixes=(".eml",),
            read=read_eml,
            summary="One message",
            recognises=lambda _, start: is_message(start.removeprefix(BOM)),
        ),
        Reader(
            name="maildir",
            suffixes=(".maildir",),
            read=read_maildir,
            summary="A folder of messages: a maildir with its subfolders, or one of .eml files",
            recognises=lambda path, _: path.is_dir() and next(_letters(path), None) is not None,
        ),
    ]


def read_mbox(path: Path, options: Mapping[str, Any]) -> Reading:
    """Read a mailbox in one file, plain or gzip.

    Parameters
    ----------
    path : Path
    options : mapping
        ``max_recipients``: a message to more is rejected, by default to more than 1,000.

    Returns
    -------
    Reading
        One row for each message and recipient. A message of a list, without any recipient, went
        to whoever wrote what it answers.

    Raises
    ------
    ReaderError
        Where the file as a whole cannot be used.
    """
    letters = Letters(path, options)
    with _text(path) as stream:
        if not is_mbox(_start(stream)):
            message = (
                f'{path} does not begin with a line "From " as an mbox file does: check the file, '
                "or rename a single message to .eml."
            )
            raise ReaderError(message)
        for number, block in enumerate(header_blocks(stream), 1):
            letters.read(number, block)
    return letters.finished()


def read_eml(path: Path, options: Mapping[str, Any]) -> Reading:
    """Read a single message; options and result are those of :func:`read_mbox`."""
    letters = Letters(path, options)
    with _text(path) as stream:
        letters.read(1, first_block(Lines(stream)))
    return letters.finished()


def read_maildir(path: Path, options: Mapping[str, Any]) -> Reading:
    """Read a folder of messages; places count its files in the order of their names.

    Options and result are those of :func:`read_mbox`; drafts are ignored.
    """
    if not path.is_dir():
        what = "is no folder" if path.exists() else "does not exist"
        message = f"{path} {what}, expected a maildir: check the path."
        raise ReaderError(message)
    letters = Letters(path, options)
    number = 0
    for number, file in enumerate(_letters(path), 1):
        _, _, flags = file.name.rpartition(":2,")
        if "D" in flags and flags != file.name:
            letters.ignore(number, ("", "draft", "it is a draft"))
            continue
        try:
            with _text(file) as stream:
                letters.read(number, first_block(Lines(stream)))
        except ReaderError:
            letters.reject(number, ("", "unreadable", "the file cannot be read as a message"))
    if not number:
        message = f"{path} holds no message, expected folders cur and new, or .eml files."
        raise ReaderError(message)
    return letters.finished()


def _letters(path: Path) -> Iterator[Path]:
    """Give the files of a maildir and its subfolders, or else the .eml files of a folder."""
    boxes = [path, *(child for child in _children(path) if child.name.startswith("."))]
    folders = [box / part for box in boxes for part in _PARTS if (box / part).is_dir()]
    if not folders:
        yield from (file for file in _children(path) if file.suffix.lower() == ".eml")
    for folder in folders:
        yield from (file for file in _children(folder) if not file.name.startswith("."))


def _children(folder: Path) -> list[Path]:
    """Return what is in a folder, in order; nothing where it may not be looked into."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


@contextmanager
def _text(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that begins as text does, behind its byte order mark."""
    with opened(path) as stream:
        start = _start(stream)
        if not start:
            message = f"{path} is empty, expected a message."
            raise ReaderError(message)
        refuse_foreign(path, start, _UNPACK)
        if start.startswith(BOM):
            stream.read(len(BOM))
        yield stream


def _start(stream: IO[bytes]) -> bytes:
    """Return the first bytes that come, without taking them."""
    # Plain and gzip files are both buffered, and can be looked at.
    return bytes(stream.peek(1 << 12))  # type: ignore[attr-defined]
