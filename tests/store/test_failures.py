"""What goes wrong in a database is said in one sentence, and changes nothing by half."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import relationship_health as rh
from relationship_health.errors import MissingExtraError, StoreError
from relationship_health.store import scores
from tests.store._cards import content, moved, scorecards
from tests.store._postgres import PASSWORD, Server
from tests.store._writers import write_together
from tests.store.conftest import MakeUrl

pytestmark = pytest.mark.needs("sqlalchemy", "psycopg")

WRITERS = 8


def refused(call: Callable[[], object], words: str) -> str:
    """Return the one sentence of a refusal; neither it nor its traceback tells a secret."""
    with pytest.raises(StoreError, match=words) as caught:
        call()
    text = "".join(traceback.format_exception(caught.value))
    assert PASSWORD not in text
    assert str(scorecards()[0].source[0]) not in text
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_eight_writers_take_turns(url: str) -> None:
    """Eight processes open a new store at once and write into it; nothing is lost or doubled."""
    records = [moved(scorecards()[0], day) for day in range(WRITERS * 4 + 1)]
    parts = [[records[0], *records[1 + 4 * i : 5 + 4 * i]] for i in range(WRITERS)]
    named = write_together(url, parts)
    assert named == [[record.identity for record in part] for part in parts]
    store = rh.ScoreStore(url)
    assert [run.id for run in store.runs()] == [record.identity for record in records]
    for run, record in zip(store.runs(), records, strict=True):
        assert content(store.load(run)) == content(record)


def test_threads_share_a_store(url: str) -> None:
    """One store serves many threads."""
    store, record = rh.ScoreStore(url), scorecards()[0].record()
    with ThreadPoolExecutor(WRITERS) as pool:
        runs = list(pool.map(lambda day: store.save(moved(record, day // 2)), range(16)))
    assert len({run.id for run in runs}) == len(store.runs()) == 8


def test_a_new_file_is_waited_for(tmp_path: Path) -> None:
    """Who opens a new file while another begins to write into it waits as at any other time."""
    other = sqlite3.connect(tmp_path / "scores.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    rh.ScoreStore(f"sqlite:///{tmp_path}/first.db")  # whatever has to be loaded is there by now
    done = threading.Timer(0.2, lambda: other.execute("ROLLBACK"))
    done.start()
    store = rh.ScoreStore(f"sqlite:///{tmp_path}/scores.db")
    done.join()
    other.close()
    assert store.save(scorecards()[0]) == store.runs()[0]


def test_a_locked_file_is_said(tmp_path: Path) -> None:
    """Who waits longer than the timeout is told so; afterwards it works."""
    store = rh.ScoreStore(f"sqlite:///{tmp_path}/scores.db", timeout=0.05)
    other = sqlite3.connect(tmp_path / "scores.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    said = refused(lambda: store.save(scorecards()[0]), "is locked by someone else")
    assert said.endswith("nothing was changed by half.")
    assert rh.ScoreStore(f"sqlite:///{tmp_path}/scores.db", timeout=0.05).runs() == ()
    other.execute("ROLLBACK")
    other.close()
    assert store.save(scorecards()[0]) == store.runs()[0]


def test_a_locked_server_is_said(postgres: Server) -> None:
    """The same in PostgreSQL, where another transaction writes into the store."""
    with postgres.schema() as url:
        store = rh.ScoreStore(url, timeout=0.05)
        with store._database.writing():  # noqa: SLF001  another writer, in the middle of its work
            refused(lambda: rh.ScoreStore(url, timeout=0.05).save(scorecards()[0]), "is locked")
        store.save(scorecards()[0])


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Mount a disk of a few pages, or skip the test where that is not allowed."""
    folder.mkdir()
    try:
        words = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=777", "tmpfs", str(folder)]
        done = subprocess.run(words, capture_output=True, check=False)
    except OSError:
        pytest.skip("there is no mount")
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def save_until_full(store: rh.ScoreStore) -> None:
    """Save until the disk is full; every run before is whole, and later ones can be saved."""
    record, days = scorecards(120)[0].record(), 0

    def save_on() -> None:
        nonlocal days
        while days < 400:
            store.save(moved(record, days))
            days += 1

    refused(save_on, "no room left on its disk")
    assert 0 < days == len(store.runs())
    assert all(store.load(run).identity == run.id for run in store.runs())


def test_a_full_disk_is_said_by_sqlite(tmp_path: Path) -> None:
    """What does not fit is not there at all, and the rest can be read."""
    with small_disk(tmp_path / "disk", "2m") as folder:
        save_until_full(rh.ScoreStore(f"sqlite:///{folder}/scores.db"))


