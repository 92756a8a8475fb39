"""Columns of no known meaning, kept for plugins: in which form depends on the whole column."""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Column, Kind
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.standard import read_label
from relationship_health.errors import ColumnError

_EXACT_FLOAT = 2**53


@attrs.frozen(slots=True, kw_only=True)
class ExtraFacts:
    """What decides the form of a column, known of a part of it; parts add up.

    Parameters
    ----------
    kind : Kind or None
        What it holds; None where no cell says anything.
    gaps : bool
        Whether any cell is missing.
    long : bool
        Whether any is an integer that floats skip.
    zoned : bool
        Whether its times carry a zone.
    """

    kind: Kind | None = None
    gaps: bool = False
    long: bool = False
    zoned: bool = False

    @property
    def content(self) -> str | None:
        """What it holds, in a word."""
        return "time with a zone" if self.zoned else self.kind

    @property
    def form(self) -> str:
        """How the column is kept: "text", "float", "native" as it came, or not at all ("none")."""
        if self.kind == "other":
            return "none"
        if self.kind is None:
            return "float"
        if self.kind in {"text", "float"}:
            return self.kind
        if not self.gaps:
            return "native"
        return "text" if self.kind == "integer" and self.long else "float"

    @classmethod
    def of(cls, column: Column) -> ExtraFacts:
        """Return the facts of one column, or of one part of one."""
        if column.missing.all():
            return cls(gaps=len(column) > 0)
        long = column.kind == "integer" and _too_long(column)
        gaps, zoned = bool(column.missing.any()), column.kind == "time" and column.zoned
        return cls(kind=column.kind, gaps=gaps, long=long, zoned=zoned)

    def joined(self, other: ExtraFacts, name: str) -> ExtraFacts:
        """Return the facts of two parts of a column together.

        Raises
        ------
        ColumnError
            Where the parts hold different things.
        """
        kinds = {self.kind, other.kind} - {None}
        if kinds == {"integer", "float"}:
            kinds = {"float"}
        elif len({self.content, other.content} - {None}) > 1:
            here, there = sorted(map(str, (self.content, other.content)))
            message = (
                f"Column {name!r} holds {here} in one part of the log and {there} in another, "
                "expected one type for all: convert one part, or leave the column out."
            )
            raise ColumnError(message, column=name)
        return ExtraFacts(
            kind=kinds.pop() if kinds else None, gaps=self.gaps or other.gaps,
            long=self.long or other.long, zoned=self.zoned or other.zoned,
        )  # fmt: skip


def keep_extra(
    name: str, column: Column, facts: ExtraFacts, ledger: Ledger
) -> Array | Column | None:
    """Return a column, or a part of it, as a portfolio holds it; None where it cannot.

    The facts are those of the whole column.
    """
    if facts.kind == "other":
        ledger.notes.append(f"column {name!r} holds {column.content} and was not kept")
        return None
    if facts.kind is None:
        # Kept although empty: whether a metric has its columns must not depend on later rows.
        return np.full(len(column), np.nan)
    if facts.kind == "text":
        return column if column.kind == "text" else _no_text(column)
    if facts.form == "text":
        ledger.notes.append(f"column {name!r} holds numbers too long for floats, kept as text")
        return read_label(name, column, ledger)
    if facts.form == "native":
        return column.values
    floats = np.where(column.missing, np.nan, column.values.astype(np.float64))
    return floats + 0.0


def _no_text(column: Column) -> Column:
    missing: Bools = np.ones(len(column), dtype=np.bool_)
    return Column(kind="text", values=np.full(len(column), -1), missing=missing)


def _too_long(column: Column) -> bool:
    present = column.values[~column.missing]
    return bool(((present > _EXACT_FLOAT) | (present < -_EXACT_FLOAT)).any())
