"""What happened within a stretch of time, counted relationship by relationship."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats
from relationship_health.columns import Block, Portfolio
from relationship_health.kernels.segments import Groups
from relationship_health.model import OUTBOUND, Terms

PHONE = ("phone",)
MEETINGS = ("meeting", "visit", "video")


@attrs.frozen(slots=True, kw_only=True)
class Window:
    """Later than the one moment, and up to the other, microseconds UTC."""

    since_us: int
    until_us: int


def counts_within(
    portfolio: Portfolio, windows: Mapping[str, Window], terms: Terms
) -> dict[str, dict[str, Floats]]:
    """Count what happened in each window.

    Returns
    -------
    mapping of window to mapping of measure to float64 array over relationships
        ``engaged``: conversations in which they took part; ``personal``: those of them with a line
        that was neither automated nor a broadcast; ``phone``, ``meetings``: those by phone, and
        face to face or by video; ``minutes`` of those ``timed`` that tell a duration; ``sent``:
        lines of ours.
    """
    until = max(window.until_us for window in windows.values())
    parts: dict[str, list[dict[str, Floats]]] = {name: [] for name in windows}
    for block in portfolio.blocks(until, terms):
        measures = _measures(block)
        ends, times = block.conversations.end, block.time
        for name, window in windows.items():
            within = (ends > window.since_us) & (ends <= window.until_us)
            sent = (times > window.since_us) & (times <= window.until_us)
            sent &= (block.direction & OUTBOUND) != 0
            found = {
                measure: block.conversations.groups.sum(values * within)
                for measure, values in measures.items()
            }
            parts[name].append(found | {"sent": block.groups.count(sent).astype(np.float64)})
    empty = {name: np.zeros(0) for name in _MEASURES}
    return {
        name: {key: np.concatenate([empty[key], *(part[key] for part in found)]) for key in empty}
        for name, found in parts.items()
    }


_MEASURES = ("engaged", "personal", "phone", "meetings", "minutes", "timed", "sent")


def _measures(block: Block) -> dict[str, Floats]:
    """Amounts of every conversation, 0 where they took no part in it."""
    talks, engaged = block.conversations, block.engaged
    lines = Groups(np.append(talks.first_row, len(block.time)))

    def any_line(mask: Bools) -> Floats:
        return ((lines.count(mask) > 0) & engaged).astype(np.float64)

    duration = block.columns.get("duration")
    minutes = np.full(len(block.time), np.nan) if duration is None else duration
    timed = ~np.isnan(minutes)
    return {
        "engaged": engaged.astype(np.float64), "personal": any_line(block.personal),
        "phone": any_line(block.is_any("channel", PHONE)),
        "meetings": any_line(block.is_any("channel", MEETINGS)),
        "minutes": lines.sum(np.where(timed, minutes, 0.0)) * engaged,
        "timed": any_line(timed),
    }  # fmt: skip
