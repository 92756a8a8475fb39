"""Too little, right, or too much: our outreach against the cadence they sustain."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .conversation import conversations
from .judgement import UNKNOWN, Judgement, both_views
from .line import other_view
from .rhythm import (
    age_days,
    decayed_weight,
    exposure_days,
    mean_gap_days,
    prior_beta,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .conversation import Conversation
    from .line import Line

FEWEST_ENGAGED = 3
FEWEST_TOUCHES = 10
SHORTEST_WINDOW_DAYS = 30.0
LONGEST_WINDOW_DAYS = 365.0
GAPS_IN_WINDOW = 3


def frequency_balance(  # noqa: PLR0913 - the arguments are the definition's symbols
    lines: Sequence[Line],
    as_of_us: int,
    *,
    sided: bool,
    alpha: float,
    beta: float,
    cadence_days: float | None = None,
    half_life_days: float = 180.0,
    sigma: float = math.log(3),
) -> Judgement:
    """Return exp(-(ln rho)^2/(2 sigma^2)); both views where no side is ours."""

    def from_view(view: Sequence[Line]) -> Judgement:
        return one_view(
            view,
            as_of_us,
            alpha=alpha,
            beta=prior_beta(alpha, beta, cadence_days),
            cadence_days=cadence_days,
            half_life_days=half_life_days,
            sigma=sigma,
        )

    if sided:
        return from_view(lines)
    return both_views(from_view(lines), from_view(other_view(lines)))


def one_view(  # noqa: PLR0913 - the arguments are the definition's symbols
    lines: Sequence[Line],
    as_of_us: int,
    *,
    alpha: float,
    beta: float,
    cadence_days: float | None,
    half_life_days: float,
    sigma: float,
) -> Judgement:
    """Judge one view; here engaged is engaged from this view, sided or not."""
    talks = conversations(lines, as_of_us)
    engaged = [talk for talk in talks if talk.is_engaged]
    touches = [talk for talk in talks if talk.is_touch]
    enough = (
        len(engaged) >= FEWEST_ENGAGED or cadence_days is not None or len(touches) >= FEWEST_TOUCHES
    )
    if not talks or not enough:
        return UNKNOWN
    known_days = age_days(talks[0].start_us, as_of_us)
    mean_gap = mean_gap_days(engaged, alpha=alpha, beta=beta)
    window = window_days(mean_gap, known_days)
    recent = sum(age_days(touch.end_us, as_of_us) <= window for touch in touches)
    outreach = (alpha + recent) / (beta + window)
    if cadence_days is not None:
        sustained = 1 / cadence_days
    else:
        exposure = exposure_days(known_days, half_life_days)
        decayed = decayed_count(engaged, as_of_us, half_life_days)
        sustained = (alpha + decayed) / (beta + exposure)
    rho = outreach / sustained
    value = math.exp(-(math.log(rho) ** 2) / (2 * sigma**2))
    evidence = sum(talk.is_touch or talk.is_engaged for talk in talks)
    return Judgement(value=value, evidence=evidence)


def window_days(mean_gap_days: float, known_days: float) -> float:
    """Return W: three own gaps, 30 to 365 days, never longer than we know them."""
    own = GAPS_IN_WINDOW * mean_gap_days
    clipped = min(max(own, SHORTEST_WINDOW_DAYS), LONGEST_WINDOW_DAYS)
    return min(clipped, known_days)


def decayed_count(talks: Sequence[Conversation], as_of_us: int, half_life_days: float) -> float:
    """Return the sum of 2^(-age/h), ages measured from the conversations' ends."""
    return math.fsum(
        decayed_weight(age_days(talk.end_us, as_of_us), half_life_days) for talk in talks
    )
