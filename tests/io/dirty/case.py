"""A dirty file, and the account of it that is known beforehand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import attrs

CANARY = "kanarienvogel"
"""Stands in bodies, subjects and descriptions, and must come out nowhere."""


@attrs.frozen(kw_only=True)
class Case:
    """A file and its account.

    Parameters
    ----------
    file : str
        Its name.
    content : bytes
    accepted : int
        Rows that are sound and were not mended.
    rejected, repaired, ignored : mapping of str to int
        Rows by code.
    refused : str
        What the error says, where the file as a whole is refused.
    options : mapping
        Options of the reader.
    checks : mapping of str to list
        Columns, and what they hold.
    """

    file: str
    content: bytes
    accepted: int = 0
    rejected: Mapping[str, int] = attrs.field(factory=dict)
    repaired: Mapping[str, int] = attrs.field(factory=dict)
    ignored: Mapping[str, int] = attrs.field(factory=dict)
    refused: str = ""
    options: Mapping[str, Any] = attrs.field(factory=dict)
    checks: Mapping[str, list[Any]] = attrs.field(factory=dict)

    @property
    def account(self) -> tuple[int, dict[str, int], dict[str, int], dict[str, int]]:
        """Rows accepted, and the others by code."""
        return self.accepted, dict(self.rejected), dict(self.repaired), dict(self.ignored)

    @property
    def needs(self) -> str:
        """The package without which it cannot be read."""
        if b"BEGIN:VCALENDAR" in self.content[:30]:
            return "icalendar"
        kinds = {".ics": "icalendar", ".parquet": "duckdb", ".sqlite": "sqlalchemy"}
        return next((package for end, package in kinds.items() if end in self.file), "")


def by_code(codes: list[str]) -> dict[str, int]:
    """Count codes."""
    return dict(Counter(codes))
