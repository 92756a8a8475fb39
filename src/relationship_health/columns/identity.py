"""Ids: two columns that name the same people become codes into one sorted list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Column, Ints, objects
from relationship_health.errors import ColumnError, InputError
from relationship_health.model.checks import is_text

_EXACT_FLOAT = 2.0**53
"""From here on floats skip integers: another id may have been meant."""
_DENSE = 4


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Ids:
    """Distinct ids, sorted by value, and codes into them.

    Parameters
    ----------
    values : array
        int64, or str in an object array.
    codes : tuple of int64 arrays
        For each column, the position of each row's id; -1 where it is missing or can be none.
    """

    values: Array
    codes: tuple[Ints, ...]

    def position(self) -> dict[str | int, int]:
        """Return the code of every id."""
        return {value: code for code, value in enumerate(self.values.tolist())}

    def joined(self, further: Iterable[str | int], where: str) -> Ids:
        """Return the same columns encoded against a list that holds further ids too.

        Raises
        ------
        InputError
            Where they are of another type than the ids known so far.
        """
        known = self.values.tolist()
        strange = sorted(set(further) - set(known), key=repr)
        kinds = {isinstance(i, str) for i in (*known, *strange)}
        if len(kinds) > 1:
            own = type((known or strange)[0])
            example = next(i for i in strange if not isinstance(i, own))
            message = (
                f"{where} names {example!r} ({type(example).__name__}), expected ids of the log's "
                f"own type ({own.__name__}): cast them."
            )
            raise InputError(message)
        merged = sorted([*known, *strange])
        values = np.empty(len(merged), dtype=np.int64 if kinds == {False} else object)
        values[:] = merged
        table = np.append(np.searchsorted(values, self.values), -1)
        return Ids(values=values, codes=tuple(table[codes] for codes in self.codes))


def id_array(ids: Iterable[str | int]) -> Array:
    """Return distinct ids, sorted, as the array that a log of them has.

    Examples
    --------
    >>> id_array([7, 3])
    array([3, 7])
    """
    known = sorted(ids, key=lambda one: (isinstance(one, str), one))
    whole = bool(known) and not isinstance(known[-1], str)
    return np.array(known, dtype=np.int64) if whole else objects(known)


def share_ids(columns: Sequence[tuple[str, Column]]) -> Ids:
    """Encode id columns against one list.

    Raises
    ------
    ColumnError
        Where a column holds no ids, or the columns hold ids of different types.
    """
    prepared = [(name, _id_column(name, column)) for name, column in columns]
    known = [(name, column) for name, column in prepared if _says_anything(column)]
    if len({column.kind for _, column in known}) > 1:
        found = " and ".join(f"{column.content} in {name!r}" for name, column in known)
        message = f"Ids are {found}, expected one type for all: cast one of the columns."
        raise ColumnError(message, column=known[0][0])
    if known and known[0][1].kind == "integer":
        return _share_integers([column for _, column in prepared])
    return _share_texts([column for _, column in prepared])


def _says_anything(column: Column) -> bool:
    if column.kind == "text":
        return any(text.strip() for text in column.categories)
    return not column.missing.all()


def _id_column(name: str, column: Column) -> Column:
    """Return a column of text or whole numbers."""
    if column.missing.all():
        return column
    if column.kind == "float":
        present = column.values[~column.missing]
        if (np.abs(present) < _EXACT_FLOAT).all() and (present == np.rint(present)).all():
            whole = np.where(column.missing, 0.0, column.values).astype(np.int64)
            return attrs.evolve(column, kind="integer", values=whole)
    if column.kind not in {"text", "integer"}:
        # Cast afterwards, such numbers are text with digits that are no longer the id's.
        remedy = "load it as text" if column.kind == "float" else "cast it to text"
        message = (
            f"Column {name!r} holds {column.content}, expected ids, text or whole numbers of 64 "
            f"bits: {remedy}."
        )
        raise ColumnError(message, column=name)
    return column


def _share_texts(columns: Sequence[Column]) -> Ids:
    """Merge the sorted categories of text columns; what can be no id is missing."""
    texts = {text for column in columns for text in column.categories}
    found = _ids_among(texts)
    if len(columns) == 1 and columns[0].kind == "text" and len(found) == len(texts):
        (column,) = columns
        return Ids(values=objects(column.categories), codes=(column.values,))
    names = sorted(found)
    position = {text: i for i, text in enumerate(names)}
    values = np.empty(len(names), dtype=object)
    values[:] = names
    codes = []
    for column in columns:
        table = np.array(
            [*(position.get(text, -1) for text in column.categories), -1], dtype=np.int64
        )
        # A column without any text is all missing, whatever its own values are.
        codes.append(
            table[column.values] if column.kind == "text" else np.full(len(column.values), -1)
        )
    return Ids(values=values, codes=tuple(codes))


def _ids_among(texts: AbstractSet[str]) -> AbstractSet[str]:
    """Return the texts that can be ids: not blank, and such that a file or frame can hold them."""
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return {text for text in texts if is_text(text)}
    return {text for text in texts if text.strip()}


def _share_integers(columns: Sequence[Column]) -> Ids:
    wholes = [c if c.kind == "integer" else _all_missing(c) for c in columns]
    anything = [c.values if not c.missing.any() else c.values[~c.missing] for c in wholes]
    values = _distinct([part for part in anything if len(part)])
    low = int(values[0])
    dense = int(values[-1]) - low + 1 <= _DENSE * sum(map(len, anything)) + _DENSE
    table = None
    if dense:
        table = np.zeros(int(values[-1]) - low + 1, dtype=np.int32)
        table[values - low] = np.arange(len(values), dtype=np.int32)
    codes = []
    for column in wholes:
        some = column.missing.any()
        asked = np.where(column.missing, low, column.values) if some else column.values
        found = np.searchsorted(values, asked) if table is None else np.take(table, asked - low)
        codes.append(_masked(found, column.missing) if some else found.astype(np.int64, copy=False))
    return Ids(values=values, codes=tuple(codes))


def _all_missing(column: Column) -> Column:
    zeros = np.zeros(len(column), dtype=np.int64)
    return Column(kind="integer", values=zeros, missing=np.ones(len(column), dtype=np.bool_))


def _masked(codes: Array, missing: Bools) -> Ints:
    return np.where(missing, -1, codes).astype(np.int64)


def _distinct(parts: Sequence[Ints]) -> Ints:
    """Distinct values, sorted; by a presence table where the values lie close together."""
    low, high = min(int(p.min()) for p in parts), max(int(p.max()) for p in parts)
    if high - low + 1 <= _DENSE * sum(map(len, parts)) + _DENSE:
        seen = np.zeros(high - low + 1, dtype=np.bool_)
        for part in parts:
            seen[part - low] = True
        return seen.nonzero()[0] + low
    return _sorted(np.concatenate([_sorted(part) for part in parts]))


def _sorted(values: Ints) -> Ints:
    """Distinct values, sorted; of few values np.unique makes more work."""
    rising = np.sort(values)
    opens = np.ones(len(rising), dtype=np.bool_)
    opens[1:] = rising[1:] != rising[:-1]
    return np.asarray(rising[opens])
