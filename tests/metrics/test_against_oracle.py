"""Every metric of the engine against the plain-Python oracle, on random logs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.composite import OUTLOOK
from tests import oracle
from tests.logs import A_FIFTH, TWICE, RandomLog, logs
from tests.oracle import Judgement, Line

ALPHA, BETA, A, B = 0.7, 21.0, 0.5, 1.5
RELATIVE = 1e-12
ABSOLUTE = 1e-14

PRIOR = (0.5, 1.5)
SERVICE = (1.0, 1.0)
STICKY = {"a": 0.7, "gap_days": 30.0, "k": 0.5}
USUAL = (4.0, 2.0)
MINUTES = 30.0
CATEGORIES = 5.0


@attrs.frozen(kw_only=True)
class History:
    """What an oracle is given."""

    lines: Sequence[Line]
    as_of: int
    sided: bool
    cadence: float | None
    columns: frozenset[str]


Oracle = Callable[[History], Judgement]
RHYTHM = {"alpha": ALPHA, "beta": BETA}

ORACLES: dict[str, Oracle] = {
    "recency_decay": lambda h: oracle.recency_decay(
        h.lines, h.as_of, sided=h.sided, cadence_days=h.cadence, **RHYTHM
    ),
    "stickiness": lambda h: oracle.stickiness(
        h.lines, h.as_of, sided=h.sided, rhythm=(ALPHA, BETA), learned=STICKY,
        cadence_days=h.cadence,
    ),
    "engagement_vs_reach": lambda h: oracle.engagement_vs_reach(
        h.lines, h.as_of, sided=h.sided, a=A, b=B
    ),
    "reciprocity": lambda h: oracle.reciprocity(h.lines, h.as_of),
    "frequency_balance": lambda h: oracle.frequency_balance(
        h.lines, h.as_of, sided=h.sided, cadence_days=h.cadence, **RHYTHM
    ),
    "responsiveness": lambda h: oracle.responsiveness(h.lines, h.as_of, alpha=1.0, beta=4.0),
    "momentum": lambda h: oracle.momentum(h.lines, h.as_of, sided=h.sided, **RHYTHM),
    "channel_fit": lambda h: oracle.fit(
        h.lines, h.as_of, sided=h.sided, column="channel", categories=CATEGORIES,
        strata="purpose" if "purpose" in h.columns else None, least_categories=2,
    ),
    "purpose_fit": lambda h: oracle.fit(
        h.lines, h.as_of, sided=h.sided, column="purpose", categories=CATEGORIES
    ),
    "channel_diversity": lambda h: oracle.channel_diversity(
        h.lines, h.as_of, sided=h.sided, channels=CATEGORIES
    ),
    "depth": lambda h: oracle.depth(
        h.lines, h.as_of, sided=h.sided, median_minutes=MINUTES, columns=h.columns
    ),
    "resolution": lambda h: oracle.resolution(h.lines, h.as_of, sided=h.sided, prior=SERVICE),
    "effort": lambda h: oracle.effort(h.lines, h.as_of, sided=h.sided, usual=USUAL),
    "feedback_use": lambda h: oracle.feedback_use(h.lines, h.as_of, sided=h.sided, prior=PRIOR),
    "recovery": lambda h: oracle.recovery(
        h.lines, h.as_of, sided=h.sided, prior=SERVICE, rhythm=(ALPHA, BETA),
        cadence_days=h.cadence,
    ),
}  # fmt: skip


def benchmark() -> rh.Benchmark:
    """Return the shipped benchmark with its parameters free of their own rounding."""
    shipped = rh.Benchmark.default()
    exact: dict[str, dict[str, float]] = {
        "engagement_vs_reach": {"a": A, "b": B}, "stickiness": STICKY,
        "responsiveness": {"alpha": 1.0, "beta": 4.0}, "channel_fit": {"channels": CATEGORIES},
        "purpose_fit": {"purposes": CATEGORIES}, "channel_diversity": {"channels": CATEGORIES},
        "depth": {"median_minutes": MINUTES},
        "effort": {"usual_steps": USUAL[0], "usual_days": USUAL[1]},
        "feedback_use": dict(zip("ab", PRIOR, strict=True)),
        "resolution": dict(zip("ab", SERVICE, strict=True)),
        "recovery": dict(zip("ab", SERVICE, strict=True)),
    }  # fmt: skip
    # The outlook is no metric, and has an oracle of its own.
    exact[OUTLOOK.name] = dict(shipped.parameters[OUTLOOK.name])
    assert exact.keys() == shipped.parameters.keys()
    return attrs.evolve(shipped, rhythm=type(shipped.rhythm)(ALPHA, BETA), parameters=exact)


def test_every_registered_metric_has_an_oracle() -> None:
    """A metric without an independent oracle is not proven."""
    assert set(ORACLES) == {metric.name for metric in rh.Engine().metrics}


@TWICE
@given(log=logs(), cadence=st.sampled_from([None, 7.0, 91.3125]))
def test_values_and_evidence_agree(log: RandomLog, cadence: float | None) -> None:
    """Values agree to a few units in the last place, evidence and unknowns exactly."""
    lines = log.lines()
    ties = [rh.Relationship(source=a, target=b, cadence=cadence) for a, b in lines]
    portfolio = log.portfolio(relationships=ties if cadence else None)
    scorecard = rh.Engine().score(portfolio, as_of=log.as_of(), benchmark=benchmark())
    table = scorecard.to_frame("dict")
    rows = list(zip(table["source"].tolist(), table["target"].tolist(), strict=True))
    for row, key in enumerate(rows):
        history, sided = lines[key]
        for column, name in enumerate(scorecard.evaluation.names):
            expected = oracle.UNKNOWN
            if name not in scorecard.unavailable:
                expected = ORACLES[name](
                    History(
                        lines=history, as_of=log.as_of_us, sided=sided, cadence=cadence,
                        columns=portfolio.column_names,
                    )
                )  # fmt: skip
            assert scorecard.evaluation.evidence[row, column] == expected.evidence, (key, name)
            found = float(table[name][row])
            if expected.value is None:
                assert math.isnan(found), (key, name)
            else:
                assert found == pytest.approx(expected.value, rel=RELATIVE, abs=ABSOLUTE), (
                    key,
                    name,
                )


@A_FIFTH
@given(log=logs())
def test_composite_agrees(log: RandomLog) -> None:
    """Health, interval, coverage, status and band agree with the oracle's."""
    scorecard = rh.Engine().score(log.portfolio(), as_of=log.as_of(), benchmark=benchmark())
    table, profile = scorecard.to_frame("dict"), scorecard.profile
    for row in range(len(scorecard)):
        judged = {
            name: Judgement(
                value=None if math.isnan(value) else float(value),
                evidence=int(scorecard.evaluation.evidence[row, column]),
            )
            for column, (name, value) in enumerate(
                zip(scorecard.evaluation.names, scorecard.evaluation.values[row], strict=True)
            )
            if name not in scorecard.unavailable
        }
        expected = oracle.composite(
            judged,
            {name: profile.weight(name) for name in judged},
            contacts=int(scorecard.evaluation.counts[row]),
            trials=dict(
                zip(scorecard.evaluation.names, scorecard.evaluation.trials[row], strict=True)
            ),
        )
        assert table["status"][row] == expected.status
        assert (table["band"][row] or None) == expected.band
        assert table["coverage"][row] == pytest.approx(expected.coverage, abs=1e-12)
        for name in ("health", "lower", "upper"):
            found, wanted = float(table[name][row]), getattr(expected, name)
            assert math.isnan(found) if wanted is None else found == pytest.approx(wanted, abs=1e-9)
