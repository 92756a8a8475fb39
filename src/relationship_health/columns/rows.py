"""Interactions on their way into a portfolio: what was asked for, as rows, as groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns.clock import Clock
from relationship_health.columns.extras import ExtraFacts
from relationship_health.columns.identity import Ids
from relationship_health.columns.sides import Oriented, OurSide, orient
from relationship_health.columns.standard import OptionalColumns
from relationship_health.kernels.segments import Groups

FROM_SOURCE, STATED, GIVEN = 1, 2, 4
"""Bits of a row's mark: the source sent it; the log states its direction; and its audience."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Request:
    """Which column of the table means what, how it is to be read, and what goes with it.

    ``asked`` are the optional columns that were named, ``optional`` those that there are.
    """

    sender: str
    recipient: str
    time: str
    optional: Mapping[str, str]
    clock: Clock
    our_side: OurSide = None
    within: bool = True
    stakeholders: Any = None
    relationships: Any = None
    transactions: Any = None
    asked: OptionalColumns = attrs.field(factory=OptionalColumns)

    def unused(self, names: Iterable[str]) -> list[str]:
        """Return the columns of a table that nothing was said of."""
        used = {self.sender, self.recipient, self.time, *self.optional.values()}
        return [name for name in names if name not in used]


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Rows:
    """Interactions in the order of the input, with ids as codes.

    ``direction`` is there where the log states it; 0 in it is a row that does not. ``given``, once
    audiences are counted, marks those that the log states, where it might also count them.
    """

    sender: Ints
    recipient: Ints
    time: Ints
    direction: Array | None
    columns: Mapping[str, Array]
    categories: Mapping[str, Array]
    given: Bools | None = None

    def keep(self, mask: Bools) -> Rows:
        """Return the rows of a mask."""
        if mask.all():
            return self
        return attrs.evolve(
            self, sender=self.sender[mask], recipient=self.recipient[mask], time=self.time[mask],
            direction=None if self.direction is None else self.direction[mask],
            columns={name: values[mask] for name, values in self.columns.items()},
            given=None if self.given is None else self.given[mask],
        )  # fmt: skip

    def is_any(self, column: str, values: frozenset[str]) -> Bools:
        """Rows whose text column holds one of some values; all False without the column."""
        if column not in self.columns:
            return np.zeros(len(self.time), dtype=np.bool_)
        table = np.array([*(name in values for name in self.categories[column]), False])
        return np.asarray(table[self.columns[column]], dtype=np.bool_)

    def values(self) -> list[Array]:
        """All that a row says, in an order that its input place has no part in."""
        own = [self.time, self.sender, self.recipient]
        if self.direction is not None:
            own.append(self.direction)
        return own + [self.columns[name] for name in sorted(self.columns)]


def stacked(parts: Sequence[Rows]) -> Rows:
    """Return rows one part under the other; all have the same columns and categories."""
    parts = [part for part in parts if len(part.time)] or list(parts[:1])
    if len(parts) == 1:
        return parts[0]
    join = np.concatenate
    stated = [part.direction for part in parts if part.direction is not None]
    return attrs.evolve(
        parts[0], sender=join([p.sender for p in parts]),
        recipient=join([p.recipient for p in parts]), time=join([p.time for p in parts]),
        direction=join(stated) if stated else None,
        columns={name: join([p.columns[name] for p in parts]) for name in parts[0].columns},
    )  # fmt: skip


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Log:
    """All rows that were accepted, the ids that they name, and which of these are ours.

    ``signs`` is what a column of the log says of the side of each id, ``facts`` what is known of
    each column kept for plugins, and ``aside`` holds ignored rows that rows to come may call back.
    """

    rows: Rows
    ids: Ids
    ours: Bools | None
    signs: Array | None = None
    facts: Mapping[str, ExtraFacts] = attrs.field(factory=dict)
    aside: Rows | None = None

    def orient(self, sender: Ints, recipient: Ints) -> Oriented:
        """Decide from which end each contact, or each declared relationship, is seen."""
        as_logged = self.rows.direction is not None
        return orient(sender, recipient, self.ours, as_logged=as_logged)

    def pair(self, source: Ints, target: Ints) -> Ints:
        """Return one code for each pair of ids; its order is that of the keys."""
        return source * np.int64(len(self.ids.values)) + target


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Grouped:
    """Interactions grouped by relationship and sorted by time inside.

    ``marks`` is there where directions and audiences do not say what the log did: bits of each row.
    """

    source: Ints
    target: Ints
    sided: Bools
    groups: Groups
    time: Ints
    direction: Array
    columns: Mapping[str, Array]
    categories: Mapping[str, Array]
    marks: Array | None = None
