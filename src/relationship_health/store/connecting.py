"""Connections to SQLite and PostgreSQL, set up so that what is committed is on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import attrs

from relationship_health.errors import InputError, MissingExtraError, StoreError
from relationship_health.store.faults import told
from relationship_health.store.tables import fact, state

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

_ONE_WRITER = 0x72685F73746F7265
"""The advisory lock of PostgreSQL under which the store is written to."""

_PRAGMAS = ("synchronous = FULL", "secure_delete = ON", "foreign_keys = ON")

_TURNS = 100
"""How many others a process lets pass that open the same new file."""


@attrs.frozen(slots=True, eq=False, repr=False)
class Database:
    """A database, and the two ways of using it: to read, and to write alone.

    Parameters
    ----------
    engine : sqlalchemy Engine
    """

    engine: Engine

    @property
    def name(self) -> str:
        """The URL with its password masked."""
        return self.engine.url.render_as_string(hide_password=True)

    @property
    def _is_server(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection whose reads all see one state of the store."""
        # SQLite reads that way by itself.
        options = {"isolation_level": "REPEATABLE READ"} if self._is_server else {}
        with told(self.name), self.engine.execution_options(**options).begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that alone may write, until it commits or all is rolled back."""
        alone = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        with told(self.name), alone.begin() as connection:
            if self._is_server:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_WRITER})")
            yield connection

    def compact(self) -> None:
        """Rewrite the files, where it is due, so that no byte of what was deleted is left.

        Raises
        ------
        StoreError
            Where someone else uses the store meanwhile. It stays due, and the next erasure or
            purge makes up for it.
        """
        with self.reading() as connection:
            due = fact(connection, "compaction")
        if due is None:
            return
        # Neither database rewrites its files inside a transaction.
        options = {"isolation_level": "AUTOCOMMIT"} if self._is_server else {"begin": ""}
        with told(self.name), self.engine.execution_options(**options).connect() as connection:
            if self._is_server:
                _rewrite_tables(connection)
            else:
                self._rewrite_file(connection)
        with self.writing() as connection:
            state(connection, "compaction", None)

    def _rewrite_file(self, connection: Connection) -> None:
        connection.exec_driver_sql("VACUUM")
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        if busy:
            message = (
                f"The store {self.name} is being read by someone else, so that old pages are left "
                "in its -wal file: nothing of it can be loaded any more; do the same again once "
                "the others are done."
            )
            raise StoreError(message)


def _rewrite_tables(connection: Connection) -> None:
    import sqlalchemy as sa

    for table in ("rh_scores", "rh_people", "rh_runs"):
        connection.exec_driver_sql(f"VACUUM (FULL) {table}")
    try:
        # The old files are empty now. This removes them, and the log of changes up to here.
        connection.exec_driver_sql("SELECT pg_switch_wal()")
        connection.exec_driver_sql("CHECKPOINT")
    except sa.exc.ProgrammingError:
        # Rights that few roles have; the server does the same by itself in time.
        return


def open_database(url: str, timeout: float) -> Database:
    """Open a database by URL; nothing is read or written yet.

    No connection outlives its use: none is stale after a fork or a restart of the server, and
    none keeps the old pages of a file from being removed.

    Raises
    ------
    InputError
        Where the URL is none, or of a database that the store does not know.
    MissingExtraError
        Where SQLAlchemy, or the driver, is not installed.
    """
    try:
        import sqlalchemy as sa
    except ImportError:
        feature = "A score store"
        raise MissingExtraError(feature, "store") from None
    if not isinstance(timeout, int | float) or not 0 <= timeout <= 1e6:  # noqa: PLR2004  12 days
        message = f"timeout is {timeout!r}, expected seconds, 0 or more: leave it out for 30."
        raise InputError(message)
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, AttributeError, ValueError):
        raise InputError(_expected("The URL of the store cannot be read")) from None
    backend = parsed.get_backend_name()
    if backend == "sqlite" and parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        return Database(_sqlite(parsed, timeout))
    if backend == "postgresql" and parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        return Database(_postgresql(parsed.set(drivername="postgresql+psycopg"), timeout))
    raise InputError(_expected(f"The store is at {parsed.drivername!r}"))


def _expected(found: str) -> str:
    return (
        f"{found}, expected sqlite:///scores.db, with the path of a file, or "
        "postgresql://user:password@host/database."
    )


def _sqlite(url: URL, timeout: float) -> Engine:
    import sqlalchemy as sa

    options: dict[str, Any] = {}
    if url.database not in {None, "", ":memory:"}:
        options["poolclass"] = sa.pool.NullPool
    engine = sa.create_engine(
        url, hide_parameters=True, connect_args={"timeout": timeout}, **options
    )

    def set_up(connection: Any, _: object) -> None:
        # Python's driver would begin transactions of its own, and later than one needs them.
        connection.isolation_level = None
        _log_ahead(connection)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    def begin(connection: Connection) -> None:
        statement = connection.get_execution_options().get("begin", "BEGIN")
        if statement:
            connection.exec_driver_sql(statement)

    sa.event.listen(engine, "connect", set_up)
    sa.event.listen(engine, "begin", begin)
    return engine


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work at once; the file remembers it.

    SQLite refuses this change at once where another is about to write, however long its timeout.
    A transaction does wait; by then the other has mostly made the change.
    """
    for _ in range(_TURNS):
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            connection.execute("BEGIN EXCLUSIVE").close()
            connection.execute("COMMIT").close()
        else:
            return


def _postgresql(url: URL, timeout: float) -> Engine:
    import sqlalchemy as sa

    try:
        engine = sa.create_engine(url, hide_parameters=True, poolclass=sa.pool.NullPool)
    except ImportError:
        feature = "A score store in PostgreSQL"
        raise MissingExtraError(feature, "postgresql") from None

    def set_up(connection: Any, _: object) -> None:
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = {round(timeout * 1000)}")
        # Where the server's default is off, a run could be acknowledged and lost all the same.
        connection.execute("SET synchronous_commit = on")
        connection.autocommit = False

    sa.event.listen(engine, "connect", set_up)
    return engine
