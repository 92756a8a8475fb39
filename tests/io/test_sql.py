"""Databases: what is asked of them, in what portions, and what is told where it goes wrong."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

import relationship_health as rh
from relationship_health.errors import MissingExtraError, ReaderError
from relationship_health.io import sql
from tests.store._postgres import Server
from tests.store.conftest import postgres

__all__ = ["postgres"]

pytestmark = pytest.mark.needs("sqlalchemy")
ROWS = 25_000


@pytest.mark.needs("psycopg")
def test_a_table_of_postgresql_is_streamed(postgres: Server) -> None:
    """A table with a schema and odd names comes whole, with times, numbers and what is missing."""
    import sqlalchemy

    with postgres.schema() as url:
        engine = sqlalchemy.create_engine(url)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                'CREATE TABLE "Log of calls" (rep TEXT, "the customer" TEXT, at TIMESTAMPTZ, '
                "minutes NUMERIC, body TEXT)"
            )
            connection.exec_driver_sql(
                "INSERT INTO \"Log of calls\" SELECT 'ana', 'p' || mod(n, 97), "
                "TIMESTAMPTZ '2026-01-05 10:00+01' + n * INTERVAL '1 minute', "
                "CASE WHEN mod(n, 2) = 0 THEN mod(n, 60) END, 'x' "
                "FROM generate_series(1, 25000) AS n"
            )
        engine.dispose()
        portfolio = rh.read(
            url, table="Log of calls", sender="rep", recipient="the customer", time="at",
            duration="minutes", our_side={"ana"},
        )  # fmt: skip
        assert len(portfolio) == 97
        assert len(portfolio.time) == ROWS
        assert str(portfolio.time.min().astype("M8[us]")) == "2026-01-05T09:01:00.000000"
        assert int((portfolio.columns["duration"] >= 0).sum()) == ROWS // 2
        assert any("'body' was left out unread" in note for note in portfolio.issues.notes)
        with pytest.raises(ReaderError, match="has no table 'gone'"):
            rh.read(url, table="gone")
        with pytest.raises(ReaderError, match="gives an error") as refusal:
            rh.read(url, query='SELECT CAST(body AS INTEGER) FROM "Log of calls"')
        assert "'x'" not in str(refusal.value)
        assert '"x"' not in str(refusal.value)


def test_columns_of_content_are_not_asked_for(tmp_path: Path) -> None:
    """A column that is to be skipped is not in the statement that is sent."""
    path = tmp_path / "a.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE log (sender, recipient, time, body)")
    import sqlalchemy

    said: list[str] = []
    engine = sqlalchemy.create_engine(f"sqlite:///{path}")
    sqlalchemy.event.listen(
        engine, "before_cursor_execute", lambda *sent: said.append(str(sent[2]))
    )
    with engine.connect() as connection:
        sql.read_sql(connection, {"skip": lambda name: name == "body"})
    assert "recipient" in said[-1]
    assert "body" not in said[-1]


def test_a_file_is_never_made(tmp_path: Path) -> None:
    """A database that is not there is refused, by path and by URL, and not made on the way."""
    for source in (tmp_path / "none.db", f"sqlite:///{tmp_path}/none.db", "sqlite://"):
        with pytest.raises(ReaderError, match="expected an SQLite database"):
            rh.read(source)
    assert list(tmp_path.iterdir()) == []


def test_without_sqlalchemy_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Databases ask for the extra 'sql'."""
    monkeypatch.setitem(__import__("sys").modules, "sqlalchemy", None)
    with pytest.raises(MissingExtraError, match="Reading databases needs the extra 'sql'"):
        sql.read_sql(tmp_path / "a.sqlite", {})
