"""Cutting a portfolio: some of its relationships, as a portfolio or as blocks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress
from typing import TYPE_CHECKING, TypeVar

import attrs

from relationship_health.arrays import Bools, Ints
from relationship_health.columns.block import Block
from relationship_health.columns.block_columns import BlockColumns
from relationship_health.columns.keys import Key
from relationship_health.columns.sealing import frozen
from relationship_health.errors import InputError
from relationship_health.kernels.segments import Groups, bounds
from relationship_health.model import STATUSES, Terms

if TYPE_CHECKING:
    from relationship_health.columns.portfolio import Portfolio

P = TypeVar("P", bound="Portfolio")

NOT_CONTACT = frozenset(name for name, status in STATUSES.items() if not status.contact)


def taken(portfolio: P, keep: Bools) -> P:
    """Return the portfolio of the relationships of a mask."""
    rows = portfolio.groups.spread(keep)
    indptr = bounds(portfolio.groups.counts[keep])
    kept = set(compress(portfolio.keys, keep)) if portfolio.relationships else set[Key]()
    ties = {key: tie for key, tie in portfolio.relationships.items() if key in kept}
    return attrs.evolve(
        portfolio, relationships=ties, provenance=None,
        source=frozen(portfolio.source[keep]), target=frozen(portfolio.target[keep]),
        sided=frozen(portfolio.sided[keep]), declared=frozen(portfolio.declared[keep]),
        cadence_days=frozen(portfolio.cadence_days[keep]), groups=Groups(frozen(indptr)),
        time=frozen(portfolio.time[rows]), direction=frozen(portfolio.direction[rows]),
        columns={name: frozen(values[rows]) for name, values in portfolio.columns.items()},
    )  # fmt: skip


def stretches(indptr: Ints, size: int) -> Iterator[tuple[int, int]]:
    """Give the bounds of blocks of about ``size`` rows, whole relationships each.

    Raises
    ------
    InputError
        Where ``size`` is not 1 or more.
    """
    if size < 1:
        message = f"The size of a block is {size!r}, expected 1 row or more."
        raise InputError(message)
    begin, last = 0, len(indptr) - 1
    while begin < last:
        end = int(indptr.searchsorted(indptr[begin] + size, side="right")) - 1
        end = min(max(end, begin + 1), begin + size, last)
        yield begin, end
        begin = end


def cut(portfolio: Portfolio, part: slice, as_of: int, terms: Terms, until: int | None) -> Block:
    """Return the relationships of a stretch with their contacts up to ``as_of``."""
    indptr = portfolio.groups.indptr[part.start : part.stop + 1]
    rows = slice(int(indptr[0]), int(indptr[-1]))
    block = Block(
        as_of=as_of, groups=Groups(frozen(indptr - indptr[0])),
        time=portfolio.time[rows], direction=portfolio.direction[rows],
        sided=portfolio.sided[part], cadence_days=portfolio.cadence_days[part],
        columns=BlockColumns(portfolio.columns, rows), categories=portfolio.categories, terms=terms,
        source=portfolio.source[part], target=portfolio.target[part], people=portfolio.people,
    )  # fmt: skip
    known = block.time <= (as_of if until is None else min(until, as_of))
    never = block.is_any("status", NOT_CONTACT)
    if known.all() and not never.any():
        return block
    aside = known & never
    contact = block.take_rows(known & ~never)
    return attrs.evolve(contact, set_aside=block.take_rows(aside)) if aside.any() else contact
