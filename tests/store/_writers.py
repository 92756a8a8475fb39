"""Processes that write into a store until they are killed, and say what they were told is safe."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import attrs

import relationship_health as rh
from relationship_health.composite import ScoreRecord
from relationship_health.errors import StoreError
from tests.store._cards import moved

# Children of a small server that has everything loaded are there at once, and have no threads.
if sys.platform == "win32":
    PROCESSES = multiprocessing.get_context("spawn")
else:
    PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([
    "pytest", "tests.store._writers", "relationship_health.api", "relationship_health.store",
    "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql", "psycopg",
])  # fmt: skip


def write(url: str, record: ScoreRecord, first: int, channel: Connection) -> None:
    """Save one run after the other, and name each as soon as the store says that it is saved."""
    try:
        store = rh.ScoreStore(url)
        for number in count(first):
            channel.send(store.save(moved(record, number)).id)
    except StoreError as error:
        channel.send(f"error: {error}")


def write_some(
    url: str, records: Sequence[ScoreRecord], gate: Connection, told: Connection
) -> None:
    """Wait for all others, then save some runs and name them."""
    gate.recv()
    store = rh.ScoreStore(url)
    told.send([store.save(record).id for record in records])


@attrs.define
class Writer:
    """A writer at work.

    Parameters
    ----------
    process : Process
    channel : Connection
        Where it names what is saved.
    """

    process: BaseProcess
    channel: Connection

    def killed_after(self, seconds: float) -> list[str]:
        """Let it write for a while after its first run, kill it, and return what it named."""
        assert self.channel.poll(60)
        named = [self.channel.recv()]
        self.process.join(seconds)
        self.process.kill()
        self.process.join(60)
        return named + self.rest()

    def rest(self) -> list[str]:
        """Return what it has named since."""
        named = []
        try:
            while self.channel.poll(0):
                named.append(self.channel.recv())
        except EOFError:
            pass
        return named


@contextmanager
def writer(url: str, record: ScoreRecord, first: int) -> Iterator[Writer]:
    """Start a writer, which is gone afterwards."""
    mine, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=write, args=(url, record, first, theirs))
    process.start()
    theirs.close()
    try:
        yield Writer(process, mine)
    finally:
        process.kill()
        process.join(60)
        process.close()
        mine.close()


def write_together(url: str, parts: Sequence[Sequence[ScoreRecord]]) -> list[list[str]]:
    """Let as many processes as there are parts save theirs at once; return what each named."""
    gates, channels, processes = [], [], []
    for records in parts:
        gate_in, gate_out = PROCESSES.Pipe(duplex=False)
        told_in, told_out = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(target=write_some, args=(url, records, gate_in, told_out))
        process.start()
        gate_in.close()
        told_out.close()
        gates.append(gate_out)
        channels.append(told_in)
        processes.append(process)
    for gate in gates:
        gate.send(None)
    try:
        return [channel.recv() for channel in channels]
    finally:
        for process in processes:
            process.join(60)
            process.close()
        for channel in (*gates, *channels):
            channel.close()
