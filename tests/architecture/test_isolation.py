"""The tests themselves stay off the network and in UTC."""

from __future__ import annotations

import os
import socket
import sys
import time

import pytest

ONLY_UNIX = pytest.mark.skipif(sys.platform == "win32", reason="needs Unix sockets and tzset")


@pytest.mark.parametrize("call", ["connect", "connect_ex"])
def test_a_connection_is_refused(call: str) -> None:
    """An attempt to connect fails at once, even to this machine."""
    with socket.socket() as one, pytest.raises(AssertionError, match="nothing here uses the net"):
        getattr(one, call)(("127.0.0.1", 9))


def test_a_datagram_is_refused() -> None:
    """A packet without a connection is refused as well."""
    with (
        socket.socket(type=socket.SOCK_DGRAM) as one,
        pytest.raises(AssertionError, match="nothing here uses the network"),
    ):
        one.sendto(b"", ("127.0.0.1", 9))


@ONLY_UNIX
def test_a_unix_socket_is_let_through() -> None:
    """A Unix socket reaches the system, which says that nobody listens."""
    with socket.socket(socket.AF_UNIX) as one, pytest.raises(FileNotFoundError):
        one.connect("no-such-socket")


@ONLY_UNIX
@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_starts_in_utc(turn: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that moves to another zone does not take the next one with it."""
    assert (turn, os.environ["TZ"], time.tzname[0]) == (turn, "UTC", "UTC")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    assert time.timezone != 0
