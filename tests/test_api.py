"""What is passed to the engine by mistake is answered in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.arrays import Floats
from relationship_health.columns import Block
from relationship_health.errors import RelationshipHealthError

AS_OF = "2026-11-01"
LOG = {
    "sender": ["ana", "bo"], "recipient": ["bo", "ana"],
    "time": ["2026-10-30T09:00Z", "2026-10-31T09:00Z"],
}  # fmt: skip
ANYTHING: Any = 3
MISTAKES: dict[str, tuple[Callable[[], object], str]] = {
    "score of a path": (
        lambda: rh.score("log.csv", as_of=AS_OF),  # type: ignore[arg-type]
        "portfolio is 'log.csv' (str), expected a Portfolio",
    ),
    "fit of a frame": (lambda: rh.Engine().fit(ANYTHING, as_of=AS_OF), "portfolio is 3 (int)"),
    "history of a frame": (
        lambda: rh.Engine().history(ANYTHING, as_of=[AS_OF]), "portfolio is 3 (int)"
    ),
    "profile": (lambda: rh.Engine(profile=ANYTHING), "profile is 3 (int), expected the name"),
    "weights": (lambda: rh.Engine(weights=ANYTHING), "weights is 3 (int), expected a mapping"),
    "metrics": (lambda: rh.Engine(metrics=ANYTHING), "metrics is 3 (int), expected a list"),
    "terms": (lambda: rh.Engine(terms=ANYTHING), "terms is 3 (int), expected Terms"),
    "enormous weight": (
        lambda: rh.Engine(weights={"depth": 1e308, "effort": 1e308}), "expected at most 1e+09"
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_told_in_one_sentence(mistake: str) -> None:
    """What was found, what was expected and what to do; never an error of the machinery."""
    make, part = MISTAKES[mistake]
    with pytest.raises(RelationshipHealthError) as raised:
        make()
    told = str(raised.value)
    assert part in told
    assert told.endswith(".")
    assert "\n" not in told


def test_the_largest_weights_still_give_a_health() -> None:
    """Weights at the limit, and the smallest there are, add up to a health and an interval."""
    portfolio = rh.Portfolio.from_frame(LOG, our_side={"ana"})
    plain = rh.Engine().score(portfolio, as_of=AS_OF)
    heavy = rh.Engine(weights=dict.fromkeys(plain.profile.weights, 1e9))
    even = rh.Engine(weights=dict.fromkeys(plain.profile.weights, 1.0))
    scored, same = (engine.score(portfolio, as_of=AS_OF) for engine in (heavy, even))
    assert scored.health[0] == pytest.approx(same.health[0], abs=1e-9)
    tiny = rh.Engine(weights=dict.fromkeys(plain.profile.weights, 5e-324))
    assert 0.0 <= tiny.score(portfolio, as_of=AS_OF).health[0] <= 100.0


def test_what_is_usual_for_others_is_not_told_as_its_own() -> None:
    """After one contact the rhythm is that of others, or what was agreed, and is called that."""
    once = {name: column[1:] for name, column in LOG.items()}
    benchmark = rh.Benchmark.default()

    def told(log: dict[str, list[str]], **more: Any) -> str:
        portfolio = rh.Portfolio.from_frame(log, our_side={"ana"}, **more)
        found = rh.score(portfolio, as_of=AS_OF, benchmark=benchmark).explain(("ana", "bo"))
        return " ".join(found.sentences.values())

    assert "every 30 days is usual for others" in told(once)
    assert "going by what is usual for others" in told(once)
    agreed = {"source": ["ana"], "target": ["bo"], "cadence": ["monthly"]}
    assert "was agreed" in told(once, relationships=agreed)
    twice = told({
        "sender": ["bo", "bo"], "recipient": ["ana", "ana"],
        "time": ["2026-10-01T09:00Z", "2026-10-31T09:00Z"],
    })  # fmt: skip
    assert "this relationship usually speaks every" in twice
    assert "usual for others" not in twice
    pushed = told({
        "sender": ["ana"] * 12, "recipient": ["bo"] * 12,
        "time": [f"2026-10-{day:02d}T09:00Z" for day in range(1, 13)],
    })  # fmt: skip
    assert "they never engaged: too much" in pushed


def test_a_pair_is_found_from_its_other_end() -> None:
    """A log told from the other side names the pair the other way round: it is not a new one."""
    ours, theirs = (
        rh.Portfolio.from_frame(LOG, our_side={side}) for side in ("ana", "bo")
    )  # fmt: skip
    earlier = rh.score(ours, as_of=AS_OF)
    later = rh.score(theirs, as_of="2026-11-05")
    compared = later.compare(earlier)
    change = compared.explain(("bo", "ana"))
    assert change.before == earlier.health[0]
    assert change.steps == ()
    assert sum(change.parts.values()) == pytest.approx(change.after - change.before, abs=1e-12)


@rh.metric("test.always_half")
def always_half(block: Block) -> Floats:
    """Answer one half for everybody."""
    return np.full(len(block), 0.5)


def test_what_is_added_after_a_score_counts_in_the_next() -> None:
    """An engine that has scored before takes up another metric, and another profile."""
    portfolio, engine = rh.Portfolio.from_frame(LOG), rh.Engine(metrics=["recency_decay"])
    benchmark = rh.Benchmark.default()
    first = engine.score(portfolio, as_of=AS_OF, benchmark=benchmark)
    assert engine.judge is first.judge
    engine.add_metric(always_half, weight=9.0)
    second = engine.score(portfolio, as_of=AS_OF, benchmark=benchmark)
    assert (*first.names, always_half.name) == second.names
    expected = (first.health[0] * engine.profile.weight("recency_decay") + 50.0 * 9.0) / (
        engine.profile.weight("recency_decay") + 9.0
    )
    assert second.health[0] == pytest.approx(expected)
    engine.profile = engine.profile.with_weights({"test.always_half": 0.0})
    third = engine.score(portfolio, as_of=AS_OF, benchmark=benchmark)
    assert third.health[0] == first.health[0]


def test_without_metrics_everything_is_unknown() -> None:
    """An engine with none scores as one whose metrics all lack their columns: it says nothing."""
    portfolio = rh.Portfolio.from_frame(LOG, our_side={"ana"})
    card = rh.Engine(metrics=[]).score(portfolio, as_of=AS_OF)
    assert len(card) == 1
    assert np.isnan(card.health).all()
    assert set(card.status.tolist()) == {"unknown"}
