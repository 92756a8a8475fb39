"""Many sources, one log: an event that several of them know counts once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from relationship_health.arrays import Bools, Column, array_column
from relationship_health.columns.sides import MUTUAL_CHANNELS
from relationship_health.sources.parts import Part, joined

Event = tuple[str, str, str]
"""An id, and the two people in the order of their ids."""


def count_once(parts: Sequence[Part]) -> list[Part]:
    """Leave out, from all but one source, events that several of them know.

    An event is known by its id: the Message-ID of a mail, the UID of a meeting, or the id that a
    customer database keeps of either. Mails that carry a meeting's id, or answer it, are its
    invitations. What people did together comes first, then the order of the sources.
    """
    order = sorted(range(len(parts)), key=lambda place: not _is_mutual(parts[place]).any())
    seen: dict[Event, str] = {}
    result = list(parts)
    for place in order:
        part = parts[place]
        gone = np.array(
            [any(event in seen for event in row) for row in _events(part, asking=True)],
            dtype=np.bool_,
        )
        reason = "another source knows the same event"
        kept = part.without(gone, "seen-elsewhere", reason, "interaction")
        for row in _events(kept, asking=False):
            for event in row:
                seen.setdefault(event, part.origin.name)
        result[place] = kept
    return result


def concatenate(parts: Sequence[Part]) -> dict[str, Column]:
    """Return the rows of all sources, one behind another."""
    names = list(dict.fromkeys(name for part in parts for name in part.columns))
    return {
        name: joined([part.columns.get(name, _nothing(part)) for part in parts]) for name in names
    }


def _nothing(part: Part) -> Column:
    return array_column(np.full(part.origin.rows, np.nan))


def _is_mutual(part: Part) -> Bools:
    channel = part.columns.get("channel")
    if channel is None or channel.kind != "text":
        return np.zeros(part.origin.rows, dtype=np.bool_)
    table = np.array([*(name in MUTUAL_CHANNELS for name in channel.categories), False])
    return np.asarray(table[channel.values], dtype=np.bool_)


def _events(part: Part, *, asking: bool) -> Iterator[list[Event]]:
    """Give what each row may be known by.

    A meeting is also known by the id of its series; a mail asks by the id that it answers too.
    """
    texts = {
        name: part.columns[name].texts().tolist()
        for name in ("sender", "recipient", "interaction", "thread", "answers")
        if name in part.columns and part.columns[name].kind == "text"
    }
    nothing = [None] * part.origin.rows
    own, series = texts.get("interaction", nothing), texts.get("thread", nothing)
    answered = texts.get("answers", nothing)
    ends = zip(texts.get("sender", nothing), texts.get("recipient", nothing), strict=True)
    for place, (mutual, (one, other)) in enumerate(
        zip(_is_mutual(part).tolist(), ends, strict=True)
    ):
        further = series[place] if mutual and not asking else None
        if not mutual and asking:
            further = answered[place]
        first, second = sorted((str(one), str(other)))
        yield [(name, first, second) for name in (own[place], further) if name]
