"""The period of a recurrence rule (RFC 5545), read and never expanded.

FREQ and INTERVAL give the period; parts that place several repeats in it divide
it. COUNT, UNTIL and WKST say nothing about a rhythm. A rule whose parts filter
repeats away, so that only expanding it would tell, has no period here.
"""

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from dateutil.rrule import rrulestr

from relationship_health.model.periods import UNITS

_FREQUENCIES: Final = {
    "YEARLY": "year",
    "MONTHLY": "month",
    "WEEKLY": "week",
    "DAILY": "day",
    "HOURLY": "hour",
    "MINUTELY": "minute",
    "SECONDLY": "second",
}
_NO_RHYTHM: Final = frozenset({"COUNT", "UNTIL", "WKST"})
_PLACING: Final[Mapping[str, tuple[frozenset[str], ...]]] = {
    "week": (frozenset({"BYDAY"}),),
    "month": (
        frozenset({"BYDAY"}),
        frozenset({"BYDAY", "BYSETPOS"}),
        frozenset({"BYMONTHDAY"}),
    ),
    "year": (
        frozenset({"BYMONTH"}),
        frozenset({"BYMONTH", "BYDAY"}),
        frozenset({"BYMONTH", "BYMONTHDAY"}),
    ),
}
_INTERVAL: Final = re.compile(r"[1-9][0-9]{0,8}")
# What every month has: a fifth Monday or a 29th would be skipped in some.
_IN_EVERY_MONTH: Final = {
    "BYDAY": re.compile(r"[+-]?[1-4](MO|TU|WE|TH|FR|SA|SU)"),
    "BYMONTHDAY": re.compile(r"[+-]?([1-9]|1[0-9]|2[0-8])"),
    "BYSETPOS": re.compile(r"[+-]?[1-4]"),
}
# Without a start dateutil would read the clock.
_START: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - RFC 5545 allows local times


def period_days(rule: str) -> float | None:
    """Return the mean time between two repeats of a rule.

    Parameters
    ----------
    rule : str
        An RRULE, with or without ``RRULE:`` before it.

    Returns
    -------
    float or None
        Days; None where the rule is not valid, or only expanding it would tell.

    Examples
    --------
    >>> period_days("FREQ=MONTHLY;INTERVAL=3")
    91.3125
    >>> period_days("RRULE:FREQ=WEEKLY;BYDAY=TU,FR")
    3.5
    >>> period_days("FREQ=DAILY;BYMONTH=1") is None
    True
    """
    parts = _parts(rule)
    if parts is None:
        return None
    unit = _FREQUENCIES.get(parts.pop("FREQ", ""))
    interval = parts.pop("INTERVAL", "1")
    repeats = None if unit is None else _repeats(unit, parts)
    if unit is None or repeats is None or not _INTERVAL.fullmatch(interval):
        return None
    return UNITS[unit] * int(interval) / repeats


def _parts(rule: str) -> dict[str, str] | None:
    """Split a rule into its rhythm's parts, or None if dateutil refuses it."""
    body = rule.strip().upper().removeprefix("RRULE:").removesuffix(";")
    pairs = [part.partition("=") for part in body.split(";")]
    parts = {name: value for name, _, value in pairs if name not in _NO_RHYTHM}
    named = {name for name, _, _ in pairs}
    if len(named) != len(pairs) or not body.isprintable() or " " in body:
        return None
    try:
        rrulestr(
            ";".join(f"{name}={value}" for name, value in parts.items()),
            dtstart=_START,
        )
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError):
        return None
    return parts


def _repeats(unit: str, parts: Mapping[str, str]) -> int | None:
    """Count the repeats that the BY parts place in one period."""
    values = {name: set(value.split(",")) for name, value in parts.items()}
    if parts and frozenset(values) not in _PLACING.get(unit, ()):
        return None
    if "BYSETPOS" in values:
        values.pop("BYDAY")
    for name, sure in _IN_EVERY_MONTH.items():
        if unit != "week" and not all(map(sure.fullmatch, values.get(name, ()))):
            return None
    return math.prod(map(len, values.values()))
