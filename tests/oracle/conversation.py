"""Conversations: lines of one relationship that belong together in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .line import DAY_US, HOUR_US, INBOUND, OUTBOUND, existing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .line import Line

ENGAGED_OUTCOMES = frozenset({"replied", "attended", "clicked", "connected", "bought"})


@dataclass(frozen=True, slots=True)
class Conversation:
    """A chain of lines: when it began and ended, who spoke, whether they engaged."""

    start_us: int
    end_us: int
    flags: int
    engaged_outcome: bool

    @property
    def is_engaged(self) -> bool:
        """Something came in or was mutual, or an outcome says that they engaged."""
        return bool(self.flags & INBOUND) or self.engaged_outcome

    @property
    def is_touch(self) -> bool:
        """Something went out or was mutual."""
        return bool(self.flags & OUTBOUND)


def continues(before: Line, line: Line) -> bool:
    """Whether a line belongs to the conversation of the line right before it."""
    waited_us = line.time_us - before.time_us
    if waited_us <= HOUR_US:
        return True
    same_thread = line.thread is not None and line.thread == before.thread
    return same_thread and waited_us < DAY_US


def conversations(lines: Iterable[Line], as_of_us: int) -> list[Conversation]:
    """Chain the lines that exist at ``as_of`` into conversations, in time order."""
    chains: list[list[Line]] = []
    for line in existing(lines, as_of_us):
        if chains and continues(chains[-1][-1], line):
            chains[-1].append(line)
        else:
            chains.append([line])
    return [summarised(chain) for chain in chains]


def summarised(chain: list[Line]) -> Conversation:
    """Summarise the lines of one conversation."""
    flags = 0
    for line in chain:
        flags |= line.direction
    return Conversation(
        start_us=chain[0].time_us,
        end_us=chain[-1].time_us,
        flags=flags,
        engaged_outcome=any(line.outcome in ENGAGED_OUTCOMES for line in chain),
    )


def engaged_for_rhythm(lines: Iterable[Line], as_of_us: int, *, sided: bool) -> list[Conversation]:
    """Return engaged conversations; where no side is ours, every one is engaged."""
    return [
        conversation
        for conversation in conversations(lines, as_of_us)
        if conversation.is_engaged or not sided
    ]
