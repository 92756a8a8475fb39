"""Comma-separated files and their kin: every cell as the text it is, every line accounted for.

Read with the standard library and not with DuckDB, whose reader was tried on the same dirty files:
behind an unclosed quote it drops the rest of the file without a word, and it takes the first line
of data for the header where the header is no UTF-8.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from relationship_health.errors import InputError, ReaderError
from relationship_health.frames import Column, text_column
from relationship_health.hookspecs import Reading
from relationship_health.io.lines import Lines, read_lines
from relationship_health.io.rejects import Rejects

DELIMITERS = ",;\t|"
LONGEST_RECORD = 10_000
"""Lines that one record may have: an open quote is not followed further."""

_OPEN_QUOTE = "a quote is opened in this line and not properly closed"


class _Codes(dict[str, int]):
    """Numbers texts in the order in which they are first seen; the empty one is missing."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self) - 1
        return code


class _Feed(Iterator[str]):
    """Lines that can be read again from an earlier place, and are at most a record's worth."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.place = self.stop = 0

    def __next__(self) -> str:
        if self.place >= self.stop:
            raise StopIteration
        self.place += 1
        return self.lines[self.place - 1]


@attrs.define(slots=True, eq=False)
class _Records:
    """Collects the cells of a file, column by column."""

    path: Path
    delimiter: str | None
    rejects: Rejects
    names: tuple[str, ...] = ()
    columns: list[tuple[_Codes, list[Any]]] = attrs.field(factory=list)
    places: list[Any] = attrs.field(factory=list)

    def add(self, block: Lines, *, last: bool) -> Lines:
        """Take in a block and return the lines of a record that goes on in the next."""
        for place, found, reason in block.bad:
            self.rejects.add(place, found, reason)
        texts, numbers = block.texts, block.numbers
        if not self.names:
            used = self._read_header(texts, numbers, block.bad)
            texts, numbers = texts[used:], numbers[used:]
        if not texts:
            return Lines(texts=(), numbers=())
        try:
            rows = list(self._reader(texts))
        except csv.Error:
            rows = []
        if len(rows) == len(texts):  # every line is a record of its own
            return self._add_rows(rows, numbers)
        return self._add_slowly(texts, numbers, last=last)

    def _reader(self, lines: Any) -> Any:
        return csv.reader(lines, delimiter=self.delimiter or ",", strict=True)

    def _read_header(self, texts: Sequence[str], numbers: Sequence[int], bad: Sequence[Any]) -> int:
        """Take the first line that is not blank for the header; return how many lines it ends."""
        used = next((i for i, text in enumerate(texts, 1) if text.strip()), 0)
        if bad and (not used or bad[0][0] < numbers[used - 1]):
            message = (
                f"{self.path} line {bad[0][0]}: {bad[0][2]} ({bad[0][1]}), "
                "expected a header in UTF-8: save the file as CSV in UTF-8."
            )
            raise ReaderError(message)
        if not used:
            return len(texts)
        line = texts[used - 1]
        self.delimiter = self.delimiter or _delimiter_of(line)
        try:
            names = next(self._reader([line]))
        except csv.Error as error:
            message = f"{self.path} line {numbers[used - 1]}: the header cannot be read ({error})."
            raise ReaderError(message) from error
        self.names = tuple(name or f"column {i}" for i, name in enumerate(names, 1))
        twice = [name for name, count in Counter(self.names).items() if count > 1]
        if twice:
            message = f"{self.path} has two columns named {twice[0]!r}: rename one of them."
            raise ReaderError(message)
        self.columns = [(_Codes({"": -1}), []) for _ in self.names]
        return used

    def _add_rows(self, rows: list[list[str]], numbers: Sequence[int]) -> Lines:
        """Add records that are one line each."""
        width = len(self.names)
        if set(map(len, rows)) != {width}:
            pairs = [(row, n) for row, n in zip(rows, numbers, strict=True) if row]
            for row, number in pairs:
                if len(row) != width:
                    self._reject_width(row, number, number)
            pairs = [(row, number) for row, number in pairs if len(row) == width]
            rows, numbers = [row for row, _ in pairs], [number for _, number in pairs]
        if rows:
            for (codes, parts), cells in zip(self.columns, zip(*rows, strict=True), strict=True):
                parts.append(np.fromiter(map(codes.__getitem__, cells), np.int64, len(rows)))
            self.places.append(np.array(numbers, dtype=np.int64))
            self.rejects.accepted = True
        return Lines(texts=(), numbers=())

    def _add_slowly(self, texts: Sequence[str], numbers: Sequence[int], *, last: bool) -> Lines:
        """Add records of which some have several lines, or are broken."""
        feed = _Feed(texts)
        reader, width = self._reader(feed), len(self.names)
        rows, starts = [], []
        while feed.place < len(texts):
            start = feed.place
            feed.stop = min(start + LONGEST_RECORD, len(texts))
            try:
                row = next(reader)
            except csv.Error as error:
                if feed.place == len(texts) < start + LONGEST_RECORD and not last:
                    self._add_rows(rows, starts)
                    return Lines(texts=texts[start:], numbers=numbers[start:])
                several = feed.place > start + 1 or "end of data" in str(error)
                reason = _OPEN_QUOTE if several else f"the line is no valid CSV ({error})"
                self.rejects.add(numbers[start], "", reason)
                feed.place = start + 1
                continue
            if row and len(row) != width:
                self._reject_width(row, numbers[start], numbers[feed.place - 1])
            elif row:
                rows.append(row)
                starts.append(numbers[start])
        return self._add_rows(rows, starts)

    def _reject_width(self, row: list[str], first: int, final: int) -> None:
        where = f" in lines {first:,} to {final:,}" if final > first else ""
        amount = "many" if len(row) > len(self.names) else "few"
        reason = f"too {amount} cells, expected {len(self.names)} as in the header"
        self.rejects.add(first, f"{len(row)} cells{where}", reason)

    def frame(self, skip: frozenset[str]) -> dict[str, Column]:
        """Return the columns."""
        return {
            name: text_column(np.concatenate([np.empty(0, np.int64), *parts]), list(codes)[1:])
            for name, (codes, parts) in zip(self.names, self.columns, strict=True)
            if name not in skip
        }


def read_delimited(path: Path, options: Mapping[str, Any]) -> Reading:
    r"""Read a file of delimited text with a header line.

    Parameters
    ----------
    path : Path
    options : mapping
        ``delimiter``: one character; without it, the one of ``, ; \t |`` that is most frequent in
        the header. ``skip``: names of columns to leave out.

    Returns
    -------
    Reading
        Cells are text, as they stand; empty ones are missing. Blank lines are no rows. Lines that
        are no UTF-8, have too many or too few cells, or open a quote without closing it are
        rejected; such a quote costs its own line and not those behind it.

    Raises
    ------
    ReaderError
        Where the file as a whole cannot be used.
    """
    records = _Records(path, checked_delimiter(options.get("delimiter")), Rejects(path))
    rest = Lines(texts=(), numbers=())
    blocks = read_lines(path)
    block = next(blocks, None)
    while block is not None:
        following = next(blocks, None)
        if rest.texts:
            block = attrs.evolve(
                block, texts=[*rest.texts, *block.texts], numbers=[*rest.numbers, *block.numbers]
            )
        rest = records.add(block, last=following is None)
        block = following
    if not records.names:
        message = f"{path} holds no line with text, expected a header."
        raise ReaderError(message)
    places = np.concatenate([np.empty(0, np.int64), *records.places])
    return records.rejects.reading(records.frame(frozenset(options.get("skip", ()))), places)


def checked_delimiter(given: str | None) -> str | None:
    r"""Return a delimiter if it is one character; ``\t`` written out is a tab.

    Examples
    --------
    >>> checked_delimiter("\\t")
    '\t'
    """
    if given is None:
        return None
    delimiter = {"\\t": "\t", "tab": "\t"}.get(given, given)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        message = f"The delimiter is {given!r}, expected one character such as ',' or ';'."
        raise InputError(message)
    return delimiter


def _delimiter_of(header: str) -> str:
    """Return the candidate that is most frequent outside quotes."""
    bare = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=bare.count)
