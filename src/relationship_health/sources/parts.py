"""One source's rows in the columns that all sources share, before they are joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Bools, Column, Ints, array_column, text_column
from relationship_health.columns import OPTIONAL_NAMES, Origin, read_times
from relationship_health.columns.standard import is_content
from relationship_health.errors import ColumnError
from relationship_health.frames import Table, read_table
from relationship_health.hookspecs import Reading
from relationship_health.sources.identities import Identities
from relationship_health.sources.project_file import Source
from relationship_health.sources.reading import origin_of

_ENDS = ("sender", "recipient")
_UNIQUE = 32
"""Characters of an id that nobody has by accident; a UUID has 36, or 32 without its hyphens."""


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Part:
    """Rows of one source.

    Parameters
    ----------
    columns : mapping of str to Column
        Under the names that :meth:`Portfolio.from_frame` expects.
    origin : Origin
    ours_send : bool
        Whether the source says a direction, and so is seen from its senders.
    """

    columns: Mapping[str, Column]
    origin: Origin
    ours_send: bool = False

    def without(self, gone: Bools, code: str, reason: str, column: str = "") -> Part:
        """Return the other rows; those that are gone are ignored, and entered as such."""
        if not gone.any():
            return self
        places = self.places[gone].tolist()
        found = tuple((place, column, "", reason, code) for place in places)
        return self._keep(~gone, attrs.evolve(self.origin, ignored=(*self.origin.ignored, *found)))

    @property
    def places(self) -> Ints:
        """Where each row stands in its source."""
        return self.origin.stands

    def rejecting(self, bad: Bools, values: Column, why: tuple[str, str, str]) -> Part:
        """Return the other rows; the bad ones are rejected, with the value found in each."""
        if not bad.any():
            return self
        column, code, reason = why
        shown = values.texts() if values.kind == "text" else values.values.astype(object)
        found = tuple(
            (place, column, str(value)[:80], reason, code)
            for place, value in zip(self.places[bad].tolist(), shown[bad].tolist(), strict=True)
        )
        return self._keep(~bad, attrs.evolve(self.origin, rejected=(*self.origin.rejected, *found)))

    def _keep(self, kept: Bools, origin: Origin) -> Part:
        columns = {name: take(column, kept) for name, column in self.columns.items()}
        return attrs.evolve(
            self, columns=columns,
            origin=attrs.evolve(origin, rows=int(kept.sum()), places=self.places[kept]),
        )  # fmt: skip


def take(column: Column, kept: Bools) -> Column:
    """Return some rows of a column."""
    return attrs.evolve(column, values=column.values[kept], missing=column.missing[kept])


def make_part(reading: Reading, source: Source, identities: Identities) -> Part:
    """Bring what was read of a source into the shared columns.

    Raises
    ------
    ColumnError
        Where sender, recipient or time is not there.
    """
    table = read_table(reading.frame)
    named = _named(table, {**reading.columns, **source.columns}, source)
    columns = {meaning: table.column(name) for meaning, name in named.items()}
    for meaning, text in source.constants.items():
        columns[meaning] = text_column(np.zeros(table.rows, dtype=np.int64), [text])
    for end in _ENDS:
        columns[end] = as_text(columns[end], identities.resolve)
    for name in ("interaction", "thread"):
        if name in columns:
            columns[name] = as_text(columns[name], lambda text: _event_id(text, source))
    extra = [n for n in table.names if n not in named.values() and n not in columns]
    columns |= {name: table.column(name) for name in extra if not is_content(name)}
    part = Part(
        columns=columns, origin=origin_of(reading, source.name), ours_send="direction" in columns
    )
    return _with_times(part, named["time"], source)


def _named(table: Table, given: Mapping[str, str], source: Source) -> dict[str, str]:
    """Return which column holds which meaning, by what was said or else by its own name."""
    named = {}
    for meaning in (*_ENDS, "time", *OPTIONAL_NAMES):
        if meaning in source.constants:
            continue
        name = given.get(meaning, meaning)
        if name in table.names:
            named[meaning] = name
        elif meaning in given or meaning in {*_ENDS, "time"}:
            message = (
                f"{source.name} has no column {name!r} for the {meaning}, expected one of "
                f"{', '.join(map(repr, table.names))}: name it under columns."
            )
            raise ColumnError(message, column=name)
    return named


def as_text(column: Column, spelt: Callable[[str], str]) -> Column:
    """Return a column as text, each value in the spelling that a function gives it."""
    if column.kind == "text":
        return _recoded(column.values, [spelt(text) for text in column.categories])
    cells = [
        None if gone else _plain(value)
        for value, gone in zip(column.values.tolist(), column.missing.tolist(), strict=True)
    ]
    known = sorted({cell for cell in cells if cell is not None})
    code = {cell: place for place, cell in enumerate(known)}
    codes = np.array([-1 if cell is None else code[cell] for cell in cells], dtype=np.int64)
    return _recoded(codes, [spelt(text) for text in known])


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _recoded(codes: Ints, texts: list[str]) -> Column:
    known = sorted(set(texts))
    code = {text: place for place, text in enumerate(known)}
    table = np.array([*(code[text] for text in texts), -1], dtype=np.int64)
    return text_column(table[codes], known)


def _event_id(text: str, source: Source) -> str:
    """Return an id that no other source has by accident: those of mail and calendars are unique."""
    plain = text.strip().removeprefix("<").removesuffix(">")
    unique = source.shared_ids or "@" in plain or len(plain) >= _UNIQUE
    return plain if unique else f"{source.name}#{plain}"


def _with_times(part: Part, column: str, source: Source) -> Part:
    """Return the rows whose time can be read, with times in UTC."""
    given = part.columns["time"]
    times = read_times(column, given, source.clock)
    reason = f"clocks in {source.clock.timezone} jumped over it; moved on by the jump"
    shifted = [
        (place, column, "", reason, "clock-gap") for place in part.places[times.in_gap].tolist()
    ]
    us = np.where(times.invalid | times.missing, 0, times.us)
    read = Column(kind="time", values=us, missing=times.missing, zoned=True)
    origin = attrs.evolve(
        part.origin, repaired=(*part.origin.repaired, *shifted),
        notes=(*part.origin.notes, *times.notes),
    )  # fmt: skip
    part = attrs.evolve(part, columns={**part.columns, "time": read}, origin=origin)
    why = (column, "bad-time", "no time of the years 1 to 9999 can be read from it")
    return part.rejecting(times.invalid, given, why)


def joined(parts: list[Column]) -> Column:
    """Return columns one behind another; of different kinds, cell by cell."""
    kinds = {part.kind for part in parts if not part.missing.all()}
    if kinds == {"text"}:
        texts = sorted({text for part in parts for text in part.categories})
        code = {text: place for place, text in enumerate(texts)}
        codes = [
            np.array([*(code[t] for t in part.categories), -1], dtype=np.int64)[part.values]
            if part.kind == "text" else np.full(len(part), -1)
            for part in parts
        ]  # fmt: skip
        return text_column(np.concatenate(codes), texts)
    if len(kinds) == 1 and {part.kind for part in parts} == kinds:
        return attrs.evolve(
            parts[0], values=np.concatenate([part.values for part in parts]),
            missing=np.concatenate([part.missing for part in parts]),
        )  # fmt: skip
    return array_column([cell for part in parts for cell in _cells(part)])


def _cells(column: Column) -> list[object]:
    values = column.texts() if column.kind == "text" else column.values.astype(object)
    if column.kind == "time":
        values = np.datetime_as_string(column.values.astype("M8[us]")).astype(object)
    values[column.missing] = None
    found: list[object] = values.tolist()
    return found
