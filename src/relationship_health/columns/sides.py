"""Sides: who is ours, from which end a row is seen, and which way it went."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.errors import InputError
from relationship_health.model import CHANNELS, INBOUND, MUTUAL, OUTBOUND, OUTCOMES

OurSide = Iterable[str | int] | Callable[[str | int], bool] | str | None
"""Ids of our side, a function of an id, or the name of a boolean column."""

MUTUAL_CHANNELS = frozenset(name for name, channel in CHANNELS.items() if channel.mutual)
MUTUAL_OUTCOMES = frozenset(name for name, outcome in OUTCOMES.items() if outcome.mutual)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Oriented:
    """Rows seen from the source of their relationship: codes of both ends, and whether sided."""

    source: Ints
    target: Ints
    sided: Bools


def members(ids: Array, our_side: Iterable[str | int] | Callable[[str | int], bool]) -> Bools:
    """Mark the ids that are ours.

    Raises
    ------
    InputError
        Where none of the ids named occurs in the log.
    """
    known = ids.tolist()
    if callable(our_side):
        return np.array([bool(our_side(i)) for i in known], dtype=np.bool_)
    wanted = set(our_side)
    ours = np.array([i in wanted for i in known], dtype=np.bool_)
    if wanted and known and not ours.any():
        example = next(iter(wanted))
        message = (
            f"our_side names no one who occurs in the log: found {example!r} "
            f"({type(example).__name__}), expected ids such as {known[0]!r} "
            f"({type(known[0]).__name__}): pass ids as they stand in the log."
        )
        raise InputError(message)
    return ours


def orient(sender: Ints, recipient: Ints, ours: Bools | None, *, as_logged: bool) -> Oriented:
    """Decide from which end each row is seen.

    With sides, the end that is ours; a log with directions, its sender; otherwise the smaller id,
    which only names the row.
    """
    none = np.zeros(len(sender), dtype=np.bool_)
    if ours is None:
        if as_logged:
            return Oriented(source=sender, target=recipient, sided=~none)
        return Oriented(
            source=np.minimum(sender, recipient), target=np.maximum(sender, recipient), sided=none
        )
    from_us, to_us = ours[sender], ours[recipient]
    sided = from_us != to_us
    swap = np.where(sided, to_us, sender > recipient)
    return Oriented(
        source=np.where(swap, recipient, sender),
        target=np.where(swap, sender, recipient),
        sided=sided,
    )


def directions(sender: Ints, source: Ints, mutual: Bools | None) -> Array:
    """Direction bits of each row, from the source's side."""
    bits = np.where(sender == source, np.int8(OUTBOUND), np.int8(INBOUND))
    return bits if mutual is None else np.where(mutual, np.int8(MUTUAL), bits)
