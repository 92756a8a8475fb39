"""What the FastAPI example answers under load, on this machine alone.

It fills a database with simulated contacts, learns a benchmark once, starts the application of
``examples/fastapi_crm`` on the loopback address, and asks it for one relationship after the other,
each with its explanation: first at a steady rate, then as fast as answers come. At a steady rate
waiting is counted from the moment at which a request was due, so that a server that stalls cannot
hide it by being asked later.

    python scripts/serving_load.py                      # 200 requests a second for a minute
    python scripts/serving_load.py --seconds 10 --rate 50 --workers 1

It needs the extra ``store``, fastapi and uvicorn, ends with 1 where a request failed, and prints
what it found; nothing is kept.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import attrs
import numpy as np

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "fastapi_crm"
AS_OF = datetime(2026, 9, 1, tzinfo=UTC)
CHANNELS = ("email", "phone", "meeting")
OUTCOMES = (None, None, "replied", "connected", "none")
READY_WITHIN = 60.0
OURS = 5


@attrs.frozen(kw_only=True)
class Load:
    """How much is asked for."""

    seconds: float
    rate: float
    connections: int
    workers: int
    relationships: int
    interactions: int


@attrs.define
class Answers:
    """Milliseconds until each answer, and how many were none."""

    waited: list[float] = attrs.field(factory=list)
    failed: list[str] = attrs.field(factory=list)
    seconds: float = 0.0

    def told(self, name: str) -> str:
        """Return the figures in a line."""
        p50, p99 = np.quantile(self.waited or [np.nan], (0.5, 0.99))
        return (
            f"{name}: {len(self.waited):,} answers in {self.seconds:.1f} s, "
            f"{len(self.waited) / self.seconds:,.0f} a second, "
            f"{len(self.failed):,} failed; median {p50:.1f} ms, 99th percentile {p99:.1f} ms, "
            f"longest {max(self.waited, default=np.nan):.1f} ms"
        )


def paths(load: Load) -> list[str]:
    """Return what is asked for, one relationship each."""
    moment = AS_OF.isoformat().replace("+00:00", "Z")
    return [f"/relationships/{ours}/{theirs}?as_of={moment}" for ours, theirs in pairs(load)]


def pairs(load: Load) -> list[tuple[str, str]]:
    """Return both ends of each relationship."""
    return [(f"us{i % OURS}", f"them{i}") for i in range(load.relationships)]


def fill(load: Load) -> None:
    """Write people and contacts into the application's own database, and learn what is usual."""
    from crm_api.database import contacts, people
    from crm_api.scoring import Crm

    crm, rng = Crm.from_environment(), np.random.default_rng(7)
    rows = [
        {
            "sender": pair[0] if ours else pair[1],
            "recipient": pair[1] if ours else pair[0],
            "at": AS_OF.replace(tzinfo=None) - timedelta(seconds=seconds),
            "channel": CHANNELS[channel],
            "outcome": OUTCOMES[outcome],
        }
        for pair in pairs(load)
        for ours, seconds, channel, outcome in zip(
            (rng.random(load.interactions) < 0.5).tolist(),  # noqa: PLR2004  half and half
            rng.integers(0, 2 * 365 * 86_400, load.interactions).tolist(),
            rng.integers(len(CHANNELS), size=load.interactions).tolist(),
            rng.integers(len(OUTCOMES), size=load.interactions).tolist(),
            strict=True,
        )
    ]  # fmt: skip
    everyone = {end: end.startswith("us") for pair in pairs(load) for end in pair}
    with crm.database.begin() as connection:
        connection.execute(people.insert(), [{"id": i, "ours": o} for i, o in everyone.items()])
        connection.execute(contacts.insert(), rows)
    crm.learn(AS_OF)
    crm.database.dispose()


@contextmanager
def serving(workers: int) -> Iterator[int]:
    """Run the application, and give its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [
        sys.executable, "-m", "uvicorn", "crm_api.main:app", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(workers), "--log-level", "error",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=EXAMPLE)  # noqa: S603  this interpreter, fixed words
    try:
        deadline = time.monotonic() + READY_WITHIN
        while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
            if server.poll() is not None or time.monotonic() > deadline:
                message = "The application did not start: see its own words above."
                raise SystemExit(message)
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


async def ask(port: int, wanted: list[str], load: Load, *, steadily: bool) -> Answers:
    """Ask over some connections until the time is up."""
    answers, numbers, begin = Answers(), count(), time.perf_counter()

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            due = begin + number / load.rate if steadily else time.perf_counter()
            if due >= begin + load.seconds:
                break
            await asyncio.sleep(max(due - time.perf_counter(), 0.0))
            path = wanted[number % len(wanted)]
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            status = await answer(reader)
            answers.waited.append(1_000.0 * (time.perf_counter() - due))
            if status != "200":
                answers.failed.append(status)
        writer.close()

    async def asking() -> None:
        try:
            await connection()
        except (OSError, EOFError) as error:
            answers.failed.append(type(error).__name__)

    await asyncio.gather(*(asking() for _ in range(load.connections)))
    answers.seconds = time.perf_counter() - begin
    return answers


async def answer(reader: asyncio.StreamReader) -> str:
    """Read one answer to its end, and return its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lengths = [
        int(line.partition(":")[2])
        for line in head.split("\r\n")
        if line.lower().startswith("content-length:")
    ]
    await reader.readexactly(lengths[0])
    return head.split(" ", 2)[1]


def main(words: list[str] | None = None) -> int:
    """Measure, print, and say by the exit code whether every request was answered."""
    parser = argparse.ArgumentParser(description="Load the FastAPI example on loopback.")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=200.0, help="requests a second")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2, help="processes of the server")
    parser.add_argument("--relationships", type=int, default=200)
    parser.add_argument("--interactions", type=int, default=200, help="in each relationship")
    load = Load(**vars(parser.parse_args(words)))
    sys.path.insert(0, str(EXAMPLE))
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "CRM_DATABASE": f"sqlite:///{folder}/crm.db",
            "CRM_SCORES": f"sqlite:///{folder}/scores.db",
            "CRM_BENCHMARK": f"{folder}/benchmark.json",
        }
        fill(load)
        failed = 0
        with serving(load.workers) as port:
            for name, steadily in (("steadily", True), ("as fast as it can", False)):
                found = asyncio.run(ask(port, paths(load), load, steadily=steadily))
                print(found.told(name), flush=True)
                failed += len(found.failed)
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
