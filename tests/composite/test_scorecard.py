"""Health, contributions, explanations and profiles."""

from __future__ import annotations

import json
import math
import random

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.arrays import Floats
from relationship_health.errors import (
    InputError,
    PluginError,
    ProfileError,
    UnknownRelationshipError,
)
from tests.logs import A_FIFTH, RandomLog, logs

LOG = {
    "sender": ["ana", "bo", "ana", "bo", "ana"],
    "recipient": ["bo", "ana", "bo", "ana", "cy"],
    "time": [
        "2026-09-01T09:00Z",
        "2026-09-01T15:00Z",
        "2026-10-01T09:00Z",
        "2026-10-02T10:00Z",
        "2026-10-05T09:00Z",
    ],
    "channel": ["email", "email", "phone", "email", None],
}
PORTFOLIO = rh.Portfolio.from_frame(LOG, our_side={"ana"})
AS_OF = "2026-11-01"


@A_FIFTH
@given(
    log=logs(), weights=st.lists(st.floats(0, 1e6), min_size=15, max_size=15), seed=st.integers()
)
def test_contributions_sum_exactly_in_any_order(
    log: RandomLog, weights: list[float], seed: int
) -> None:
    """Whatever the weights, the parts add up to the health without any rounding."""
    names = [metric.name for metric in rh.Engine().metrics]
    engine = rh.Engine(weights=dict(zip(names, weights, strict=True)))
    scorecard = engine.score(log.portfolio(), as_of=log.as_of())
    table = scorecard.to_frame("dict")
    for row, health in enumerate(table["health"].tolist()):
        key = (table["source"][row], table["target"][row])
        explanation = scorecard.explain(key)
        parts = list(explanation.contributions.values())
        random.Random(seed).shuffle(parts)  # noqa: S311  no secret depends on it
        if math.isnan(health):
            assert parts == []
            assert explanation.status in {"none", "unknown"}
        else:
            assert sum(parts) == health == explanation.health == math.fsum(parts)
            assert 0 <= explanation.lower <= health <= explanation.upper <= 100 + 1e-9


@A_FIFTH
@given(log=logs())
def test_explanation_is_the_score(log: RandomLog) -> None:
    """The explanation repeats the scorecard's figures and speaks of every metric once."""
    scorecard = rh.score(log.portfolio(), as_of=log.as_of())
    table = scorecard.to_frame("dict")
    for row in range(len(scorecard)):
        key = (table["source"][row], table["target"][row])
        found = scorecard.explain(key)
        turned = scorecard.explain((key[1], key[0]))
        assert attrs.astuple(found, filter=lambda a, _: a.name == "contacts") == attrs.astuple(
            turned, filter=lambda a, _: a.name == "contacts"
        )
        assert set(found.sentences) | set(found.unknown) == set(scorecard.evaluation.names)
        assert not set(found.sentences) & set(found.unknown)
        for name in scorecard.evaluation.names:
            same = found.values[name]
            assert same == table[name][row] or (math.isnan(same) and math.isnan(table[name][row]))
        json.dumps(found.to_dict(), allow_nan=False)
        assert str(found).startswith(f"{key[0]} and {key[1]} as of ")


def test_explain_names_the_interactions_that_matter() -> None:
    """The last reply and the unanswered call are named with time, direction and channel."""
    found = rh.score(PORTFOLIO, as_of=AS_OF).explain(("ana", "bo"))
    shown = {(name, c.direction, c.channel) for c in found.contacts for name in c.metrics}
    assert ("recency_decay", "inbound", "email") in shown
    assert (
        found.sentences["engagement_vs_reach"]
        == "They engaged with 2 of the 2 times you reached out."
    )


@A_FIFTH
@given(log=logs())
def test_what_was_judged_alone_is_explained_as_among_all(log: RandomLog) -> None:
    """A relationship that is scored by itself is explained by what was said of it then."""
    portfolio, engine = log.portfolio(), rh.Engine()
    usual = engine.fit(portfolio, as_of=log.as_of())
    whole = engine.score(portfolio, as_of=log.as_of(), benchmark=usual)
    table = whole.to_frame("dict")
    for key in zip(table["source"].tolist(), table["target"].tolist(), strict=True):
        one = engine.score(portfolio.select([key]), as_of=log.as_of(), benchmark=usual)
        assert one.explain(key) == whole.explain(key)


def test_a_history_of_one_relationship_is_explained_at_each_date() -> None:
    """What was said of it at one date is no answer at another."""
    key, engine = ("ana", "bo"), rh.Engine()
    usual = engine.fit(PORTFOLIO, as_of=AS_OF)
    dates = ["2026-10-01T12:00Z", "2026-10-02T12:00Z", AS_OF]
    cards = engine.history(PORTFOLIO.select([key]), as_of=dates, benchmark=usual)
    told = [card.explain(key) for card in cards]
    alone = [engine.score(PORTFOLIO, as_of=date, benchmark=usual).explain(key) for date in dates]
    assert told == alone
    assert len({explanation.health for explanation in told}) == len(dates)


