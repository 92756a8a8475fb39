"""The columns of two tables beside each other: which there are, and how each is kept."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Ints
from relationship_health.columns.extras import ExtraFacts
from relationship_health.columns.merging import Merged, merged
from relationship_health.errors import ColumnError

_TYPES: Mapping[str, type[np.generic]] = MappingProxyType(
    {"interaction": np.int64, "audience": np.int32, "automated": np.int8}
)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Cast:
    """How the values of one table are written into a column of both.

    Parameters
    ----------
    dtype : numpy dtype
    table : array, optional
        New codes of the old ones, and -1 for -1.
    fill : number
        What stands in rows that say nothing.
    blank : bool
        Whether no row of the table says anything.
    """

    dtype: np.dtype[Any]
    table: Array | None = None
    fill: float = 0
    blank: bool = False

    def __call__(self, values: Array) -> Array:
        """Return values as they stand in the column of both."""
        if self.blank:
            return np.full(len(values), self.fill, dtype=self.dtype)
        if self.table is not None:
            return np.take(self.table, values)
        if values.dtype == self.dtype:
            return values
        # Minus zero equals zero, and must not differ from it in any bit.
        return (
            values.astype(self.dtype) + 0.0 if self.dtype.kind == "f" else values.astype(self.dtype)
        )


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Part:
    """The columns of one of two tables.

    Parameters
    ----------
    columns, categories, facts : mappings
        As a portfolio has them.
    rows : int
        Rows of the table, those that are not kept included.
    """

    columns: Mapping[str, Array]
    categories: Mapping[str, Array]
    facts: Mapping[str, ExtraFacts]
    rows: int

    def fact(self, name: str) -> ExtraFacts:
        """Return what is known of a column kept for plugins, one that is not there included."""
        return self.facts.get(name, ExtraFacts(gaps=self.rows > 0))


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Aligned:
    """How the columns of two tables come together.

    Parameters
    ----------
    old, new : mapping of name to Cast
        For every column that there is in the end.
    categories : mapping of name to array
    facts : mapping of name to ExtraFacts
    reordered : bool
        Whether old values may change their order by it.
    interactions : int64 array
        Old codes of the interactions that the new table has rows of too.
    """

    old: Mapping[str, Cast]
    new: Mapping[str, Cast]
    categories: Mapping[str, Array]
    facts: Mapping[str, ExtraFacts]
    reordered: bool
    interactions: Ints


def align(old: Part, new: Part) -> Aligned:
    """Find for every column how either table's values are written into it.

    Raises
    ------
    ColumnError
        Where a column holds values of one type here and of another there.
    """
    facts = {
        name: old.fact(name).joined(new.fact(name), name)
        for name in sorted(old.facts.keys() | new.facts)
    }
    for name, fact in facts.items():
        _check(name, old.fact(name), new.fact(name), fact)
    names = {*old.columns, *new.columns} - {n for n, f in facts.items() if f.form == "none"}
    if "interaction" in names:
        names.add("audience")
    casts, categories, shared = {}, {}, np.empty(0, dtype=np.int64)
    for name in names:
        words = _words(old, new, name)
        if words is not None:
            categories[name] = words.values
            shared = words.shared if name == "interaction" else shared
        casts[name] = _casts(name, (old, new), words, facts.get(name))
    return Aligned(
        old={name: pair[0] for name, pair in casts.items()},
        new={name: pair[1] for name, pair in casts.items()}, categories=categories, facts=facts,
        interactions=shared,
        reordered=any(_crowds(old.fact(name), fact) for name, fact in facts.items()),
    )  # fmt: skip


def _crowds(before: ExtraFacts, after: ExtraFacts) -> bool:
    """Whether values that differ may be one float in the end."""
    exact = before.form == "native" and after.form == "float"
    return exact and (before.long or before.kind == "time")


def _check(name: str, old: ExtraFacts, new: ExtraFacts, both: ExtraFacts) -> None:
    """Refuse numbers that the other table turns into text."""
    numbers = [fact for fact in (old, new) if fact.kind == "integer"]
    if both.form == "text" and any(fact.form != "text" for fact in numbers):
        message = (
            f"Column {name!r} holds whole numbers too long for floats in one table and lacks some "
            "in the other, expected such numbers as text: load it as text in both."
        )
        raise ColumnError(message, column=name)


def _words(old: Part, new: Part, name: str) -> Merged | None:
    """Merge the values of a text column; None where it holds no text."""
    one, other = old.categories.get(name), new.categories.get(name)
    if one is None or other is None:
        known = other if one is None else one
        return None if known is None else Merged(values=known, old=None, new=None)
    return merged(one, other, name)


def _casts(
    name: str, parts: tuple[Part, Part], words: Merged | None, fact: ExtraFacts | None
) -> list[Cast]:
    """Return how the values of each table are written into a column."""
    dtype = np.dtype(_TYPES.get(name, np.float64 if words is None else np.int32))
    if fact is not None and fact.form == "native":
        dtype = np.dtype(np.bool_ if fact.kind == "boolean" else np.int64)
    fill = np.nan if dtype.kind == "f" else 1 if name == "audience" else -1
    tables = (None, None) if words is None else (words.old, words.new)
    return [
        Cast(
            dtype=dtype, fill=fill,
            table=None if table is None else np.append(table, -1).astype(dtype),
            blank=name not in (part.columns if words is None else part.categories),
        )
        for part, table in zip(parts, tables, strict=True)
    ]  # fmt: skip
