"""Invented people and contacts for the examples."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

OURS = ("ana@us.example",)
PEOPLE = (*OURS, *(f"{name}@them.example" for name in ("bo", "cy", "dee", "eli", "fay")))
NIGHT = "2026-05-01T00:00:00+00:00"

_CHANNELS = ("email", "phone", "meeting")


def _contacts() -> list[dict[str, Any]]:
    """Give each of them a rhythm of their own; every second one stops answering in March."""
    rows = []
    for number, person in enumerate(PEOPLE[len(OURS) :], start=1):
        moment, last = datetime(2026, 1, 2 + number, 9, tzinfo=UTC), datetime.fromisoformat(NIGHT)
        while moment < last:
            ends = (OURS[0], person)
            rows.append({"sender": ends[0], "recipient": ends[1], "at": moment.isoformat(),
                         "channel": _CHANNELS[number % 3], "outcome": None})  # fmt: skip
            if number % 2 or moment.month < 3:
                later = (moment + timedelta(hours=5)).isoformat()
                rows.append({"sender": ends[1], "recipient": ends[0], "at": later,
                             "channel": _CHANNELS[number % 3], "outcome": "replied"})  # fmt: skip
            moment += timedelta(days=3 * number)
    return rows


CONTACTS = _contacts()
