"""How likely contact is within some days, and what an earlier moment has to tell of that."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .conversation import Conversation, engaged_for_rhythm
from .line import DAY_US
from .rhythm import age_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .line import Line

FLOOR = 0.03


def outlook(
    lines: Iterable[Line],
    as_of_us: int,
    *,
    sided: bool,
    learned: Mapping[str, float],
    horizon: float,
) -> float | None:
    """Return the logistic of the three figures, None where they never engaged."""
    engaged = engaged_for_rhythm(lines, as_of_us, sided=sided)
    if not engaged:
        return None
    recent, silence, lasting = figures(engaged, as_of_us, horizon)
    odds = math.exp(
        learned["intercept"]
        + learned["recent"] * recent
        + learned["silence"] * silence
        + learned["lasting"] * lasting
    )
    return odds / (1.0 + odds)


def figures(
    engaged: Sequence[Conversation], moment_us: int, horizon: float
) -> tuple[float, float, float]:
    """What speaks for contact within a horizon, seen from a moment."""
    decayed = math.fsum(
        0.5 ** (age_days(talk.end_us, moment_us) / (2.0 * horizon)) for talk in engaged
    )
    silence = age_days(engaged[-1].end_us, moment_us)
    span = age_days(engaged[0].start_us, moment_us)
    lasting = (span - silence) / span if span > 0 else 0.0
    return math.log(decayed + FLOOR), -math.log(silence / horizon + FLOOR), lasting


def answer(
    lines: Iterable[Line], as_of_us: int, *, sided: bool, days: int
) -> tuple[tuple[float, float, float], bool] | None:
    """Return what was to be seen some days ago, rounded, and whether contact came since.

    None where there was none within four times as many days before.
    """
    engaged = engaged_for_rhythm(lines, as_of_us, sided=sided)
    cut = as_of_us - days * DAY_US
    before = [talk for talk in engaged if talk.end_us <= cut]
    if not before or age_days(before[-1].end_us, cut) >= 4.0 * days:
        return None
    recent, silence, lasting = figures(before, cut, float(days))
    rounded = (round(2.0 * recent) / 2.0, round(2.0 * silence) / 2.0, round(4.0 * lasting) / 4.0)
    return rounded, any(talk.start_us > cut for talk in engaged)
