"""How often a relationship wants contact, as people say it, in days."""

import difflib
import math
import numbers
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from relationship_health.errors import ModelError
from relationship_health.model.periods import UNITS
from relationship_health.model.plain import is_quantity
from relationship_health.model.recurrence import period_days

LONGEST_CADENCE_DAYS: Final = 36_525.0
"""A hundred years: a longer cadence is a slip of units, such as seconds."""

_ADVERBS: Final[Mapping[str, str]] = {
    "hourly": "1 hour",
    "daily": "1 day",
    "weekly": "1 week",
    "fortnightly": "2 week",
    "biweekly": "2 week",
    "bi weekly": "2 week",
    "monthly": "1 month",
    "quarterly": "3 month",
    "half yearly": "6 month",
    "semiannually": "6 month",
    "semi annually": "6 month",
    "yearly": "1 year",
    "annually": "1 year",
}
_AMBIGUOUS: Final[Mapping[str, str]] = {
    "bimonthly": "'every 2 months' or 'twice a month'",
    "bi monthly": "'every 2 months' or 'twice a month'",
    "biannually": "'every 2 years' or 'twice a year'",
    "bi annually": "'every 2 years' or 'twice a year'",
}
_COUNTS: Final[Mapping[str, int]] = {
    "once": 1,
    "twice": 2,
    "thrice": 3,
    "other": 2,
    "second": 2,
    "third": 3,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
_SUGGESTED: Final = (
    *_ADVERBS,
    "every 3 months",
    "every 90 days",
    "every other week",
    "twice a year",
    "once a month",
    "2 weeks",
)
_COUNT: Final = r"[0-9]+(?:\.[0-9]+)?|" + "|".join(_COUNTS)
_NUMBER: Final = re.compile(r"\+?[0-9]+(?:\.[0-9]+)?")
_TIMES: Final = re.compile(rf"(once|twice|thrice|(?:{_COUNT}) times) (.+)")
_SPAN: Final = re.compile(
    rf"(?P<lead>(?:a|an|per|each|every) )?(?:(?P<count>{_COUNT}) )?"
    rf"(?P<unit>{'|'.join(UNITS)})s?"
)
_ISO: Final = re.compile(
    r"P(?:{0}Y)?(?:{0}M)?(?:{0}W)?(?:{0}D)?(?:T(?:{0}H)?(?:{0}M)?(?:{0}S)?)?".replace(
        "{0}", r"([0-9]+(?:[.,][0-9]+)?)"
    )
)
_ISO_UNITS: Final = ("year", "month", "week", "day", "hour", "minute", "second")
_ACCEPTED: Final = (
    "a positive number of days up to a hundred years, words such as 'quarterly', "
    "'every 3 months' or 'twice a year', an ISO 8601 duration such as 'P3M', or an "
    "RRULE such as 'FREQ=MONTHLY;INTERVAL=3'"
)


def cadence_days(
    value: float | str | timedelta,
    *,
    where: str = "Relationship",
    attribute: str = "cadence",
) -> float:
    """Read a cadence and return its period in days.

    Parameters
    ----------
    value : float, str or timedelta
        Days, or words ("weekly", "every 3 months", "twice a year", "2 weeks"),
        or an ISO 8601 duration ("P3M"), or an RRULE, whose period is read from
        its parts and never expanded.
    where, attribute : str
        What an error names.

    Returns
    -------
    float
        Days, above 0 and at most 36,525. A month is 365.25 / 12 days.

    Raises
    ------
    ModelError
        If the cadence is not one of these, or not above 0, or not finite; close
        spellings are named.

    Examples
    --------
    >>> cadence_days("quarterly"), cadence_days("P2W"), cadence_days(45)
    (91.3125, 14.0, 45.0)
    >>> cadence_days("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")
    14.0
    >>> cadence_days("qaurterly")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    relationship_health.errors.ModelError: ... (did you mean 'quarterly'?).
    """
    days = _days(value)
    if days is not None and 0 < days <= LONGEST_CADENCE_DAYS:
        return days
    raise ModelError(
        where=where,
        attribute=attribute,
        found=value,
        expected=_ACCEPTED + _suggestion(value),
    )


def _days(value: object) -> float | None:
    if not is_quantity(value):
        return None
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, numbers.Real):
        try:
            return float(value)
        except OverflowError:
            return None
    return _read(value) if isinstance(value, str) else None


def _read(text: str) -> float | None:
    if "=" in text:
        return period_days(text)
    spoken = _normal(text)
    if _NUMBER.fullmatch(spoken):
        return float(spoken)
    duration = _ISO.fullmatch(spoken.upper())
    if duration is not None and not spoken.endswith(("p", "t")):
        return math.fsum(
            float(amount.replace(",", ".")) * UNITS[unit]
            for amount, unit in zip(duration.groups(), _ISO_UNITS, strict=True)
            if amount is not None
        )
    return _spoken(spoken)


def _normal(text: str) -> str:
    # A hyphen joins words; before a digit it is a sign, and must stay one.
    joined = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text.casefold())
    return " ".join(joined.split())


def _spoken(text: str) -> float | None:
    times = _TIMES.fullmatch(text)
    count, rest = (times[1].removesuffix(" times"), times[2]) if times else ("1", text)
    span = _SPAN.fullmatch(_ADVERBS.get(rest, rest))
    divisor = _counted(count)
    # A bare "month", or "3 times 2 weeks", says no rhythm.
    said = span is not None and (span["lead"] or (span["count"] and times is None))
    if span is None or not (said or rest in _ADVERBS) or not divisor:
        return None
    return _counted(span["count"] or "1") * UNITS[span["unit"]] / divisor


def _counted(word: str) -> float:
    return float(_COUNTS[word]) if word in _COUNTS else float(word)


def _suggestion(value: object) -> str:
    if not isinstance(value, str):
        return ""
    if "=" in value:
        return " (its FREQ and INTERVAL, and BY parts with as many repeats in every period)"
    spoken = _normal(value[:100])
    if spoken in _AMBIGUOUS:
        return f" (it has two meanings, say {_AMBIGUOUS[spoken]})"
    close = difflib.get_close_matches(spoken, _SUGGESTED, n=3)
    return f" (did you mean {' or '.join(map(repr, close))}?)" if close else ""
