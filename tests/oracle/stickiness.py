"""Whether contact will come: the chance that a silence ends within a horizon."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from .conversation import engaged_for_rhythm
from .judgement import UNKNOWN, Judgement
from .line import DAY_US
from .rhythm import age_days, mean_gap_days, prior_beta

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .line import Line


def stickiness(  # noqa: PLR0913 - the arguments are the definition's symbols
    lines: Iterable[Line],
    as_of_us: int,
    *,
    sided: bool,
    rhythm: tuple[float, float],
    learned: Mapping[str, float],
    cadence_days: float | None = None,
) -> Judgement:
    """Return 1 - ((b + g^k)/(b + (g + H)^k))^a with H = max(30, 4 m)."""
    engaged = engaged_for_rhythm(lines, as_of_us, sided=sided)
    if not engaged:
        return UNKNOWN
    k = learned["k"]
    gaps = [(later.start_us - sooner.end_us) / DAY_US for sooner, later in pairwise(engaged)]
    typical = learned["gap_days"] if cadence_days is None else cadence_days
    a = learned["a"] + len(gaps)
    b = learned["a"] * typical**k + sum(gap**k for gap in gaps)
    alpha, beta = rhythm
    usual = mean_gap_days(engaged, alpha=alpha, beta=prior_beta(alpha, beta, cadence_days))
    horizon = max(30.0, 4.0 * usual)
    silence = age_days(engaged[-1].end_us, as_of_us)
    stays_away = ((b + silence**k) / (b + (silence + horizon) ** k)) ** a
    return Judgement(value=1.0 - stays_away, evidence=len(engaged))
