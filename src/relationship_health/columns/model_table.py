"""Interactions as model objects, laid out as the columns of a log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from relationship_health.model import Interaction

_FIELDS = {
    "interaction": "id", "direction": "direction", "channel": "channel", "audience": "audience",
    "duration": "duration_minutes", "thread": "thread", "purpose": "purpose", "outcome": "outcome",
    "automated": "automated", "status": "status", "value": "value",
}  # fmt: skip


def interaction_columns(interactions: Iterable[Interaction]) -> dict[str, list[Any]]:
    """Return one row per interaction and recipient; columns that nobody filled are left out.

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
        cells = [getattr(item, field) for item, _ in rows]
        if name == "audience":
            # Without an id the rows of one message cannot be found again, so count here.
            cells = [
                cell if cell is not None or item.id is not None or len(item.recipients) == 1
                else len(item.recipients)
                for cell, (item, _) in zip(cells, rows, strict=True)
            ]  # fmt: skip
        empty = "done" if name == "status" else None
        if any(cell != empty for cell in cells):
            columns[name] = cells
    for name in sorted({name for item, _ in rows for name in item.attributes}):
        columns.setdefault(name, [item.attributes.get(name) for item, _ in rows])
    return columns
