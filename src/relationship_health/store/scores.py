"""Scores into rows of the database and back, bit for bit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from relationship_health.arrays import Array, Floats, Ints, objects
from relationship_health.columns.keys import Key as Pair
from relationship_health.columns.keys import Keys
from relationship_health.composite import BANDS, STATUSES, Composite, ScoreRecord, canonical
from relationship_health.errors import StoreError
from relationship_health.store.names import CHUNK, Key, enter, find
from relationship_health.store.runs import Run, listed
from relationship_health.store.tables import tables

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

ROWS = 5_000
"""Rows that are written at a time."""

FEW = 100
"""Relationships that are asked for by name; more are picked out of all."""

_POINTS = ("health", "lower", "upper")


def write(connection: Connection, record: ScoreRecord, key: Key) -> Run:
    """Write a record, unless it is there already, and return its run."""
    runs, identity = tables().runs, record.identity
    there = listed(connection, runs.c.identity == identity)
    if there:
        return there[0]
    description = canonical({"names": list(record.names), "made_with": dict(record.made_with)})
    row = {"identity": identity, "as_of_us": record.as_of_us, "description": description}
    connection.execute(runs.insert().values(row))
    (run,) = listed(connection, runs.c.identity == identity)
    insert = tables().scores.insert()
    for part in _rows(connection, run, record, key):
        connection.execute(insert, part)
    return run


def _rows(
    connection: Connection, run: Run, record: ScoreRecord, key: Key
) -> Iterator[list[dict[str, Any]]]:
    """Give the rows of a record in parts."""
    pairs, composite = record.pairs, record.composite
    ends = np.stack([pairs.source[record.rows], pairs.target[record.rows]])
    codes, places = np.unique(ends, return_inverse=True)
    numbers = np.array(enter(connection, pairs.ids[codes].tolist(), key), dtype=np.int64)
    source, target = numbers[places.reshape(ends.shape)]
    metrics = np.ascontiguousarray(
        np.concatenate([record.values, composite.contributions], axis=1), dtype="<f8"
    )
    columns = {
        "run": [run.number] * len(record), "source": source.tolist(), "target": target.tolist(),
        **{name: _nullable(getattr(composite, name)) for name in _POINTS},
        "coverage": composite.coverage.tolist(), "status": record.status.tolist(),
        "band": record.band.tolist(), "metrics": [row.tobytes() for row in metrics],
    }  # fmt: skip
    for begin in range(0, len(record), ROWS):
        part = (column[begin : begin + ROWS] for column in columns.values())
        yield [dict(zip(columns, cells, strict=True)) for cells in zip(*part, strict=True)]


def _nullable(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]


def read(
    connection: Connection, runs: Sequence[Run], *conditions: ColumnElement[bool]
) -> tuple[ScoreRecord, ...]:
    """Return the records of runs over the same pairs, with the columns of all their metrics.

    A metric that a run did not have is unknown in it. With conditions, only the rows of which
    these hold.

    Raises
    ------
    StoreError
        Where some runs name people by text and others by numbers.
    """
    import sqlalchemy as sa

    scores = tables().scores
    rows = [
        connection.execute(sa.select(scores).where(scores.c.run == run.number, *conditions)).all()
        for run in runs
    ]
    ends = np.array(
        [(row.source, row.target) for part in rows for row in part], dtype=np.int64
    ).reshape(-1, 2)
    pairs, places = _pairs(connection, ends)
    names = tuple(dict.fromkeys(name for run in runs for name in run.names))
    cuts = np.cumsum([len(part) for part in rows])[:-1]
    return tuple(
        _record(run, part, pairs, place, names)
        for run, part, place in zip(runs, rows, np.split(places, cuts), strict=True)
    )


def among(connection: Connection, pairs: Sequence[Pair] | None) -> list[ColumnElement[bool]]:
    """Return the condition under which rows are of some pairs; none where they are many."""
    import sqlalchemy as sa

    if pairs is None or len(pairs) > FEW:
        return []
    scores = tables().scores
    ends = [[find(connection, person, None) for person in pair] for pair in pairs]
    return [
        sa.or_(
            sa.false(),
            *(
                sa.and_(scores.c.source.in_(numbers), scores.c.target.in_(numbers))
                for numbers in ends
            ),
        )
    ]


def _pairs(connection: Connection, ends: Ints) -> tuple[Keys, Ints]:
    """Return the pairs of people that occur, sorted by their ids, and the pair of each row."""
    numbers, codes = np.unique(ends, return_inverse=True)
    named = _named(connection, numbers.tolist())
    order = sorted(range(len(named)), key=named.__getitem__)
    rank = np.empty(len(named), dtype=np.int64)
    rank[order] = np.arange(len(named))
    ids = [named[i] for i in order]
    sorted_ids = np.array(ids, dtype=np.int64) if _all_numbers(ids) else objects(ids)
    found, places = np.unique(rank[codes.reshape(ends.shape)], axis=0, return_inverse=True)
    return Keys(sorted_ids, found[:, 0], found[:, 1]), places.reshape(-1)


def _all_numbers(ids: Sequence[str | int]) -> bool:
    return bool(ids) and isinstance(ids[0], int)


def _named(connection: Connection, numbers: Sequence[int]) -> list[Any]:
    """Return the names of people in the order of their numbers in the store."""
    import sqlalchemy as sa

    people, wanted = tables().people, set(numbers)
    query = sa.select(people.c.person, people.c.name, people.c.number).order_by(people.c.person)
    if len(numbers) <= CHUNK:
        query = query.where(people.c.person.in_(numbers))
    found = [row for row in connection.execute(query) if row.person in wanted]
    if len({row.number for row in found}) > 1:
        message = (
            "Some of these runs name people by text and others by numbers, expected one kind of "
            "id: choose runs with since and until."
        )
        raise StoreError(message)
    return [int(row.name) if row.number else row.name for row in found]


def _record(
    run: Run, rows: Sequence[Any], pairs: Keys, places: Ints, names: tuple[str, ...]
) -> ScoreRecord:
    order = np.argsort(places, kind="stable")
    chosen = [rows[i] for i in order.tolist()]
    own = np.frombuffer(b"".join(row.metrics for row in chosen), dtype="<f8")
    own = own.reshape(len(chosen), 2, len(run.names))
    at = [names.index(name) for name in run.names]
    values = np.full((len(chosen), len(names)), np.nan)
    contributions = np.zeros((len(chosen), len(names)))
    values[:, at], contributions[:, at] = own[:, 0], own[:, 1]

    def floats(name: str) -> Floats:
        return np.array([getattr(row, name) for row in chosen], dtype=np.float64)

    def places_in(words: tuple[str, ...], name: str) -> Array:
        return np.array([words.index(getattr(row, name)) for row in chosen], dtype=np.int8)

    composite = Composite(
        contributions=contributions, status=places_in(STATUSES, "status"),
        band=places_in(BANDS, "band"), coverage=floats("coverage"),
        health=floats("health"), lower=floats("lower"), upper=floats("upper"),
    )  # fmt: skip
    return ScoreRecord(
        pairs=pairs, rows=places[order], as_of_us=run.as_of_us, names=names, values=values,
        composite=composite, made_with=run.made_with,
    )  # fmt: skip
