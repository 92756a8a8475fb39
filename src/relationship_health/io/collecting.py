"""Rows and findings of a format that is no table, while they are being made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from relationship_health.arrays import Column, array_column
from relationship_health.hookspecs import Content, Finding, Reading
from relationship_health.io.rejects import never, notes_on

Fault = tuple[str, str, str]
"""Column, code and reason."""


class Collected:
    """Collects rows, each with its place, and what was found of them.

    Parameters
    ----------
    columns : sequence of str
        What the cells of a row are; whole numbers in ``time`` are microseconds UTC.
    unit : str
        What places count.
    skip : function, optional
        Tells of a column's name whether to leave the column out.
    """

    def __init__(
        self, columns: Sequence[str], unit: str, skip: Callable[[str], bool] | None = None
    ) -> None:
        self.columns, self.unit, self.skip = columns, unit, skip or never
        self.rows: list[tuple[Any, ...]] = []
        self.places: list[int] = []
        self.rejected: list[Finding] = []
        self.repaired: list[Finding] = []
        self.ignored: list[Finding] = []

    def add(self, place: int, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take in the rows that stand at a place."""
        before = len(self.rows)
        self.rows.extend(rows)
        self.places.extend([place] * (len(self.rows) - before))

    def reject(self, place: int, fault: Fault, value: str = "") -> None:
        """Enter a row that is bad."""
        self.rejected.append(_finding(place, fault, value))

    def repair(self, place: int, fault: Fault) -> None:
        """Enter what was mended in the rows at a place."""
        self.repaired.append(_finding(place, fault))

    def ignore(self, place: int, fault: Fault) -> None:
        """Enter a row that is left out by a rule of the format."""
        self.ignored.append(_finding(place, fault))

    def reading(
        self,
        notes: Iterable[str] = (),
        *,
        names: Mapping[str, str] | None = None,
        content: Content = "interactions",
    ) -> Reading:
        """Return the rows as columns, and the account of all that was found."""
        cells = list(zip(*self.rows, strict=True)) or [()] * len(self.columns)
        left_out = [name for name in self.columns if self.skip(name)]
        frame = {
            name: _column(name, values)
            for name, values in zip(self.columns, cells, strict=True)
            if name not in left_out
        }
        return Reading(
            frame=frame, rows_in=len(self.rows) + len(self.rejected) + len(self.ignored),
            rejected=tuple(sorted(self.rejected)), repaired=tuple(sorted(self.repaired)),
            ignored=tuple(sorted(self.ignored)), places=np.array(self.places, dtype=np.int64),
            unit=self.unit, notes=(*notes, *notes_on(left_out)), names=names or {},
            content=content,
        )  # fmt: skip


def _finding(place: int, fault: Fault, value: str = "") -> Finding:
    column, code, reason = fault
    return Finding(place, column, value, reason, code)


def _column(name: str, values: Sequence[Any]) -> Any:
    if name != "time" or not all(isinstance(value, int) for value in values):
        return array_column(list(values))
    us = np.array(values, dtype=np.int64)
    return Column(kind="time", values=us, missing=np.zeros(len(us), dtype=np.bool_), zoned=True)
