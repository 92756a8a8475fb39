"""Sorted interactions enter among those of a portfolio: one copy of every column, and no sort.

Old rows lie in long stretches between the new ones, and are copied stretch by stretch.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns.aligning import Aligned, Cast
from relationship_health.columns.merging import Merged
from relationship_health.columns.provenance import Provenance
from relationship_health.columns.recalling import marks_of
from relationship_health.columns.relating import tie_breakers
from relationship_health.columns.rows import Grouped
from relationship_health.kernels.segments import Groups, bounds

if TYPE_CHECKING:
    from relationship_health.columns.portfolio import Portfolio

CHUNK = 262_144
"""Old rows that are copied at a time: what is made on the way stays in the cache."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Seam:
    """Where rows go.

    Parameters
    ----------
    fresh : int64 array
        Place of each new row in the result; rising.
    stays : int
        How many old rows stay.
    kept : bool array over the old rows, optional
        Which they are; None where all stay.
    """

    fresh: Ints
    stays: int
    kept: Bools | None

    @cached_property
    def vacant(self) -> Bools:
        """Places in the result that old rows take."""
        vacant = np.ones(self.stays + len(self.fresh), dtype=np.bool_)
        vacant[self.fresh] = False
        return vacant

    def column(self, old: Array | None, cast: Cast, new: Array) -> Array:
        """Return one column of both."""
        result: Array = np.empty(len(self.vacant), dtype=cast.dtype)
        result[self.fresh] = new
        if cast.blank or old is None:
            result[self.vacant] = cast.fill
        elif cast.table is None and cast.dtype == old.dtype and self.kept is None:
            result[self.vacant] = old
        else:
            self._copy(old, cast, result)
        return result

    def _copy(self, old: Array, cast: Cast, result: Array) -> None:
        """Copy what stays, written anew, some rows at a time."""
        entered = self.fresh - np.arange(len(self.fresh))
        done = 0
        for begin in range(0, len(old), CHUNK):
            part = old[begin : begin + CHUNK]
            if self.kept is not None:
                part = part[self.kept[begin : begin + CHUNK]]
            if not len(part):
                continue
            ends = np.array([done, done + len(part) - 1])
            first, last = ends + np.searchsorted(entered, ends, side="right")
            place = slice(int(first), int(last) + 1)
            result[place][self.vacant[place]] = cast(part)
            done += len(part)


def splice(  # noqa: PLR0913  two parts, and what is known of them
    whole: Portfolio,
    made: Provenance,
    incoming: Grouped,
    *,
    ids: Merged,
    aligned: Aligned,
    withdrawn: Ints,
    silent: bool,
) -> Grouped:
    """Return the interactions of a portfolio, less some, with others among them.

    With ``silent``, declared relationships that hold none are there too.
    """
    rest = _rest(whole, ids, withdrawn, silent=silent)
    pairs, theirs = (
        part.source * np.int64(len(ids.values)) + part.target for part in (rest, incoming)
    )
    place = np.searchsorted(pairs, theirs)
    known = place < len(pairs)
    known[known] = pairs[place[known]] == theirs[known]
    counts = incoming.groups.counts
    seam, ties = _seam(whole, incoming, rest, np.repeat(place, counts), np.repeat(known, counts))
    columns = {
        name: seam.column(whole.columns.get(name), cast, incoming.columns[name])
        for name, cast in aligned.old.items()
    }
    same = Cast(dtype=np.dtype(np.int8))
    direction = seam.column(whole.direction, same, incoming.direction)
    marks = None
    if made.marks is not None or incoming.marks is not None:
        marks = seam.column(
            marks_of(whole.direction, made.marks), same,
            marks_of(incoming.direction, incoming.marks),
        )  # fmt: skip
    ties.settle(tie_breakers(columns, direction), [*columns.values(), direction, marks])
    fresh = ~known
    after = np.insert(rest.counts, place[fresh], 0)
    after[place + np.cumsum(fresh) - fresh] += counts
    return Grouped(
        source=np.insert(rest.source, place[fresh], incoming.source[fresh]),
        target=np.insert(rest.target, place[fresh], incoming.target[fresh]),
        sided=np.insert(rest.sided, place[fresh], incoming.sided[fresh]),
        groups=Groups(bounds(after)),
        time=seam.column(whole.time, Cast(dtype=np.dtype(np.int64)), incoming.time),
        direction=direction, columns=columns, categories=aligned.categories, marks=marks,
    )  # fmt: skip


