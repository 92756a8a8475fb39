"""Stores of other versions: later ones are refused, earlier ones brought up to date when asked."""

from __future__ import annotations

from types import MappingProxyType

import pytest

import relationship_health as rh
from relationship_health.errors import StoreError
from relationship_health.store import tables
from tests.store._cards import content, scorecards

pytestmark = pytest.mark.needs("sqlalchemy")


def set_version(store: rh.ScoreStore, version: int) -> None:
    """Let a store say that it is of another version."""
    with store._database.writing() as connection:  # noqa: SLF001  as another release would
        tables.state(connection, "version", str(version))


def test_a_later_version_is_refused(url: str) -> None:
    """What a later release wrote is not touched, whatever is asked."""
    store = rh.ScoreStore(url)
    set_version(store, 2)
    for migrate in (False, True):
        with pytest.raises(StoreError, match="has version 2, expected 1 or earlier: a later"):
            rh.ScoreStore(url, migrate=migrate)


def test_an_earlier_version_is_migrated_when_asked(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release with one more step refuses the store, and takes the step when asked to."""
    card = scorecards()[0]
    rh.ScoreStore(url).save(card)

    def second(connection: object) -> None:
        connection.exec_driver_sql("ALTER TABLE rh_runs ADD COLUMN note TEXT")  # type: ignore[attr-defined]

    monkeypatch.setattr(tables, "STEPS", MappingProxyType({**tables.STEPS, 2: second}))
    with pytest.raises(StoreError, match="has version 1, expected 2: make a copy of it"):
        rh.ScoreStore(url)
    store = rh.ScoreStore(url, migrate=True)
    assert content(store.load(store.runs()[0])) == content(card)
    with store._database.reading() as connection:  # noqa: SLF001  to see what was done
        assert tables.version_of(connection) == 2
        assert connection.exec_driver_sql("SELECT note FROM rh_runs").all() == [(None,)]
    assert rh.ScoreStore(url).runs() == store.runs()


def test_a_step_that_fails_is_not_taken_by_half(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration that breaks off leaves the store as it was."""
    run = rh.ScoreStore(url).save(scorecards()[0])

    def broken(connection: object) -> None:
        connection.exec_driver_sql("ALTER TABLE rh_runs ADD COLUMN note TEXT")  # type: ignore[attr-defined]
        connection.exec_driver_sql("SELECT no_such_column FROM rh_runs")  # type: ignore[attr-defined]

    with monkeypatch.context() as patch:
        patch.setattr(tables, "STEPS", MappingProxyType({**tables.STEPS, 2: broken}))
        with pytest.raises(StoreError, match="nothing was changed by half"):
            rh.ScoreStore(url, migrate=True)
    store = rh.ScoreStore(url)
    assert store.runs() == (run,)
    with store._database.reading() as connection:  # noqa: SLF001  to see what was left
        columns = connection.exec_driver_sql("SELECT * FROM rh_runs").keys()
    assert "note" not in columns
