"""One Spark session for all tests that need one, and a place for what its workers can import."""

from __future__ import annotations

import _socket
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from relationship_health import distributed

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "plugin" / "src"


def _loopback_too(guarded: Any) -> Any:
    """Let connections to this very machine through: Spark's Java and Python talk that way."""

    def connect(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and address[0] in {"127.0.0.1", "localhost"}:
            return _socket.socket.connect(self, address)
        return guarded(self, address)

    return connect


@pytest.fixture(scope="session")
def worker_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that workers import from, and the driver does not."""
    return tmp_path_factory.mktemp("on-workers")


@pytest.fixture(scope="session")
def spark(worker_path: Path) -> Iterator[Any]:
    """Start Spark on two cores; skip where there is no Java."""
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("needs Java")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _loopback_too(socket.socket.connect))
        patch.setenv("PYTHONPATH", os.pathsep.join([str(worker_path), str(EXAMPLE)]))
        patch.delenv("PYSPARK_PYTHON", raising=False)
        quiet = {
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.session.timeZone": "Asia/Tokyo",
        }
        # Java stays where it was started, and writes there what has a relative path.
        with pytest.MonkeyPatch.context() as elsewhere:
            elsewhere.chdir(worker_path.parent)
            session = distributed.local_session(2, memory="1g", options=quiet)
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()
