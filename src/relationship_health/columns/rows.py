"""Interactions on their way into a portfolio: what was asked for, as rows, as groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns.clock import Clock
from relationship_health.columns.identity import Ids
from relationship_health.columns.sides import Oriented, OurSide, orient
from relationship_health.kernels.segments import Groups


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Request:
    """Which column of the table means what, how it is to be read, and what goes with it."""

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

    def unused(self, names: Iterable[str]) -> list[str]:
        """Return the columns of a table that nothing was said of."""
        used = {self.sender, self.recipient, self.time, *self.optional.values()}
        return [name for name in names if name not in used]


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Rows:
    """Interactions in the order of the input, with ids as codes.

    ``direction`` is there where the log states it; 0 in it is a row that does not.
    """

    sender: Ints
    recipient: Ints
    time: Ints
    direction: Array | None
    columns: Mapping[str, Array]
    categories: Mapping[str, Array]

    def keep(self, mask: Bools) -> Rows:
        """Return the rows of a mask."""
        if mask.all():
            return self
        return attrs.evolve(
            self, sender=self.sender[mask], recipient=self.recipient[mask], time=self.time[mask],
            direction=None if self.direction is None else self.direction[mask],
            columns={name: values[mask] for name, values in self.columns.items()},
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


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Log:
    """All rows that were accepted, the ids that they name, and which of these are ours."""

    rows: Rows
    ids: Ids
    ours: Bools | None

    def orient(self, sender: Ints, recipient: Ints) -> Oriented:
        """Decide from which end each contact, or each declared relationship, is seen."""
        as_logged = self.rows.direction is not None
        return orient(sender, recipient, self.ours, as_logged=as_logged)

    def pair(self, source: Ints, target: Ints) -> Ints:
        """Return one code for each pair of ids; its order is that of the keys."""
        return source * np.int64(len(self.ids.values)) + target


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Grouped:
    """Interactions grouped by relationship and sorted by time inside."""

    source: Ints
    target: Ints
    sided: Bools
    groups: Groups
    time: Ints
    direction: Array
    columns: Mapping[str, Array]
    categories: Mapping[str, Array]
