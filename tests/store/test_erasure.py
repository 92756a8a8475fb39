"""Who is erased is gone from every file, and nothing that was never asked for gets in."""

from __future__ import annotations

import json
import re
import sqlite3
import traceback
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.errors import StoreError
from relationship_health.store import pseudonym
from tests.store._cards import content, moved, scorecards
from tests.store._postgres import PASSWORD, Server
from tests.store.conftest import MakeUrl

pytestmark = pytest.mark.needs("sqlalchemy")

KEY = "a secret of enough bytes"
CANARY = "canary-of-content"


def files_with(folder: Path, text: str) -> list[str]:
    """Name the files of a folder in whose bytes a text stands."""
    wanted = text.encode()
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and wanted in path.read_bytes()
    )


def fill(store: rh.ScoreStore, *, days: int = 20) -> str:
    """Save many runs and return the id of someone in them."""
    cards = scorecards(40)
    for day in range(days):
        store.save(moved(cards[day % len(cards)], day * 100))
    return str(cards[0].source[3])


def others(store: rh.ScoreStore, person: str) -> list[object]:
    """Return everybody's scores save those of one person."""
    return [
        {pair: row for pair, row in content(store.load(run)).items() if person not in pair}
        for run in store.runs()
    ]


def test_no_byte_of_an_erased_person_is_left_in_sqlite(tmp_path: Path) -> None:
    """Database, write-ahead log and journals are free of the id; all others keep their bits."""
    store = rh.ScoreStore(f"sqlite:///{tmp_path}/scores.db")
    person = fill(store)
    before = others(store, person)
    assert files_with(tmp_path, person) == ["scores.db"]
    assert store.erase(person) > 0
    assert files_with(tmp_path, person) == []
    assert others(store, person) == before == [content(store.load(run)) for run in store.runs()]


def test_no_byte_of_an_erased_person_is_left_in_postgresql(postgres: Server) -> None:
    """Tables, indexes, statistics, log of changes and log of the server are free of the id."""
    with postgres.schema() as url:
        store = rh.ScoreStore(url)
        person = fill(store)
        before = others(store, person)
        with postgres.connect() as connection:
            connection.execute("ANALYZE")
            connection.execute("CHECKPOINT")
        places = {name.split("/")[1] for name in files_with(postgres.folder, person)}
        assert {"base", "pg_wal"} <= places
        assert store.erase(person) > 0
        assert files_with(postgres.folder, person) == []
        assert others(store, person) == before


def crowds(count: int, size: int) -> Iterator[tuple[list[str], rh.Scorecard]]:
    """Give several scorecards, each of a crowd of its own, with ids of all lengths."""
    chance = np.random.default_rng(3)
    engine = rh.Engine(metrics=["recency_decay"])
    for number in range(count):
        keys, lengths = chance.integers(0, 2**40, size), chance.integers(0, 60, size)
        names = [
            f"crowd-{key:x}-{'x' * length}." for key, length in zip(keys, lengths, strict=True)
        ]
        log = {"sender": ["ana"] * size, "recipient": names, "time": ["2026-01-05"] * size}
        portfolio = rh.Portfolio.from_frame(log)
        yield names, engine.score(portfolio, as_of=f"2026-02-{1 + number:02}")


def strangers(folder: Path, known: set[str]) -> set[str]:
    """Return the ids of crowds that stand in some file and should not."""
    wanted = re.compile(rb"crowd-[0-9a-f]+-x*[.]")
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    found = {name.decode() for content in files for name in wanted.findall(content)}
    assert known <= found
    return found - known


def test_no_byte_is_left_where_pages_were_divided(tmp_path: Path) -> None:
    """Ids that SQLite had moved between pages are gone with the rest.

    Zeroes over what is deleted, its own means, miss the copies that such a move leaves.
    """
    store, kept = rh.ScoreStore(f"sqlite:///{tmp_path}/scores.db"), set[str]()
    runs = list(crowds(16, 700))
    for place in (8, 0, 12, 4, 14, 2, 10, 6, 9, 1, 13, 5, 15, 3, 11, 7):
        names, card = runs[place]
        store.save(card)
        kept |= set(names) if place >= 8 else set()
    assert len(strangers(tmp_path, kept)) == 8 * 700
    assert store.purge("2026-02-09") == 8
    assert strangers(tmp_path, kept) == set()


def test_no_byte_is_left_in_free_space(postgres: Server) -> None:
    """Ids in the space that PostgreSQL keeps for later use are gone with the rest."""
    with postgres.schema() as url:
        store, kept = rh.ScoreStore(url), set[str]()
        for names, card in crowds(4, 300):
            store.save(card)
            kept |= set(names)
        for name in sorted(kept)[5::100]:
            assert store.erase(name) == 1
            kept.remove(name)
        assert strangers(postgres.data, kept) == set()


def test_a_role_without_rights_erases_from_the_tables(postgres: Server) -> None:
    """Who may not touch the log of changes still leaves no byte in tables and indexes."""
    with postgres.connect() as connection:
        connection.execute(f"CREATE ROLE plain LOGIN PASSWORD '{PASSWORD}'")
        connection.execute("CREATE SCHEMA plain AUTHORIZATION plain")
        try:
            url = postgres.url("plain").replace("postgres:", "plain:", 1)
            store = rh.ScoreStore(url)
            person = fill(store, days=4)
            assert store.erase(person) > 0
            assert {name.split("/")[1] for name in files_with(postgres.folder, person)} <= {
                "pg_wal"
            }
            assert store.export(person)["runs"] == []
        finally:
            connection.execute("DROP SCHEMA plain CASCADE")
            connection.execute("DROP ROLE plain")


