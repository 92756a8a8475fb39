"""Names of people in the store: as they came, or as pseudonyms under a key kept elsewhere."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from relationship_health.errors import InputError, StoreError
from relationship_health.store.tables import fact, state, tables

if TYPE_CHECKING:
    from sqlalchemy import Connection

Person: TypeAlias = str | int
Key: TypeAlias = bytes | None

SHORTEST_KEY = 16
CHUNK = 500
"""Values that are asked for at a time; old SQLite takes 999."""

_CHECK = "relationship_health.ScoreStore"


def read_key(key: str | bytes) -> bytes:
    """Return a key as bytes.

    Raises
    ------
    InputError
        Where it is too short to be a secret.
    """
    found = key.encode() if isinstance(key, str) else key
    if not isinstance(found, bytes) or len(found) < SHORTEST_KEY:
        length = f"{len(found)} bytes" if isinstance(found, bytes) else type(found).__name__
        message = (
            f"The key has {length}, expected {SHORTEST_KEY} bytes or more: take "
            "secrets.token_bytes(32), and keep it apart from the store."
        )
        raise InputError(message)
    return found


def pseudonym(key: bytes, person: Person) -> str:
    """Return the HMAC-SHA256 of an id: of its UTF-8 text, or of a number's digits behind a NUL.

    Examples
    --------
    >>> pseudonym(b"a key of 16 bytes", "ana")[:16]
    '313bda04a3bd4819'
    """
    text = person if isinstance(person, str) else f"\0{person}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def is_keyed(connection: Connection, key: Key) -> bool:
    """Tell whether the store is under a key, where one was given."""
    return key is None or fact(connection, "key") is not None


def check_key(connection: Connection, key: Key) -> None:
    """See that a key is that of the store, or let it become that of an empty one.

    Raises
    ------
    StoreError
        Where the store is under another key, or holds names as they came.
    """
    import sqlalchemy as sa

    if key is None:
        return
    found, check = fact(connection, "key"), pseudonym(key, _CHECK)
    if found is None:
        if connection.scalar(sa.select(sa.func.count()).select_from(tables().people)):
            message = (
                "The store holds names as they came, expected pseudonyms under the key: call "
                "pseudonymise(key) once."
            )
            raise StoreError(message)
        state(connection, "key", check)
    elif not hmac.compare_digest(found, check):
        message = "The store is pseudonymised under another key, expected that one."
        raise StoreError(message)


def check_open(connection: Connection, key: Key) -> None:
    """Refuse to write names as they are into a store of pseudonyms.

    Raises
    ------
    StoreError
        Where the store is pseudonymised and the key is not there.
    """
    if key is None and fact(connection, "key") is not None:
        message = (
            "The store is pseudonymised, expected its key for saving: open it with key=..., or "
            "the same people would be in it under two names."
        )
        raise StoreError(message)


def stored(person: Person, key: Key) -> tuple[str, bool]:
    """Return the name of a person in the store, and whether it stands for a number.

    Raises
    ------
    InputError
        Where it is no id.
    """
    if isinstance(person, bool) or not isinstance(person, str | int):
        message = f"The person is {type(person).__name__}, expected an id, text or a whole number."
        raise InputError(message)
    if key is not None:
        return pseudonym(key, person), False
    return str(person), not isinstance(person, str)


def find(connection: Connection, person: Person, key: Key) -> int | None:
    """Return the number under which a person stands in the store, None where there is none."""
    import sqlalchemy as sa

    name, number = stored(person, key)
    people = tables().people
    query = sa.select(people.c.person).where(people.c.name == name, people.c.number == number)
    found: int | None = connection.scalar(query)
    return found


def enter(connection: Connection, persons: Iterable[Person], key: Key) -> list[int]:
    """Enter people where they are new, and return their numbers in the store."""
    import sqlalchemy as sa
    from sqlalchemy.dialects import postgresql, sqlite

    people = tables().people
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    wanted = [stored(person, key) for person in persons]
    numbers: dict[tuple[str, bool], int] = {}
    for begin in range(0, len(wanted), CHUNK):
        part = wanted[begin : begin + CHUNK]
        rows = [{"name": name, "number": number} for name, number in part]
        connection.execute(insert(people).on_conflict_do_nothing(), rows)
        query = sa.select(people.c.name, people.c.number, people.c.person)
        found = connection.execute(query.where(people.c.name.in_([name for name, _ in part])))
        numbers.update({(name, number): person for name, number, person in found})
    return [numbers[pair] for pair in wanted]


def replace_all(connection: Connection, key: bytes) -> int:
    """Replace every name by its pseudonym; return how many there were, 0 where it was done."""
    import sqlalchemy as sa

    if fact(connection, "key") is not None:
        check_key(connection, key)
        return 0
    people = tables().people
    found = connection.execute(sa.select(people.c.person, people.c.name, people.c.number)).all()
    rows = [
        {"who": person, "name": pseudonym(key, int(name) if number else name), "number": False}
        for person, name, number in found
    ]
    if rows:
        connection.execute(people.update().where(people.c.person == sa.bindparam("who")), rows)
    state(connection, "key", pseudonym(key, _CHECK))
    state(connection, "compaction", "due")
    return len(rows)
