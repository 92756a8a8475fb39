"""Two-way or one-way: the decayed balance of messages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .judgement import UNKNOWN, Judgement
from .line import INBOUND, MUTUAL, OUTBOUND, existing
from .rhythm import age_days, decayed_weight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .line import Line

SHARE_OUTBOUND = {OUTBOUND: 1.0, MUTUAL: 0.5, INBOUND: 0.0}


def reciprocity(
    lines: Iterable[Line],
    as_of_us: int,
    *,
    half_life_days: float = 180.0,
    a: float = 2.0,
    r0: float = 0.3,
) -> Judgement:
    """Return (2 min(in, out) + a r0)/(in + out + a); it looks the same from both ends.

    Lines count one by one, conversations play no part; a mutual line is half each.
    """
    seen = existing(lines, as_of_us)
    if not seen:
        return UNKNOWN
    outward: list[float] = []
    inward: list[float] = []
    for line in seen:
        weight = decayed_weight(age_days(line.time_us, as_of_us), half_life_days)
        outward.append(weight * SHARE_OUTBOUND[line.direction])
        inward.append(weight * (1.0 - SHARE_OUTBOUND[line.direction]))
    out, back = math.fsum(outward), math.fsum(inward)
    value = (2 * min(back, out) + a * r0) / (back + out + a)
    return Judgement(value=value, evidence=len(seen))
