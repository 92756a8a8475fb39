"""The tables of the store, and the steps that lead from one version of them to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

from relationship_health.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Tables:
    """The four tables.

    Parameters
    ----------
    facts : Table
        What holds for the store as a whole: its version, whether names are pseudonyms.
    people : Table
        The only place where an id stands, so that it can be erased or replaced in one place.
    runs : Table
        One row for each scorecard.
    scores : Table
        One row for each relationship of a run. Health is a column, so that other programs can
        ask for it; the metrics' values and contributions are little-endian float64, whose bits
        no database then touches.
    """

    facts: Table
    people: Table
    runs: Table
    scores: Table


@cache
def tables() -> Tables:
    """Describe the tables."""
    import sqlalchemy as sa

    metadata = sa.MetaData()
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    double: sa.Double[float] = sa.Double()

    def person(name: str) -> sa.Column[int]:
        return sa.Column(name, number, sa.ForeignKey("rh_people.person"), primary_key=True)

    facts = sa.Table(
        "rh_store", metadata,
        sa.Column("fact", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )  # fmt: skip
    people = sa.Table(
        "rh_people", metadata,
        sa.Column("person", number, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("number", sa.Boolean, nullable=False),
        sa.UniqueConstraint("name", "number"),
    )  # fmt: skip
    runs = sa.Table(
        "rh_runs", metadata,
        sa.Column("run", number, primary_key=True),
        sa.Column("identity", sa.Text, nullable=False, unique=True),
        sa.Column("as_of_us", sa.BigInteger, nullable=False, index=True),
        sa.Column("description", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )  # fmt: skip
    scores = sa.Table(
        "rh_scores", metadata,
        sa.Column("run", number, sa.ForeignKey("rh_runs.run"), primary_key=True),
        person("source"), person("target"),
        sa.Column("health", double), sa.Column("lower", double), sa.Column("upper", double),
        sa.Column("coverage", double, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("band", sa.Text, nullable=False),
        sa.Column("metrics", sa.LargeBinary, nullable=False),
        sa.Index("rh_scores_source", "source"), sa.Index("rh_scores_target", "target"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    return Tables(facts=facts, people=people, runs=runs, scores=scores)


def _create(connection: Connection) -> None:
    """Make the tables of version 1."""
    import sqlalchemy as sa

    tables().facts.metadata.create_all(connection)
    if connection.dialect.name == "postgresql":
        # Statistics of a column are a copy of some of its values: no erasure would reach it.
        connection.execute(sa.text("ALTER TABLE rh_people ALTER COLUMN name SET STATISTICS 0"))


STEPS: Mapping[int, Callable[[Connection], None]] = MappingProxyType({1: _create})
"""What makes each version out of the one before; version 0 is an empty database."""


def version_of(connection: Connection) -> int:
    """Return the version of the tables that are there, 0 where there are none."""
    import sqlalchemy as sa

    if not sa.inspect(connection).has_table("rh_store"):
        return 0
    return int(fact(connection, "version") or 0)


def is_ready(connection: Connection) -> bool:
    """Tell whether the tables are there, and of this version."""
    return version_of(connection) == max(STEPS)


def prepare(connection: Connection, *, migrate: bool) -> None:
    """Make the tables, or make sure that they are those of this version.

    Raises
    ------
    StoreError
        Where they are of a later version, or of an earlier one and are not to be migrated.
    """
    found, latest = version_of(connection), max(STEPS)
    if found > latest:
        message = (
            f"The store has version {found}, expected {latest} or earlier: a later release of the "
            "library wrote it, so install that one."
        )
        raise StoreError(message)
    if 0 < found < latest and not migrate:
        message = (
            f"The store has version {found}, expected {latest}: make a copy of it, then open it "
            "once with migrate=True."
        )
        raise StoreError(message)
    for version in range(found + 1, latest + 1):
        STEPS[version](connection)
        state(connection, "version", str(version))


def fact(connection: Connection, name: str) -> str | None:
    """Return a fact about the whole store, None where it is not stated."""
    import sqlalchemy as sa

    facts = tables().facts
    found: str | None = connection.scalar(sa.select(facts.c.value).where(facts.c.fact == name))
    return found


def state(connection: Connection, name: str, value: str | None) -> None:
    """State a fact about the whole store in place of what was stated; None takes it back."""
    facts = tables().facts
    connection.execute(facts.delete().where(facts.c.fact == name))
    if value is not None:
        connection.execute(facts.insert().values(fact=name, value=value))
