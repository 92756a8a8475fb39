"""Customers lived through one by one, as each model tells the story; and the models to try."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from relationship_health.arrays import Floats
from relationship_health.lifetime import BetaGeometric, ModifiedBetaGeometric, ParetoNBD

History: TypeAlias = tuple[Floats, Floats, Floats]
Model: TypeAlias = BetaGeometric | ParetoNBD

# Published for CDNOW, in weeks.
BG = BetaGeometric(r=0.243, alpha=4.414, a=0.793, b=2.426)
MBG = ModifiedBetaGeometric(r=0.525, alpha=6.183, a=0.891, b=1.614)
PARETO = ParetoNBD(r=0.553, alpha=10.578, s=0.606, beta=11.669)
MODELS: Mapping[str, Model] = MappingProxyType({"bg": BG, "mbg": MBG, "pareto": PARETO})


def live(
    random: np.random.Generator, age: float, rate: float, stays: Callable[[], bool], until: float
) -> list[float]:
    """Times of repeats of one customer: ``stays`` is asked after each, ``until`` ends it all."""
    times: list[float] = []
    while True:
        following = (times[-1] if times else 0.0) + random.exponential(1.0 / rate)
        if following > min(age, until):
            return times
        times.append(following)
        if not stays():
            return times


def beta_geometric(
    random: np.random.Generator, customers: int, params: Mapping[str, float], *, at_first: bool
) -> tuple[History, list[list[float]]]:
    """Customers who leave by chance after a transaction, with a second span of equal length."""
    ages, all_times = random.uniform(20.0, 60.0, customers), []
    for age in ages:
        rate = max(random.gamma(params["r"], 1.0 / params["alpha"]), 1e-12)
        leaves = random.beta(params["a"], params["b"])

        def stays(leaves: float = leaves) -> bool:
            return bool(random.random() >= leaves)

        gone = at_first and not stays()
        all_times.append([] if gone else live(random, 2.0 * age, rate, stays, np.inf))
    return histories(ages, all_times), all_times


def pareto(
    random: np.random.Generator, customers: int, params: Mapping[str, float]
) -> tuple[History, list[list[float]]]:
    """Customers who leave at any moment, with a second span of equal length."""
    ages, all_times = random.uniform(20.0, 60.0, customers), []
    for age in ages:
        rate = max(random.gamma(params["r"], 1.0 / params["alpha"]), 1e-12)
        until = random.exponential(1.0 / random.gamma(params["s"], 1.0 / params["beta"]))
        all_times.append(live(random, 2.0 * age, rate, lambda: True, until))
    return histories(ages, all_times), all_times


def histories(ages: Floats, all_times: list[list[float]]) -> History:
    """Sum up what was seen of each customer until their age."""
    seen = [
        [time for time in times if time <= age] for age, times in zip(ages, all_times, strict=True)
    ]
    frequency = np.array([len(times) for times in seen], dtype=np.float64)
    recency = np.array([times[-1] if times else 0.0 for times in seen])
    return frequency, recency, ages


def gamma_gamma(
    random: np.random.Generator, customers: int, params: Mapping[str, float]
) -> tuple[Floats, Floats]:
    """Counts of purchases and their mean worth."""
    frequency = random.geometric(0.3, customers)
    scale = 1.0 / random.gamma(params["q"], 1.0 / params["v"], customers)
    worth = [random.gamma(params["p"], s, x).mean() for x, s in zip(frequency, scale, strict=True)]
    return frequency.astype(np.float64), np.array(worth)
