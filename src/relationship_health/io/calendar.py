"""Calendars: who invited whom to what meeting; owner of icalendar, which reads the values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from relationship_health.columns import moment_from, read_moment
from relationship_health.errors import MissingExtraError
from relationship_health.hookspecs import Reader, Reading, hookimpl
from relationship_health.io.addresses import mail_address
from relationship_health.io.calendar_values import Values
from relationship_health.io.calendar_zones import ZONE_PROPERTIES, Zones
from relationship_health.io.contentlines import ContentLine, begins_with, content_lines
from relationship_health.io.events import CONFERENCES, EVENT_PROPERTIES, Event
from relationship_health.io.meetings import Meetings

BEGIN = "BEGIN:V"
_CALENDAR = frozenset({"X-WR-TIMEZONE", "X-WR-CALNAME", "METHOD"})
_OTHERS = {
    "VTODO": "it is a task and no meeting",
    "VJOURNAL": "it is a note and no meeting",
    "VFREEBUSY": "it says when somebody is free and is no meeting",
}


@hookimpl
def rh_readers() -> Iterable[Reader]:
    """Give the reader of calendars."""
    return [
        Reader(
            name="ics",
            suffixes=(".ics", ".ical", ".ics.gz"),
            read=read_calendar,
            summary="Meetings of a calendar, with those who were invited",
            recognises=lambda _, start: begins_with(start, "BEGIN:VCALENDAR"),
        )
    ]


def read_calendar(path: Path, options: Mapping[str, Any]) -> Reading:
    """Read a calendar (RFC 5545): one row for each meeting and each who was invited.

    Parameters
    ----------
    path : Path
    options : mapping
        ``owner``: whose calendar it is, for meetings that name no organiser; by default the
        calendar's own name, where that is a mail address. ``timezone``: of times without one.
        ``since``, ``until``: the window; without it, what repeats for ever is followed until
        the calendar was last written. ``max_recipients``: a meeting of more is rejected.

    Returns
    -------
    Reading
        Declined and cancelled meetings are rows whose status says so. Meetings without anybody
        else are ignored.

    Raises
    ------
    ReaderError
        Where the file as a whole cannot be used.
    MissingExtraError
        Where icalendar is not installed.
    """
    values = _values()
    meetings = Meetings(path, _with_moments(options), values)
    calendar = _Calendar(values.zones)
    wanted = EVENT_PROPERTIES | ZONE_PROPERTIES | _CALENDAR
    for event in calendar.events(content_lines(path, BEGIN, wanted)):
        meetings.read(event)
    return meetings.finished(calendar.settings)


def _with_moments(options: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the options with the window's ends as moments."""
    given = {name: options.get(name) for name in ("since", "until")}
    ends = {name: moment_from(read_moment(end, name)) for name, end in given.items() if end}
    return {**options, **{name: ends.get(name) for name in given}}


def _values() -> Values:
    try:
        from icalendar import vDDDTypes, vDuration, vRecur
        from icalendar.parser import Contentline
        from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON
    except ImportError as error:
        feature = "Reading calendars"
        raise MissingExtraError(feature, "mail") from error
    line: Any = Contentline  # its constructor has no types
    return Values(
        split=lambda text: line(text).parts(),
        moment=vDDDTypes.from_ical,
        duration=vDuration.from_ical,
        rule=vRecur.from_ical,
        zones=Zones(WINDOWS_TO_OLSON),
    )


class _Calendar:
    """Walks the components of a file; what is inside others of no interest is passed over."""

    def __init__(self, zones: Zones) -> None:
        self.zones = zones
        self.settings: dict[str, str] = {}
        self._open: list[str] = []
        self._event: Event | None = None
        self._zone: list[str] | None = None
        self._count = 0

    def events(self, lines: Iterable[ContentLine]) -> Iterator[Event]:
        """Give every component that is an event, or might be taken for one."""
        for line in lines:
            what = line.text.partition(":")[2].strip().upper()
            if line.name == "BEGIN":
                yield from self._begin(what)
            elif line.name == "END":
                yield from self._end(what)
            else:
                self._property(line)
        yield from self._cut_off()

    def _begin(self, what: str) -> Iterator[Event]:
        if what in {"VEVENT", "VCALENDAR", *_OTHERS}:
            yield from self._cut_off()
        self._open.append(what)
        if what == "VEVENT" or what in _OTHERS:
            self._count += 1
            self._event = Event(place=self._count, aside=_OTHERS.get(what, ""))
        elif what == "VTIMEZONE":
            self._zone = []
        elif self._zone is not None:
            self._zone.append(f"BEGIN:{what}")

    def _end(self, what: str) -> Iterator[Event]:
        if what == "VCALENDAR":
            yield from self._cut_off()
        elif self._zone is not None and what != "VTIMEZONE":
            self._zone.append(f"END:{what}")
        if self._open and self._open[-1] == what:
            self._open.pop()
        if what == "VTIMEZONE":
            self._define()
        elif self._event is not None and (what == "VEVENT" or what in _OTHERS):
            event, self._event = self._event, None
            yield event

    def _cut_off(self) -> Iterator[Event]:
        """Give an event that is still open where it cannot go on."""
        if self._event is not None:
            event, self._event = self._event, None
            yield attrs.evolve(event, is_whole=False)
        self._open.clear()
        self._zone = None

    def _property(self, line: ContentLine) -> None:
        inside = self._open[-1] if self._open else "VCALENDAR"
        if self._event is not None and (inside == "VEVENT" or inside in _OTHERS):
            if line.name in EVENT_PROPERTIES or line.name in CONFERENCES:
                self._event.lines.append(line)
        elif self._zone is not None:
            if line.name in ZONE_PROPERTIES:
                self._zone.append(line.text)
        elif inside == "VCALENDAR" and line.name in _CALENDAR:
            value = line.text.partition(":")[2].strip()
            if line.name != "X-WR-CALNAME" or mail_address(value):
                self.settings.setdefault(line.name, value)

    def _define(self) -> None:
        lines, self._zone = self._zone or [], None
        names = [line.partition(":")[2] for line in lines if line.upper().startswith("TZID")]
        if names:
            self.zones.define(names[0].strip(), lines)
