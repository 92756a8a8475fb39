"""Tables and queries of a database, streamed; owner of SQLAlchemy among the readers.

A URL, or a connection that the caller opened. What goes wrong is told without the password.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from relationship_health.arrays import array_column
from relationship_health.errors import InputError, MissingExtraError, ReaderError
from relationship_health.hookspecs import Reader, Reading, hookimpl
from relationship_health.io.rejects import expect_columns, never, notes_on

BATCH = 10_000
"""Rows that are fetched at a time."""

SCHEMES = ("sqlite", "postgresql", "mysql", "mariadb", "oracle", "mssql")
_SQLITE = b"SQLite format 3\x00"
_SHOWN = 3
_QUOTED = re.compile(r"(['\"]).*?\1")
_SECRET = re.compile(r"pass|pwd|secret|token|key", re.IGNORECASE)


@hookimpl
def rh_readers() -> Iterable[Reader]:
    """Give the reader of databases."""
    return [
        Reader(
            name="sql",
            suffixes=(".sqlite", ".sqlite3", ".db"),
            read=read_sql,
            summary="A table or a query of a database: an SQLite file, or any by its URL",
            recognises=lambda _, start: start.startswith(_SQLITE),
            schemes=SCHEMES,
        )
    ]


def read_sql(source: Path | str | Any, options: Mapping[str, Any]) -> Reading:
    """Read a table, or what a query gives; rows are counted from 0.

    Parameters
    ----------
    source : Path, str or Connection
        An SQLite file, a URL as SQLAlchemy has it, or a connection of SQLAlchemy, which stays
        open.
    options : mapping
        ``table``: its name, with its schema before a dot where it has one. ``query``: a SELECT,
        in place of a table. Without both the database has to have one table only. ``skip``:
        tells of a column's name whether to leave the column out; of a table such columns are not
        even asked for.

    Raises
    ------
    ReaderError
        Where the database cannot be reached, or the table is not there.
    InputError
        Where both a table and a query are given.
    MissingExtraError
        Where SQLAlchemy is not installed.
    """
    if options.get("table") and options.get("query"):
        message = "Both a table and a query are given, expected one of them: leave one out."
        raise InputError(message)
    sqlalchemy = _sqlalchemy()
    place = _shown(source, sqlalchemy)
    skip = options.get("skip", never)
    with _told(place, sqlalchemy), _connected(source, sqlalchemy) as connection:
        statement, left_out = _statement(connection, options, skip, place, sqlalchemy)
        names, columns, rows = _fetched(connection, statement)
    left_out = [*left_out, *filter(skip, names)]
    frame = {name: array_column(columns[name]) for name in names if name not in left_out}
    expect_columns(place, frame, left_out)
    return Reading(frame=frame, rows_in=rows, notes=notes_on(left_out))


def _sqlalchemy() -> ModuleType:
    try:
        import sqlalchemy
    except ImportError as error:
        feature = "Reading databases"
        raise MissingExtraError(feature, "sql") from error
    module: ModuleType = sqlalchemy
    return module


def _shown(source: Any, sqlalchemy: ModuleType) -> str:
    """Return what to call a database, without its passwords."""
    if isinstance(source, Path):
        return str(source)
    if not isinstance(source, str):
        return "the database"
    try:
        url = sqlalchemy.make_url(source)
    except (sqlalchemy.exc.ArgumentError, ValueError):
        scheme = source.partition("://")[0]
        message = f"The URL of {scheme} cannot be read, expected {scheme}://user@host/database."
        raise ReaderError(message) from None
    secrets = {name: "hidden" for name in url.query if _SECRET.search(name)}
    return str(url.update_query_dict(secrets).render_as_string(hide_password=True))


@contextmanager
def _connected(source: Any, sqlalchemy: ModuleType) -> Iterator[Any]:
    """Give a connection, and undo whatever was done in one of our own."""
    if not isinstance(source, Path | str):
        if not hasattr(source, "execution_options"):
            message = (
                f"The source is {type(source).__name__}, expected a file, a URL, or a connection "
                "of SQLAlchemy."
            )
            raise InputError(message)
        yield source
        return
    engine = sqlalchemy.create_engine(_url(source, sqlalchemy), poolclass=sqlalchemy.NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _url(source: Path | str, sqlalchemy: ModuleType) -> Any:
    """Return a URL; an SQLite file is opened for reading only, and never made."""
    path = source
    if not isinstance(path, Path):
        url = sqlalchemy.make_url(source)
        if url.get_backend_name() != "sqlite":
            return url
        path = Path(url.database or "")
    if not path.is_file():
        message = f"{path} is no file, expected an SQLite database: check the path."
        raise ReaderError(message)
    query = {"mode": "ro", "uri": "true"}
    return sqlalchemy.URL.create("sqlite", database=path.resolve().as_uri(), query=query)


@contextmanager
def _told(place: str, sqlalchemy: ModuleType) -> Iterator[None]:
    """Turn what the database says into a sentence, without what it quotes and what it was sent."""
    try:
        yield
    except sqlalchemy.exc.NoSuchModuleError:
        what = "needs a driver that is not installed"
    except ModuleNotFoundError as error:
        what = f"needs a driver that is not installed: install {error.name}"
    except sqlalchemy.exc.DBAPIError as error:
        said = _QUOTED.sub("...", str(error.orig).partition("\n")[0])[:200]
        # Errors of data quote the data.
        data = isinstance(error, sqlalchemy.exc.DataError)
        what = f"gives an error ({type(error.orig).__name__}{'' if data else ': ' + said})"
    except sqlalchemy.exc.SQLAlchemyError as error:
        what = f"cannot be read ({type(error).__name__})"
    else:
        return
    message = f"{place} {what}: check the URL, the table and the query."
    raise ReaderError(message) from None


def _statement(
    connection: Any, options: Mapping[str, Any], skip: Callable[[str], bool], place: str,
    sqlalchemy: ModuleType,
) -> tuple[Any, list[str]]:  # fmt: skip
    """Return what to ask, and the columns that are left out of it."""
    if options.get("query"):
        return sqlalchemy.text(options["query"]), []
    schema, _, name = (options.get("table") or "").rpartition(".")
    inspector = sqlalchemy.inspect(connection)
    known = [*inspector.get_table_names(schema or None), *inspector.get_view_names(schema or None)]
    if not name and len(known) == 1:
        name = known[0]
    if name not in known:
        raise ReaderError(_no_table(place, name, known))
    columns = [column["name"] for column in inspector.get_columns(name, schema or None)]
    kept = [column for column in columns if not skip(column)]
    expect_columns(place, kept, columns)
    table = sqlalchemy.table(name, *map(sqlalchemy.column, kept), schema=schema or None)
    return sqlalchemy.select(table), [column for column in columns if skip(column)]


def _no_table(place: str, name: str, known: Sequence[str]) -> str:
    shown = ", ".join(known[:_SHOWN]) + (", ..." if len(known) > _SHOWN else "")
    has = f"it has {shown}" if known else "it has none"
    if name:
        return f"{place} has no table {name!r}, expected one that is there ({has}): check the name."
    return f"{place} has {len(known)} tables, expected the name of one ({has}): say which."


def _fetched(connection: Any, statement: Any) -> tuple[list[str], dict[str, list[Any]], int]:
    """Fetch the rows in batches, column by column."""
    result = connection.execution_options(stream_results=True).execute(statement)
    names = [str(name) for name in result.keys()]  # noqa: SIM118  a result is no mapping
    if len(set(names)) < len(names):
        message = "The query gives two columns of one name: name them apart with AS."
        raise ReaderError(message)
    columns: dict[str, list[Any]] = {name: [] for name in names}
    rows = 0
    for batch in result.partitions(BATCH):
        rows += len(batch)
        for name, cells in zip(names, zip(*batch, strict=True), strict=True):
            columns[name].extend(cells)
    return names, columns, rows
