"""One machine drives stores of both kinds and holds them against plain dictionaries."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

import relationship_health as rh
from relationship_health.composite import ScoreRecord
from relationship_health.errors import StoreError, UnknownRunError
from relationship_health.store import pseudonym
from tests.store._cards import Content, content
from tests.store._postgres import Server

pytestmark = pytest.mark.needs("sqlalchemy")

PEOPLE = ("ana", "bo", "Zoë Ñ", "日本", "a'b\";--", "%s :x ?")
FIRST_DAY = np.datetime64("2026-03-01")
KEY = b"sixteen bytes it is"
RUNS = 6


@cache
def card(number: int) -> ScoreRecord:
    """Score one of several logs; two of them at the same moment."""
    ties = list(combinations(PEOPLE, 2))
    rows = [(*ties[(number * 2 + i * 3) % len(ties)], f"2026-02-{1 + i:02}") for i in range(9)]
    sender, recipient, time = zip(*rows, strict=True)
    portfolio = rh.Portfolio.from_frame(
        {"sender": list(sender), "recipient": list(recipient), "time": list(time)}
    )
    moment = FIRST_DAY + np.timedelta64(number // 2, "D")
    return rh.score(portfolio, as_of=moment.item()).record()


@attrs.define
class Kept:
    """What a run holds, in plain Python."""

    id: str
    as_of_us: int
    rows: Content


class StoreMachine(RuleBasedStateMachine):
    """Does to a store and to a list of dictionaries the same."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.scope = self.new_url()
        self.address = self.scope.__enter__()
        self.store = rh.ScoreStore(self.address)
        self.kept: list[Kept] = []
        self.key: bytes | None = None

    @contextmanager
    def new_url(self) -> Iterator[str]:
        """Give an empty place, for as long as the machine lives."""
        raise NotImplementedError

    def teardown(self) -> None:
        """Give the place back."""
        self.scope.__exit__(None, None, None)

    def named(self, person: str) -> str:
        """Return the name of a person in the store."""
        return person if self.key is None else pseudonym(self.key, person)

    @rule(number=st.integers(0, RUNS - 1))
    def save(self, number: int) -> None:
        """A scorecard is saved once."""
        record = card(number)
        run = self.store.save(record)
        assert run.id == record.identity
        if run.id not in [kept.id for kept in self.kept]:
            rows = {
                (self.named(a), self.named(b)): values for (a, b), values in content(record).items()
            }
            self.kept.append(Kept(run.id, record.as_of_us, rows))

    @rule(number=st.integers(0, RUNS - 1))
    def load(self, number: int) -> None:
        """A run is loaded by its id and by its moment, or is not there."""
        record = card(number)
        found = [kept for kept in self.kept if kept.id == record.identity]
        same_day = [kept for kept in self.kept if kept.as_of_us == record.as_of_us]
        for wanted, expected in ((record.identity, found), (record.as_of, same_day)):
            if expected:
                assert content(self.store.load(wanted)) == expected[-1].rows
            else:
                with pytest.raises(UnknownRunError):
                    self.store.load(wanted)

    @rule(person=st.sampled_from([*PEOPLE, "nobody"]))
    def erase(self, person: str) -> None:
        """Whoever is erased is in no run any more, and all others are as before."""
        name, gone = self.named(person), 0
        for kept in self.kept:
            rest = {pair: row for pair, row in kept.rows.items() if name not in pair}
            gone += len(kept.rows) - len(rest)
            kept.rows = rest
        assert self.store.erase(person) == gone

    @rule(person=st.sampled_from([*PEOPLE, "nobody"]))
    def export(self, person: str) -> None:
        """A person is told every run and relationship that they are in."""
        name = self.named(person)
        told = {
            part["run"]: {(row["source"], row["target"]) for row in part["relationships"]}
            for part in self.store.export(person)["runs"]
        }
        expected = {kept.id: {pair for pair in kept.rows if name in pair} for kept in self.kept}
        assert told == {run: pairs for run, pairs in expected.items() if pairs}

    @rule(day=st.integers(0, RUNS // 2))
    def purge(self, day: int) -> None:
        """Runs before a day go, those of the day stay."""
        moment = FIRST_DAY + np.timedelta64(day, "D")
        limit = int(moment.astype("datetime64[us]").astype(np.int64))
        rest = [kept for kept in self.kept if kept.as_of_us >= limit]
        assert self.store.purge(moment.item()) == len(self.kept) - len(rest)
        self.kept = rest

    @rule()
    def reopen(self) -> None:
        """A store that is opened again is the same one."""
        self.store = rh.ScoreStore(self.address, key=self.key)

    @rule()
    def pseudonymise(self) -> None:
        """Every name becomes its pseudonym; the second time nothing is left to do."""
        names = {name for kept in self.kept for pair in kept.rows for name in pair}
        assert self.store.pseudonymise(KEY) == (len(names) if self.key is None else 0)
        if self.key is None:
            self.key = KEY
            for kept in self.kept:
                kept.rows = {
                    (pseudonym(KEY, a), pseudonym(KEY, b)): row for (a, b), row in kept.rows.items()
                }

    @precondition(lambda self: self.key is not None)
    @rule()
    def names_stay_out(self) -> None:
        """Without the key nothing more is saved into a store of pseudonyms."""
        with pytest.raises(StoreError, match="expected its key"):
            rh.ScoreStore(self.address).save(card(0))

    @invariant()
    def the_runs_are_those_kept(self) -> None:
        """The list of runs is that of the model, and so is the history."""
        ordered = sorted(self.kept, key=lambda kept: kept.as_of_us)
        assert [run.id for run in self.store.runs()] == [kept.id for kept in ordered]
        latest = {kept.as_of_us: kept.rows for kept in ordered}
        if latest:
            assert [content(one) for one in self.store.history()] == list(latest.values())


def run(kind: type[StoreMachine]) -> None:
    """Run the machine; a step is a transaction or two, so there are fewer of them than usual."""
    examples = max(2, settings().max_examples // 60)
    run_machine(kind, settings=settings(max_examples=examples, stateful_step_count=12))


def test_sqlite_is_as_a_dictionary() -> None:
    """Whatever is done in whatever order, a file holds what the model holds."""

    class InAFile(StoreMachine):
        @contextmanager
        def new_url(self) -> Iterator[str]:
            with tempfile.TemporaryDirectory() as folder:
                yield f"sqlite:///{Path(folder)}/scores.db"

    run(InAFile)


def test_postgresql_is_as_a_dictionary(postgres: Server) -> None:
    """Whatever is done in whatever order, a server holds what the model holds."""

    class InAServer(StoreMachine):
        @contextmanager
        def new_url(self) -> Iterator[str]:
            with postgres.schema() as url:
                yield url

    run(InAServer)


def test_the_model_has_something_to_say() -> None:
    """The logs differ, share people, and two of them are of the same moment."""
    cards: list[Any] = [card(number) for number in range(RUNS)]
    assert len({one.identity for one in cards}) == RUNS
    assert len({one.as_of_us for one in cards}) == RUNS // 2
    assert all(len(one) >= 3 for one in cards)
