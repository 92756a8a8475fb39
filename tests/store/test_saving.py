"""What is saved is what is loaded."""

from __future__ import annotations

import datetime as dt

import attrs
import numpy as np
import pytest

import relationship_health as rh
from relationship_health.errors import (
    InputError,
    StoreError,
    UnknownRelationshipError,
    UnknownRunError,
)
from tests.store._cards import DATES, content, moved, numbered, scorecards
from tests.store.conftest import MakeUrl

pytestmark = pytest.mark.needs("sqlalchemy")


def test_a_scorecard_comes_back_bit_for_bit(url: str) -> None:
    """Every column and contribution has its bits, in a store that is opened again."""
    cards = [*scorecards(), numbered()]
    store = rh.ScoreStore(url)
    saved = [store.save(card) for card in cards]
    store = rh.ScoreStore(url)
    for run, card in zip(saved, cards, strict=True):
        record = store.load(run)
        assert content(record) == content(card)
        assert record.identity == run.id == card.record().identity
        assert record.columns()["source"].tolist() == card.source.tolist()


def test_any_float_comes_back_bit_for_bit(url: str) -> None:
    """Numbers that databases are known to change keep their bits."""
    record = scorecards()[0].record()
    awkward = np.resize(
        [-0.0, 0.0, 5e-324, np.nextafter(1.0, 0.0), 1 / 3, 1e308, np.pi, np.nan],
        record.values.shape,
    )
    composite = attrs.evolve(
        record.composite, contributions=awkward, upper=np.resize([100.0, 0.1, 3.0], len(record))
    )
    odd = attrs.evolve(record, values=awkward, composite=composite)
    store = rh.ScoreStore(url)
    loaded = store.load(store.save(odd))
    assert content(loaded) == content(odd)
    assert loaded.identity == odd.identity


def test_the_same_scorecard_is_one_run(url: str) -> None:
    """Saving again, also as a record from the store, changes nothing."""
    store, card = rh.ScoreStore(url), scorecards()[0]
    first = store.save(card)
    assert store.save(card) == store.save(card.record()) == store.save(store.load(first)) == first
    assert store.runs() == (first,)


def test_runs_are_found_by_moment_and_id(url: str) -> None:
    """A moment means the run saved last; bounds are included; what is not there is said."""
    store, cards = rh.ScoreStore(url), scorecards()
    late, early = store.save(cards[1]), store.save(cards[0])
    other = store.save(attrs.evolve(cards[1].record(), made_with={"metrics": {}}))
    assert [run.id for run in store.runs()] == [early.id, late.id, other.id]
    assert store.runs(since=DATES[1]) == (late, other)
    assert store.runs(until=DATES[0]) == (early,)
    assert store.load(DATES[1]).made_with == {"metrics": {}}
    assert store.load(dt.date(2026, 8, 1)).identity == store.load(early.id).identity == early.id
    for wanted in ("2026-01-01", "0" * 32):
        with pytest.raises(UnknownRunError, match=r"3, from 2026-08-01 to 2026-09-01"):
            store.load(wanted)
    with pytest.raises(InputError, match="run is 7"):
        store.load(7)  # type: ignore[arg-type]


def test_an_empty_store_says_so(url: str) -> None:
    """There are no runs, no history, and nobody to be told about."""
    store = rh.ScoreStore(url)
    assert store.runs() == ()
    assert store.export("ana") == {"person": "ana", "runs": []}
    assert store.erase("ana") == store.purge("2030-01-01") == 0
    with pytest.raises(UnknownRunError, match=r"\(none\)"):
        store.load("2026-01-01")
    with pytest.raises(UnknownRunError, match="no run between"):
        store.history()


def test_a_history_is_read_from_the_store(url: str) -> None:
    """The stored history has the frame and the selections of the one that was computed."""
    portfolio = scorecards()[0].portfolio
    live = rh.Engine().history(portfolio, as_of=DATES)
    store = rh.ScoreStore(url)
    for card in reversed(list(live)):
        store.save(card)
    kept = store.history()
    key = (live[-1].source[3], live[-1].target[3])
    for mine, theirs in zip(kept, live, strict=True):
        assert content(mine) == content(theirs)
        assert mine.row_of(key) == theirs.row_of(key)
    frame = kept.to_frame("dict")
    assert frame["as_of"].tolist() == live.columns()["as_of"].tolist()
    for chosen in (store.history([key]), kept.select([key])):
        assert [list(content(card)) for card in chosen] == [[key]] * len(DATES)
    assert len(store.history(since=DATES[1], until=DATES[1])) == 1
    assert [list(content(card)) for card in store.history([key[::-1]])] == [[key]] * len(DATES)
    many = list(zip(live[-1].source, live[-1].target, strict=True)) * 20
    assert content(store.history(many)[-1]) == content(live[-1])
    for pair in (("no", "body"), (key[0], "body"), (key[0], key[0])):
        with pytest.raises(UnknownRelationshipError):
            store.history([pair])
    with pytest.raises(InputError, match="expected pairs of ids"):
        store.history(key)


