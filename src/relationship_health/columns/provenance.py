"""How a portfolio was built: all that rows to come must be read and joined by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import attrs

from relationship_health.arrays import Array, Bools
from relationship_health.columns.clock import Clock
from relationship_health.columns.extras import ExtraFacts
from relationship_health.columns.rows import Grouped, Log, Request, Rows
from relationship_health.columns.sides import OurSide, ids_of
from relationship_health.columns.standard import OptionalColumns, choose_columns
from relationship_health.errors import InputError, described
from relationship_health.model import Relationship


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Further:
    """What is said of a further table; what is None is as it was for the first one."""

    sender: str | None
    recipient: str | None
    time: str | None
    our_side: Iterable[str | int] | None
    timezone: str | None
    time_unit: str | None
    time_format: str | None
    stakeholders: Any
    relationships: Any
    transactions: Any

    def side(self, first: OurSide) -> OurSide:
        """Return who is ours, with the ids that are named besides.

        Raises
        ------
        InputError
            Where our side was not given as ids, or what is named besides are none.
        """
        more = self.our_side
        if more is None:
            return first
        if not isinstance(first, frozenset) or isinstance(more, str) or callable(more):
            message = (
                f"our_side is {described(more)}, expected ids, and these only where our side was "
                "given as ids before: leave it out, or build from everything."
            )
            raise InputError(message)
        return first | ids_of(more)

    def clock(self, first: Clock) -> Clock:
        """Return how its times are read."""
        zone = first.timezone if self.timezone is None else self.timezone
        if self.time_unit is None and self.time_format is None:
            return attrs.evolve(first, timezone=zone)
        return Clock(unit=self.time_unit, format=self.time_format, timezone=zone)


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Provenance:
    """What a portfolio was built from, as far as its columns do not tell.

    Parameters
    ----------
    request : Request
        How the log was read, without its side tables.
    rows : int
        Rows of all tables so far.
    facts : mapping of name to ExtraFacts
        What is known of every column without a known meaning, kept or not.
    ours : bool array over ids, optional
        Who is ours; None where nobody said.
    signs : uint8 array over ids, optional
        What a column of the log says of each id.
    stated : bool
        Whether the log states directions.
    marks : int8 array over interactions, optional
        See :class:`Grouped`.
    aside : Rows, optional
        Rows that were ignored for staying within one side, or beside such: they reached someone,
        and sides may change.
    ties : tuple of Relationship
        Every relationship declared, in that order, also twice.
    tables : int
        How many tables it was built from.
    """

    request: Request
    rows: int = 0
    facts: Mapping[str, ExtraFacts] = attrs.field(factory=dict)
    ours: Bools | None = None
    signs: Array | None = None
    stated: bool = False
    marks: Array | None = None
    aside: Rows | None = None
    ties: tuple[Relationship, ...] = ()
    tables: int = 1

    def request_for(
        self, names: Collection[str], further: Further, asked: OptionalColumns
    ) -> Request:
        """Return how a further table is to be read: as the first one, unless said otherwise.

        A column that was named for the first one and is not there now is missing in every row.
        """
        request = self.request
        ends = {
            name: getattr(further, name) or getattr(request, name)
            for name in ("sender", "recipient", "time")
        }
        remembered = {
            name: given if given in names else None for name, given in request.asked.items()
        }
        wanted: OptionalColumns = {**remembered, **asked}  # type: ignore[typeddict-item]
        return attrs.evolve(
            request, **ends, clock=further.clock(request.clock),
            our_side=further.side(request.our_side),
            optional=choose_columns(names, wanted, set(ends.values())),
            stakeholders=further.stakeholders, relationships=further.relationships,
            transactions=further.transactions,
        )  # fmt: skip


def known_provenance(made: Provenance | None) -> Provenance:
    """Return how a portfolio was built.

    Raises
    ------
    InputError
        Where that is not known any more.
    """
    if made is None:
        message = (
            "This portfolio is a part of one, expected a whole one, as from_frame makes it: append "
            "to that, and select again."
        )
        raise InputError(message)
    return made


def provenance_of(
    log: Log,
    grouped: Grouped,
    request: Request,
    ties: Sequence[tuple[int, Relationship]],
    rows: int,
) -> Provenance:
    """Return the provenance of what is built from one table."""
    plain = attrs.evolve(request, stakeholders=None, relationships=None, transactions=None)
    return Provenance(
        request=plain, rows=rows, facts=log.facts, ours=log.ours, signs=log.signs,
        stated=log.rows.direction is not None, marks=grouped.marks, aside=log.aside,
        ties=tuple(tie for _, tie in ties),
    )  # fmt: skip