def test_a_full_file_is_said(tmp_path: Path) -> None:
    """The same where the file may not grow: this needs no disk of its own."""
    import sqlalchemy as sa

    def limit(connection: Any, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 150").close()

    sa.event.listen(sa.pool.Pool, "connect", limit)
    try:
        save_until_full(rh.ScoreStore(f"sqlite:///{tmp_path}/scores.db"))
    finally:
        sa.event.remove(sa.pool.Pool, "connect", limit)


def test_a_full_disk_is_said_by_postgresql(postgres: Server) -> None:
    """A server whose table space is full goes on, and so does the store."""
    with small_disk(postgres.folder / "disk", "4m") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        with postgres.connect() as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
            connection.execute("ALTER ROLE postgres SET default_tablespace = 'small'")
            try:
                with postgres.schema() as url:
                    save_until_full(rh.ScoreStore(url))
            finally:
                connection.execute("ALTER ROLE postgres RESET default_tablespace")
                connection.execute("DROP TABLESPACE small")


@pytest.mark.parametrize("when", ["enter", "_nullable"])
def test_a_dropped_connection_is_said(
    postgres: Server, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """A connection cut in the middle of saving leaves nothing behind; saving again works."""
    original = getattr(scores, when)

    def cut(*arguments: Any) -> Any:
        monkeypatch.setattr(scores, when, original)
        with postgres.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE xact_start IS NOT "
                "NULL AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        return original(*arguments)

    with postgres.schema() as url:
        store, card = rh.ScoreStore(url), scorecards()[0]
        monkeypatch.setattr(scores, when, cut)
        said = refused(lambda: store.save(card), "the connection was lost")
        assert "***" in said
        assert store.runs() == ()
        assert content(store.load(store.save(card))) == content(card)


def test_a_server_that_is_not_there_is_said() -> None:
    """Nobody listens on the port of the discard service."""
    url = f"postgresql://postgres:{PASSWORD}@127.0.0.1:9/postgres"
    refused(lambda: rh.ScoreStore(url), "could not be reached")


def test_a_wrong_password_is_said(postgres: Server) -> None:
    """And neither of the two passwords is shown."""
    url = postgres.url().replace(PASSWORD, "not-" + PASSWORD)
    said = refused(lambda: rh.ScoreStore(url), "address and password are right")
    assert "not-" not in said


def test_an_id_that_no_text_of_postgresql_can_hold_is_said(new_url: MakeUrl) -> None:
    """SQLite takes a NUL in an id, PostgreSQL does not; either way nothing is half there."""
    log = {"sender": ["a\0b", "cy"], "recipient": ["cy", "a\0b"], "time": ["2026-01-05"] * 2}
    card = rh.score(rh.Portfolio.from_frame(log), as_of="2026-02-01")
    url = new_url()
    store = rh.ScoreStore(url)
    if url.startswith("sqlite"):
        assert content(store.load(store.save(card))) == content(card)
        assert store.erase("a\0b") == 1
    else:
        refused(lambda: store.save(card), "does not take one of the ids")
        assert store.runs() == ()


@pytest.mark.parametrize("kind", ["no folder", "no database", "a folder"])
def test_what_is_no_database_is_said(tmp_path: Path, kind: str) -> None:
    """A path that cannot be opened, and a file of something else."""
    path = tmp_path / "scores.db"
    if kind == "no database":
        path.write_text("sender,recipient,time\n" * 200, encoding="utf-8")
    elif kind == "a folder":
        path.mkdir()
    else:
        path = tmp_path / "missing" / "scores.db"
    refused(lambda: rh.ScoreStore(f"sqlite:///{path}"), "expected a database that can be read")


def test_repr_and_messages_mask_the_password(postgres: Server) -> None:
    """The store can be shown and logged."""
    with postgres.schema() as url:
        shown = repr(rh.ScoreStore(url))
    assert PASSWORD not in shown
    assert "postgres:***@127.0.0.1" in shown


@pytest.mark.parametrize(
    ("package", "url", "extra"),
    [("sqlalchemy", "sqlite://", "store"), ("psycopg", "postgresql://h/d", "postgresql")],
)
def test_a_missing_package_is_named(
    monkeypatch: pytest.MonkeyPatch, package: str, url: str, extra: str
) -> None:
    """Without the extra one sentence says which one to install."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"relationship-health\[{extra}\]"):
        rh.ScoreStore(url)
