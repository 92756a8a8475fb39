"""Where the rows of a log came from: the account of a frame told in places of its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints, objects
from relationship_health.columns.accounting import (
    LOG,
    SEVERITY,
    Action,
    Group,
    Issues,
    RowAccount,
    counted,
)

Found = tuple[int, str, str, str, str]
"""Place, column, value, reason and code."""


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Origin:
    """A file that a stretch of consecutive rows of a log was read from.

    Parameters
    ----------
    rows : int
        How many rows of the log it gave.
    name : str
        What to call it; empty where there is only one.
    table : str
        What its rows are; those of side tables are no rows of the log.
    unit : str
        What places count.
    places : int array, optional
        Where in the file each of its rows stands; counted from 0 by default.
    rejected, repaired, ignored : tuples of (place, column, value, reason, code)
        What the reader found. Rejected and ignored rows are not in the log; what was repaired
        concerns every row at its place.
    notes : tuple of str
        Remarks about the file.
    """

    rows: int
    name: str = ""
    table: str = LOG
    unit: str = "row"
    places: Ints | None = None
    rejected: Sequence[Found] = ()
    repaired: Sequence[Found] = ()
    ignored: Sequence[Found] = ()
    notes: Sequence[str] = ()

    @property
    def stands(self) -> Ints:
        """Where each row stands."""
        return np.arange(self.rows) if self.places is None else np.asarray(self.places)

    def mended(self) -> Bools:
        """Rows of which the reader repaired something."""
        return np.isin(self.stands, [found[0] for found in self.repaired])

    def repairs(self) -> Iterator[Found]:
        """Give what was repaired once for each row that it concerns."""
        rows = Counter(self.stands.tolist()) if self.repaired else Counter[int]()
        for found in self.repaired:
            yield from [found] * rows[found[0]]


def trace(issues: Issues, origins: Sequence[Origin]) -> Issues:
    """Return the account of the files that a log was read from, in their order.

    Parameters
    ----------
    issues : Issues
        The account of the log as one frame.
    origins : sequence of Origin
        The files; the rows of those of the log add up to those of the frame.
    """
    states = issues.states.copy()
    logs = [origin for origin in origins if origin.table == LOG]
    starts = np.cumsum([0, *(origin.rows for origin in logs)])
    parts = {id(o): states[a:b] for o, a, b in zip(logs, starts[:-1], starts[1:], strict=True)}
    accounts = []
    for origin in origins:
        part = parts.get(id(origin), np.zeros(origin.rows, dtype=np.int8))
        part[origin.mended()] = np.maximum(part[origin.mended()], SEVERITY["repaired"])
        accounts.append(_account(origin, part))
    groups = [group for origin in origins for group in _unread(origin)]
    moved = [part for group in issues.groups for part in _placed(group, logs, starts)]
    several = len(origins) > 1
    notes = [
        f"{origin.name}: {note}" if several else note for origin in origins for note in origin.notes
    ]
    counted_in = [account for account in accounts if account.table == LOG]
    totals = {
        field: sum(getattr(account, field) for account in counted_in)
        for field in ("rows_in", "accepted", "repaired", "ignored", "rejected")
    }
    return attrs.evolve(
        issues, groups=(*groups, *moved), states=states, notes=(*issues.notes, *notes),
        unit=origins[0].unit if len(origins) == 1 else "row", sources=tuple(accounts), **totals,
    )  # fmt: skip


def _account(origin: Origin, states: Array) -> RowAccount:
    plain = counted(states)
    ignored, rejected = len(origin.ignored), len(origin.rejected)
    return attrs.evolve(
        plain, source=origin.name, table=origin.table, unit=origin.unit,
        rows_in=plain.rows_in + ignored + rejected,
        ignored=plain.ignored + ignored, rejected=plain.rejected + rejected,
    )  # fmt: skip


def _unread(origin: Origin) -> Iterator[Group]:
    """Give what the reader found, grouped by what it says."""
    found: dict[tuple[Action, str, str, str], list[tuple[int, str]]] = {}
    by_action: dict[Action, Iterable[Found]] = {
        "rejected": origin.rejected, "repaired": origin.repairs(), "ignored": origin.ignored,
    }  # fmt: skip
    for action, entries in by_action.items():
        for place, column, value, reason, code in entries:
            found.setdefault((action, column, reason, code), []).append((place, value))
    for (action, column, reason, code), rows in found.items():
        yield Group(
            table=origin.table, column=column, reason=reason, action=action, code=code,
            rows=np.array([place for place, _ in rows], dtype=np.int64),
            values=objects(value for _, value in rows), source=origin.name, unit=origin.unit,
        )  # fmt: skip


def _placed(group: Group, origins: Sequence[Origin], starts: Ints) -> Iterator[Group]:
    """Give a group of rows of the log as rows of the files, one group for each."""
    if group.table != LOG:
        yield group
        return
    where = np.searchsorted(starts, group.rows, side="right") - 1
    for number in np.unique(where).tolist():
        origin, here = origins[number], where == number
        rows = group.rows[here] - starts[number]
        yield attrs.evolve(
            group, rows=rows if origin.places is None else origin.places[rows],
            values=group.values[here], source=origin.name, unit=origin.unit,
        )  # fmt: skip