@attrs.frozen(slots=True, eq=False, kw_only=True)
class _Rest:
    """The relationships of which rows stay, and where their rows lie, withdrawn ones included."""

    source: Ints
    target: Ints
    sided: Bools
    counts: Ints
    begin: Ints
    end: Ints
    withdrawn: Ints

    def stays(self, place: Ints) -> Ints:
        """Return places among all old rows as places among those that stay."""
        return place - np.searchsorted(self.withdrawn, place) if len(self.withdrawn) else place


def _rest(whole: Portfolio, ids: Merged, withdrawn: Ints, *, silent: bool) -> _Rest:
    indptr, counts = whole.groups.indptr, whole.groups.counts
    if len(withdrawn):
        tie = np.searchsorted(indptr, withdrawn, side="right") - 1
        counts = counts - np.bincount(tie, minlength=len(counts))
    parts = [
        Merged.places(ids.old, whole.source), Merged.places(ids.old, whole.target), whole.sided,
        counts, indptr[:-1], indptr[1:],
    ]  # fmt: skip
    live = (counts > 0) | whole.declared if silent else counts > 0
    if not live.all():
        parts = [part[live] for part in parts]
    source, target, sided, counts, begin, end = parts
    return _Rest(
        source=source, target=target, sided=sided, counts=counts, begin=begin, end=end,
        withdrawn=withdrawn,
    )  # fmt: skip


@attrs.frozen(slots=True, eq=False, kw_only=True)
class _Ties:
    """Runs of rows with one relationship and time, in which old and new ones stand together."""

    begin: Ints
    end: Ints

    def settle(self, values: list[Array], arrays: list[Array | None]) -> None:
        """Put the rows of each run into the order of their values, in place."""
        if not len(self.begin):
            return
        sizes = self.end - self.begin
        run = np.repeat(np.arange(len(sizes)), sizes)
        inside = np.arange(len(run)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places = np.repeat(self.begin, sizes) + inside
        order = places[np.lexsort([*(v[places] for v in reversed(values)), run])]
        for array in arrays:
            if array is not None:
                array[places] = array[order]


def _seam(
    whole: Portfolio, incoming: Grouped, rest: _Rest, place: Ints, known: Bools
) -> tuple[Seam, _Ties]:
    """Find where each new row goes: after all old rows of its relationship that are not later."""
    stays = len(whole.time) - len(rest.withdrawn)
    offsets = bounds(rest.counts)
    enters = offsets[place]
    rows = np.flatnonzero(known)
    begin, end, asked = rest.begin[place[rows]], rest.end[place[rows]], incoming.time[rows]
    after = _bound(whole.time, begin, end, asked, equal=True)
    enters[rows] = rest.stays(after)
    fresh = enters + np.arange(len(enters))
    kept = None
    if len(rest.withdrawn):
        kept = np.ones(len(whole.time), dtype=np.bool_)
        kept[rest.withdrawn] = False
    seam = Seam(fresh=fresh, stays=stays, kept=kept)
    meets = after > begin
    meets[meets] = whole.time[after[meets] - 1] == asked[meets]
    rows, begin, after, asked = rows[meets], begin[meets], after[meets], asked[meets]
    first = rest.stays(_bound(whole.time, begin, after, asked, equal=False))
    # Rows of one relationship and time enter at one place, one after the other.
    opens = np.ones(len(rows), dtype=np.bool_)
    opens[1:] = (place[rows][1:] != place[rows][:-1]) | (asked[1:] != asked[:-1])
    head = np.flatnonzero(opens)
    size = np.diff(np.append(head, len(rows)))
    begins = first[head] + rows[head]
    ends = fresh[rows[head]] + size
    together = enters[rows[head]] > first[head]
    return seam, _Ties(begin=begins[together], end=ends[together])


def _bound(time: Ints, begin: Ints, end: Ints, asked: Ints, *, equal: bool) -> Ints:
    """Bisect sorted stretches: where times are later than asked, or not earlier without equal."""
    size, compare = end - begin, np.less_equal if equal else np.less
    # The longest first: at each step only those are looked at that are as long as the step.
    order = np.argsort(-size, kind="stable")
    size, place, end, asked = (part.take(order) for part in (size, begin, end, asked))
    step = 1 << int(size.max(initial=0)).bit_length() >> 1
    while step:
        long = int(np.searchsorted(-size, -step, side="right"))
        at = place[:long]
        further = at + step
        passed = compare(time.take(further - 1, mode="clip"), asked[:long])
        passed &= further <= end[:long]
        at += passed * step
        step >>= 1
    found = np.empty_like(place)
    found[order] = place
    return found