def test_a_metric_is_asked_once_of_what_is_scored_alone() -> None:
    """To explain a relationship that was scored by itself costs no second answer."""
    asked = []

    @rh.metric("my.counting")
    def counting(block: rh.Block) -> rh.MetricResult:
        """Count."""
        asked.append(len(block))
        return rh.MetricResult.where(block.counts > 0, np.ones(len(block)), block.counts)

    engine = rh.Engine()
    engine.add_metric(counting)
    for portfolio, times in ((PORTFOLIO.select([("ana", "bo")]), 1), (PORTFOLIO, 2)):
        asked.clear()
        told = engine.score(portfolio, as_of=AS_OF).explain(("ana", "bo"))
        assert told.sentences["my.counting"] == "1.00 from 4 observations."
        assert len(asked) == times


def test_an_explanation_keeps_what_was_said_then() -> None:
    """A metric that hands out one array again and again changes no earlier explanation."""
    value, evidence, times = np.ones(1), np.ones(1), np.ones(1)
    figures = {"times": times}

    @rh.metric("my.workspace")
    def workspace(block: rh.Block) -> rh.MetricResult:
        """Reuse."""
        value[:], evidence[:], times[:] = 1.0 / block.counts, block.counts, block.counts
        figures["seen"] = times
        return rh.MetricResult(value=value, evidence=evidence, details=figures)

    engine = rh.Engine()
    engine.add_metric(workspace)
    first = engine.score(PORTFOLIO.select([("ana", "bo")]), as_of=AS_OF)
    engine.score(PORTFOLIO.select([("ana", "cy")]), as_of=AS_OF)
    figures.clear()
    told = first.explain(("ana", "bo"))
    assert told.sentences["my.workspace"] == "0.25 from 4 observations."
    assert told.details["my.workspace"] == {"times": 4.0, "seen": 4.0}


def test_floats_are_as_quiet_in_words_as_in_scores() -> None:
    """A metric that divides 0 by 0 and then looks away is explained without a warning."""

    @rh.metric("my.nothing", requires=())
    def nothing(block: rh.Block) -> rh.MetricResult:
        """Nothing at all."""
        none = np.zeros(len(block))
        return rh.MetricResult.where(block.counts > 0, np.nan_to_num(none / none), block.counts)

    engine = rh.Engine()
    engine.add_metric(nothing)
    told = engine.score(PORTFOLIO, as_of=AS_OF).explain(("ana", "bo"))
    assert told.sentences["my.nothing"] == "0.00 from 4 observations."


def test_unknown_relationships_are_refused() -> None:
    """A stranger, or a relationship that begins later, is one clear sentence."""
    scorecard = rh.score(PORTFOLIO, as_of="2026-10-01")
    with pytest.raises(UnknownRelationshipError, match=r"'zed' does not occur"):
        scorecard.explain(("ana", "zed"))
    with pytest.raises(UnknownRelationshipError, match="never in contact"):
        scorecard.explain(("bo", "cy"))
    with pytest.raises(UnknownRelationshipError, match="has no contact up to 2026-10-01"):
        scorecard.explain(("ana", "cy"))
    assert len(scorecard) == 1


def test_a_declared_relationship_without_contact_has_status_none() -> None:
    """Never in contact is no zero."""
    tie = rh.Relationship(source="ana", target="eve", cadence="monthly")
    portfolio = rh.Portfolio.from_frame(LOG, our_side={"ana"}, relationships=[tie])
    scorecard = rh.score(portfolio, as_of=AS_OF)
    found = scorecard.explain(("ana", "eve"))
    assert found.status == "none"
    assert math.isnan(found.health)
    assert found.contributions == {}
    assert "never in contact" in str(found)


def test_a_declared_cadence_is_kept_to() -> None:
    """The same silence is fine for a yearly tie and alarming for a weekly one."""

    def recency(cadence: str) -> float:
        tie = rh.Relationship(source="ana", target="bo", cadence=cadence)
        portfolio = rh.Portfolio.from_frame(LOG, our_side={"ana"}, relationships=[tie])
        return rh.score(portfolio, as_of=AS_OF).explain(("ana", "bo")).values["recency_decay"]

    assert recency("weekly") < recency("monthly") < recency("yearly")


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow", "dict"])
def test_to_frame_in_every_kind(backend: str) -> None:
    """The columns of the contract, in their order, in any library."""
    table = rh.score(PORTFOLIO, as_of=AS_OF).to_frame(backend)
    names = (
        list(table)
        if backend == "dict"
        else list(table.column_names if backend == "pyarrow" else table.columns)
    )
    assert names == ["source", "target", "health", "lower", "upper", "coverage", "status", "band",
                     "recency_decay", "stickiness", "engagement_vs_reach", "reciprocity",
                     "frequency_balance", "responsiveness", "momentum", "channel_fit",
                     "purpose_fit", "channel_diversity", "depth", "resolution", "effort",
                     "feedback_use", "recovery"]  # fmt: skip


