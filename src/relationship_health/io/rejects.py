"""Rejected lines of a file, while it is being read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from relationship_health.arrays import Ints
from relationship_health.errors import ReaderError
from relationship_health.hookspecs import Finding, Reading

MOST_BEFORE_ANY = 100_000
"""Rejected lines after which a file without one good row is given up."""


def never(name: str) -> bool:
    """Leave out no column."""
    del name
    return False


def notes_on(left_out: Iterable[str]) -> tuple[str, ...]:
    """Return a note for each column that was left out."""
    return tuple(f"column {name!r} was left out unread" for name in left_out)


def expect_columns(where: object, kept: Collection[str], left_out: Collection[str]) -> None:
    """Refuse a table of which every column is left out: rows without cells are no rows.

    Raises
    ------
    ReaderError
    """
    if left_out and not kept:
        names = ", ".join(map(repr, left_out))
        message = (
            f"{where} has no column that may be read, only {names}: expected sender, recipient and "
            "time."
        )
        raise ReaderError(message)


@attrs.define(slots=True, eq=False)
class Rejects:
    """Collects rejected lines."""

    path: Path
    accepted: bool = False
    entries: list[Finding] = attrs.field(factory=list)

    def add(self, line: int, code: str, found: str, reason: str) -> None:
        """Enter a line as a whole.

        Raises
        ------
        ReaderError
            Where so many lines are bad, and none good, that the file is something else.
        """
        self.entries.append(Finding(line, "", found, reason, code))
        if not self.accepted and len(self.entries) >= MOST_BEFORE_ANY:
            first, _, value, why, _ = self.entries[0]
            message = (
                f"{self.path}: none of the first {MOST_BEFORE_ANY:,} rows can be read; "
                f"line {first}: {why}{f' ({value})' if value else ''}."
            )
            raise ReaderError(message)

    def reading(self, frame: Mapping[str, Any], places: Ints, left_out: Collection[str]) -> Reading:
        """Return what was read, with the account."""
        expect_columns(self.path, frame, left_out)
        return Reading(
            frame=frame,
            rows_in=len(places) + len(self.entries),
            rejected=tuple(sorted(self.entries)),
            places=places,
            unit="line",
            notes=notes_on(left_out),
        )
