"""Small logs, as dicts of lists, for the tests of what becomes of their rows."""

from __future__ import annotations

from typing import Any

from relationship_health import Portfolio

START_US = 1_767_225_600_000_000
HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US


def log(*rows: tuple[Any, Any], **columns: list[Any]) -> dict[str, list[Any]]:
    """Make a log of senders and recipients, a day apart, with further columns."""
    frame: dict[str, list[Any]] = {
        "sender": [sender for sender, _ in rows],
        "recipient": [recipient for _, recipient in rows],
        "time": [START_US + DAY_US * day for day in range(len(rows))],
    }
    return frame | columns


MAIL = log(("ana", "bo"), ("bo", "ana"), ("ana", "dee"))


def portfolio(frame: dict[str, Any], **options: Any) -> Portfolio:
    """Build a portfolio from a log whose times are microseconds."""
    return Portfolio.from_frame(frame, **{"time_unit": "us", **options})


def counts(built: Portfolio) -> dict[Any, int]:
    """Return the number of interactions of every relationship."""
    return dict(zip(built.keys, built.groups.counts.tolist(), strict=True))


def lines(built: Portfolio, *names: str) -> list[tuple[Any, ...]]:
    """Return every interaction: its relationship, day, direction bits and further columns."""
    spread = built.groups.spread
    ids = built.ids.tolist()
    shown = []
    for name in names:
        values = built.columns[name].tolist()
        if name in built.categories:
            words = [*built.categories[name].tolist(), None]
            values = [words[code] for code in values]
        shown.append(values)
    ends = zip(spread(built.source).tolist(), spread(built.target).tolist(), strict=True)
    days = ((built.time - START_US) / DAY_US).tolist()
    return [
        (ids[source], ids[target], day, bits, *rest)
        for (source, target), day, bits, *rest in zip(
            ends, days, built.direction.tolist(), *shown, strict=True
        )
    ]


def side_issues(built: Portfolio) -> list[tuple[str, int, str, str, str]]:
    """Return what the account says of the side tables."""
    return [
        (i.table, i.row, i.column, i.value, i.action)
        for i in built.issues
        if i.table != "interactions"
    ]
