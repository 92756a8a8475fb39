"""What every test stands on: property profiles, no network, UTC, and the shared data."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# No deadline anywhere: the first example of a property pays for imports, and on a busy
# machine any example may be slow. What must be fast is measured in benchmarks/.
settings.register_profile("dev", max_examples=100, deadline=None)
settings.register_profile("ci", max_examples=500, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("long", max_examples=100_000, deadline=None, print_blob=True)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip each test whose optional packages are missing, and say which."""
    for item in items:
        packages = [name for mark in item.iter_markers("needs") for name in mark.args]
        missing = [name for name in packages if find_spec(name) is None]
        if missing:
            item.add_marker(pytest.mark.skip(reason=f"not installed: {', '.join(missing)}"))


class NetworkBlockedError(AssertionError):
    """A test tried to reach the network."""


def _only_local(call: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a method of ``socket.socket`` so that only Unix sockets get through."""

    def guarded(self: socket.socket, *arguments: Any) -> Any:
        if sys.platform != "win32" and self.family == socket.AF_UNIX:
            return call(self, *arguments)
        message = (
            f"a test called socket.{call.__name__}{arguments!r}: nothing here uses the network"
        )
        raise NetworkBlockedError(message)

    return guarded


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Make every attempt to reach the network fail, in session fixtures too."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _only_local(getattr(socket.socket, name)))
        yield


def _utc() -> None:
    os.environ["TZ"] = "UTC"
    if sys.platform != "win32":
        time.tzset()


# Plots are drawn into memory: a machine that runs tests has no screen.
os.environ.setdefault("MPLBACKEND", "agg")

# At import already, because modules under test may look at the zone while being collected.
_utc()


@pytest.fixture(autouse=True)
def _stay_in_utc() -> Iterator[None]:
    """Put the process back into UTC after a test that went to another zone."""
    yield
    _utc()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the folder with real data sets, or skip the test where there is none."""
    named = os.environ.get("RELATIONSHIP_HEALTH_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        where = f"RELATIONSHIP_HEALTH_DATA={named}" if named else "../shared/data"
        pytest.skip(f"needs the shared data sets, and {where} is no folder")
    return folder
