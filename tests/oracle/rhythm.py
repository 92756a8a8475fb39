"""Own rhythm: decay, exposure, the mean gap of a relationship, and its silence."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from .conversation import engaged_for_rhythm
from .judgement import UNKNOWN, Judgement
from .line import DAY_US

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .conversation import Conversation
    from .line import Line


def age_days(time_us: int, as_of_us: int) -> float:
    """Return the days from a time to ``as_of``."""
    return (as_of_us - time_us) / DAY_US


def decayed_weight(age: float, half_life_days: float) -> float:
    """Return 2^(-age/h)."""
    return math.exp2(-age / half_life_days)


def exposure_days(observed_days: float, half_life_days: float) -> float:
    """Return (h/ln 2)(1 - 2^(-L/h)), by expm1 so that a short L loses no digits."""
    lost = -math.expm1(-observed_days / half_life_days * math.log(2))
    return half_life_days / math.log(2) * lost


def prior_beta(alpha: float, beta: float, cadence_days: float | None) -> float:
    """Return the prior's beta in days; a declared cadence d makes it alpha*d."""
    return beta if cadence_days is None else alpha * cadence_days


def mean_gap_days(engaged: Sequence[Conversation], *, alpha: float, beta: float) -> float:
    """Return m = (beta + sum of gaps)/(alpha + number of gaps).

    A gap runs from the end of one engaged conversation to the start of the next.
    """
    gaps_us = [later.start_us - sooner.end_us for sooner, later in pairwise(engaged)]
    return (beta + sum(gaps_us) / DAY_US) / (alpha + len(gaps_us))


def recency_decay(  # noqa: PLR0913 - the arguments are the definition's symbols
    lines: Iterable[Line],
    as_of_us: int,
    *,
    sided: bool,
    alpha: float,
    beta: float,
    cadence_days: float | None = None,
    kappa: float = 2.0,
) -> Judgement:
    """Return 2^(-g/(kappa*m)): how normal the silence g is for this relationship."""
    engaged = engaged_for_rhythm(lines, as_of_us, sided=sided)
    if not engaged:
        return UNKNOWN
    beta = prior_beta(alpha, beta, cadence_days)
    mean_gap = mean_gap_days(engaged, alpha=alpha, beta=beta)
    silence = age_days(engaged[-1].end_us, as_of_us)
    value = math.exp2(-silence / (kappa * mean_gap))
    return Judgement(value=value, evidence=len(engaged))
