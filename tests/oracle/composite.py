"""Health: the weighted mean of what is known, its interval, coverage, status, band."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .judgement import Judgement

WILSON_Z = 1.6448536269514722
DAMPING = 3
CORRELATION = 0.35
ESTABLISHED_WIDTH = 40.0
ESTABLISHED_COVERAGE = 0.5
HEALTHY_FROM = 60.0
FAIR_FROM = 40.0


@dataclass(frozen=True, slots=True)
class Health:
    """One relationship's health from 0 to 100, or None where nothing can be judged."""

    health: float | None
    lower: float | None
    upper: float | None
    coverage: float
    status: str
    band: str | None
    contributions: dict[str, float]


@dataclass(frozen=True, slots=True)
class Part:
    """A known metric's share in the health."""

    name: str
    weight: float
    value: float
    evidence: int
    trials: float


def wilson(p: float, n: float, z: float = WILSON_Z) -> tuple[float, float]:
    """Return the Wilson score interval of a share p of n, never excluding p."""
    if n == 0:
        return 0.0, 1.0
    centre = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    lower = (centre - half) / scale
    upper = (centre + half) / scale
    return max(0.0, min(lower, p)), min(1.0, max(upper, p))


def interval(v: float, n: float, z: float = WILSON_Z) -> tuple[float, float]:
    """Return the further of Wilson's end and z deviations from the value, on either side.

    A deviation s of v stands for n = v (1 - v) / s^2; where v is closer to an end than s, s is
    what makes the share that lies s inside as sure.
    """
    lower, upper = wilson(v, n, z)
    if n == 0:
        return lower, upper
    s = math.sqrt(v * (1 - v) / n)
    nearest = min(v, 1 - v)
    if nearest < 1 / (n + 1):
        s = 1 / (n + 1)
    return max(0.0, min(lower, v - z * s)), min(1.0, max(upper, v + z * s))


def composite(
    judgements: Mapping[str, Judgement],
    weights: Mapping[str, float],
    *,
    contacts: int,
    trials: Mapping[str, float] | None = None,
    allowed: Collection[str] | None = None,
) -> Health:
    """Combine judgements by weight.

    ``trials`` is how many observations of a share each is as sure as (None: its evidence);
    ``contacts`` is how many lines exist at ``as_of``; ``allowed`` names the metrics that the
    benchmark's columns allow (None: all), others are left out altogether.
    """
    allowed_weights = {
        name: weight
        for name, weight in weights.items()
        if weight > 0 and (allowed is None or name in allowed)
    }
    known = known_parts(judgements, allowed_weights, trials)
    if not known:
        status = "unknown" if contacts else "none"
        return Health(None, None, None, 0.0, status, None, {})
    total = math.fsum(part.weight for part in known)
    ends = [interval(part.value, part.trials) for part in known]
    health = 100 * math.fsum(part.weight * part.value for part in known) / total
    lower, upper = (
        health
        + sign * joint([
            100 * part.weight * (both[end] - part.value) / total
            for part, both in zip(known, ends, strict=True)
        ])
        for end, sign in ((0, -1), (1, 1))
    )  # fmt: skip
    covered = math.fsum(part.weight * part.evidence / (part.evidence + DAMPING) for part in known)
    coverage = covered / math.fsum(allowed_weights.values())
    sure = upper - lower <= ESTABLISHED_WIDTH and coverage >= ESTABLISHED_COVERAGE
    return Health(
        health=health,
        lower=lower,
        upper=upper,
        coverage=coverage,
        status="established" if sure else "provisional",
        band=band_of(health),
        contributions={part.name: 100 * part.weight * part.value / total for part in known},
    )


def joint(errors: list[float]) -> float:
    """Return the size of a sum of errors, any two of which are correlated alike."""
    squares = math.fsum(
        one * other * (1.0 if i == j else CORRELATION)
        for i, one in enumerate(errors)
        for j, other in enumerate(errors)
    )
    return math.sqrt(max(squares, 0.0))


def known_parts(
    judgements: Mapping[str, Judgement],
    weights: Mapping[str, float],
    trials: Mapping[str, float] | None,
) -> list[Part]:
    """Return the metrics that carry weight and have a value."""
    parts: list[Part] = []
    for name, weight in weights.items():
        judgement = judgements.get(name)
        if judgement is not None and judgement.value is not None:
            parts.append(
                Part(
                    name,
                    weight,
                    judgement.value,
                    judgement.evidence,
                    judgement.evidence if trials is None else trials[name],
                )
            )
    return parts


def band_of(health: float) -> str:
    """Return healthy from 60, fair from 40, else poor."""
    if health >= HEALTHY_FROM:
        return "healthy"
    return "fair" if health >= FAIR_FROM else "poor"
