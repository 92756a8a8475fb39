"""How good a score is: every pair looked at, every row in a loop."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def auc(
    score: Sequence[float], outcome: Sequence[bool], weight: Sequence[float] | None = None
) -> float:
    """Return the weighted share of pairs ranked rightly, ties half; NaN without any pair."""
    weight = weight or [1.0] * len(score)
    right, pairs = [], []
    for s, happened, w in zip(score, outcome, weight, strict=True):
        for other, also, v in zip(score, outcome, weight, strict=True):
            if happened and not also:
                pairs.append(w * v)
                right.append(w * v * (1.0 if s > other else 0.5 if s == other else 0.0))
    total = math.fsum(pairs)
    return math.fsum(right) / total if total else math.nan


def lift(
    score: Sequence[float],
    outcome: Sequence[bool],
    share: float = 0.1,
    weight: Sequence[float] | None = None,
) -> float:
    """Return how much more often it happened among the best share; ties are taken in part."""
    weight = weight or [1.0] * len(score)
    total = math.fsum(weight)
    happened = math.fsum(w for w, y in zip(weight, outcome, strict=True) if y)
    room, found = share * total, 0.0
    for level in sorted(set(score), reverse=True):
        tied = [i for i, s in enumerate(score) if s == level and weight[i] > 0]
        size = math.fsum(weight[i] for i in tied)
        if not size or room <= 0:
            continue
        part = min(1.0, room / size)
        found += part * math.fsum(weight[i] for i in tied if outcome[i])
        room -= part * size
    return found / (share * happened) if happened else math.nan


def brier(chance: Sequence[float], outcome: Sequence[bool]) -> float:
    """Return the mean squared distance of what was said from what happened."""
    return math.fsum((p - y) ** 2 for p, y in zip(chance, outcome, strict=True)) / len(chance)


def log_loss(chance: Sequence[float], outcome: Sequence[bool], least: float = 1e-6) -> float:
    """Return the mean of -ln of the probability that was given to what happened."""
    given = [p if y else 1.0 - p for p, y in zip(chance, outcome, strict=True)]
    return -math.fsum(math.log(min(max(p, least), 1.0 - least)) for p in given) / len(given)


def calibration_error(chance: Sequence[float], outcome: Sequence[bool], bins: int = 10) -> float:
    """Return the mean distance of said from happened over bins of equal width, by their rows."""
    distance = 0.0
    for place in range(bins):
        rows = [i for i, p in enumerate(chance) if min(int(p * bins), bins - 1) == place]
        if rows:
            said = math.fsum(chance[i] for i in rows) / len(rows)
            happened = sum(outcome[i] for i in rows) / len(rows)
            distance += len(rows) / len(chance) * abs(said - happened)
    return distance
