"""A PostgreSQL server of the tests' own: on loopback, in a folder that is gone afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

PASSWORD = "pass-canary-word"  # noqa: S105  of a server that lives as long as the tests
_OWNER = "postgres"
_FOLDERS = "/usr/lib/postgresql/*/bin"


def program(name: str) -> str | None:
    """Return the path of one of the server's programs, None where there is none."""
    found = shutil.which(name)
    places = sorted(Path("/").glob(f"{_FOLDERS[1:]}/{name}"))
    return found or (str(places[-1]) if places else None)


def _owner() -> dict[str, Any]:
    """Say as whom to run: the server refuses to run as root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import pwd

    owner = pwd.getpwnam(_OWNER)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def unavailable() -> str | None:
    """Say why there can be no server here, None where there can."""
    if program("initdb") is None or program("postgres") is None:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    try:
        _owner()
    except KeyError:
        return f"PostgreSQL cannot run as root, and there is no user {_OWNER}"
    return None


@attrs.define
class Server:
    """A running server.

    Parameters
    ----------
    folder : Path
        Where everything lies, its log included.
    port : int
        On loopback.
    process : Popen
    """

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    schemas: int = 0

    @property
    def data(self) -> Path:
        """The folder of the database's files."""
        return self.folder / "data"

    @property
    def log(self) -> str:
        """What the server logged."""
        return (self.folder / "log").read_text("utf-8", errors="replace")

    def url(self, schema: str = "public") -> str:
        """Return the URL of a schema of the database."""
        place = f"{_OWNER}:{PASSWORD}@127.0.0.1:{self.port}/postgres"
        return f"postgresql://{place}?options=-csearch_path%3D{schema}"

    def connect(self) -> Any:
        """Connect without the library, each statement a transaction of its own."""
        import psycopg

        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=_OWNER, password=PASSWORD, dbname="postgres",
            autocommit=True,
        )  # fmt: skip

    @contextlib.contextmanager
    def schema(self) -> Iterator[str]:
        """Give the URL of an empty schema, and drop it afterwards, its files included."""
        self.schemas += 1
        name = f"store_{self.schemas}"
        with self.connect() as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        try:
            yield self.url(name)
        finally:
            with self.connect() as connection:
                connection.execute(f"DROP SCHEMA {name} CASCADE")
                connection.execute("SELECT pg_switch_wal()")
                connection.execute("CHECKPOINT")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        # Processes are killed here and machines are not: what was written need not be synced.
        settings: dict[str, object] = {
            "fsync": "off",
            "listen_addresses": "127.0.0.1", "port": self.port, "wal_recycle": "off",
            "unix_socket_directories": self.folder, "autovacuum": "off", "max_wal_size": "1GB",
        }  # fmt: skip
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(program("postgres")), "-D", str(self.data), *words],
                stdout=log, stderr=log, cwd=self.folder, **_owner(),
            )  # fmt: skip
        self.wait()

    @property
    def crashes(self) -> int:
        """How often it has begun to recover."""
        return self.log.count("all server processes terminated")

    def wait(self, crashes: int = 0) -> None:
        """Wait until it is up, and has crashed so often before."""
        for _ in range(1200):
            starts = self.log.count("ready to accept connections")
            if self.crashes >= crashes and starts == self.crashes + 1:
                return
            time.sleep(0.025)
        message = f"the server did not come up within 30 s:\n{self.log}"
        raise AssertionError(message)

    def stop(self) -> None:
        """Stop it."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=60)


@contextlib.contextmanager
def running_server() -> Iterator[Server]:
    """Make and start a server; stop it and remove its folder in the end."""
    folder = Path(tempfile.mkdtemp(prefix="rh-postgres-"))
    owner = _owner()
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    server = Server(folder=folder, port=_free_port())
    try:
        password = folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        password.chmod(0o644)
        words = ["-U", _OWNER, "-A", "scram-sha-256", "--pwfile", str(password), "-E", "UTF8"]
        subprocess.run(
            [str(program("initdb")), "-D", str(server.data), "--no-sync", "--locale=C", *words],
            check=True, capture_output=True, cwd=folder, timeout=120, **owner,
        )  # fmt: skip
        (folder / "log").touch()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
