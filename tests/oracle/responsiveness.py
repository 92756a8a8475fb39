"""Who answers, and in time: questions found line by line, as a person would."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from .judgement import UNKNOWN, Judgement
from .line import DAY_US, MUTUAL, existing, instant
from .rhythm import age_days, decayed_weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .line import Line

LARGEST_PERSONAL_AUDIENCE = 10
WINDOW_US = 14 * DAY_US


def is_personal(line: Line) -> bool:
    """Neither automated nor a broadcast."""
    return not line.automated and line.audience <= LARGEST_PERSONAL_AUDIENCE


def questions(lines: Sequence[Line], as_of_us: int) -> list[tuple[int, int, int | None]]:
    """Return direction, time, and time of the other side's next line, of all that asks."""
    seen = existing(lines, as_of_us)
    spoken = [
        replace(line, direction=instant(line, seen))
        for line in seen
        if is_personal(line) and line.purpose != "news"
    ]
    found = []
    asking = False
    for place, line in enumerate(spoken):
        before = spoken[place - 1] if place else None
        if before is not None and before.direction == line.direction:
            if line.time_us - before.time_us <= DAY_US:
                continue
            asking = line.direction != MUTUAL
        elif before is None or MUTUAL in (line.direction, before.direction):
            asking = line.direction != MUTUAL
        else:
            in_time = line.time_us - before.time_us <= WINDOW_US
            asking = not (asking and in_time)
        if asking:
            later = [o.time_us for o in spoken[place:] if o.direction != line.direction]
            found.append((line.direction, line.time_us, later[0] if later else None))
    return found


def responsiveness(  # noqa: PLR0913 - the arguments are the definition's symbols
    lines: Sequence[Line],
    as_of_us: int,
    *,
    alpha: float,
    beta: float,
    target_days: float = 2.0,
    half_life_days: float = 180.0,
) -> Judgement:
    """Return the mean over both sides of P(answer within the target)."""
    sides = []
    count = 0
    for side in (1, 2):
        answers, waited, judged = [], [], 0
        for direction, asked_us, answered_us in questions(lines, as_of_us):
            if direction != side:
                continue
            weight = decayed_weight(age_days(asked_us, as_of_us), half_life_days)
            end_us = as_of_us if answered_us is None else answered_us
            days = (end_us - asked_us) / DAY_US
            in_time = answered_us is not None and days <= target_days
            answers.append(weight * in_time)
            waited.append(weight * min(days, target_days))
            judged += in_time or days >= target_days
        rate, exposure = alpha + math.fsum(answers), beta + math.fsum(waited)
        if judged:
            sides.append(1.0 - (exposure / (exposure + target_days)) ** rate)
            count += judged
    if not sides:
        return UNKNOWN
    return Judgement(value=sum(sides) / len(sides), evidence=count)
