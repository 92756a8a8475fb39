"""Warmer or colder than it was: recent against earlier engaged contact."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .conversation import engaged_for_rhythm
from .judgement import UNKNOWN, Judgement
from .rhythm import age_days, decayed_weight, exposure_days

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .line import Line

FEWEST_ENGAGED = 2
RECENT_HALF_LIVES = 4
MOST_TERMS = 100_000
TINY = 1e-300
ONE_ULP = 2.3e-16


def momentum(  # noqa: PLR0913 - the arguments are the definition's symbols
    lines: Iterable[Line],
    as_of_us: int,
    *,
    sided: bool,
    alpha: float,
    beta: float,
    half_life_days: float = 180.0,
) -> Judgement:
    """Return min(1, 2 P(recent rate > earlier rate)) under Gamma posteriors."""
    engaged = engaged_for_rhythm(lines, as_of_us, sided=sided)
    if len(engaged) < FEWEST_ENGAGED:
        return UNKNOWN
    short = half_life_days / RECENT_HALF_LIVES
    ages = [age_days(talk.end_us, as_of_us) for talk in engaged]
    near = [decayed_weight(age, short) for age in ages]
    far = [decayed_weight(age, half_life_days) for age in ages]
    recent = math.fsum(near)
    earlier = math.fsum(far + [-weight for weight in near])
    known_days = age_days(engaged[0].start_us, as_of_us)
    recent_days = exposure_days(known_days, short)
    earlier_days = exposure_days(known_days, half_life_days) - recent_days
    probability = probability_greater(
        alpha + recent, beta + recent_days, alpha + earlier, beta + earlier_days
    )
    return Judgement(value=min(1.0, 2.0 * probability), evidence=len(engaged))


def probability_greater(a1: float, b1: float, a2: float, b2: float) -> float:
    """Return P(X > Y), X ~ Gamma(a1, rate b1) and Y ~ Gamma(a2, rate b2), independent.

    With G1 = b1 X and G2 = b2 Y it is P(G2/(G1 + G2) < b2/(b1 + b2)), a Beta(a2, a1).
    """
    return regularised_incomplete_beta(b2 / (b1 + b2), a2, a1)


def regularised_incomplete_beta(x: float, a: float, b: float) -> float:
    """Return I_x(a, b) by its continued fraction, on the side where that converges."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - regularised_incomplete_beta(1.0 - x, b, a)
    log_front = a * math.log(x) + b * math.log1p(-x)
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return math.exp(log_front - log_beta) / (a * continued_fraction(x, a, b))


def continued_fraction(x: float, a: float, b: float) -> float:
    """Return 1 + d1/(1 + d2/(1 + ...)) of DLMF 8.17.22, by modified Lentz steps."""
    value = above = 1.0
    below = 0.0
    for term in range(1, MOST_TERMS):
        m = term // 2
        if term % 2:
            d = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            d = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        below = 1.0 / ((1.0 + d * below) or TINY)
        above = (1.0 + d / above) or TINY
        value *= above * below
        if abs(above * below - 1.0) < ONE_ULP:
            return value
    message = f"no convergence at x={x}, a={a}, b={b}"
    raise ArithmeticError(message)
