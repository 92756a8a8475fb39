"""How sure a value is: every formula against sums over a fine grid, or simulated trials."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_health.arrays import Floats
from relationship_health.kernels.segments import Groups
from relationship_health.kernels.shares import overlap, overlap_error, tally
from relationship_health.kernels.variance import (
    bell_variance,
    effective_number,
    share_variance,
    shrunk_variance,
    survival_variance,
)
from tests.logs import TWICE

STEPS = 4_000


def normal_mean(function: object, centre: float, deviation: float) -> float:
    """Mean of a function of a normal variable, by a sum over its quantiles' neighbourhood."""
    total = weight = 0.0
    for step in range(-STEPS, STEPS + 1):
        z = 8.0 * step / STEPS
        density = math.exp(-0.5 * z * z)
        total += density * function(centre + deviation * z)  # type: ignore[operator]
        weight += density
    return total / weight


@pytest.mark.parametrize(("centre", "deviation"), [(0.0, 1.0), (1.2, 0.5), (-2.0, 1.5)])
def test_bell_error_by_summing(centre: float, deviation: float) -> None:
    """The mean squared distance from the value at the centre, whose top all else lies under."""
    width = math.log(3.0)
    value = math.exp(-0.5 * (centre / width) ** 2)
    wanted = normal_mean(
        lambda x: (math.exp(-0.5 * (x / width) ** 2) - value) ** 2, centre, deviation
    )
    found = bell_variance(np.array([centre]), np.array([deviation**2]), width)
    assert found[0] == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize(("alpha", "beta", "time"), [(1.0, 1.0, 1.0), (3.5, 40.0, 9.0)])
def test_survival_error_by_summing(alpha: float, beta: float, time: float) -> None:
    """About its mean, and about another value, as a sum over the rates says."""
    rates = [(step + 0.5) * 40.0 * alpha / beta / STEPS for step in range(STEPS)]
    weight = [rate ** (alpha - 1.0) * math.exp(-beta * rate) for rate in rates]

    def error(about: float) -> float:
        far = ((math.exp(-rate * time) - about) ** 2 for rate in rates)
        return math.fsum(w * f for w, f in zip(weight, far, strict=True)) / math.fsum(weight)

    one = np.ones(1)
    arguments = alpha * one, beta * one, time * one
    mean = (beta / (beta + time)) ** alpha
    assert survival_variance(*arguments)[0] == pytest.approx(error(mean), rel=1e-3)
    assert survival_variance(*arguments, 0.9 * one)[0] == pytest.approx(error(0.9), rel=1e-3)


@TWICE
@given(
    weights=st.lists(st.floats(0.01, 1), min_size=1, max_size=20), well=st.floats(0, 1),
    value=st.floats(0, 1),
)  # fmt: skip
def test_error_of_a_drawn_share(weights: list[float], well: float, value: float) -> None:
    """It holds the way to the share that one fair trial draws, and falls with equal weights."""
    groups, each = Groups(np.array([0, len(weights)])), np.array(weights)
    total = groups.sum(each)
    number = effective_number(total, groups.sum(each * each))
    assert 1.0 - 1e-9 <= number[0] <= len(weights) + 1e-9
    least = (0.5 + well * total) / (1.0 + total)
    found = shrunk_variance(np.array([value]), well * total, total, number)
    assert found[0] >= (value - least[0]) ** 2
    assert shrunk_variance(least, well * total, total, number) == pytest.approx(
        share_variance(least, 1.0 + number)
    )


def test_overlap_error_by_drawing() -> None:
    """Shares drawn from the same truth overlap less than wholly, by about what is said."""
    rng, truth, draws = np.random.default_rng(3), np.array([0.5, 0.3, 0.2]), 60
    lost: list[float] = []
    said: list[float] = []
    for _ in range(300):
        used: Floats = rng.multinomial(draws, truth).astype(np.float64)
        wanted: Floats = rng.multinomial(draws, truth) / draws
        counted = tally(np.zeros(3, dtype=np.int64), np.arange(3), used, 1, 3)
        lost.append(1.0 - float(overlap(counted, wanted)[0]))
        said.append(float(overlap_error(counted, wanted, np.array([2.0 / draws]))[0][0]))
    assert np.mean(said) == pytest.approx(np.mean(lost), rel=0.1)
