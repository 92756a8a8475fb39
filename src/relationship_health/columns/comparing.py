"""Which relationships two portfolios have in common, to the last bit of every row."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns.found import MOST_CATEGORIES
from relationship_health.columns.keys import Keys
from relationship_health.columns.pieces import stretches
from relationship_health.columns.portfolio import Portfolio

_ROWS = 262_144
"""Rows that are compared at a time."""
_NOWHERE = -2
"""Code of a value that the other portfolio does not have; -1 is a value that is unknown."""


def unchanged(earlier: Portfolio, later: Portfolio) -> Ints:
    """Return the place of each earlier relationship in a later portfolio, -1 where it changed.

    It is the same where both ends are, what is declared of them and of it, and every row. Where
    the columns of the two differ, or the values of a small vocabulary (which metrics may count),
    all have changed.
    """
    changed = np.full(len(earlier), -1, dtype=np.int64)
    if not _alike(earlier, later):
        return changed
    place = _places(_keys(earlier), _keys(later))
    there = place.clip(0)
    same = place >= 0
    for mine, other in zip(_described(earlier), _described(later), strict=True):
        same &= mine == other[there] if len(other) else False
    strange = _declared_otherwise(earlier, later)
    same &= ~(strange[earlier.source] | strange[earlier.target])
    _compare_rows(earlier, later, place, same)
    return np.where(same, place, -1)


def _alike(earlier: Portfolio, later: Portfolio) -> bool:
    """Whether blocks of both have columns of the same names and types, and small vocabularies."""
    types = [{n: c.dtype for n, c in p.columns.items()} for p in (earlier, later)]
    if types[0] != types[1] or earlier.ids.dtype != later.ids.dtype:
        return False
    small = (
        name
        for name, values in later.categories.items()
        if min(len(values), len(earlier.categories[name])) <= MOST_CATEGORIES
    )
    return all(np.array_equal(earlier.categories[n], later.categories[n]) for n in small)


def _described(portfolio: Portfolio) -> tuple[Array, ...]:
    """Return what is said of whole relationships."""
    cadence = _bits(portfolio.cadence_days)
    return portfolio.groups.counts, portfolio.sided, portfolio.declared, cadence


def _keys(portfolio: Portfolio) -> Keys:
    return Keys(portfolio.ids, portfolio.source, portfolio.target)


def _codes(values: Array, among: Array) -> Ints:
    """Return the place of each of some sorted values in another sorted list."""
    if not len(among):
        return np.full(len(values), _NOWHERE)
    place = np.searchsorted(among, values)
    found = among[np.minimum(place, len(among) - 1)] == values
    return np.where(found, place, _NOWHERE)


def _places(mine: Keys, others: Keys) -> Ints:
    """Return where each pair of ids stands among others, -1 where it does not."""
    code, size = _codes(mine.ids, others.ids), np.int64(len(others.ids))
    source, target = code[mine.source], code[mine.target]
    known = (source >= 0) & (target >= 0)
    pairs = np.where(known, source * size + target, -1)
    place = _codes(pairs, others.source * size + others.target)
    return np.where(known & (place >= 0), place, -1)


def _bits(values: Array) -> Array:
    """Return floats as whole numbers, by which nothing known equals nothing known."""
    return values.view(np.int64) if values.dtype.kind == "f" else values


def _declared_otherwise(earlier: Portfolio, later: Portfolio) -> Bools:
    """Mark the earlier ids of which something else is declared now."""
    one, other = earlier.stakeholders, later.stakeholders
    strange = np.zeros(len(earlier.ids), dtype=np.bool_)
    if one is other:
        return strange
    names = {name for name in (*one, *other) if one.get(name) != other.get(name)}
    place = {name: code for code, name in enumerate(earlier.ids.tolist())} if names else {}
    strange[[place[name] for name in names if name in place]] = True
    return strange


def _compare_rows(earlier: Portfolio, later: Portfolio, place: Ints, same: Bools) -> None:
    """Take the mark from relationships of which any row differs; some rows at a time."""
    tables = {
        name: np.append(_codes(values, later.categories[name]), -1)
        for name, values in earlier.categories.items()
        if not np.array_equal(values, later.categories[name])
    }
    columns = [("", earlier.time, later.time), ("", earlier.direction, later.direction)]
    columns += [(n, _bits(c), _bits(later.columns[n])) for n, c in earlier.columns.items()]
    for begin, end in stretches(earlier.groups.indptr, _ROWS):
        asked = begin + np.flatnonzero(same[begin:end] & (earlier.groups.counts[begin:end] > 0))
        if not len(asked):
            continue
        mine, theirs = _rows(earlier, asked), _rows(later, place[asked])
        differs = np.zeros(len(mine), dtype=np.bool_)
        for name, one, other in columns:
            values = tables[name][one[mine]] if name in tables else one[mine]
            differs |= values != other[theirs]
        counts = earlier.groups.counts[asked]
        same[asked] = ~np.logical_or.reduceat(differs, np.cumsum(counts) - counts)


def _rows(portfolio: Portfolio, ties: Ints) -> Ints:
    """Return the rows of some relationships."""
    counts = portfolio.groups.counts[ties]
    offset = portfolio.groups.indptr[ties] - (np.cumsum(counts) - counts)
    return np.repeat(offset, counts) + np.arange(int(counts.sum()))
