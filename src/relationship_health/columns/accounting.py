"""Row accounting: every row that came in was accepted, repaired, ignored by rule or rejected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import attrs
import numpy as np

from relationship_health.arrays import OUT_OF_RANGE, Array, Bools, Column, Ints
from relationship_health.errors import RowError
from relationship_health.frames import write_table

Action = Literal["repaired", "ignored", "rejected"]
_SEVERITY: dict[str, int] = {"accepted": 0, "repaired": 1, "ignored": 2, "rejected": 3}
_SHOWN = 80


@attrs.frozen(slots=True, kw_only=True)
class Issue:
    """One thing that was wrong with, or done to, one row.

    ``row`` counts from 0 in the frame as it was given; for a file of lines it is the line.
    """

    table: str
    row: int
    column: str
    value: str
    reason: str
    action: Action


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class _Group:
    table: str
    column: str
    reason: str
    action: Action
    rows: Ints
    values: Array

    def issue(self, position: int) -> Issue:
        value = self.values[position]
        # What no file could hold is spelt out.
        shown = "" if value is None else str(value).encode(errors="backslashreplace").decode()
        return Issue(
            table=self.table, row=int(self.rows[position]), column=self.column,
            value=shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…",
            reason=self.reason, action=self.action,
        )  # fmt: skip


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Issues:
    """Account of the rows of a portfolio.

    For the interactions, ``rows_in == accepted + repaired + ignored + rejected``. Iterating gives
    one :class:`Issue` for each thing found, side tables included; ``notes`` are remarks about the
    log as a whole.
    """

    groups: tuple[_Group, ...] = ()
    rows_in: int = 0
    accepted: int = 0
    repaired: int = 0
    ignored: int = 0
    rejected: int = 0
    notes: tuple[str, ...] = ()
    unit: str = "row"

    def __len__(self) -> int:
        """Return the number of issues, notes not counted."""
        return sum(len(group.rows) for group in self.groups)

    def __iter__(self) -> Iterator[Issue]:
        """Give each issue, group by group."""
        for group in self.groups:
            for position in range(len(group.rows)):
                yield group.issue(position)

    def to_frame(self, backend: str = "dict") -> Any:
        """Return the issues as a frame: table, row, column, value, reason, action."""
        names = [field.name for field in attrs.fields(Issue)]
        rows = [attrs.astuple(issue) for issue in self]
        return write_table({n: [row[i] for row in rows] for i, n in enumerate(names)}, backend)

    def __repr__(self) -> str:
        """Return sizes only: values are personal data."""
        return f"<Issues: {len(self):,} in {self.rows_in:,} rows, {len(self.notes)} notes>"

    def summary(self) -> str:
        """Return the account in a few lines."""
        account = (
            f"{self.rows_in:,} rows in: {self.accepted:,} accepted, {self.repaired:,} repaired, "
            f"{self.ignored:,} ignored by rule, {self.rejected:,} rejected."
        )
        found = [
            f"  {len(g.rows):,} {g.action} in {g.table}: "
            f"{g.column + ': ' if g.column else ''}{g.reason} "
            f"(first in {self.unit if g.table == 'interactions' else 'row'} {g.rows[0]})"
            for g in self.groups
        ]
        return "\n".join([account, *found, *(f"  note: {note}" for note in self.notes)])

    def __str__(self) -> str:
        """Return the account in a few lines."""
        return self.summary()

    def of_file(
        self,
        places: Ints | None,
        unit: str,
        rejected: Iterable[tuple[int, str, str, str]],
        notes: Iterable[str] = (),
    ) -> Issues:
        """Return the account of the file that the frame was read from.

        Parameters
        ----------
        places : int array, optional
            Where in the file each row of the frame stands.
        unit : str
            What places count: "line" or "row".
        rejected : iterable of (place, column, value, reason)
            Rows that could not be read into the frame.
        notes : iterable of str
            Remarks about the file.
        """
        unread: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for place, column, value, reason in rejected:
            unread.setdefault((column, reason), []).append((place, value))
        groups = [
            _Group(
                table="interactions", column=column, reason=reason, action="rejected",
                rows=np.array([place for place, _ in found], dtype=np.int64),
                values=np.array([*(value for _, value in found), None], dtype=object)[:-1],
            )
            for (column, reason), found in unread.items()
        ]  # fmt: skip
        lost = sum(len(group.rows) for group in groups)
        moved = (
            g if places is None or g.table != "interactions"
            else attrs.evolve(g, rows=places[g.rows])
            for g in self.groups
        )  # fmt: skip
        return attrs.evolve(
            self, groups=(*groups, *moved), rows_in=self.rows_in + lost,
            rejected=self.rejected + lost, notes=(*self.notes, *notes), unit=unit,
        )  # fmt: skip


class Ledger:
    """Collects issues while a portfolio is built."""

    def __init__(self, rows: int) -> None:
        self.state = np.zeros(rows, dtype=np.int8)
        self.notes: list[str] = []
        self._groups: list[_Group] = []

    @property
    def dropped(self) -> Bools:
        """Interactions that are rejected or ignored so far."""
        return self.state >= _SEVERITY["ignored"]

    def enter(self, action: Action, column: str, reason: str, where: Bools, values: Column) -> None:
        """Enter the interactions of a mask, with the value found in each."""
        rows: Ints = np.flatnonzero(where)
        if not len(rows):
            return
        self.state[rows] = np.maximum(self.state[rows], np.int8(_SEVERITY[action]))
        group = _Group(
            table="interactions", column=column, reason=reason, action=action, rows=rows,
            values=shown_values(values, rows),
        )  # fmt: skip
        self._groups.append(group)

    def enter_side(self, issue: Issue) -> None:
        """Enter a row of a side table."""
        group = _Group(
            table=issue.table, column=issue.column, reason=issue.reason, action=issue.action,
            rows=np.array([issue.row]), values=np.array([issue.value], dtype=object),
        )  # fmt: skip
        self._groups.append(group)

    def close(self, on_error: str) -> Issues:
        """Return the account.

        Raises
        ------
        RowError
            Where a row was rejected or repaired and ``on_error`` is "raise".
        """
        counts = np.bincount(self.state, minlength=4)
        issues = Issues(
            groups=tuple(self._groups), rows_in=len(self.state), accepted=int(counts[0]),
            repaired=int(counts[1]), ignored=int(counts[2]), rejected=int(counts[3]),
            notes=tuple(self.notes),
        )  # fmt: skip
        bad = [group for group in self._groups if group.action != "ignored"]
        if bad and on_error == "raise":
            first = min(
                bad, key=lambda group: (group.table != "interactions", group.rows[0])
            ).issue(0)
            total = len(np.unique(np.concatenate([g.rows for g in bad if g.table == first.table])))
            message = (
                f"Row {first.row} of {first.table}, column {first.column!r}: found "
                f"{first.value!r}: {first.reason} ({total:,} such rows in all); mend the data, or "
                "pass on_error='collect' to set bad rows aside and account for them."
            )
            raise RowError(message, issues=issues)
        return issues


def shown_values(column: Column, rows: Ints) -> Array:
    """Return the values of some rows as they may be shown."""
    if column.kind == "text":
        shown: Array = (
            column.texts()[rows]
            if len(rows) > len(column.categories)
            else np.array(
                [column.categories[c] if c >= 0 else None for c in column.values[rows]],
                dtype=object,
            )
        )
        return shown
    values = column.values[rows]
    if column.kind == "time":
        moments = np.datetime_as_string(values.astype("datetime64[us]"), unit="us").astype(object)
        values = np.where(values == OUT_OF_RANGE, "out of range", moments)
    values = values.astype(object)
    values[column.missing[rows]] = None
    return np.asarray(values)
