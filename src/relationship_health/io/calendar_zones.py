"""The zone that a calendar means by a name: IANA's, Windows', or one that it defines itself."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

_MOST_LINES = 500
_YEARLY = frozenset(
    {"FREQ", "INTERVAL", "BYMONTH", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT", "WKST"}
)
_PROPERTIES = frozenset({"BEGIN", "END", "TZID", "DTSTART", "RRULE", "RDATE", "TZOFFSETFROM",
                         "TZOFFSETTO", "TZNAME"})  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")
_SOME_DAY = datetime(2000, 6, 15)  # noqa: DTZ001  a reading to try a zone with
ZONE_PROPERTIES = _PROPERTIES - {"BEGIN", "END"}


class Zones:
    """Zones by the names that one calendar gives them.

    Parameters
    ----------
    windows : mapping of str to str
        IANA names of the zones of Windows.
    """

    def __init__(self, windows: Mapping[str, str]) -> None:
        self._windows = windows
        self._found: dict[str, tzinfo | None] = {}
        self._defined: dict[str, Sequence[str]] = {}

    def define(self, name: str, lines: Sequence[str]) -> None:
        """Keep a definition that the calendar brings, for a name that is no other's."""
        self._defined.setdefault(name, lines)

    def find(self, name: str) -> tzinfo | None:
        """Return the zone of a name; None where nothing tells what it is."""
        if name not in self._found:
            self._found[name] = self._iana(name) or self._own(name)
        return self._found[name]

    def _iana(self, name: str) -> ZoneInfo | None:
        plain = name.strip().strip('"')
        parts = plain.split("/")
        # Some programs put a path of their own before the name: /example.org/Olson/Europe/Berlin.
        names = [plain, self._windows.get(plain, ""), *("/".join(parts[-n:]) for n in (3, 2))]
        for candidate in names:
            if not _PLAIN.fullmatch(candidate):
                continue
            try:
                return ZoneInfo(candidate)
            except (KeyError, ValueError, OSError):
                continue
        return None

    def _own(self, name: str) -> tzinfo | None:
        lines = self._defined.get(name, ())
        if not lines or len(lines) > _MOST_LINES or not all(map(_is_harmless, lines)):
            return None
        # The part of dateutil that loads slowest, for the few calendars that need it.
        from dateutil.tz import tzical

        text = "\n".join(["BEGIN:VTIMEZONE", *lines, "END:VTIMEZONE"])
        try:
            zone = tzical(io.StringIO(text)).get()
            _SOME_DAY.replace(tzinfo=zone).utcoffset()
        # What is wrong with a definition shows in many ways.
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
            return None
        return zone


def _is_harmless(line: str) -> bool:
    """Whether a line of a definition is one that dateutil knows, and soon done with."""
    head, _, value = line.partition(":")
    name = head.partition(";")[0].upper()
    if name != "RRULE":
        return name in _PROPERTIES
    parts = dict(part.partition("=")[::2] for part in value.upper().split(";"))
    return parts.get("FREQ") == "YEARLY" and parts.keys() <= _YEARLY
