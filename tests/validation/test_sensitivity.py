"""What a change of one setting does, held against engines that were built with it."""

from __future__ import annotations

import statistics
from typing import Any

import attrs
import numpy as np
import pytest

import relationship_health as rh
from relationship_health.arrays import Floats
from relationship_health.errors import InputError
from relationship_health.simulate import sales_team
from relationship_health.validation import Effect, redundancy, sensitivity
from relationship_health.validation.sampling import sampled_portfolio

TEAM = sales_team(seed=8, relationships=60)
ENGINE = rh.Engine()
FOUND = sensitivity(TEAM.portfolio, ENGINE, TEAM.as_of, factors=(0.5, 3.0))
BASE = ENGINE.score(TEAM.portfolio, as_of=TEAM.as_of)


def shuffled(seed: int) -> rh.Portfolio:
    """The same log with its rows in another order."""
    order = np.random.default_rng(seed).permutation(len(TEAM.log["time"]))
    log = {name: values[order] for name, values in TEAM.log.items()}
    return rh.Portfolio.from_frame(
        log, our_side=TEAM.our_side, stakeholders=TEAM.stakeholders,
        relationships=TEAM.relationships, transactions=TEAM.transactions,
    )  # fmt: skip


def scored(effect: Effect) -> rh.Scorecard:
    """Score with an engine that was built with the changed setting."""
    if effect.kind == "weight":
        engine = rh.Engine(weights={effect.name: effect.setting})
    else:
        whole = effect.name == "broadcast_audience"
        setting = int(effect.setting) if whole else effect.setting
        engine = rh.Engine(terms=rh.Terms.from_dict({effect.name: setting}))
    return engine.score(TEAM.portfolio, as_of=TEAM.as_of)


@pytest.mark.needs("scipy")
@pytest.mark.parametrize("effect", FOUND.effects, ids=lambda e: f"{e.name} x {e.factor:g}")
def test_an_effect_is_what_another_engine_says(effect: Effect) -> None:
    """Every figure is the difference between two engines, counted in plain Python."""
    from scipy import stats  # type: ignore[import-untyped]

    other = scored(effect)
    pairs = [
        (a, b)
        for a, b in zip(BASE.health.tolist(), other.health.tolist(), strict=True)
        if a == a and b == b  # noqa: PLR0124  NaN is not itself
    ]
    change = [b - a for a, b in pairs]
    assert effect.mean_change == pytest.approx(statistics.fmean(change), abs=1e-9)
    assert effect.mean_size == pytest.approx(statistics.fmean(map(abs, change)), abs=1e-9)
    assert effect.largest == pytest.approx(max(map(abs, change)), abs=1e-9)
    assert effect.movers == sum(abs(one) >= 5.0 for one in change)
    rho = stats.spearmanr(*zip(*pairs, strict=True)).statistic
    assert effect.rank_correlation == pytest.approx(rho, abs=1e-9)
    assert effect.bands_changed == pytest.approx(np.mean(BASE.band != other.band))


def test_every_setting_is_tried() -> None:
    """Each weight that counts and each term is multiplied by each factor, the strongest first."""
    known = np.flatnonzero((~np.isnan(BASE.evaluation.values)).any(axis=0))
    names = {BASE.evaluation.names[place] for place in known}
    terms = {field.name for field in attrs.fields(rh.Terms)}
    assert {(e.name, e.factor) for e in FOUND.effects} == {
        (name, factor) for name in names | terms for factor in (0.5, 3.0)
    }
    strongest = {e.name: 0.0 for e in FOUND.effects}
    for e in FOUND.effects:
        strongest[e.name] = max(strongest[e.name], e.mean_size)
    assert list(strongest.values()) == sorted(strongest.values(), reverse=True)


def test_words_name_the_strongest_and_what_does_not_matter() -> None:
    """The first sentences name the definition and the weight that move health most."""
    definition, weight, unfelt, seen = FOUND.words
    for kind, sentence in (("term", definition), ("weight", weight)):
        best = max((e for e in FOUND.effects if e.kind == kind), key=lambda e: e.mean_size)
        assert f"is {best.name}: " in sentence
        assert f"{best.mean_size:.1f} points on average" in sentence
    quiet = {e.name for e in FOUND.effects} - {e.name for e in FOUND.effects if e.mean_size >= 0.05}
    assert quiet
    assert all(name in unfelt for name in quiet)
    assert seen == "Looked at 60 relationships."


def test_the_order_of_rows_changes_no_bit() -> None:
    """A log in another order gives the same table, of the whole and of a sample."""
    for size in (1_000, 25):
        one, other = (
            sensitivity(p, ENGINE, TEAM.as_of, factors=[2.0], sample=size).to_dict()
            for p in (TEAM.portfolio, shuffled(1))
        )
        assert one == other
    same = (redundancy(p, ENGINE, TEAM.as_of, sample=25) for p in (TEAM.portfolio, shuffled(2)))
    first, second = (r.correlations.tobytes() for r in same)
    assert first == second


def test_a_sample_is_of_those_known() -> None:
    """A sample has so many relationships, all known by then, and is said to be one."""
    then = "2026-02-01"
    moment = int(np.datetime64(then, "us").astype(np.int64))
    sample = sampled_portfolio(TEAM.portfolio, moment, 20)
    assert len(sample) == 20
    assert set(sample.keys) < set(TEAM.portfolio.keys)
    found = sensitivity(TEAM.portfolio, ENGINE, then, factors=[2.0], sample=20)
    known = len(ENGINE.score(TEAM.portfolio, as_of=then))
    assert found.words[-1] == f"Looked at 20 relationships, a sample of {known}."
    assert sampled_portfolio(TEAM.portfolio, moment, known) is TEAM.portfolio


