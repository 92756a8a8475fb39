"""Every metric of the engine against the plain-Python oracle, on random logs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from tests import oracle
from tests.logs import RandomLog, logs
from tests.oracle import Judgement, Line

ALPHA, BETA, A, B = 0.7, 21.0, 0.5, 1.5
RELATIVE = 1e-12
ABSOLUTE = 1e-14

Oracle = Callable[[Sequence[Line], int, bool, float | None], Judgement]

ORACLES: dict[str, Oracle] = {
    "recency_decay": lambda lines, as_of, sided, cadence: oracle.recency_decay(
        lines, as_of, sided=sided, alpha=ALPHA, beta=BETA, cadence_days=cadence
    ),
    "engagement_vs_reach": lambda lines, as_of, sided, _: oracle.engagement_vs_reach(
        lines, as_of, sided=sided, a=A, b=B
    ),
    "reciprocity": lambda lines, as_of, _, __: oracle.reciprocity(lines, as_of),
    "momentum": lambda lines, as_of, sided, _: oracle.momentum(
        lines, as_of, sided=sided, alpha=ALPHA, beta=BETA
    ),
    "frequency_balance": lambda lines, as_of, sided, cadence: oracle.frequency_balance(
        lines, as_of, sided=sided, alpha=ALPHA, beta=BETA, cadence_days=cadence
    ),
}


def benchmark() -> rh.Benchmark:
    """Return the shipped benchmark with its parameters free of their own rounding."""
    import attrs

    shipped = rh.Benchmark.default()
    return attrs.evolve(
        shipped,
        rhythm=type(shipped.rhythm)(ALPHA, BETA),
        parameters={**shipped.parameters, "engagement_vs_reach": {"a": A, "b": B}},
    )


def test_every_registered_metric_has_an_oracle() -> None:
    """A metric without an independent oracle is not proven."""
    assert set(ORACLES) == {metric.name for metric in rh.Engine().metrics}


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
            expected = ORACLES[name](history, log.as_of_us, sided, cadence)
            assert scorecard.evaluation.evidence[row, column] == expected.evidence, (key, name)
            found = float(table[name][row])
            if expected.value is None:
                assert math.isnan(found), (key, name)
            else:
                assert found == pytest.approx(expected.value, rel=RELATIVE, abs=ABSOLUTE), (
                    key,
                    name,
                )


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
        }
        expected = oracle.composite(
            judged,
            {name: profile.weight(name) for name in judged},
            contacts=int(scorecard.evaluation.counts[row]),
        )
        assert table["status"][row] == expected.status
        assert (table["band"][row] or None) == expected.band
        assert table["coverage"][row] == pytest.approx(expected.coverage, abs=1e-12)
        for name in ("health", "lower", "upper"):
            found, wanted = float(table[name][row]), getattr(expected, name)
            assert math.isnan(found) if wanted is None else found == pytest.approx(wanted, abs=1e-9)
