"""Rows that come later: read as the first ones were, and joined with them without a rebuild.

What comes must give what building from everything gives. Where new rows bear on old ones (they
share an interaction, or tell on which side somebody stands), these are taken out, read again
beside the new ones, and put back; all others stay where they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Column, Ints
from relationship_health.columns.accounting import Ledger
from relationship_health.columns.aligning import Aligned, Part, align
from relationship_health.columns.building import (
    Build,
    Declared,
    Tied,
    complete,
    declare,
    read_side_tables,
)
from relationship_health.columns.declared import before
from relationship_health.columns.identity import Ids
from relationship_health.columns.ingest import (
    Read,
    enter_ignored,
    enter_to_oneself,
    read_rows,
    within_a_side,
)
from relationship_health.columns.merging import Merged, merged
from relationship_health.columns.provenance import Provenance
from relationship_health.columns.recalling import called_back, recalled, rewritten
from relationship_health.columns.recipients import Reach, reach
from relationship_health.columns.relating import check_one_way_round, group_rows
from relationship_health.columns.rows import Grouped, Log, Request, Rows, stacked
from relationship_health.columns.sides import (
    decide_sides,
    flagged_stakeholders,
    ids_of,
    members,
    side_signs,
)
from relationship_health.columns.splicing import splice
from relationship_health.errors import InputError
from relationship_health.frames import Table

if TYPE_CHECKING:
    from relationship_health.columns.portfolio import Portfolio


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Meeting:
    """A portfolio and a table that is to be joined with it.

    Parameters
    ----------
    whole, made : the portfolio, and how it was built
    table, request : the table, and how to read it
    declared : all that is declared, before and now
    read : the table's rows
    ids : the ids of both
    aligned : the columns of both
    """

    whole: Portfolio
    made: Provenance
    table: Table
    request: Request
    declared: Declared
    read: Read
    ids: Merged
    aligned: Aligned

    @property
    def stated(self) -> bool:
        """Whether either states directions."""
        return self.made.stated or self.read.rows.direction is not None

    @property
    def new_ties(self) -> bool:
        """Whether relationships are declared besides."""
        return len(self.declared.ties) > len(self.made.ties)

    @property
    def known(self) -> Ids:
        """All ids."""
        return Ids(values=self.ids.values, codes=())


def append(
    whole: Portfolio, made: Provenance, table: Table, request: Request, ledger: Ledger
) -> tuple[Build, int]:
    """Read a table and join it with a portfolio.

    Returns
    -------
    Build
    int
        How many old rows are ignored that were not before.
    """
    meeting = _meet(whole, made, table, request, ledger)
    ours, signs = _sides(meeting)
    changed = _changed(meeting, ours)
    places, back, parts = _bearing(meeting, changed)
    contacts = np.ones(sum(len(part.time) for part in parts), dtype=np.bool_)
    contacts[: table.rows] = enter_to_oneself(table, request, meeting.read.rows, ledger)
    rows = stacked(parts)
    inside = within_a_side(rows, contacts, ours, request)
    reached = reach(rows, contacts, inside)
    old = slice(table.rows, table.rows + len(places))
    swapped = _swapped(reached, old)
    enter_ignored(
        table, request, None if inside is None else inside[: table.rows],
        (reached.repeated | swapped)[: table.rows], ledger,
    )  # fmt: skip
    aside = _aside(meeting, back, None if inside is None else rows.keep(contacts & ~reached.kept))
    log = Log(
        rows=reached.rows.keep(reached.kept), ids=meeting.known, ours=ours, signs=signs,
        facts=meeting.aligned.facts, aside=aside,
    )  # fmt: skip
    incoming = group_rows(log)
    stays = not meeting.new_ties and not changed.any() and (ours is not None or not meeting.stated)
    grouped = splice(
        whole, made, incoming, ids=meeting.ids, aligned=meeting.aligned, withdrawn=places,
        silent=stays,
    )  # fmt: skip
    check_one_way_round(log, grouped, incoming)
    tied = (
        _tied(meeting, log, grouped)
        if stays
        else declare(log, grouped, meeting.declared, ledger, within=request.within)
    )
    built = complete(log, tied, meeting.declared, ledger)
    gone = len(places) - int(swapped.sum()) - int(reached.kept[table.rows :].sum())
    return attrs.evolve(built, provenance=_provenance(meeting, log, grouped)), gone


def _tied(meeting: Meeting, log: Log, grouped: Grouped) -> Tied:
    """Return what is declared of relationships where nothing is declared besides."""
    whole, old = meeting.whole, np.flatnonzero(meeting.whole.declared)
    told = np.zeros(len(grouped.groups), dtype=np.bool_)
    cadence = np.full(len(told), np.nan)
    if len(old):
        ends = (Merged.places(meeting.ids.old, end[old]) for end in (whole.source, whole.target))
        place = np.searchsorted(log.pair(grouped.source, grouped.target), log.pair(*ends))
        told[place], cadence[place] = True, whole.cadence_days[old]
    return Tied(
        grouped=grouped, declared=told, cadence_days=cadence, relationships=whole.relationships
    )


def _meet(
    whole: Portfolio, made: Provenance, table: Table, request: Request, ledger: Ledger
) -> Meeting:
    known = Declared(
        people=whole.stakeholders, ties=before(made.ties), deals=before(whole.transactions)
    )
    declared = read_side_tables(request, ledger, known)
    ties = [tie for _, tie in declared.ties[len(made.ties) :]]
    read = read_rows(table, request, ties, ledger)
    _check_directions(whole, made, read, table)
    old = Part(columns=whole.columns, categories=whole.categories, facts=made.facts, rows=made.rows)
    new = Part(
        columns=read.rows.columns, categories=read.rows.categories, facts=read.facts,
        rows=table.rows,
    )  # fmt: skip
    return Meeting(
        whole=whole, made=made, table=table, request=request, declared=declared, read=read,
        ids=merged(whole.ids, read.ids.values, request.sender), aligned=align(old, new),
    )  # fmt: skip


def _check_directions(whole: Portfolio, made: Provenance, read: Read, table: Table) -> None:
    """Refuse rows with directions after rows without, or the reverse, where nobody is ours."""
    if made.request.our_side is not None:
        return
    states = read.rows.direction is not None
    if made.stated and not states and table.rows:
        message = (
            "The frame states no directions, expected them as in what is appended to, where nobody "
            "is ours and relationships are seen from their senders: name the column with direction="
            "."
        )
        raise InputError(message)
    if states and not made.stated and len(whole.time):
        message = (
            "The frame states directions, expected none as in what is appended to, where nobody is "
            "ours: pass direction=None, or build from everything with our_side."
        )
        raise InputError(message)


def _sides(meeting: Meeting) -> tuple[Bools | None, Array | None]:
    """Which of all ids are ours, and what a column of the log says of each."""
    side, made, values = meeting.request.our_side, meeting.made, meeting.ids.values
    if side is None:
        return None, None
    if made.signs is not None and isinstance(side, str):
        signs = np.zeros(len(values), dtype=np.uint8)
        signs[_places(meeting.ids.old, made.signs)] = made.signs
        news = side_signs(side, _flags(side, meeting.table), meeting.read.ids)
        signs[_places(meeting.ids.new, news)] |= news
        ties = [tie for _, tie in meeting.declared.ties]
        return decide_sides(side, meeting.known, signs, ties), signs
    if isinstance(side, str):
        if side in meeting.table.names:
            message = (
                f"The frame has a column {side!r}, expected our_side to be an attribute of "
                "stakeholders, as in what is appended to: rename the column, or leave it out."
            )
            raise InputError(message)
        flagged = flagged_stakeholders(side, meeting.declared.people)
        return members(values, flagged or set()), None
    fresh = np.ones(len(values), dtype=np.bool_)
    ours = np.zeros(len(values), dtype=np.bool_)
    if made.ours is not None and side == made.request.our_side:
        old = _places(meeting.ids.old, made.ours)
        fresh[old], ours[old] = False, made.ours
    # One frame may name nobody of ours, all of them together may not.
    ask = side if callable(side) else ids_of(side).__contains__
    ours[fresh] = members(values[fresh], ask)
    return (ours if ours.any() else members(values, side)), None


def _places(table: Ints | None, old: Array) -> Ints:
    return np.arange(len(old)) if table is None else table


def _flags(side: str, table: Table) -> Column:
    """Return the flags of a table; without any, it says nothing of anybody."""
    column = table.column(side) if side in table.names else None
    if column is not None and not column.missing.all():
        return column
    nothing = np.zeros(table.rows, dtype=np.bool_)
    return Column(kind="boolean", values=nothing, missing=~nothing)


def _changed(meeting: Meeting, ours: Bools | None) -> Bools:
    """Mark the old ids that have changed sides."""
    was = meeting.made.ours
    if was is None or ours is None:
        return np.zeros(len(meeting.whole.ids), dtype=np.bool_)
    return np.asarray(ours[_places(meeting.ids.old, was)] != was)


def _bearing(meeting: Meeting, changed: Bools) -> tuple[Ints, Bools | None, list[Rows]]:
    """Return the new rows, and old ones that they bear on: their places, and what is set aside."""
    whole, made, ids, aligned = meeting.whole, meeting.made, meeting.ids, meeting.aligned
    stated = meeting.stated
    fresh = rewritten(meeting.read.rows, ids.new, aligned, stated=stated, new=True)
    places, back = called_back(whole, made, changed, aligned)
    parts = [fresh, recalled(whole, made, places, ids, aligned, stated=stated)]
    if made.aside is not None and back is not None:
        again = made.aside.keep(back)
        parts.append(rewritten(again, ids.old, aligned, stated=stated, new=False))
    return places, back, parts


def _aside(meeting: Meeting, back: Bools | None, further: Rows | None) -> Rows | None:
    """Return what stays aside, with what is set aside now."""
    parts = [] if further is None else [further]
    aside = meeting.made.aside
    if aside is not None and back is not None:
        left = aside.keep(~back)
        parts.append(
            rewritten(left, meeting.ids.old, meeting.aligned, stated=meeting.stated, new=False)
        )
    both = stacked(parts) if parts else None
    return both if both is not None and len(both.time) else None


def _swapped(reached: Reach, old: slice) -> Bools:
    """Mark the new rows for which an old one had to leave.

    Of two rows with one interaction and recipient the smaller by value stays. The one that came
    later is the repeat in the account all the same: it has a row that can be named.
    """
    swapped = np.zeros(len(reached.kept), dtype=np.bool_)
    left = np.flatnonzero(reached.repeated[old]) + old.start
    if not len(left):
        return swapped
    interaction, recipient = reached.rows.columns["interaction"], reached.rows.recipient
    stays = np.flatnonzero(reached.kept[: old.start])
    came, went = (
        list(zip(interaction[rows].tolist(), recipient[rows].tolist(), strict=True))
        for rows in (stays, left)
    )
    place = dict(zip(came, stays.tolist(), strict=True))
    swapped[[place[pair] for pair in went if pair in place]] = True
    return swapped


def _provenance(meeting: Meeting, log: Log, grouped: Grouped) -> Provenance:
    """Return how the whole was built, for what comes next."""
    made = meeting.made
    return attrs.evolve(
        made, request=attrs.evolve(made.request, our_side=meeting.request.our_side),
        rows=made.rows + meeting.table.rows, facts=meeting.aligned.facts, ours=log.ours,
        signs=log.signs, stated=meeting.stated, marks=grouped.marks, aside=log.aside,
        ties=tuple(tie for _, tie in meeting.declared.ties), tables=made.tables + 1,
    )  # fmt: skip
