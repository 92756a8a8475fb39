"""The occurrences of one event: its start, its rules and dates, less what was taken out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import attrs

from relationship_health.io.calendar_values import Moment, Values
from relationship_health.io.events import Parsed
from relationship_health.io.recurrence import Budget, Rule


@attrs.frozen(slots=True, kw_only=True)
class Window:
    """From when to when meetings are wanted.

    Parameters
    ----------
    since, until : datetime, optional
        With a zone.
    written : datetime
        When the calendar was last written, as far as it tells: what repeats for ever is not
        followed further.
    """

    since: datetime | None
    until: datetime | None
    written: datetime

    def holds(self, us: int) -> bool:
        """Whether a moment in microseconds UTC lies inside."""
        low = self.since is None or us >= _us(self.since)
        return low and (self.until is None or us <= _us(self.until))

    def ends_for(self, start: Moment, *, for_ever: bool) -> tuple[datetime | None, datetime | None]:
        """Return both ends on the clock of an event."""
        end = self.written if self.until is None and for_ever else self.until
        since, until = (None if e is None else start.seen_here(e) for e in (self.since, end))
        return since, until


def occurrences(
    event: Parsed, values: Values, taken: Collection[int], window: Window, budget: Budget
) -> Sequence[int]:
    """Return when an event takes place inside a window, in microseconds UTC, sorted.

    Parameters
    ----------
    event : Parsed
        It has a start.
    values : Values
    taken : collection of int
        Occurrences that other events of the calendar replace.
    window : Window
    budget : Budget

    Raises
    ------
    RuleError
        Where a rule cannot be followed.
    ValueError
        Where a moment lies outside of the years 1 to 9999.
    """
    start = event.start
    assert start is not None  # noqa: S101  as the caller has made sure
    walls = {start.wall}
    for rule in (values.read_rule(text, start) for text in event.rules):
        walls |= set(_followed(rule, start, window, budget))
    for rule in (values.read_rule(text, start) for text in event.excluded_rules):
        walls -= set(_followed(rule, start, window, budget))
    days = {moment.wall.date() for moment in event.excluded if moment.is_day}
    found = {start.us(wall) for wall in walls if start.is_day or wall.date() not in days}
    found |= {moment.us() for moment in event.more}
    found -= {moment.us() for moment in event.excluded}
    return sorted(us for us in found - set(taken) if window.holds(us))


def _followed(rule: Rule, start: Moment, window: Window, budget: Budget) -> Sequence[datetime]:
    since, until = window.ends_for(start, for_ever=not rule.ends)
    return rule.occurrences(start.wall, since, until, budget)


def _us(moment: datetime) -> int:
    return Moment(wall=moment.astimezone(UTC).replace(tzinfo=None), zone=UTC).us()
