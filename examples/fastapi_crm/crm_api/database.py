"""The CRM's own tables, and what of them a score may see."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()
people = sa.Table(
    "people", metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("ours", sa.Boolean, nullable=False),
)  # fmt: skip
contacts = sa.Table(
    "contacts", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender", sa.ForeignKey("people.id"), nullable=False),
    sa.Column("recipient", sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("at", sa.DateTime, nullable=False),  # UTC
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text),
    sa.Column("subject", sa.Text),
    # All contacts between two people, without a look at those that either has with others.
    sa.Index("contacts_between", "sender", "recipient"),
)  # fmt: skip

# No subject: a score reads who, when and how, never what.
SEEN = ("sender", "recipient", "at", "channel", "outcome")


def log_of(connection: sa.Connection, *pair: str) -> dict[str, list[Any]]:
    """Return the contacts between two people, or all of them, as columns."""
    query = sa.select(*(contacts.c[name] for name in SEEN))
    if pair:
        query = query.where(contacts.c.sender.in_(pair), contacts.c.recipient.in_(pair))
    rows = connection.execute(query).all()
    return {name: [row[i] for row in rows] for i, name in enumerate(SEEN)}


def our_people(connection: sa.Connection, *among: str) -> set[str]:
    """Return the ids of our side, of all or of those among some people."""
    query = sa.select(people.c.id).where(people.c.ours)
    if among:
        query = query.where(people.c.id.in_(among))
    return set(connection.scalars(query))


def forget(connection: sa.Connection, person: str) -> None:
    """Delete a person and their contacts."""
    ends = sa.or_(contacts.c.sender == person, contacts.c.recipient == person)
    connection.execute(contacts.delete().where(ends))
    connection.execute(people.delete().where(people.c.id == person))
