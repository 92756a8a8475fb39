"""What is done about people: told what is kept of them, erased, or kept no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relationship_health.arrays import Array
from relationship_health.composite import ScoreRecord
from relationship_health.store.names import Key, Person, find
from relationship_health.store.runs import listed
from relationship_health.store.scores import read
from relationship_health.store.tables import state, tables

if TYPE_CHECKING:
    from sqlalchemy import Connection


def erase(connection: Connection, person: Person, key: Key) -> int:
    """Delete all scores of a person, and their name; return how many scores there were."""
    import sqlalchemy as sa

    number = find(connection, person, key)
    if number is None:
        return 0
    scores = tables().scores
    gone = connection.execute(
        scores.delete().where(sa.or_(scores.c.source == number, scores.c.target == number))
    ).rowcount
    _drop_strangers(connection)
    state(connection, "compaction", "due")
    return gone


def purge(connection: Connection, before_us: int) -> int:
    """Delete the runs as of moments before one, and who is in no other; return how many."""
    import sqlalchemy as sa

    runs, scores = tables().runs, tables().scores
    old = sa.select(runs.c.run).where(runs.c.as_of_us < before_us)
    connection.execute(scores.delete().where(scores.c.run.in_(old)))
    gone = connection.execute(runs.delete().where(runs.c.as_of_us < before_us)).rowcount
    if gone:
        _drop_strangers(connection)
        state(connection, "compaction", "due")
    return gone


def _drop_strangers(connection: Connection) -> None:
    """Delete the names of whom no score is left."""
    import sqlalchemy as sa

    people, scores = tables().people, tables().scores
    ends = (scores.c.source, scores.c.target)
    seen = [sa.exists().where(end == people.c.person) for end in ends]
    connection.execute(people.delete().where(sa.not_(sa.or_(*seen))))


def export(connection: Connection, person: Person, key: Key) -> dict[str, Any]:
    """Return all that is kept of a person as plain data; None stands for unknown."""
    import sqlalchemy as sa

    number = find(connection, person, key)
    if number is None:
        return {"person": person, "runs": []}
    runs, scores = tables().runs, tables().scores
    theirs = sa.or_(scores.c.source == number, scores.c.target == number)
    found = listed(connection, runs.c.run.in_(sa.select(scores.c.run).where(theirs)))
    told = [
        {
            "run": run.id, "as_of": run.as_of.isoformat(), "made_with": dict(run.made_with),
            "relationships": _relationships(record),
        }
        for run in found
        for record in read(connection, [run], theirs)
    ]  # fmt: skip
    return {"person": person, "runs": told}


def _relationships(record: ScoreRecord) -> list[dict[str, Any]]:
    """Return the rows of a record as plain data."""
    columns = {name: _plain(column) for name, column in record.columns().items()}
    points = {name: column.tolist() for name, column in record.contributions().items()}
    metrics = {name: columns.pop(name) for name in record.names}
    return [
        {name: column[row] for name, column in columns.items()}
        | {
            "metrics": {name: column[row] for name, column in metrics.items()},
            "contributions": {name: column[row] for name, column in points.items()},
        }
        for row in range(len(record))
    ]


def _plain(column: Array) -> list[Any]:
    """Return a column as a list, None where it is unknown."""
    return [None if cell != cell else cell for cell in column.tolist()]  # noqa: PLR0124  NaN
