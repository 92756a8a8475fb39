"""Meetings collected into columns: one row for each meeting and each who was invited to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from relationship_health.columns import moment_from
from relationship_health.errors import InputError
from relationship_health.hookspecs import Reading
from relationship_health.io.addresses import MOST_RECIPIENTS, mail_address
from relationship_health.io.calendar_values import Values
from relationship_health.io.collecting import Collected, Fault
from relationship_health.io.events import Event, Guest, Parsed, parse
from relationship_health.io.occurrences import Window, occurrences
from relationship_health.io.recurrence import Budget, RuleError
from relationship_health.wording import number_of

COLUMNS = ("sender", "recipient", "time", "interaction", "thread", "channel", "duration", "status",
           "answer")  # fmt: skip
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_ZONE = "time", "unknown-zone", "its zone is unknown; read as the calendar's own"
_LENGTH = ("duration", "bad-length",
           "its end cannot be read, or lies before its start; set to unknown")  # fmt: skip
_EXCEPTION = "time", "bad-exception", "a date that it has more, or less, cannot be read"
_NO_UID = "interaction", "no-uid", "it has no UID; its place in the file stands in for it"
_OUTSIDE = "", "no-occurrence", "it does not take place inside the window"
_SCHEDULED = {"TENTATIVE": "scheduled", "CANCELLED": "cancelled"}


class Meetings(Collected):
    """Collects the events of a calendar."""

    def __init__(self, path: Path, options: Mapping[str, Any], values: Values) -> None:
        super().__init__(COLUMNS, "event", options.get("skip"))
        self.path, self.options, self.values = path, options, values
        self.most_guests = int(options.get("max_recipients") or MOST_RECIPIENTS)
        self.budget = Budget()
        self.events: list[Event] = []
        self.names: dict[str, str] = {}

    def read(self, event: Event) -> None:
        """Take in an event; it is read when the whole calendar is known."""
        self.events.append(event)

    def finished(self, settings: Mapping[str, str]) -> Reading:
        """Return the rows, and the account of the events."""
        here = self._zone(settings)
        parsed = [event for event in self._parsed(here) if self._is_sound(event)]
        kept, taken = self._newest(parsed)
        window = self._window(parsed)
        owner = self.options.get("owner") or settings.get("X-WR-CALNAME", "")
        cancelled = settings.get("METHOD", "").upper() == "CANCEL"
        for event in kept:
            self._enter(event, mail_address(owner), taken.get(event.uid, set()), window,
                        cancelled=cancelled)  # fmt: skip
        return self._account(window, any(map(_is_for_ever, kept)))

    def _zone(self, settings: Mapping[str, str]) -> tzinfo:
        given = self.options.get("timezone")
        name = given or settings.get("X-WR-TIMEZONE", "UTC")
        zone = self.values.zones.find(name)
        if zone is None and given:
            message = f"The timezone is {given!r}, expected an IANA name such as 'Europe/Berlin'."
            raise InputError(message)
        return zone or UTC

    def _parsed(self, here: tzinfo) -> Iterator[Parsed]:
        for event in self.events:
            if event.aside:
                self.ignore(event.place, ("", "not-a-meeting", event.aside))
            elif not event.is_whole:
                self.reject(event.place, ("", "cut-off", "the event does not end"))
            else:
                yield parse(event, self.values, here)

    def _is_sound(self, event: Parsed) -> bool:
        """Whether it is known when it takes place; else it is rejected."""
        fault = _spoilt(event)
        if fault is not None:
            self.reject(event.place, fault)
        return fault is None

    def _newest(self, events: Sequence[Parsed]) -> tuple[list[Parsed], dict[str, set[int]]]:
        """Return the last version of each event, and what single events take out of series."""
        newest: dict[tuple[str, int | None], Parsed] = {}
        for event in events:
            if event.uid:
                key = (event.uid, _instance(event))
                known = newest.setdefault(key, event)
                if event.sequence >= known.sequence:
                    newest[key] = event
        taken: dict[str, set[int]] = {}
        for uid, instance in newest:
            if instance is not None:
                taken.setdefault(uid, set()).add(instance)
        kept = []
        for event in events:
            if event.uid and newest[event.uid, _instance(event)] is not event:
                reason = "the calendar has a later version of the event"
                self.ignore(event.place, ("", "superseded", reason))
            else:
                kept.append(event)
        return kept, taken

    def _window(self, events: Sequence[Parsed]) -> Window:
        stamps = [event.stamp for event in events if event.stamp is not None]
        starts = [moment_from(_start_us(event)) for event in events]
        return Window(
            since=self.options.get("since"), until=self.options.get("until"),
            written=max([_LONG_AGO, *stamps, *starts]),
        )  # fmt: skip

    def _enter(
        self, event: Parsed, owner: str, taken: set[int], window: Window, *, cancelled: bool
    ) -> None:
        """Make the rows of an event, or say why there are none."""
        host = (event.organiser.address if event.organiser else "") or owner
        guests = self._guests(event, host)
        if not guests:
            return
        if not host:
            reason = "it names no organiser, and the calendar no owner"
            self.reject(event.place, ("sender", "no-organiser", reason))
            return
        series = bool(event.rules or event.more)
        try:
            moments = occurrences(event, self.values, taken if series else (), window, self.budget)
            self.budget.row(len(moments) * len(guests))
        except RuleError as error:
            self.reject(event.place, ("time", error.code, error.reason))
            return
        except ValueError:
            reason = "it lies outside of the years 1 to 9999"
            self.reject(event.place, ("time", "bad-time", reason))
            return
        if not moments:
            self.ignore(
                event.place, ("", "no-occurrence", "it does not take place inside the window")
            )
            return
        self._repairs(event)
        status = "cancelled" if cancelled else _SCHEDULED.get(event.status)
        for us in moments:
            self._rows_of(event, host, guests, us, status, series=series)

    def _rows_of(  # noqa: PLR0913  what all rows of a meeting share
        self, event: Parsed, host: str, guests: Sequence[Guest], us: int, status: str | None, *,
        series: bool,
    ) -> None:  # fmt: skip
        thread = event.uid or f"{self.path.name}#{event.place}"
        instance = us if series else _instance(event)
        key = thread if instance is None else f"{thread}/{moment_from(instance):%Y%m%dT%H%M%SZ}"
        channel = "video" if event.on_screen else "meeting"
        shared = (us, key, thread, channel, event.minutes)
        self.add(event.place, (
            (host, guest.address, *shared,
             status or ("declined" if guest.answer == "declined" else None), guest.answer or None)
            for guest in guests
        ))  # fmt: skip

    def _guests(self, event: Parsed, host: str) -> list[Guest]:
        """Return who was invited by the host; everybody else is accounted for."""
        guests: dict[str, Guest] = {}
        aside = 0
        for guest in event.guests:
            if guest.is_thing:
                self.ignore(event.place, ("", "not-a-person", "a room or a device is nobody"))
            elif not guest.address:
                reason = "it is no mail address"
                self.reject(event.place, ("recipient", "bad-recipient", reason))
            elif guest.address != host:
                guests.setdefault(guest.address, guest)
                continue
            else:
                continue
            aside += 1
        if len(guests) > self.most_guests:
            reason = f"more than {self.most_guests:,} were invited"
            self.reject(event.place, ("recipient", "too-many-recipients", reason))
            return []
        if not guests and not aside:
            self.ignore(event.place, ("", "no-guests", "nobody else was invited"))
        self.names |= {guest.address: guest.name for guest in guests.values() if guest.name}
        return list(guests.values())

    def _repairs(self, event: Parsed) -> None:
        for fault, holds in {
            _ZONE: event.unknown_zone, _NO_UID: not event.uid,
            _LENGTH: event.faults & {"DTEND", "DURATION"},
            _EXCEPTION: event.faults & {"RDATE", "EXDATE"},
        }.items():  # fmt: skip
            if holds:
                self.repair(event.place, fault)

    def _account(self, window: Window, repeating: bool) -> Reading:  # noqa: FBT001
        notes = [f"{number_of(len(self.events), 'event')}; one row for each meeting and guest"]
        if repeating and window.until is None:
            notes.append(
                f"what repeats for ever was followed to {window.written:%Y-%m-%d}, when the "
                "calendar was last written"
            )
        return self.reading(notes, names=self.names)


def _spoilt(event: Parsed) -> Fault | None:
    """Return why it is not known when, or for whom, an event is."""
    unread = event.faults
    if unread & {"RRULE", "EXRULE"}:
        return "time", "bad-rule", "its recurrence rule is not valid"
    if unread & {"DTSTART", "RECURRENCE-ID"}:
        return "time", "bad-time", "its time cannot be read"
    if event.start is None:
        return "time", "no-time", "it has no time"
    try:
        _start_us(event)
        _instance(event)
        if event.stamp is not None:
            event.stamp.astimezone(UTC)
    except (ValueError, OverflowError):
        return "time", "bad-time", "it lies outside of the years 1 to 9999"
    return None


def _is_for_ever(event: Parsed) -> bool:
    return any("UNTIL=" not in rule and "COUNT=" not in rule for rule in event.rules)


def _start_us(event: Parsed) -> int:
    return event.start.us() if event.start is not None else 0


def _instance(event: Parsed) -> int | None:
    return None if event.instead_of is None else event.instead_of.us()
