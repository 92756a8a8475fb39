"""Rows of a portfolio as they once came in, so that they can be read again beside new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns.aligning import Aligned, Cast
from relationship_health.columns.merging import Merged
from relationship_health.columns.provenance import Provenance
from relationship_health.columns.rows import FROM_SOURCE, GIVEN, STATED, Rows
from relationship_health.columns.sides import SWAPPED
from relationship_health.model import OUTBOUND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relationship_health.columns.portfolio import Portfolio


def marks_of(direction: Array, marks: Array | None) -> Array:
    """Return the marks of rows; where none are kept, directions tell who sent them."""
    return (
        (direction == OUTBOUND).astype(np.int8) * np.int8(FROM_SOURCE) if marks is None else marks
    )


def recalled(  # noqa: PLR0913  a portfolio, and what is known of it
    whole: Portfolio, made: Provenance, places: Ints, ids: Merged, aligned: Aligned, *, stated: bool
) -> Rows:
    """Return the interactions at some places as rows, with audiences as they were given."""
    tie = np.searchsorted(whole.groups.indptr, places, side="right") - 1
    direction = whole.direction[places]
    marks = marks_of(direction, None if made.marks is None else made.marks[places])
    from_source = marks & FROM_SOURCE > 0
    source, target = (Merged.places(ids.old, end[tie]) for end in (whole.source, whole.target))
    turned = ~whole.sided[tie] & ~from_source
    word = np.where(turned, SWAPPED[direction], direction)
    columns = {name: values[places] for name, values in whole.columns.items()}
    if "audience" in columns:
        alone = columns["interaction"] < 0 if "interaction" in columns else np.True_
        columns["audience"] = np.where((marks & GIVEN > 0) | alone, columns["audience"], 0)
    return Rows(
        sender=np.where(from_source, source, target),
        recipient=np.where(from_source, target, source), time=whole.time[places],
        direction=np.where(marks & STATED > 0, word, 0).astype(np.int8) if stated else None,
        columns=written(columns, aligned.old, len(places)), categories=aligned.categories,
    )  # fmt: skip


def rewritten(rows: Rows, ids: Ints | None, aligned: Aligned, *, stated: bool, new: bool) -> Rows:
    """Return rows of one table with the codes and columns of both."""
    direction = rows.direction
    if stated and direction is None:
        direction = np.zeros(len(rows.time), dtype=np.int8)
    casts = aligned.new if new else aligned.old
    return attrs.evolve(
        rows, sender=Merged.places(ids, rows.sender), recipient=Merged.places(ids, rows.recipient),
        direction=direction, columns=written(rows.columns, casts, len(rows.time)),
        categories=aligned.categories,
    )  # fmt: skip


def written(columns: Mapping[str, Array], casts: Mapping[str, Cast], rows: int) -> dict[str, Array]:
    """Return columns as the casts ask for; an audience that is not there is yet to be counted."""
    done = {}
    for name, cast in casts.items():
        if name == "audience" and name not in columns:
            done[name] = np.zeros(rows, dtype=cast.dtype)
        else:
            done[name] = cast(columns.get(name, np.empty(rows)))
    return done


def called_back(
    whole: Portfolio, made: Provenance, changed: Bools, aligned: Aligned
) -> tuple[Ints, Bools | None]:
    """Find what has to be read again: places in the portfolio, and a mask of what was set aside.

    These are the rows of everybody who has changed sides, and whole interactions: those of the
    new rows, and of the rows before.

    Parameters
    ----------
    changed : bool array over the old ids
        Who has changed sides.
    """
    aside = made.aside
    if aligned.reordered:
        every = None if aside is None else np.ones(len(aside.time), dtype=np.bool_)
        return np.arange(len(whole.time)), every
    again = None
    if changed.any():
        again = whole.groups.spread(changed[whole.source] | changed[whole.target])
    back = None if aside is None else changed[aside.sender] | changed[aside.recipient]
    codes = whole.columns.get("interaction")
    if codes is not None:
        asked = np.zeros(len(whole.categories["interaction"]) + 1, dtype=np.bool_)
        asked[aligned.interactions] = True
        if again is not None:
            asked[codes[again]] = True
        if aside is not None and back is not None:
            asked[aside.columns["interaction"][back]] = True
        asked[-1] = False  # no interaction
        if asked.any():
            again = asked[codes] if again is None else again | asked[codes]
            if aside is not None and back is not None:
                back |= asked[aside.columns["interaction"]]
    return np.empty(0, dtype=np.int64) if again is None else np.flatnonzero(again), back
