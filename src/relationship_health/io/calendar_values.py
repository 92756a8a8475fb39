"""Values of a calendar's properties: moments on the clock of their zone, lengths, rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

import attrs

from relationship_health.io.calendar_zones import Zones
from relationship_health.io.recurrence import BAD_RULE, Rule, RuleError, read_rule

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Parameters = Mapping[str, Any]


@attrs.frozen(slots=True, kw_only=True)
class Moment:
    """A reading of a clock.

    Parameters
    ----------
    wall : datetime
        The reading, without a zone.
    zone : tzinfo
        Whose clock it is.
    is_day : bool
        Whether it is a day as a whole.
    unknown : bool
        Whether a zone was named that nobody knows.
    """

    wall: datetime
    zone: tzinfo
    is_day: bool = False
    unknown: bool = False

    def us(self, wall: datetime | None = None) -> int:
        """Return this, or another reading of the same clock, as microseconds UTC.

        Raises
        ------
        ValueError
            Where it lies outside of the years 1 to 9999.
        """
        reading = (self.wall if wall is None else wall).replace(tzinfo=self.zone)
        try:
            return (reading.astimezone(UTC) - _EPOCH) // _MICROSECOND
        # Definitions of zones that calendars bring fail in ways of their own.
        except (OverflowError, ValueError, TypeError, IndexError, AttributeError) as error:
            raise ValueError from error

    def seen_here(self, moment: datetime) -> datetime:
        """Return a moment as this clock reads it."""
        try:
            return moment.astimezone(self.zone).replace(tzinfo=None)
        except (OverflowError, ValueError, TypeError, IndexError, AttributeError) as error:
            raise ValueError from error


@attrs.frozen(slots=True, kw_only=True)
class Values:
    """How the parts of a calendar are read; the functions are those of a library.

    Parameters
    ----------
    split : function
        Name, parameters and value of a line.
    moment, duration, rule : functions
        The value of a text.
    zones : Zones
    """

    split: Callable[[str], tuple[str, Parameters, str]]
    moment: Callable[[str], Any]
    duration: Callable[[str], timedelta]
    rule: Callable[[str], Mapping[str, Any]]
    zones: Zones

    def read_moment(self, parameters: Parameters, value: str, here: tzinfo) -> Moment:
        """Return a moment; without a zone, or with one that nobody knows, it is local.

        Raises
        ------
        ValueError
            Where it is none.
        """
        found = self.moment(value.strip())
        if not isinstance(found, date):
            raise ValueError  # noqa: TRY004  the text is what is wrong
        if not isinstance(found, datetime):
            return Moment(wall=datetime.combine(found, time()), zone=here, is_day=True)
        if found.tzinfo is not None:
            return Moment(wall=found.astimezone(UTC).replace(tzinfo=None), zone=UTC)
        name = str(parameters.get("TZID", "")).strip()
        zone = self.zones.find(name) if name else here
        return Moment(wall=found, zone=zone or here, unknown=zone is None)

    def read_moments(self, parameters: Parameters, value: str, here: tzinfo) -> Sequence[Moment]:
        """Return the moments of a list; of a period its beginning."""
        parts = (part.partition("/")[0] for part in value.split(","))
        return [self.read_moment(parameters, part, here) for part in parts if part.strip()]

    def read_rule(self, value: str, start: Moment) -> Rule:
        """Return a rule, its end on the clock of the event.

        Raises
        ------
        RuleError
            Where it cannot be followed.
        """
        try:
            parts = {name.upper(): given for name, given in self.rule(value).items()}
            listed = {n: g if isinstance(g, list) else [g] for n, g in parts.items()}
            return read_rule(listed, _last(listed.get("UNTIL", []), start))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise RuleError(BAD_RULE) from error


def _last(until: Sequence[Any], start: Moment) -> datetime | None:
    """Return the last reading that a rule allows."""
    if not until:
        return None
    end = until[0]
    if not isinstance(end, datetime):
        return datetime.combine(end, time.max)
    return end if end.tzinfo is None else start.seen_here(end)
