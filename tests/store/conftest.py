"""The two kinds of database, each as an empty place for a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.store._postgres import Server, running_server, unavailable

MakeUrl: TypeAlias = Callable[[], str]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Give a PostgreSQL server, or skip the test and say why there is none."""
    pytest.importorskip("psycopg")
    reason = unavailable()
    if reason:
        pytest.skip(reason)
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeUrl]:
    """Give a function that makes an empty database and returns its URL."""
    with ExitStack() as places:
        if request.param == "postgresql":
            server: Server = request.getfixturevalue("postgres")
            yield lambda: places.enter_context(server.schema())
        else:
            numbers = count()
            yield lambda: f"sqlite:///{tmp_path}/store-{next(numbers)}.db"


@pytest.fixture
def url(new_url: MakeUrl) -> str:
    """Give the URL of an empty database."""
    return new_url()
