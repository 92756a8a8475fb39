"""When a recurring event takes place: dateutil's rules inside a window, with a bound on the work.

Rules that never come true keep dateutil searching to the end of the calendar, and rules by the
second never end. The calendar repeats itself after 400 years to the day of the week, so a rule is
followed as late as possible in it: the end is then near. What it takes is charged to a budget.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import MAXYEAR, datetime
from typing import Any

import attrs
from dateutil.rrule import rrulestr

MOST_OCCURRENCES = 4_000
"""Of one event: five days a week for fifteen years."""

STEPS = 400_000
"""Occurrences that are looked at in one calendar, those before the window included."""

ROWS = 1_000_000
"""Rows that the recurring events of one calendar may give."""

_CYCLE = 400
_BARREN = 50_000
_LONGEST_RULE = 1_000
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_PARTS = frozenset({
    "FREQ", "INTERVAL", "COUNT", "WKST", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY",
    "BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS", "BYEASTER",
})  # fmt: skip


class RuleError(Exception):
    """A rule that cannot be followed: its code, and the reason."""

    def __init__(self, why: tuple[str, str]) -> None:
        super().__init__(*why)
        self.code, self.reason = why


BAD_RULE = "bad-rule", "its recurrence rule is not valid"
NEVER = "never-occurs", "its recurrence rule never comes true"
TOO_FREQUENT = "too-frequent", "no meeting takes place every hour, minute or second"
TOO_MANY = "too-many-occurrences", f"it takes place more than {MOST_OCCURRENCES:,} times"
TOO_MANY_ROWS = "too-many-rows", f"the calendar would give more than {ROWS:,} rows"
TOO_COSTLY = "too-costly", "the rules of this calendar take too long to follow"


@attrs.define(slots=True)
class Budget:
    """What is left of the work that one calendar may cause."""

    steps: int = STEPS
    rows: int = ROWS

    def step(self, count: int = 1) -> None:
        """Charge occurrences that were looked at.

        Raises
        ------
        RuleError
            Where nothing is left.
        """
        self.steps -= count
        if self.steps < 0:
            raise RuleError(TOO_COSTLY)

    def row(self, count: int) -> None:
        """Charge rows that are made; an event that would give too many is not charged.

        Raises
        ------
        RuleError
            Where there would be too many.
        """
        if count > self.rows:
            raise RuleError(TOO_MANY_ROWS)
        self.rows -= count


@attrs.frozen(slots=True, kw_only=True)
class Rule:
    """A recurrence rule in readings of the event's own clock.

    Parameters
    ----------
    parts : mapping of str to str
        Those of RFC 5545 but for UNTIL.
    until : datetime, optional
        The last moment that may be.
    """

    parts: Mapping[str, str]
    until: datetime | None = None

    @property
    def ends(self) -> bool:
        """Whether it comes to an end of its own."""
        return self.until is not None or "COUNT" in self.parts

    def occurrences(
        self, start: datetime, since: datetime | None, until: datetime | None, budget: Budget
    ) -> Sequence[datetime]:
        """Return when it comes true, from a moment to another, both included.

        Raises
        ------
        RuleError
            Where it never does, too often, or looking takes too long.
        """
        last = min((end for end in (self.until, until) if end is not None), default=None)
        horizon = start.year + _CYCLE if last is None else max(last.year, start.year)
        shift = max(0, (MAXYEAR - horizon) // _CYCLE * _CYCLE)
        budget.step(0)
        found = []
        empty = True
        for late in self._all(start.replace(year=start.year + shift)):
            empty = False
            budget.step()
            moment = late.replace(year=late.year - shift)
            if last is not None and moment > last:
                break
            if since is None or moment >= since:
                found.append(moment)
            if len(found) > MOST_OCCURRENCES:
                raise RuleError(TOO_MANY)
        if empty:
            budget.step(_BARREN)
            raise RuleError(NEVER)
        return found

    def _all(self, start: datetime) -> Iterator[datetime]:
        text = ";".join(f"{name}={value}" for name, value in self.parts.items())
        try:
            # One rule without dates of its own is never a set of rules.
            yield from rrulestr(text, dtstart=start)
        except (ValueError, TypeError, KeyError, OverflowError, IndexError) as error:
            raise RuleError(BAD_RULE) from error


def read_rule(parts: Mapping[str, Sequence[Any]], until: datetime | None) -> Rule:
    """Check the parts of a rule.

    Raises
    ------
    RuleError
        Where it cannot be followed.
    """
    given = {name.upper(): ",".join(map(str, values)) for name, values in parts.items()}
    given.pop("UNTIL", None)
    frequency = given.get("FREQ", "").upper()
    if frequency in {"SECONDLY", "MINUTELY", "HOURLY"}:
        raise RuleError(TOO_FREQUENT)
    known = frequency in _FREQUENCIES and given.keys() <= _PARTS
    every = given.get("INTERVAL", "1")
    if not known or sum(map(len, given.values())) > _LONGEST_RULE:
        raise RuleError(BAD_RULE)
    if not every.isdigit() or int(every) < 1:
        raise RuleError(BAD_RULE)
    return Rule(parts=given, until=until)
