"""Intervals: drawn by relationship, the same for all, and right about as often as they say."""

from __future__ import annotations

import math

import attrs
import numpy as np
import pytest

from relationship_health.validation.bootstrap import Drawn, Resamples, Rows, believed, ranked
from relationship_health.validation.figures import auc, calibration_error


def rows_of(random: np.random.Generator, relationships: int, shift: float) -> list[Rows]:
    """Two origins whose scores and outcomes resemble each other within a relationship."""
    outcome = random.random(relationships) < 0.4
    usual = random.normal(size=relationships)
    parts = []
    for _ in range(2):
        score = (
            shift * outcome
            + math.sqrt(0.8) * usual
            + math.sqrt(0.2) * random.normal(size=relationships)
        )
        parts.append(Rows(score=score, outcome=outcome, relationship=np.arange(relationships)))
    return parts


def test_a_resample_is_as_large_as_the_data() -> None:
    """Each resample draws as many relationships as there are, and the seed decides which."""
    for relationships in (1, 7, 3_000):
        times = Resamples.draw(relationships, 100, seed=3).times
        assert (times.sum(axis=1) == relationships).all()
        assert times.shape[0] * times.shape[2] >= 100
        assert (times == Resamples.draw(relationships, 100, seed=3).times).all()
    one, other = (Resamples.draw(500, 32, seed=seed).times for seed in (0, 1))
    assert (one != other).any()


def test_draws_are_figures_of_resampled_rows() -> None:
    """A draw is what the figure is when each row is there as often as its relationship is."""
    random = np.random.default_rng(2)
    parts = rows_of(random, 60, 1.0)
    resamples = Resamples.draw(60, 16, seed=0)
    area, _ = ranked(parts, resamples)
    chance = 1.0 / (1.0 + np.exp(-parts[0].score))
    *_, error = believed(chance, parts[0].outcome, parts[0].relationship, resamples)
    assert area.value == pytest.approx(np.mean([auc(p.score, p.outcome) for p in parts]))
    assert error.value == pytest.approx(calibration_error(chance, parts[0].outcome))
    for draw, times in enumerate(resamples.times[0].T[:8]):
        again = np.repeat(np.arange(60), times)
        expected = [auc(part.score[again], part.outcome[again]) for part in parts]
        assert area.draws[draw] == pytest.approx(np.mean(expected), abs=1e-5)
        found = calibration_error(chance[again], parts[0].outcome[again])
        assert error.draws[draw] == pytest.approx(found, abs=1e-5)


def test_the_interval_holds_the_truth() -> None:
    """Of 200 simulated sets the 95 % interval holds the true AUC in about that share.

    Relationships are asked twice with much the same answer; an interval from rows drawn one by one
    is narrower and misses more often.
    """
    random, relationships = np.random.default_rng(12), 200
    truth = 0.5 * math.erfc(-0.5)  # of two normal scores of variance 1, one apart
    held = held_apart = 0
    for trial in range(200):
        parts = rows_of(random, relationships, 1.0)
        low, high = ranked(parts, Resamples.draw(relationships, 100, seed=trial))[0].interval
        held += low <= truth <= high
        apart = [
            attrs.evolve(part, relationship=part.relationship + relationships * place)
            for place, part in enumerate(parts)
        ]
        low, high = ranked(apart, Resamples.draw(2 * relationships, 100, seed=trial))[0].interval
        held_apart += low <= truth <= high
    assert 0.91 <= held / 200 <= 0.99
    assert held_apart < held - 10


def test_a_difference_has_an_interval_of_its_own() -> None:
    """Two scores that are nearly the same differ by nearly nothing, however unsure each is."""
    random = np.random.default_rng(4)
    parts = rows_of(random, 100, 1.0)
    noisy = [
        Rows(score=p.score + 0.05 * random.normal(size=100), outcome=p.outcome,
             relationship=p.relationship)
        for p in parts
    ]  # fmt: skip
    resamples = Resamples.draw(100, 200, seed=0)
    one, other = (ranked(rows, resamples)[0] for rows in (parts, noisy))
    width = np.diff(one.interval)[0]
    assert np.diff((one - other).interval)[0] < width / 4
    assert np.isnan((one - Drawn.unknown()).interval).all()


def test_without_both_outcomes_nothing_is_known() -> None:
    """Where it always or never happened AUC is unknown, and other origins still count."""
    random = np.random.default_rng(4)
    (part, _), resamples = rows_of(random, 50, 1.0), Resamples.draw(50, 16, seed=0)
    never = Rows(score=part.score, outcome=np.zeros(50, np.bool_), relationship=part.relationship)
    assert np.isnan(ranked([never], resamples)[0].value)
    assert ranked([part, never], resamples)[0].value == ranked([part], resamples)[0].value