def test_a_setting_out_of_range_is_named() -> None:
    """A term that a factor drives out of its range is left out and said so."""
    found = sensitivity(TEAM.portfolio, ENGINE, TEAM.as_of, factors=[0.01, 1000.0])
    out = [line for line in found.missing if "out of its range" in line]
    assert any(line.startswith("broadcast_audience times 0.01 is 0") for line in out)
    assert any(line.startswith("half_life_days times 1000 is 180000") for line in out)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"factors": [0.0]}, "A factor is 0.0"),
        ({"factors": ["a"]}, "A factor is 'a'"),
        ({"factors": [float("nan")]}, "A factor is nan"),
        ({"factors": []}, "factors is"),
        ({"factors": 2.0}, "factors is 2.0"),
        ({"factors": "12"}, "factors is '12'"),
        ({"points": "many"}, "points is 'many'"),
        ({"sample": 0}, "sample is 0"),
        ({"sample": True}, "sample is True"),
    ],
)
def test_nonsense_is_refused(options: dict[str, Any], message: str) -> None:
    """What cannot be meant is an error that says what was expected."""
    with pytest.raises(InputError, match=message):
        sensitivity(TEAM.portfolio, ENGINE, TEAM.as_of, **options)


@rh.metric("my.echo")
def echo(block: rh.Block) -> Floats:
    """Say what the share of our rows says, squared: the same order."""
    share = block.count((block.direction & 1) != 0) / np.maximum(block.counts, 1)
    return np.where(block.counts > 0, share**2, np.nan)


@rh.metric("my.share")
def share_of_ours(block: rh.Block) -> Floats:
    """Say the share of our rows."""
    share = block.count((block.direction & 1) != 0) / np.maximum(block.counts, 1)
    return np.where(block.counts > 0, share, np.nan)


@rh.metric("my.constant")
def constant(block: rh.Block) -> Floats:
    """Say the same of everybody."""
    return np.where(block.counts > 0, 0.5, np.nan)


def test_a_planted_copy_is_found() -> None:
    """Two metrics of one order are the pair that is found, and a constant one is none."""
    engine = rh.Engine(metrics=["recency_decay", share_of_ours, echo, constant])
    found = redundancy(TEAM.portfolio, engine, TEAM.as_of)
    (pair,) = found.pairs
    assert pair[:2] == ("my.share", "my.echo")
    assert pair[2] == pytest.approx(1.0)
    assert "my.share and my.echo (1.00)" in found.words[1]
    assert 1.0 < found.effective < 2.2
    assert np.isnan(found.correlations[3, 3])
    columns = found.to_frame("dict")
    assert columns["nearest"].tolist()[1:3] == ["my.echo", "my.share"]
    assert columns["nearest"].tolist()[3] is None


@pytest.mark.needs("scipy")
def test_what_dropping_does_is_what_an_engine_without_says() -> None:
    """The effect of dropping a metric is that of an engine without it."""
    from scipy import stats

    found = redundancy(TEAM.portfolio, ENGINE, TEAM.as_of).to_frame("dict")
    for name in ("recency_decay", "reciprocity", "recovery"):
        names = [metric.name for metric in ENGINE.metrics if metric.name != name]
        other = rh.Engine(metrics=names).score(TEAM.portfolio, as_of=TEAM.as_of)
        row = found["metric"].tolist().index(name)
        both = ~np.isnan(BASE.health) & ~np.isnan(other.health)
        size = np.abs(other.health - BASE.health)[both]
        assert found["dropped_mean_size"][row] == pytest.approx(size.mean())
        rho = stats.spearmanr(BASE.health[both], other.health[both]).statistic
        assert found["dropped_rank_correlation"][row] == pytest.approx(rho)


def test_nothing_known_is_said() -> None:
    """Where no relationship has a health, both answers say so and have no rows to show."""
    log = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-05"], "status": ["note"]}
    tie = {"source": ["ana"], "target": ["bo"]}
    portfolio = rh.Portfolio.from_frame(log, our_side={"ana"}, relationships=tie)
    swayed = sensitivity(portfolio, ENGINE, "2026-02-01")
    assert "None of them has a health" in swayed.words[1]
    same = redundancy(portfolio, ENGINE, "2026-02-01")
    assert same.words == ("No metric is known of enough relationships to compare it.",)
    assert np.isnan(same.effective)
    for threshold in (0.0, 1.5, "a"):
        with pytest.raises(InputError, match=r"threshold is .*at most 1"):
            redundancy(portfolio, ENGINE, "2026-02-01", threshold=threshold)  # type: ignore[arg-type]


@pytest.mark.needs("matplotlib")
def test_plots_of_nothing_are_empty() -> None:
    """Where nothing is known there is still something to draw on, without a warning."""
    nobody = TEAM.portfolio.select(np.zeros(len(TEAM.portfolio), dtype=np.bool_))
    assert not redundancy(nobody, ENGINE, TEAM.as_of).plot().texts
    assert sensitivity(nobody, ENGINE, TEAM.as_of).plot().patches


@pytest.mark.needs("matplotlib")
def test_plots_show_what_the_tables_say() -> None:
    """The tornado has a bar for each setting and side, the square a number for each known pair."""
    tornado = FOUND.plot()
    widths = [bar.get_width() for bar in tornado.patches]  # type: ignore[attr-defined]
    names = list(dict.fromkeys(e.name for e in FOUND.effects))[:16]
    size = {(e.name, e.factor): e.mean_size for e in FOUND.effects}
    expected = [-size[name, 0.5] for name in names] + [size[name, 3.0] for name in names]
    assert widths == pytest.approx(expected)
    same = redundancy(TEAM.portfolio, ENGINE, TEAM.as_of)
    square = same.plot()
    assert len(square.texts) == int((~np.isnan(same.correlations)).sum())
