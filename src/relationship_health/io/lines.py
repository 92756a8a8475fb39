"""The physical lines of a text file, plain or gzip, in blocks: numbered, decoded, bounded."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import attrs

from relationship_health.errors import ReaderError

BLOCK_BYTES = 1 << 16
"""Bytes read at a time: in larger blocks the collector of garbage takes longer than the reading."""

LONGEST_LINE = 4 << 20
"""What is longer than this without an end is no line of data."""

MOST_UNPACKED = 256 << 20
"""Bytes that a packed file may hold however small it is."""

INFLATED = 100
"""How many times its own size a larger one may hold; logs are packed some ten times."""

_GZIP = b"\x1f\x8b"
_FOREIGN = {
    b"PK\x03\x04": "a zip archive or an Excel workbook: {unpack}",
    b"PAR1": "Parquet: rename it to .parquet",
    b"\xff\xfe": "UTF-16 text: save it as UTF-8",
    b"\xfe\xff": "UTF-16 text: save it as UTF-8",
}
BOM = b"\xef\xbb\xbf"

Bad = tuple[int, str, str, str]
"""Number of a line, a code, what was found, and the reason why the line cannot be read."""


@attrs.frozen(slots=True, kw_only=True)
class Lines:
    """A block of consecutive lines.

    Parameters
    ----------
    texts : sequence of str
        The lines that are text, with their ends.
    numbers : sequence of int
        The number of each in the file, from 1.
    bad : sequence of Bad
        Lines of the block that are no text.
    """

    texts: Sequence[str]
    numbers: Sequence[int]
    bad: Sequence[Bad] = ()


NO_LINES = Lines(texts=(), numbers=())


def read_lines(path: Path) -> Iterator[Lines]:
    """Read a file of lines, block by block.

    Raises
    ------
    ReaderError
        Where the file is missing, empty, damaged, or of another format.
    """
    with opened(path) as stream:
        start = stream.read(len(BOM) + 1)
        if not start:
            message = f"{path} is empty, expected at least one line."
            raise ReaderError(message)
        refuse_foreign(path, start, "export it as CSV in UTF-8")
        start = start.removeprefix(BOM)
        number = 1
        for data in _whole_lines(stream, start):
            if isinstance(data, int):
                reason = f"the line is longer than {LONGEST_LINE:,} bytes"
                bad = (number, "too-long", f"{data:,} bytes", reason)
                yield Lines(texts=(), numbers=(), bad=[bad])
                number += 1
                continue
            block, count = _decoded(data, number)
            number += count
            yield block


def refuse_foreign(path: Path, start: bytes, unpack: str) -> None:
    """Refuse a file whose first bytes say that it is no text in UTF-8.

    Parameters
    ----------
    path : Path
    start : bytes
        At least four, unless the file is shorter.
    unpack : str
        What to do with an archive.

    Raises
    ------
    ReaderError
    """
    for mark, format_ in _FOREIGN.items():
        if start.startswith(mark):
            message = f"{path} is {format_.format(unpack=unpack)}."
            raise ReaderError(message)


class _Bounded(gzip.GzipFile):
    """Unpacks a file, unless it is packed so tightly that there can be no log in it."""

    def __init__(self, path: Path, raw: IO[bytes]) -> None:
        super().__init__(fileobj=raw, mode="rb")
        self._path = path
        self._left = max(MOST_UNPACKED, INFLATED * path.stat().st_size)

    def read(self, size: int | None = -1) -> bytes:
        """Read some bytes."""
        return self._counted(super().read(size))

    def readline(self, size: int | None = -1) -> bytes:
        """Read a line, or a piece of one."""
        return self._counted(super().readline(size))

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            message = (
                f"{self._path} is packed more than {INFLATED} times, which no log is: check where "
                "it comes from."
            )
            raise ReaderError(message)
        return data


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, unpacked where its first bytes say gzip, and say plainly what goes wrong."""
    if path.exists() and not path.is_file():
        what = "a directory" if path.is_dir() else "no regular file"
        message = f"{path} is {what}, expected a file."
        raise ReaderError(message)
    try:
        with path.open("rb") as raw:
            packed = raw.read(len(_GZIP)) == _GZIP
            raw.seek(0)
            if not packed:
                yield raw
                return
            with _Bounded(path, raw) as unpacked:
                yield unpacked  # type: ignore[misc]  # a GzipFile reads like any binary file
    except FileNotFoundError as error:
        message = f"{path} does not exist: check the path."
        raise ReaderError(message) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        message = f"{path} is a damaged or incomplete gzip file ({error}): fetch it again."
        raise ReaderError(message) from error
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror or error})."
        raise ReaderError(message) from error


def _whole_lines(stream: IO[bytes], rest: bytes) -> Iterator[bytes | int]:
    """Give bytes cut after an end of line; a line that is too long comes as its length."""
    skipped = 0
    while data := stream.read(BLOCK_BYTES):
        rest += data
        cut = _last_end(rest)
        if cut and skipped:
            first = len(rest[:cut].splitlines(keepends=True)[0])
            yield skipped + first
            rest, skipped = rest[first:], 0
            cut = _last_end(rest)
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
        elif skipped or len(rest) > LONGEST_LINE:
            skipped, rest = skipped + len(rest), b""
    if skipped:
        yield skipped
    elif rest:
        yield rest


def _last_end(data: bytes) -> int:
    """Return where the last line that is certainly whole ends, 0 without one."""
    # A carriage return at the very end may be half of an end of line.
    return data.rfind(b"\n") + 1 or data.rfind(b"\r", 0, len(data) - 1) + 1


def _decoded(data: bytes, number: int) -> tuple[Lines, int]:
    """Decode whole lines; those that are no text are set apart."""
    if b"\0" not in data:
        try:
            texts = list(io.StringIO(data.decode(), newline=""))
            return Lines(texts=texts, numbers=range(number, number + len(texts))), len(texts)
        except UnicodeDecodeError:
            pass
    texts, numbers, bad = [], [], []
    lines = data.splitlines(keepends=True)
    for place, line in enumerate(lines, number):
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            byte = f"byte 0x{line[error.start]:02x}"
            bad.append((place, "not-utf8", byte, "the line is not valid UTF-8"))
            continue
        if "\0" in text:
            bad.append((place, "nul", "byte 0x00", "the line holds a NUL, which no text does"))
            continue
        texts.append(text)
        numbers.append(place)
    return Lines(texts=texts, numbers=numbers, bad=bad), len(lines)
