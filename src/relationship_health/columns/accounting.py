"""Row accounting: every row that came in was accepted, repaired, ignored by rule or rejected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import attrs
import numpy as np

from relationship_health.arrays import OUT_OF_RANGE, Array, Bools, Column, Ints
from relationship_health.errors import InputError, RowError
from relationship_health.frames import write_table
from relationship_health.html import paragraphs, section, table
from relationship_health.wording import number_of

Action = Literal["repaired", "ignored", "rejected"]
LOG = "interactions"
"""The table that is counted; the others are companions."""

SEVERITY: dict[str, int] = {"accepted": 0, "repaired": 1, "ignored": 2, "rejected": 3}
_SHOWN = 80


@attrs.frozen(slots=True, kw_only=True)
class Issue:
    """One thing that was wrong with, or done to, one row.

    ``row`` counts from 0 in the frame as it was given; in a file it is the place there, in the
    unit that ``source``'s format counts. ``code`` says for programs what ``reason`` says in words.
    """

    table: str
    row: int
    column: str
    value: str
    reason: str
    action: Action
    code: str = ""
    source: str = ""


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Group:
    """Rows of one table with the same thing to say of them."""

    table: str
    column: str
    reason: str
    action: Action
    rows: Ints
    values: Array
    code: str = ""
    source: str = ""
    unit: str = "row"

    @property
    def where(self) -> str:
        """Where the first of the rows stands."""
        return f"{self.source + ' ' if self.source else ''}{self.unit} {self.rows[0]}"

    def issue(self, position: int) -> Issue:
        """Return what is said of one of the rows."""
        value = self.values[position]
        # What no file could hold is spelt out.
        shown = "" if value is None else str(value).encode(errors="backslashreplace").decode()
        return Issue(
            table=self.table, row=int(self.rows[position]), column=self.column,
            value=shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…",
            reason=self.reason, action=self.action, code=self.code, source=self.source,
        )  # fmt: skip


@attrs.frozen(slots=True, kw_only=True)
class RowAccount:
    """How many rows came in, and where they went: the four others add up to ``rows_in``."""

    source: str = ""
    table: str = LOG
    unit: str = "row"
    rows_in: int = 0
    accepted: int = 0
    repaired: int = 0
    ignored: int = 0
    rejected: int = 0

    def __str__(self) -> str:
        """Return the figures in one line."""
        # Tables are named after what their rows are, but for the log.
        rows = number_of(self.rows_in, "row" if self.table == LOG else self.table.removesuffix("s"))
        return (
            f"{rows} in: {self.accepted:,} accepted, {self.repaired:,} repaired, "
            f"{self.ignored:,} ignored by rule, {self.rejected:,} rejected."
        )


def counted(states: Array) -> RowAccount:
    """Count rows by what became of each."""
    accepted, repaired, ignored, rejected = np.bincount(states, minlength=4).tolist()
    return RowAccount(
        rows_in=len(states), accepted=accepted, repaired=repaired, ignored=ignored,
        rejected=rejected,
    )  # fmt: skip


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Issues:
    """RowAccount of the rows of a portfolio.

    For the interactions, ``rows_in == accepted + repaired + ignored + rejected``. Iterating gives
    one :class:`Issue` for each thing found, side tables included; ``notes`` are remarks about the
    log as a whole. ``sources`` has the account of each file, where the rows come from files.
    """

    groups: tuple[Group, ...] = ()
    rows_in: int = 0
    accepted: int = 0
    repaired: int = 0
    ignored: int = 0
    rejected: int = 0
    notes: tuple[str, ...] = ()
    unit: str = "row"
    sources: tuple[RowAccount, ...] = ()
    states: Array = attrs.field(factory=lambda: np.empty(0, dtype=np.int8))

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
        return (
            f"<Issues: {len(self):,} in {number_of(self.rows_in, 'row')}, {len(self.notes)} notes>"
        )

    def _repr_html_(self) -> str:
        """Return the account for a notebook: what was found and where, and no value."""
        columns: dict[str, list[Any]] = {
            "table": [g.table for g in self.groups], "column": [g.column for g in self.groups],
            "rows": [len(g.rows) for g in self.groups],
            "action": [g.action for g in self.groups], "reason": [g.reason for g in self.groups],
            "first in": [g.where for g in self.groups],
        }  # fmt: skip
        told = [str(self._whole), *(f"{a.source}: {a}" for a in self.sources if a.source)]
        return section(
            "Where every row went", paragraphs([*told, *self.notes]),
            table(columns) if self.groups else "",
        )  # fmt: skip

    @property
    def _whole(self) -> RowAccount:
        return RowAccount(
            rows_in=self.rows_in, accepted=self.accepted, repaired=self.repaired,
            ignored=self.ignored, rejected=self.rejected,
        )  # fmt: skip

    def summary(self) -> str:
        """Return the account in a few lines."""
        found = [
            f"  {len(g.rows):,} {g.action} in {g.table}: "
            f"{g.column + ': ' if g.column else ''}{g.reason} (first in {g.where})"
            for g in self.groups
        ]
        parts = [f"  {a.source}: {a}" for a in self.sources if a.source]
        return "\n".join([str(self._whole), *parts, *found, *(f"  note: {n}" for n in self.notes)])

    def __str__(self) -> str:
        """Return the account in a few lines."""
        return self.summary()


def check_on_error(on_error: object) -> None:
    """Refuse what says neither to stop at a bad row nor to set it aside.

    Raises
    ------
    InputError
    """
    if on_error not in ("raise", "collect"):
        message = f"on_error is {on_error!r}, expected 'raise' or 'collect'."
        raise InputError(message)


class Ledger:
    """Collects issues while a portfolio is built."""

    def __init__(self, rows: int) -> None:
        self.state = np.zeros(rows, dtype=np.int8)
        self.notes: list[str] = []
        self.strange: dict[str, set[str]] = {}
        self.groups: list[Group] = []

    @property
    def dropped(self) -> Bools:
        """Interactions that are rejected or ignored so far."""
        return self.state >= SEVERITY["ignored"]

    def enter(
        self, action: Action, column: str, why: tuple[str, str], where: Bools, values: Column
    ) -> None:
        """Enter the interactions of a mask, with the value found in each; why is code, reason."""
        rows: Ints = where.nonzero()[0]
        if not len(rows):
            return
        self.state[rows] = np.maximum(self.state[rows], np.int8(SEVERITY[action]))
        group = Group(
            table=LOG, column=column, reason=why[1], action=action, rows=rows,
            values=shown_values(values, rows), code=why[0],
        )  # fmt: skip
        self.groups.append(group)

    def enter_side(self, issue: Issue) -> None:
        """Enter a row of a side table."""
        group = Group(
            table=issue.table, column=issue.column, reason=issue.reason, action=issue.action,
            rows=np.array([issue.row]), values=np.array([issue.value], dtype=object),
            code=issue.code,
        )  # fmt: skip
        self.groups.append(group)

    def close(self, on_error: str) -> Issues:
        """Return the account.

        Raises
        ------
        RowError
            Where a row was rejected or repaired and ``on_error`` is "raise".
        """
        count = counted(self.state)
        issues = Issues(
            groups=tuple(self.groups), rows_in=count.rows_in, accepted=count.accepted,
            repaired=count.repaired, ignored=count.ignored, rejected=count.rejected,
            notes=tuple(self.notes), states=self.state,
        )  # fmt: skip
        bad = [group for group in self.groups if group.action != "ignored"]
        if bad and on_error == "raise":
            first = min(bad, key=lambda group: (group.table != LOG, group.rows[0])).issue(0)
            total = len(np.unique(np.concatenate([g.rows for g in bad if g.table == first.table])))
            message = (
                f"Row {first.row} of {first.table}, column {first.column!r}: found "
                f"{first.value!r}: {first.reason} ({number_of(total, 'such row')} in all); mend "
                "the data, or pass on_error='collect' to set bad rows aside and account for them."
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
