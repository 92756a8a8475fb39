"""Runs: each scorecard that was saved, by what it says, and never by when."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from relationship_health.columns import moment_from, read_moment
from relationship_health.composite.record import DIGITS
from relationship_health.errors import UnknownRunError
from relationship_health.store.tables import tables

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

_IDENTITY = re.compile(f"[0-9a-f]{{{DIGITS}}}")


@attrs.frozen(slots=True, kw_only=True, repr=False)
class Run:
    """One saved scorecard.

    Attributes
    ----------
    id : str
        Digest of what the scorecard said when it was saved.
    number : int
        Place in the order of saving.
    as_of_us : int
        The moment that the scores speak of, microseconds UTC.
    names : tuple of str
        The metrics.
    made_with : mapping
        How it was made; see :class:`~relationship_health.composite.ScoreRecord`.
    """

    id: str
    number: int
    as_of_us: int
    names: tuple[str, ...]
    made_with: Mapping[str, Any]

    @property
    def as_of(self) -> datetime:
        """The moment that the scores speak of, UTC."""
        return moment_from(self.as_of_us)

    def __repr__(self) -> str:
        """Return moment and identity."""
        return f"<Run {self.id} as of {self.as_of:%Y-%m-%d}, {len(self.names)} metrics>"


Wanted: TypeAlias = Run | str | date


def listed(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Run, ...]:
    """Return the runs of which the conditions hold, by moment and then as they were saved."""
    import sqlalchemy as sa

    runs = tables().runs
    query = sa.select(runs).where(*conditions).order_by(runs.c.as_of_us, runs.c.run)
    return tuple(_run(row) for row in connection.execute(query))


def between(connection: Connection, since: Any, until: Any) -> tuple[Run, ...]:
    """Return the runs from one moment to another, both included; None is no limit."""
    column = tables().runs.c.as_of_us
    conditions = []
    if since is not None:
        conditions.append(column >= read_moment(since, "since"))
    if until is not None:
        conditions.append(column <= read_moment(until, "until"))
    return listed(connection, *conditions)


def find_run(connection: Connection, wanted: Wanted) -> Run:
    """Return the run of an id, or the one saved last of those as of a moment.

    Raises
    ------
    UnknownRunError
        Where there is none.
    InputError
        Where it is neither an id nor a moment.
    """
    runs = tables().runs
    identity = wanted.id if isinstance(wanted, Run) else wanted
    if isinstance(identity, str) and _IDENTITY.fullmatch(identity):
        found, said = listed(connection, runs.c.identity == identity), f"with the id {identity}"
    else:
        moment = read_moment(identity, "run")
        found = listed(connection, runs.c.as_of_us == moment)
        said = f"as of {moment_from(moment).isoformat()}"
    if not found:
        every = listed(connection)
        first, last = (f"{run.as_of:%Y-%m-%d}" for run in (every[0], every[-1])) if every else "--"
        there = f"{len(every)}, from {first} to {last}" if every else "none"
        message = (
            f"The store has no run {said}, expected one of those it has ({there}): runs() lists "
            "them."
        )
        raise UnknownRunError(message)
    return found[-1]


def _run(row: Any) -> Run:
    description = json.loads(row.description)
    return Run(
        id=row.identity, number=row.run, as_of_us=row.as_of_us,
        names=tuple(description["names"]), made_with=description["made_with"],
    )  # fmt: skip
