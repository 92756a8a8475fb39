"""One event of a calendar: when it is, who was asked, and what cannot be read of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import attrs

from relationship_health.io.addresses import mail_address
from relationship_health.io.calendar_values import Moment, Parameters, Values
from relationship_health.io.contentlines import ContentLine

CONFERENCES = frozenset({
    "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK", "X-ZOOM-MEETINGURL",
})  # fmt: skip
"""Properties that say, by being there, that people met on a screen."""

EVENT_PROPERTIES = frozenset({
    "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID",
    "STATUS", "ORGANIZER", "ATTENDEE", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "CREATED",
})  # fmt: skip

_STAMPS = ("DTSTAMP", "LAST-MODIFIED", "CREATED")
_THINGS = frozenset({"ROOM", "RESOURCE"})


@attrs.define(slots=True, kw_only=True)
class Event:
    """A component as it stands in the file.

    Parameters
    ----------
    place : int
        Its number among the events, tasks and so on of the file, from 1.
    aside : str
        Why it is no meeting; empty where it may be one.
    is_whole : bool
        Whether it is properly closed.
    lines : list of ContentLine
    """

    place: int
    aside: str = ""
    is_whole: bool = True
    lines: list[ContentLine] = attrs.field(factory=list)


@attrs.frozen(slots=True, kw_only=True)
class Guest:
    """Somebody who was asked to come.

    Parameters
    ----------
    address : str
        Empty where it is none that can be read.
    name : str
    answer : str
        "accepted", "declined" and so on, in small letters.
    is_thing : bool
        Whether it is a room or a device.
    """

    address: str
    name: str = ""
    answer: str = ""
    is_thing: bool = False


@attrs.define(slots=True, kw_only=True)
class Parsed:
    """An event whose lines are read.

    Every value that cannot be read is left out, and entered in ``faults`` under its property.
    """

    place: int
    uid: str = ""
    start: Moment | None = None
    minutes: float | None = None
    rules: list[str] = attrs.field(factory=list)
    excluded_rules: list[str] = attrs.field(factory=list)
    more: list[Moment] = attrs.field(factory=list)
    excluded: list[Moment] = attrs.field(factory=list)
    instead_of: Moment | None = None
    status: str = ""
    organiser: Guest | None = None
    guests: list[Guest] = attrs.field(factory=list)
    sequence: int = 0
    stamp: datetime | None = None
    on_screen: bool = False
    faults: set[str] = attrs.field(factory=set)

    @property
    def unknown_zone(self) -> bool:
        """Whether a time was read without knowing its zone."""
        moments = (self.start, self.instead_of, *self.more, *self.excluded)
        return any(moment is not None and moment.unknown for moment in moments)


def parse(event: Event, values: Values, here: tzinfo) -> Parsed:
    """Read the lines of an event, each by itself."""
    found = Parsed(place=event.place)
    ends: list[tuple[str, Any]] = []
    for line in event.lines:
        if line.name in CONFERENCES:
            found.on_screen = True
            continue
        try:
            if not line.whole:
                raise ValueError  # noqa: TRY301  as any other line that cannot be read
            _, parameters, value = values.split(line.text)
            _take(found, line.name, parameters, value, values, here, ends)
        # Libraries have errors of their own for values that are wrong; most are ValueErrors.
        except (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError):
            if line.name == "ATTENDEE":
                found.guests.append(Guest(address=""))
            else:
                found.faults.add(line.name)
    found.minutes = _minutes(found, ends)
    return found


def _take(  # noqa: PLR0913, PLR0917  what a line is, and where it goes
    found: Parsed, name: str, parameters: Parameters, value: str, values: Values, here: tzinfo,
    ends: list[tuple[str, Any]],
) -> None:  # fmt: skip
    if name == "DTSTART":
        found.start = values.read_moment(parameters, value, here)
    elif name == "DTEND":
        ends.append((name, values.read_moment(parameters, value, here)))
    elif name == "DURATION":
        ends.append((name, values.duration(value.strip())))
    elif name == "RECURRENCE-ID":
        found.instead_of = values.read_moment(parameters, value, here)
    elif name in {"RDATE", "EXDATE"}:
        into = found.more if name == "RDATE" else found.excluded
        into.extend(values.read_moments(parameters, value, here))
    elif name in {"RRULE", "EXRULE"}:
        (found.rules if name == "RRULE" else found.excluded_rules).append(value)
    elif name in _STAMPS:
        stamp = values.read_moment(parameters, value, UTC)
        moment = stamp.wall.replace(tzinfo=stamp.zone)
        found.stamp = moment if found.stamp is None else max(found.stamp, moment)
    else:
        _take_plain(found, name, parameters, value)


def _take_plain(found: Parsed, name: str, parameters: Parameters, value: str) -> None:
    if name == "UID":
        found.uid = value.strip() if value.strip().isprintable() else ""
    elif name == "STATUS":
        found.status = value.strip().upper()
    elif name == "SEQUENCE":
        found.sequence = int(value)
    elif name == "ORGANIZER":
        found.organiser = _guest(parameters, value)
    elif name == "ATTENDEE":
        found.guests.append(_guest(parameters, value))


def _guest(parameters: Parameters, value: str) -> Guest:
    scheme, _, rest = value.strip().partition(":")
    given = rest if scheme.lower() == "mailto" else value
    # Some calendars name people by a key and say their address beside it.
    address = mail_address(given) or mail_address(str(parameters.get("EMAIL", "")))
    return Guest(
        address=address,
        name=" ".join(str(parameters.get("CN", "")).split()),
        answer=str(parameters.get("PARTSTAT", "")).lower(),
        is_thing=str(parameters.get("CUTYPE", "")).upper() in _THINGS,
    )


def _minutes(found: Parsed, ends: Sequence[tuple[str, Any]]) -> float | None:
    """Return how long it is; days as a whole have no length in minutes."""
    if found.start is None or found.start.is_day or not ends:
        return None
    name, end = ends[0]
    try:
        length = end if name == "DURATION" else timedelta(
            microseconds=end.us() - found.start.us()
        )  # fmt: skip
    except ValueError:
        found.faults.add(name)
        return None
    if length < timedelta(0):
        found.faults.add("DURATION")
        return None
    return length / timedelta(minutes=1)