def test_who_is_left_alone_by_an_erasure_is_gone_too(url: str) -> None:
    """Of whom no score is left no name is left either."""
    log = {"sender": ["ana", "cy"], "recipient": ["bo", "dee"], "time": ["2026-01-05"] * 2}
    store = rh.ScoreStore(url)
    store.save(rh.score(rh.Portfolio.from_frame(log), as_of="2026-02-01"))
    assert store.erase("ana") == 1
    assert store.export("bo")["runs"] == []
    assert store.pseudonymise(KEY) == 2


def test_a_purge_leaves_no_byte_either(tmp_path: Path) -> None:
    """Who was in the purged runs only is in no file any more."""
    store = rh.ScoreStore(f"sqlite:///{tmp_path}/scores.db")
    fill(store)
    newest = store.runs()[-1]
    gone = {name for run in store.runs() for name in store.load(run).target}
    gone -= {*store.load(newest).source, *store.load(newest).target}
    assert store.purge(newest.as_of) == 19
    assert [name for name in gone if files_with(tmp_path, name)] == []


def test_pseudonyms_leave_no_name(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Every name is replaced, found again under the key only, and in no file any more."""
    folder = tmp_path
    if url.startswith("postgresql"):
        folder = request.getfixturevalue("postgres").folder
    store = rh.ScoreStore(url)
    person = fill(store, days=4)
    before = content(store.load(store.runs()[0]))
    assert store.pseudonymise(KEY) > 30
    assert files_with(folder, person) == []
    assert files_with(folder, KEY) == []
    name = pseudonym(KEY.encode(), person)
    assert store.pseudonym(person) == name
    assert len(store.export(person)["runs"]) == len(rh.ScoreStore(url).export(name)["runs"]) == 4
    after = content(rh.ScoreStore(url).load(store.runs()[0]))
    assert sorted(map(repr, after.values())) == sorted(map(repr, before.values()))
    assert rh.ScoreStore(url).erase(name) > 0
    assert store.export(person)["runs"] == []


def test_a_store_may_hold_pseudonyms_from_the_beginning(new_url: MakeUrl) -> None:
    """A key given to an empty store is its key; another one is refused, and so is a late one."""
    address, card = new_url(), scorecards()[0]
    store = rh.ScoreStore(address, key=KEY)
    record = store.load(store.save(card))
    key = (pseudonym(KEY.encode(), card.source[0]), pseudonym(KEY.encode(), card.target[0]))
    assert record.health[record.row_of(key)] == card.health[0]
    (found,) = store.history([(card.source[0], card.target[0])])
    assert list(content(found)) == [key]
    for refused in (
        lambda: rh.ScoreStore(address, key="another key of enough bytes"),
        lambda: rh.ScoreStore(address).pseudonymise("another key of enough bytes"),
    ):
        with pytest.raises(StoreError, match="under another key"):
            refused()
    plain = new_url()
    rh.ScoreStore(plain).save(card)
    with pytest.raises(StoreError, match=r"call pseudonymise\(key\) once"):
        rh.ScoreStore(plain, key=KEY)


def test_a_key_that_can_be_guessed_is_refused(url: str) -> None:
    """A short key, or none, is no key."""
    for key in ("short", b"", 7):
        with pytest.raises(ValueError, match="expected 16 bytes or more"):
            rh.ScoreStore(url).pseudonymise(key)  # type: ignore[arg-type]


def test_numbers_and_their_digits_have_different_pseudonyms() -> None:
    """7 and "7" are two people."""
    assert pseudonym(KEY.encode(), 7) != pseudonym(KEY.encode(), "7")


def test_an_erasure_that_others_hold_up_is_made_up_for(tmp_path: Path) -> None:
    """A reader keeps old pages in being; that is said, and the next erasure removes them."""
    store = rh.ScoreStore(f"sqlite:///{tmp_path}/scores.db", timeout=0.1)
    person = fill(store, days=2)
    with sqlite3.connect(tmp_path / "scores.db", isolation_level=None) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM rh_people").fetchall()
        with pytest.raises(StoreError, match="do the same again") as caught:
            store.erase(person)
        reader.execute("ROLLBACK")
    reader.close()
    assert person not in str(caught.value)
    assert store.export(person)["runs"] == []
    assert store.erase("nobody") == 0
    assert files_with(tmp_path, person) == []


def test_content_gets_nowhere(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> None:
    """Bodies, subjects and descriptions are in no file, log, frame, export or traceback."""
    caplog.set_level(0)
    log = {
        "sender": ["ana", "bo", "ana"], "recipient": ["bo", "ana", "cy"],
        "time": ["2026-01-05T09:00", "2026-01-06T09:00", "2026-01-07T09:00"],
        "body": [CANARY] * 3, "subject": [CANARY] * 3, "description": [CANARY] * 3,
        "notes": [CANARY] * 3,
    }  # fmt: skip
    card = rh.score(rh.Portfolio.from_frame(log), as_of="2026-02-01")
    store = rh.ScoreStore(url)
    store.save(card)
    shown = [repr(store), repr(store.runs()), json.dumps(store.export("ana")), caplog.text]
    shown.append(str(store.history().to_frame("pandas").to_dict()))
    try:
        store.load("1999-01-01")
    except LookupError:
        shown.append(traceback.format_exc())
    folder = tmp_path
    if url.startswith("postgresql"):
        server: Server = request.getfixturevalue("postgres")
        folder = server.folder
        with server.connect() as connection:
            connection.execute("CHECKPOINT")
    assert files_with(folder, "rh_people") != []
    assert files_with(folder, CANARY) == []
    assert [text for text in shown if CANARY in text or PASSWORD in text] == []
