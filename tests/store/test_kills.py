"""Killed at any moment of writing, a store has lost nothing that it said is saved."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

import relationship_health as rh
from relationship_health.composite import ScoreRecord
from tests.store._cards import scorecards
from tests.store._postgres import Server
from tests.store._writers import Writer, writer

pytestmark = pytest.mark.needs("sqlalchemy", "psycopg")

KILLS = 200 if settings().max_examples > 10_000 else 20
"""Per backend; as many as the long profile asks for, or those of every day."""

MOST_DAYS = 1_000


class Ledger:
    """What was acknowledged, and what of it is there, and whole."""

    def __init__(self, url: str) -> None:
        self.store = rh.ScoreStore(url)
        self.acknowledged: set[str] = set()
        self.whole: set[str] = set()
        self.lost: set[str] = set()
        self.torn: set[str] = set()

    def check(self, named: list[str]) -> None:
        """Look at the store after a kill."""
        self.acknowledged.update(named)
        there = {run.id: run for run in self.store.runs()}
        self.lost |= self.acknowledged - there.keys()
        for name in there.keys() - self.whole:
            # The id is a digest of all that was saved: what is missing in a run changes it.
            same = self.store.load(there[name]).identity == name
            (self.whole if same else self.torn).add(name)

    def verdict(self) -> tuple[int, int]:
        """Return how many runs are lost and torn."""
        assert len(self.whole) >= len(self.acknowledged) >= KILLS
        return len(self.lost), len(self.torn)


def large_record() -> ScoreRecord:
    """Return scores that take the database a few milliseconds."""
    return scorecards(120)[-1].record()


def test_sqlite_survives_the_death_of_its_writer(tmp_path: Path) -> None:
    """After every kill -9 all acknowledged runs are there, and every run is whole."""
    chance, url = np.random.default_rng(1), f"sqlite:///{tmp_path}/scores.db"
    ledger = Ledger(url)
    for number in range(KILLS):
        with writer(url, large_record(), number * MOST_DAYS) as one:
            ledger.check(one.killed_after(chance.uniform(0.0, 0.06)))
    assert ledger.verdict() == (0, 0)


def test_postgresql_survives_the_death_of_writer_and_server(postgres: Server) -> None:
    """The same where the writer is killed, and where the process of the server behind it is."""
    chance = np.random.default_rng(2)
    with postgres.schema() as url:
        ledger = Ledger(url)
        for number in range(KILLS):
            with writer(url, large_record(), number * MOST_DAYS) as one:
                if number % 2:
                    ledger.check(one.killed_after(chance.uniform(0.0, 0.06)))
                else:
                    named = until_the_server_is_killed(postgres, one, chance.uniform(0.0, 0.06))
                    ledger.check(named)
        assert ledger.verdict() == (0, 0)


def until_the_server_is_killed(server: Server, one: Writer, seconds: float) -> list[str]:
    """Kill the server's process behind a writer; all its others follow, and it recovers."""
    from psycopg import OperationalError

    crashes = server.crashes
    assert one.channel.poll(60)
    named = [one.channel.recv()]
    one.process.join(seconds)
    while server.crashes == crashes:
        # Each save has a connection of its own, and this looks for the one at work just now. It
        # may have ended by itself meanwhile; then the next one is tried.
        with suppress(OperationalError, ProcessLookupError), server.connect() as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                "AND backend_type = 'client backend' AND xact_start IS NOT NULL LIMIT 1"
            ).fetchone()
            if found:
                os.kill(found[0], signal.SIGKILL)
                time.sleep(0.1)
    server.wait(crashes + 1)
    one.process.join(60)
    named += one.rest()
    assert named.pop().startswith("error: The store")
    return named