def test_an_unknown_backend_is_refused() -> None:
    """The error says what may be asked for."""
    with pytest.raises(InputError, match="expected 'pandas', 'polars', 'pyarrow' or 'dict'"):
        rh.score(PORTFOLIO, as_of=AS_OF).to_frame("excel")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"weight": {}}, "did you mean 'weights'"),
        ({"bands": {"good": 3}}, "bands.good"),
        ({"weights": {"recency_decay": -1}}, "finite number of at least 0"),
        ({"weights": {"recency_decay": True}}, "finite number of at least 0"),
        ({"weights": {"recency_decay": math.nan}}, "finite number of at least 0"),
        ({"bands": {"fair": "x"}}, "fair is 'x'"),
    ],
    ids=str,
)
def test_bad_profiles_are_refused(data: dict[str, object], reason: str) -> None:
    """Every mistake in a profile is one sentence with the nearest right key."""
    with pytest.raises(ProfileError, match=reason):
        rh.Profile.from_dict(data)


def test_unknown_names_are_refused_with_the_nearest() -> None:
    """Profiles, metrics and weights are looked up by name."""
    with pytest.raises(ProfileError, match="did you mean 'default'"):
        rh.Engine(profile="defualt")
    with pytest.raises(InputError, match="did you mean"):
        rh.Engine(metrics=["recency_dacay"])
    with pytest.raises(InputError, match="did you mean"):
        rh.Engine(weights={"recency_dacay": 1})


def test_a_weight_of_zero_leaves_a_metric_visible_and_without_influence() -> None:
    """It still has its column; health, interval and coverage do not know it."""
    with_zero = rh.Engine(weights={"frequency_balance": 0}).score(PORTFOLIO, as_of=AS_OF)
    without = rh.Engine(
        metrics=[m for m in rh.Engine().metrics if m.name != "frequency_balance"]
    ).score(PORTFOLIO, as_of=AS_OF)
    for name in ("health", "lower", "upper", "coverage"):
        assert with_zero.columns()[name].tobytes() == without.columns()[name].tobytes()


def test_an_aggregator_of_a_stranger_keeps_the_explanation_exact() -> None:
    """Health is whatever its contributions sum to; a wrong shape is refused by name."""

    def cautious(values: Floats, weights: Floats) -> Floats:
        parts = np.where(np.isnan(values), 0.0, values) * weights
        halved: Floats = parts / (weights.sum() * 2)
        return halved

    class Plugin:
        """A plugin with two aggregators."""

        @rh.hookimpl
        def rh_aggregators(self) -> list[rh.Aggregator]:
            """Return them."""
            return [
                rh.Aggregator(name="test.cautious", contributions=cautious),
                rh.Aggregator(name="test.broken", contributions=lambda _, w: w),
            ]

    profile = attrs.evolve(rh.Profile.named("default"), aggregator="test.cautious")
    scorecard = rh.Engine(plugins=[Plugin()], profile=profile).score(PORTFOLIO, as_of=AS_OF)
    found = scorecard.explain(("ana", "bo"))
    assert sum(found.contributions.values()) == found.health
    assert found.health < 50
    broken = attrs.evolve(profile, aggregator="test.broken")
    with pytest.raises(PluginError, match=r"test.broken.*expected contributions of shape"):
        rh.Engine(plugins=[Plugin()], profile=broken).score(PORTFOLIO, as_of=AS_OF)


@pytest.mark.parametrize(
    "as_of", [None, 5, 1.5, "yesterday", "may", "", float("nan"), True], ids=repr
)
def test_as_of_must_be_a_moment(as_of: object) -> None:
    """Numbers and words are refused: a moment is a datetime, a date or ISO 8601."""
    with pytest.raises(InputError, match=r"as_of is .* expected a datetime, a date, or ISO 8601"):
        rh.score(PORTFOLIO, as_of=as_of)


def test_as_of_before_everything_is_refused() -> None:
    """Nothing is known then, and the first interaction's time is named."""
    with pytest.raises(InputError, match=r"lies before the first interaction .2026-09-01T09:00"):
        rh.score(PORTFOLIO, as_of="1999-01-01")


def test_reprs_show_no_ids() -> None:
    """Sizes only: a notebook's output is easily passed on."""
    scorecard = rh.score(PORTFOLIO, as_of=AS_OF)
    assert repr(scorecard) == "<Scorecard as of 2026-11-01: 2 relationships, 2 with health>"
    assert repr(PORTFOLIO) == "<Portfolio: 2 relationships, 5 interactions>"
