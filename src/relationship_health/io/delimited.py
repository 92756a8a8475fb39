"""Comma-separated files and their kin: every cell as the text it is, every line accounted for.

Read with the standard library and not with DuckDB, whose reader was tried on the same dirty files:
behind an unclosed quote it drops the rest of the file without a word, and it takes the first line
of data for the header where the header is no UTF-8.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Column, Ints, text_column
from relationship_health.errors import InputError, ReaderError
from relationship_health.hookspecs import Reading
from relationship_health.io.lines import NO_LINES, Lines, read_lines
from relationship_health.io.records import Splitter
from relationship_health.io.rejects import Rejects, never

DELIMITERS = ",;\t|"
_FEWEST = 3
"""Columns that a log has at least: with fewer words a header is that of one column."""


def read_delimited(path: Path, options: Mapping[str, Any]) -> Reading:
    r"""Read a file of delimited text with a header line.

    Parameters
    ----------
    path : Path
    options : mapping
        ``delimiter``: one character, a blank stands for any number of blanks; without it, the one
        of ``, ; \t |`` that is most frequent in the header, or blanks where there is none.
        ``skip``: tells of a column's name whether to leave the column out.

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
    cells = _Cells(path, checked_delimiter(options.get("delimiter")))
    rest = NO_LINES
    blocks = read_lines(path)
    block = next(blocks, None)
    while block is not None:
        following = next(blocks, None)
        if rest.texts:
            texts, numbers = [*rest.texts, *block.texts], [*rest.numbers, *block.numbers]
            block = attrs.evolve(block, texts=texts, numbers=numbers)
        rest = cells.add(block, last=following is None)
        block = following
    if cells.splitter is None:
        message = f"{path} holds no line with text, expected a header."
        raise ReaderError(message)
    skip = options.get("skip", never)
    left_out = [name for name in cells.columns if skip(name)]
    return cells.rejects.reading(cells.frame(left_out), _joined(cells.places), left_out)


class _Codes(dict[str, int]):
    """Numbers texts in the order in which they are first seen; the empty one is missing."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self) - 1
        return code


class _Cells:
    """Collects the cells of a file, column by column."""

    def __init__(self, path: Path, delimiter: str | None) -> None:
        self.path = path
        self.delimiter = delimiter
        self.rejects = Rejects(path)
        self.splitter: Splitter | None = None
        self.columns: dict[str, tuple[_Codes, list[Ints]]] = {}
        self.places: list[Ints] = []

    def add(self, block: Lines, *, last: bool) -> Lines:
        """Take in a block and return the lines of a record that goes on in the next."""
        for bad in block.bad:
            self.rejects.add(*bad)
        if self.splitter is None:
            block = self._read_header(block)
        if self.splitter is None or not block.texts:
            return NO_LINES
        records = self.splitter.split(block, last=last)
        if records.rows:
            by_column = zip(self.columns.values(), zip(*records.rows, strict=True), strict=True)
            for (codes, parts), cells in by_column:
                parts.append(np.fromiter(map(codes.__getitem__, cells), np.int64, len(cells)))
            self.places.append(np.array(records.starts, dtype=np.int64))
            self.rejects.accepted = True
        for bad in records.bad:
            self.rejects.add(*bad)
        return records.rest

    def _read_header(self, block: Lines) -> Lines:
        """Take the first line that is not blank for the header; return the lines behind it."""
        used = next((i for i, text in enumerate(block.texts, 1) if text.strip()), 0)
        number = block.numbers[used - 1] if used else 0
        if block.bad and (not used or block.bad[0][0] < number):
            place, _, found, reason = block.bad[0]
            message = (
                f"{self.path} line {place}: {reason} ({found}), expected a header in UTF-8: "
                "save the file as CSV in UTF-8."
            )
            raise ReaderError(message)
        if used:
            self._name_columns(block.texts[used - 1], number)
        return Lines(texts=block.texts[used:], numbers=block.numbers[used:])

    def _name_columns(self, header: str, number: int) -> None:
        delimiter = self.delimiter or _delimiter_of(header)
        try:
            names = next(Splitter(delimiter=delimiter, width=0).cells([header]))
        except csv.Error as error:
            message = f"{self.path} line {number}: the header is no valid CSV ({error}): mend it."
            raise ReaderError(message) from error
        names = [name or f"column {i}" for i, name in enumerate(names, 1)]
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            message = f"{self.path} has two columns named {twice[0]!r}: rename one of them."
            raise ReaderError(message)
        self.columns = {name: (_Codes({"": -1}), []) for name in names}
        self.splitter = Splitter(delimiter=delimiter, width=len(names))

    def frame(self, left_out: Collection[str]) -> dict[str, Column]:
        """Return the columns."""
        return {
            name: text_column(_joined(parts), list(codes)[1:])
            for name, (codes, parts) in self.columns.items()
            if name not in left_out
        }


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
    found = max(DELIMITERS, key=bare.count)
    return found if found in bare or len(bare.split()) < _FEWEST else " "


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])
