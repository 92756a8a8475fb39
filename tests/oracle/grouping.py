"""Accounting: from rows of a log to relationships, with every row accounted for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NotRequired, TypedDict

from .line import INBOUND, MUTUAL, OUTBOUND, Line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

MUTUAL_CHANNELS = frozenset({"meeting", "visit", "video", "event"})
MUTUAL_OUTCOMES = frozenset({"attended", "connected"})


class Row(TypedDict):
    """One row of a log: one interaction reaching one recipient."""

    sender: str
    recipient: str
    time_us: int
    interaction: NotRequired[str | None]
    thread: NotRequired[str | None]
    audience: NotRequired[int | None]
    automated: NotRequired[bool | None]
    outcome: NotRequired[str | None]
    channel: NotRequired[str | None]
    status: NotRequired[str | None]
    purpose: NotRequired[str | None]
    duration: NotRequired[float | None]


@dataclass(slots=True)
class Relationship:
    """The lines of one pair, seen from its source; sided if only the source is ours."""

    source: str
    target: str
    sided: bool
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Account:
    """Where every row went: rows in = accepted + self-contacts + duplicates."""

    rows_in: int
    accepted: int
    self_contacts: int
    duplicates: int
    relationships: dict[tuple[str, str], Relationship]


def account(rows: Sequence[Row], our_side: Collection[str] | None = None) -> Account:
    """Group rows into relationships: self-contacts out, then duplicates, then count."""
    others = [row for row in rows if row["sender"] != row["recipient"]]
    kept = without_duplicates(others)
    recipients = recipients_by_interaction(kept)
    relationships: dict[tuple[str, str], Relationship] = {}
    for row in kept:
        source, target, sided = ends(row, our_side)
        relationship = relationships.setdefault(
            (source, target), Relationship(source, target, sided)
        )
        relationship.lines.append(line_of(row, source, recipients))
    for relationship in relationships.values():
        relationship.lines.sort(key=line_order)
    return Account(
        rows_in=len(rows),
        accepted=len(kept),
        self_contacts=len(rows) - len(others),
        duplicates=len(others) - len(kept),
        relationships=dict(sorted(relationships.items())),
    )


def without_duplicates(rows: Iterable[Row]) -> list[Row]:
    """Keep the smallest row of each interaction and recipient; rows without id stay."""
    kept: list[Row] = []
    smallest: dict[tuple[str, str], Row] = {}
    for row in rows:
        interaction = row.get("interaction")
        if interaction is None:
            kept.append(row)
            continue
        key = (interaction, row["recipient"])
        if key not in smallest or row_order(row) < row_order(smallest[key]):
            smallest[key] = row
    return kept + list(smallest.values())


def recipients_by_interaction(rows: Iterable[Row]) -> dict[str, set[str]]:
    """Collect the distinct recipients of every interaction that has an id."""
    recipients: dict[str, set[str]] = {}
    for row in rows:
        interaction = row.get("interaction")
        if interaction is not None:
            recipients.setdefault(interaction, set()).add(row["recipient"])
    return recipients


def ends(row: Row, our_side: Collection[str] | None) -> tuple[str, str, bool]:
    """Return source, target, and whether exactly one of them, the source, is ours."""
    sender, recipient = row["sender"], row["recipient"]
    ours = our_side or ()
    if (sender in ours) != (recipient in ours):
        return (sender, recipient, True) if sender in ours else (recipient, sender, True)
    return min(sender, recipient), max(sender, recipient), False


def line_of(row: Row, source: str, recipients: dict[str, set[str]]) -> Line:
    """Return the row as a line of its relationship; a given audience is believed."""
    channel, outcome = row.get("channel"), row.get("outcome")
    direction = OUTBOUND if row["sender"] == source else INBOUND
    if channel in MUTUAL_CHANNELS or outcome in MUTUAL_OUTCOMES:
        direction = MUTUAL
    interaction, audience = row.get("interaction"), row.get("audience")
    if audience is None:
        audience = 1 if interaction is None else len(recipients[interaction])
    return Line(
        time_us=row["time_us"],
        direction=direction,
        thread=row.get("thread"),
        audience=audience,
        automated=row.get("automated"),
        outcome=outcome,
        channel=channel,
        status=row.get("status") or "done",
        purpose=row.get("purpose"),
        duration=row.get("duration"),
    )


def nulls_first(value: str | float | None) -> tuple[bool, str, float]:
    """Order a missing value before every given one, texts and numbers by value."""
    if isinstance(value, str):
        return True, value, 0
    return value is not None, "", value or 0


def row_order(row: Row) -> tuple[object, ...]:
    """Order duplicates by time, then by the other columns in alphabetical order."""
    return (
        row["time_us"],
        nulls_first(row.get("audience")),
        nulls_first(row.get("automated")),
        nulls_first(row.get("channel")),
        nulls_first(row.get("duration")),
        nulls_first(row.get("outcome")),
        nulls_first(row.get("purpose")),
        row["sender"],
        nulls_first(row.get("status")),
        nulls_first(row.get("thread")),
    )


def line_order(line: Line) -> tuple[object, ...]:
    """Order a relationship's lines by all their values, time and thread first."""
    return (
        line.time_us,
        nulls_first(line.thread),
        line.audience,
        nulls_first(line.automated),
        nulls_first(line.channel),
        (line.duration is None, line.duration or 0.0),
        nulls_first(line.outcome),
        nulls_first(line.purpose),
        line.status,
        line.direction,
    )
