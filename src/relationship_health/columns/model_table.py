"""Interactions as model objects, laid out as the columns of a log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from relationship_health.errors import InputError
from relationship_health.model import Identifier, Interaction

_FIELDS = {
    "interaction": "id", "direction": "direction", "channel": "channel", "audience": "audience",
    "duration": "duration_minutes", "thread": "thread", "purpose": "purpose", "outcome": "outcome",
    "automated": "automated", "status": "status", "value": "value",
}  # fmt: skip
_ENDS = ("sender", "recipient", "time")

Row = tuple[Interaction, Identifier]


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
    rows = [(item, recipient) for item in interactions for recipient in item.recipients]
    columns: dict[str, list[Any]] = {
        "sender": [item.sender for item, _ in rows],
        "recipient": [recipient for _, recipient in rows],
        "time": [item.time for item, _ in rows],
    }
    for name, field in _FIELDS.items():
        cells = _audiences(rows) if name == "audience" else [getattr(i, field) for i, _ in rows]
        empty = "done" if name == "status" else None
        if any(cell != empty for cell in cells):
            columns[name] = cells
    for name in sorted({name for item, _ in rows for name in item.attributes}):
        if name in _FIELDS or name in _ENDS:
            message = (
                f"Interaction.attributes holds {name!r}, expected names of extra columns: "
                f"{name!r} is a column with a meaning, rename the attribute."
            )
            raise InputError(message)
        columns[name] = [item.attributes.get(name) for item, _ in rows]
    return columns


def _audiences(rows: Sequence[Row]) -> list[int | None]:
    """Return audiences, counted where nothing else would tell which rows belong together."""
    return [
        len(item.recipients)
        if item.audience is None and item.id is None and len(item.recipients) > 1
        else item.audience
        for item, _ in rows
    ]
