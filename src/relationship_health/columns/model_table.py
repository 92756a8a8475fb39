"""Interactions as model objects, laid out as the columns of a log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from relationship_health.errors import InputError
from relationship_health.model import NO_ATTRIBUTES, Interaction

Items = Sequence[Interaction]

# Written out: an attribute that a comprehension names is read several times faster than by getattr.
_CELLS: Mapping[str, Callable[[Items], list[Any]]] = MappingProxyType(
    {
        "interaction": lambda items: [item.id for item in items],
        "direction": lambda items: [item.direction for item in items],
        "channel": lambda items: [item.channel for item in items],
        # Counted where nothing else would tell which rows belong together.
        "audience": lambda items: [
            len(item.recipients)
            if item.audience is None and item.id is None and len(item.recipients) > 1
            else item.audience
            for item in items
        ],
        "duration": lambda items: [item.duration_minutes for item in items],
        "thread": lambda items: [item.thread for item in items],
        "purpose": lambda items: [item.purpose for item in items],
        "outcome": lambda items: [item.outcome for item in items],
        "automated": lambda items: [item.automated for item in items],
        "status": lambda items: [item.status for item in items],
        "value": lambda items: [item.value for item in items],
    }
)
_ENDS = ("sender", "recipient", "time")


def interaction_columns(interactions: Iterable[Interaction]) -> dict[str, list[Any]]:
    """Return one row per interaction and recipient; columns that nobody filled are left out.

    Raises
    ------
    InputError
        Where an extra attribute bears the name of a column with a meaning.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> mail = Interaction(sender="a", recipients=("b", "c"), time=datetime(2026, 1, 5, tzinfo=UTC))
    >>> interaction_columns([mail])["recipient"]
    ['b', 'c']
    """
    items = list(interactions)
    recipients = [recipient for item in items for recipient in item.recipients]
    if len(recipients) > len(items):
        items = [item for item in items for _ in item.recipients]
    columns: dict[str, list[Any]] = {
        "sender": [item.sender for item in items],
        "recipient": recipients,
        "time": [item.time for item in items],
    }
    for name, cells_of in _CELLS.items():
        cells = cells_of(items)
        if cells.count("done" if name == "status" else None) < len(cells):
            columns[name] = cells
    described = [item.attributes for item in items if item.attributes is not NO_ATTRIBUTES]
    for name in sorted({name for attributes in described for name in attributes}):
        if name in _CELLS or name in _ENDS:
            message = (
                f"Interaction.attributes holds {name!r}, expected names of extra columns: "
                f"{name!r} is a column with a meaning, rename the attribute."
            )
            raise InputError(message)
        columns[name] = [item.attributes.get(name) for item in items]
    return columns
