"""Engagement against reach: how often they engaged when we reached out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .conversation import conversations
from .judgement import UNKNOWN, Judgement, both_views
from .line import DAY_US, INBOUND, existing, other_view
from .rhythm import age_days, decayed_weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .conversation import Conversation
    from .line import Line


def engagement_vs_reach(  # noqa: PLR0913 - the arguments are the definition's symbols
    lines: Sequence[Line],
    as_of_us: int,
    *,
    sided: bool,
    a: float,
    b: float,
    half_life_days: float = 180.0,
    window_days: int = 14,
) -> Judgement:
    """Return the decayed Beta-binomial mean; both views where no side is ours."""

    def from_view(view: Sequence[Line]) -> Judgement:
        return one_view(
            view,
            as_of_us,
            a=a,
            b=b,
            half_life_days=half_life_days,
            window_us=window_days * DAY_US,
        )

    if sided:
        return from_view(lines)
    return both_views(from_view(lines), from_view(other_view(lines)))


def one_view(  # noqa: PLR0913 - the arguments are the definition's symbols
    lines: Sequence[Line],
    as_of_us: int,
    *,
    a: float,
    b: float,
    half_life_days: float,
    window_us: int,
) -> Judgement:
    """Return (a + sum of w over answered)/(a + b + sum of w) over judged touches."""
    seen = existing(lines, as_of_us)
    judged: list[float] = []
    answered: list[float] = []
    before: Conversation | None = None
    for touch in conversations(lines, as_of_us):
        answers = before is not None and is_answer(touch, before, seen, window_us)
        before = touch
        if not touch.is_touch:
            continue
        weight = decayed_weight(age_days(touch.end_us, as_of_us), half_life_days)
        if was_answered(touch, seen, window_us):
            judged.append(weight)
            answered.append(weight)
        elif as_of_us - touch.end_us >= window_us and not answers:
            judged.append(weight)
    if not judged:
        return UNKNOWN
    value = (a + math.fsum(answered)) / (a + b + math.fsum(judged))
    return Judgement(value=value, evidence=len(judged))


def is_answer(
    touch: Conversation, before: Conversation, seen: Sequence[Line], window_us: int
) -> bool:
    """Whether the last word before it was theirs, and it came within the window."""
    last = {line.direction for line in seen if line.time_us == before.end_us}
    return last == {INBOUND} and touch.start_us - before.end_us <= window_us


def was_answered(touch: Conversation, seen: Sequence[Line], window_us: int) -> bool:
    """Whether they engaged in it, or something came in after it within the window."""
    if touch.is_engaged:
        return True
    return any(
        line.direction & INBOUND and 0 < line.time_us - touch.end_us <= window_us for line in seen
    )
