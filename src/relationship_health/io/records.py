"""Records of delimited text out of its lines; a broken one costs its own line and no other."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from relationship_health.io.lines import NO_LINES, Bad, Lines

LONGEST_RECORD = 10_000
"""Lines that one record may have: an open quote is not followed further."""

_OPEN_QUOTE = "a quote is opened in this line and not properly closed"


@attrs.define(slots=True, eq=False)
class Records:
    """Records of the right number of cells, the line on which each begins, and what is bad.

    Parameters
    ----------
    rows : list of lists of str
    starts : sequence of int
    bad : list of Bad
    rest : Lines
        The beginning of a record that goes on in the next block.
    """

    rows: list[list[str]] = attrs.field(factory=list)
    starts: Any = attrs.field(factory=list)
    bad: list[Bad] = attrs.field(factory=list)
    rest: Lines = NO_LINES


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


@attrs.frozen(slots=True, kw_only=True)
class Splitter:
    """Cuts lines into records of cells.

    Parameters
    ----------
    delimiter : str
    width : int
        Cells that every record has.
    """

    delimiter: str
    width: int

    def cells(self, lines: Any) -> Any:
        """Return a reader of records that refuses what is no valid CSV.

        Blanks between cells may be several, as in columns that are made to stand below each other.
        """
        if self.delimiter != " ":
            return csv.reader(lines, delimiter=self.delimiter, strict=True)
        bare = (line.rstrip() for line in lines)
        return csv.reader(bare, delimiter=" ", skipinitialspace=True, strict=True)

    def split(self, lines: Lines, *, last: bool) -> Records:
        """Cut a block of lines; ``last`` if no other follows."""
        try:
            rows = list(self.cells(lines.texts))
        except csv.Error:
            return self._split_slowly(lines, last=last)
        if len(rows) != len(lines.texts):
            return self._split_slowly(lines, last=last)
        # Every line is a record of its own.
        if set(map(len, rows)) == {self.width}:
            return Records(rows=rows, starts=lines.numbers)
        records = Records()
        for row, number in zip(rows, lines.numbers, strict=True):
            self._sort(records, row, number, number)
        return records

    def _split_slowly(self, lines: Lines, *, last: bool) -> Records:
        """Cut a block in which some records have several lines, or are broken."""
        texts, numbers = lines.texts, lines.numbers
        feed, records = _Feed(texts), Records()
        reader = self.cells(feed)
        while feed.place < len(texts):
            start = feed.place
            feed.stop = min(start + LONGEST_RECORD, len(texts))
            try:
                row = next(reader)
            except csv.Error as error:
                if feed.place == len(texts) < start + LONGEST_RECORD and not last:
                    records.rest = Lines(texts=texts[start:], numbers=numbers[start:])
                    break
                several = feed.place > start + 1 or "end of data" in str(error)
                reason = _OPEN_QUOTE if several else f"the line is no valid CSV ({error})"
                code = "open-quote" if several else "bad-csv"
                records.bad.append((numbers[start], code, "", reason))
                feed.place = start + 1
                continue
            if len(row) != self.width and self._is_record(texts[start + 1 : feed.place]):
                # The record is broken, and what it swallowed is sound: it began with a stray quote.
                records.bad.append((numbers[start], "open-quote", "", _OPEN_QUOTE))
                feed.place = start + 1
                continue
            self._sort(records, row, numbers[start], numbers[feed.place - 1])
        return records

    def _is_record(self, lines: Sequence[str]) -> bool:
        """Whether the first of some lines is a record by itself."""
        try:
            return bool(lines) and len(next(self.cells(lines[:1]), [])) == self.width
        except csv.Error:
            return False

    def _sort(self, records: Records, row: list[str], first: int, final: int) -> None:
        """Put a record where it belongs; a blank line is none."""
        if len(row) == self.width:
            records.rows.append(row)
            records.starts.append(first)
        elif row:
            where = f" in lines {first:,} to {final:,}" if final > first else ""
            amount = "many" if len(row) > self.width else "few"
            reason = f"too {amount} cells, expected {self.width} as in the header"
            records.bad.append((first, f"too-{amount}-cells", f"{len(row)} cells{where}", reason))
