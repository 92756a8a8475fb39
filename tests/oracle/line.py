"""A line: one interaction as one relationship sees it, and which lines exist."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HOUR_US = 3_600_000_000
DAY_US = 86_400_000_000

OUTBOUND = 1
INBOUND = 2
MUTUAL = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One interaction: bit 1 of the direction is ours, bit 2 is theirs."""

    time_us: int
    direction: int
    thread: str | None = None
    audience: int = 1
    automated: bool | None = None
    outcome: str | None = None
    channel: str | None = None
    status: str = "done"
    purpose: str | None = None
    duration: float | None = None


def existing(lines: Iterable[Line], as_of_us: int) -> list[Line]:
    """Return the lines that were done at or before ``as_of``, in time order.

    Equal times are ordered by thread (no thread first), because the thread of the
    line before decides what a later line continues; nothing else can matter.
    """
    done = [line for line in lines if line.status == "done" and line.time_us <= as_of_us]
    return sorted(
        done,
        key=lambda line: (line.time_us, line.thread is not None, line.thread or ""),
    )


def other_view(lines: Iterable[Line]) -> list[Line]:
    """Return the same lines as the other end sees them: out is in, in is out."""
    swapped = {OUTBOUND: INBOUND, INBOUND: OUTBOUND, MUTUAL: MUTUAL}
    return [replace(line, direction=swapped[line.direction]) for line in lines]


def instant(line: Line, lines: Iterable[Line]) -> int:
    """Return the directions of all lines at the moment of one, together."""
    bits = 0
    for other in lines:
        if other.time_us == line.time_us:
            bits |= other.direction
    return bits
