"""Sides: who is ours, from which end a row is seen, and which way it went."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Column, Ints
from relationship_health.columns.identity import Ids
from relationship_health.errors import InputError
from relationship_health.model import (
    CHANNELS,
    INBOUND,
    MUTUAL,
    OUTBOUND,
    OUTCOMES,
    Relationship,
    Stakeholder,
)

OurSide = Iterable[str | int] | Callable[[str | int], bool] | str | None
"""Ids of our side, a function of an id, or the name of a boolean column."""

MUTUAL_CHANNELS = frozenset(name for name, channel in CHANNELS.items() if channel.mutual)
MUTUAL_OUTCOMES = frozenset(name for name, outcome in OUTCOMES.items() if outcome.mutual)

OURS, THEIRS, HEARD, SEEN = np.uint8(1), np.uint8(2), np.uint8(4), np.uint8(8)
"""What a log says of an id: its sender is ours, is theirs, it heard from them, it occurs."""

SWAPPED = np.array([0, INBOUND, OUTBOUND, MUTUAL], dtype=np.int8)
"""Direction bits as they are seen from the other end."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Oriented:
    """Rows seen from the source of their relationship: codes of both ends, and whether sided."""

    source: Ints
    target: Ints
    sided: Bools


def ids_of(our_side: Iterable[str | int]) -> frozenset[str | int]:
    """Return ids of our side as a set, so that they can be asked for again.

    Raises
    ------
    InputError
        Where it is nothing that can name a side.
    """
    try:
        return frozenset(our_side)
    except TypeError as error:
        message = (
            f"our_side is {type(our_side).__name__}, expected ids such as {{'ana@us.example'}}, a "
            f"function of an id, or the name of a boolean column ({error})."
        )
        raise InputError(message) from error


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
    wanted = ids_of(our_side)
    ours = np.array([i in wanted for i in known], dtype=np.bool_)
    if wanted and known and not ours.any():
        example = min(wanted, key=str)
        message = (
            f"our_side names no one who occurs in the log: found {example!r} "
            f"({type(example).__name__}), expected ids such as {known[0]!r} "
            f"({type(known[0]).__name__}): pass ids as they stand in the log."
        )
        raise InputError(message)
    return ours


def side_signs(name: str, flags: Column, ids: Ids) -> Array:
    """Return what a log, or a part of one, says of the side of each id; parts join by bitwise or.

    Raises
    ------
    InputError
        Where it is no boolean column.
    """
    if flags.kind != "boolean":
        message = (
            f"our_side names column {name!r}, which holds {flags.content}, expected true and "
            "false for 'the sender is ours': convert it, or pass ids."
        )
        raise InputError(message)
    sender, recipient = ids.codes
    known = ~flags.missing & (sender >= 0)
    ours, theirs, heard, seen = (np.zeros(len(ids.values), dtype=np.bool_) for _ in range(4))
    ours[sender[known & flags.values]] = True
    theirs[sender[known & ~flags.values]] = True
    heard[recipient[known & ~flags.values & (recipient >= 0)]] = True
    for codes in ids.codes:
        seen[codes[codes >= 0]] = True
    return np.asarray(ours * OURS | theirs * THEIRS | heard * HEARD | seen * SEEN, np.uint8)


def decide_sides(name: str, ids: Ids, signs: Array, ties: Sequence[Relationship]) -> Bools:
    """Mark the ids that are ours by all that a log says of them.

    Raises
    ------
    InputError
        Where it says both of one sender.
    """
    ours, theirs, heard, seen = ((signs & bit) != 0 for bit in (OURS, THEIRS, HEARD, SEEN))
    both = (ours & theirs).nonzero()[0]
    if len(both):
        message = (
            f"Column {name!r} says both true and false of sender {ids.values[both[0]]!r}, "
            "expected one side for each sender: mend the column, or pass ids."
        )
        raise InputError(message)
    # Whoever only receives from the other side is on this one.
    ours |= ~theirs & heard
    code = ids.position() if ties else {}
    for source, target in ((code[tie.source], code[tie.target]) for tie in ties):
        # Of two that the log does not know, the source of a declared relationship is ours.
        if not seen[source]:
            ours[source] = not (seen[target] and ours[target])
        if not seen[target]:
            ours[target] = not ours[source]
    return np.asarray(ours, dtype=np.bool_)


def flagged_stakeholders(
    name: str, stakeholders: Mapping[str | int, Stakeholder]
) -> set[str | int] | None:
    """Ids whose stakeholder attribute of that name is true; None where none has the attribute.

    Raises
    ------
    InputError
        Where the attribute of someone is neither true nor false.
    """
    flags = {
        key: person.attributes[name]
        for key, person in stakeholders.items()
        if name in person.attributes
    }
    for key, flag in flags.items():
        if not isinstance(flag, bool | np.bool_):
            message = (
                f"our_side names the attribute {name!r} of stakeholders, which is {flag!r} for "
                f"{key!r}, expected true or false: convert it, or pass ids."
            )
            raise InputError(message)
    return {key for key, flag in flags.items() if flag} if flags else None


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


def directions(sender: Ints, seen: Oriented, mutual: Bools, stated: Array | None) -> Array:
    """Direction bits of each row, from the source's side.

    A direction that the log states is seen from our side, or from the sender where neither end or
    both are ours; where it states none, the row went from its sender to its recipient.
    """
    bits = np.where(sender == seen.source, np.int8(OUTBOUND), np.int8(INBOUND))
    bits = np.where(mutual, np.int8(MUTUAL), bits)
    if stated is None:
        return bits
    turned = ~seen.sided & (sender != seen.source)
    return np.where(stated > 0, np.where(turned, SWAPPED[stated], stated), bits)