def test_a_metric_that_came_later_is_unknown_before(url: str) -> None:
    """Runs of different metrics make one history; each run alone has its own."""
    portfolio = scorecards()[0].portfolio
    few = rh.Engine(metrics=["recency_decay"]).score(portfolio, as_of=DATES[0])
    store = rh.ScoreStore(url)
    store.save(few)
    store.save(scorecards()[1])
    history = store.history()
    assert np.isnan(history[0].columns()["stickiness"]).all()
    assert history[0].names == history[1].names
    assert store.load(DATES[0]).names == ("recency_decay",)


def test_text_and_numbers_do_not_make_one_history(url: str) -> None:
    """The runs can be loaded one by one, and an id is found under its own kind only."""
    store = rh.ScoreStore(url)
    store.save(numbered())
    store.save(scorecards()[0])
    assert store.load("2026-03-01").source.tolist() == numbered().source.tolist()
    with pytest.raises(StoreError, match="one kind of id"):
        store.history()
    assert store.erase("7") == 0
    assert store.erase(7) == len(numbered())


def test_a_run_moves_from_one_store_to_another(new_url: MakeUrl) -> None:
    """What one store gives another takes, as the same run."""
    one, other = rh.ScoreStore(new_url()), rh.ScoreStore(new_url())
    for card in scorecards():
        one.save(card)
    for run in one.runs():
        assert other.save(one.load(run)).id == run.id
    assert [content(card) for card in one.history()] == [content(card) for card in other.history()]


def test_what_is_exported_is_all_there_is(url: str) -> None:
    """A person's relationships come with every number, unknown ones as None."""
    store, card = rh.ScoreStore(url), scorecards()[1]
    run, who = store.save(card), card.source[0]
    store.save(moved(card, 1))
    told = store.export(who)
    assert [part["run"] for part in told["runs"]] == [run.id, store.runs()[-1].id]
    rows = told["runs"][0]["relationships"]
    mine = np.flatnonzero((card.source == who) | (card.target == who))
    assert [row["target"] for row in rows] == card.target[mine].tolist()
    for row, place in zip(rows, mine.tolist(), strict=True):
        health = card.health[place]
        assert row["health"] == (None if np.isnan(health) else health)
        assert list(row["metrics"]) == list(row["contributions"]) == list(card.names)
        if row["health"] is not None:
            assert sum(row["contributions"].values()) == row["health"]


@pytest.mark.parametrize(
    "address",
    ["scores.db", "mysql://u:pass-canary-word@h/d", "sqlite+aiosqlite:///x", 7, None,
     "postgresql+asyncpg://u:pass-canary-word@h/d", "://pass-canary-word"],
)  # fmt: skip
def test_another_url_is_refused(address: object) -> None:
    """One sentence says which URLs there are, without the password."""
    with pytest.raises(InputError, match=r"expected sqlite:///scores\.db") as caught:
        rh.ScoreStore(address)  # type: ignore[arg-type]
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("timeout", [-1, "long", None, float("nan")])
def test_another_timeout_is_refused(timeout: object) -> None:
    """Seconds are numbers from 0."""
    with pytest.raises(InputError, match="expected seconds"):
        rh.ScoreStore("sqlite://", timeout=timeout)  # type: ignore[arg-type]


def test_a_store_in_memory_works() -> None:
    """SQLite without a file is as good, as long as it lasts."""
    store, card = rh.ScoreStore("sqlite://"), scorecards()[0]
    assert content(store.load(store.save(card))) == content(card)
    assert store.erase(card.source[0]) > 0
    assert card.source[0] not in store.load(DATES[0]).source
    store._database.engine.dispose()  # noqa: SLF001  the one kind that lives in its connection
