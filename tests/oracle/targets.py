"""What happened after an origin, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .conversation import ENGAGED_OUTCOMES, engaged_for_rhythm
from .line import DAY_US, INBOUND, existing
from .rhythm import mean_gap_days, prior_beta

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .line import Line


@dataclass(frozen=True, slots=True)
class Fate:
    """Whether a relationship was alive at an origin, and what became of it."""

    alive: bool
    contact: bool
    continues: bool
    observed: bool


def fate(  # noqa: PLR0913 - the arguments are the definition's symbols
    lines: Iterable[Line],
    origin_us: int,
    *,
    sided: bool,
    horizon_days: float,
    alpha: float,
    beta: float,
    end_us: int,
    any_contact: bool,
    cadence_days: float | None = None,
) -> Fate:
    """Look at one relationship's lines before and after an origin."""
    lines = list(lines)
    before = existing(lines, origin_us)
    alive = bool(before) and origin_us - before[-1].time_us <= 4 * horizon_days * DAY_US
    engaged = engaged_for_rhythm(lines, origin_us, sided=sided)
    own = mean_gap_days(engaged, alpha=alpha, beta=prior_beta(alpha, beta, cadence_days))
    window = max(horizon_days, 4 * own)
    waits = [
        (line.time_us - origin_us) / DAY_US
        for line in existing(lines, end_us)
        if line.time_us > origin_us
        and (
            any_contact or not sided or line.direction & INBOUND or line.outcome in ENGAGED_OUTCOMES
        )
    ]
    return Fate(
        alive=alive,
        contact=any(wait <= horizon_days for wait in waits),
        continues=any(wait <= window for wait in waits),
        observed=window <= (end_us - origin_us) / DAY_US,
    )
