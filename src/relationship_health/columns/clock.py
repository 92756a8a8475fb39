"""Times at the border: any reading of a clock to int64 microseconds UTC, range-checked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import NoReturn
from zoneinfo import ZoneInfo

import attrs
import numpy as np

from relationship_health.arrays import Bools, Ints
from relationship_health.errors import ColumnError, InputError
from relationship_health.frames import Column

UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1}
EARLIEST_US = -62_135_596_800_000_000
"""Start of the year 1, in microseconds."""
LATEST_US = 253_402_300_799_999_999
"""End of the year 9999."""

_NEVER = np.iinfo(np.int64).max
_HOUR_US = 3_600_000_000
_DAY_US = 24 * _HOUR_US
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@attrs.frozen(slots=True, kw_only=True)
class Clock:
    """How times are to be read.

    Parameters
    ----------
    unit : "s", "ms", "us" or None
        Unit of numbers since 1970-01-01 UTC.
    format : str or None
        A ``strptime`` format for text; without it text is ISO 8601.
    timezone : str
        Zone in which times without a zone are read.
    """

    unit: str | None = None
    format: str | None = None
    timezone: str = "UTC"

    def zone(self) -> ZoneInfo:
        """Return the zone.

        Raises
        ------
        InputError
            Where there is no zone of that name.
        """
        try:
            return ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError) as error:
            message = f"The timezone is {self.timezone!r}, expected an IANA name such as 'Europe/Berlin' or 'UTC'."
            raise InputError(message) from error


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Times:
    """Times read from a column; arbitrary where ``missing`` or ``invalid``."""

    us: Ints
    missing: Bools
    invalid: Bools
    in_gap: Bools
    """Readings that the zone's clocks jumped over; read with the offset before the jump."""
    notes: tuple[str, ...] = ()


def read_times(name: str, column: Column, clock: Clock) -> Times:
    """Read a column of times.

    Raises
    ------
    ColumnError
        Where the column holds numbers and no unit is given, or nothing that is a time.
    """
    if column.kind == "integer" and clock.format is not None:
        texts = column.values.astype(str).astype(object)
        column = attrs.evolve(_as_text(texts), missing=column.missing)
    if column.kind == "time":
        us, naive = column.values, np.full(len(column.values), not column.zoned)
    elif column.kind == "text":
        us, naive = _read_text(column, clock)
    elif column.kind in {"integer", "float"}:
        us, naive = _read_numbers(name, column, clock), np.zeros(len(column.values), dtype=np.bool_)
    else:
        _refuse(name, f"{column.kind} values", "times", "convert the column to datetimes")
    invalid = ~column.missing & ((us < EARLIEST_US) | (us > LATEST_US))
    sound = ~column.missing & ~invalid
    us = np.where(sound, us, 0)
    return _localise(us, naive & sound, column.missing, invalid, clock)


def _as_text(texts: np.ndarray[tuple[int], np.dtype[np.object_]]) -> Column:
    names, codes = np.unique(texts.astype(str), return_inverse=True)
    return Column(
        kind="text", values=codes.astype(np.int64), missing=np.zeros(len(texts), dtype=np.bool_),
        categories=tuple(names.tolist()),
    )  # fmt: skip


def _refuse(name: str, found: str, expected: str, remedy: str) -> NoReturn:
    message = f"Column {name!r} holds {found}, expected {expected}: {remedy}."
    raise ColumnError(message, column=name)


def _factor(name: str, clock: Clock) -> int:
    if clock.unit is None:
        _refuse(name, "numbers", "times", "say time_unit='s', 'ms' or 'us'")
    if clock.unit not in UNITS:
        message = f"The time_unit is {clock.unit!r}, expected 's', 'ms' or 'us'."
        raise InputError(message)
    return UNITS[clock.unit]


def _read_numbers(name: str, column: Column, clock: Clock) -> Ints:
    factor = _factor(name, clock)
    if column.kind == "float":
        scaled = np.rint(np.where(column.missing, 0.0, column.values) * factor)
        fits = np.abs(scaled) < LATEST_US * 2.0
        return np.where(fits, np.where(fits, scaled, 0.0).astype(np.int64), _NEVER)
    fits = np.abs(column.values // 2) <= LATEST_US // factor
    return np.where(fits, column.values * np.where(fits, factor, 0), _NEVER)


def _read_text(column: Column, clock: Clock) -> tuple[Ints, Bools]:
    """Read each distinct text once."""
    read = _parse_number if clock.unit else _parse_format if clock.format else _parse_iso
    moments = np.full(len(column.categories) + 1, _NEVER, dtype=np.int64)
    naive = np.zeros(len(column.categories) + 1, dtype=np.bool_)
    for code, text in enumerate(column.categories):
        try:
            moments[code], naive[code] = read(text.strip(), clock)
        except (ValueError, OverflowError, InvalidOperation):
            continue
    return moments[column.values], naive[column.values]


def _parse_iso(text: str, clock: Clock) -> tuple[int, bool]:
    del clock
    # Python would read 1210101231200, milliseconds of the year 2008, as noon of a day in 1210.
    if text.isdigit() and len(text) != len("20260105"):
        raise ValueError
    return _microseconds(datetime.fromisoformat(text))


def _parse_format(text: str, clock: Clock) -> tuple[int, bool]:
    return _microseconds(datetime.strptime(text, clock.format or ""))  # noqa: DTZ007  zone read later


def _parse_number(text: str, clock: Clock) -> tuple[int, bool]:
    scaled = Decimal(text) * _factor("time", clock)
    if not scaled.is_finite() or abs(scaled) > LATEST_US:
        raise ValueError
    return int(scaled.to_integral_value()), False


def _microseconds(moment: datetime) -> tuple[int, bool]:
    naive = moment.tzinfo is None
    aware = moment.replace(tzinfo=UTC) if naive else moment
    return (aware - _EPOCH) // _MICROSECOND, naive


def _localise(us: Ints, naive: Bools, missing: Bools, invalid: Bools, clock: Clock) -> Times:
    """Turn wall-clock readings into UTC."""
    none = np.zeros(len(us), dtype=np.bool_)
    zone = clock.zone()
    if not naive.any():
        return Times(us=us, missing=missing, invalid=invalid, in_gap=none)
    notes = [f"{int(naive.sum()):,} times carry no zone and were read as {clock.timezone}"]
    if clock.timezone == "UTC":
        return Times(us=us, missing=missing, invalid=invalid, in_gap=none, notes=tuple(notes))
    rows = np.flatnonzero(naive)
    walls, inverse = np.unique(us[rows], return_inverse=True)
    offsets, gap, twice = _offsets(walls, zone)
    shifted, in_gap = us.copy(), none
    shifted[rows] -= offsets[inverse]
    in_gap[rows] = gap[inverse]
    ambiguous = int(twice[inverse].sum())
    if ambiguous:
        notes.append(
            f"{ambiguous:,} times occur twice in {clock.timezone}, as clocks went back, and were "
            "read as the first of the two"
        )
    return Times(us=shifted, missing=missing, invalid=invalid, in_gap=in_gap, notes=tuple(notes))


def _offsets(walls: Ints, zone: ZoneInfo) -> tuple[Ints, Bools, Bools]:
    """UTC offset of each wall-clock reading, and whether it never or twice occurred.

    A whole day with one offset at both ends and none in between differing is asked once; only
    days in which the offset moves are asked reading by reading.
    """
    offsets = np.empty(len(walls), dtype=np.int64)
    gap, twice = np.zeros(len(walls), dtype=np.bool_), np.zeros(len(walls), dtype=np.bool_)
    days, starts = np.unique(walls // _DAY_US, return_index=True)
    for day, begin, end in zip(days, starts, [*starts[1:], len(walls)], strict=True):
        hours = {
            _offset(int(day) * _DAY_US + h * _HOUR_US, zone, fold)
            for h in range(25)
            for fold in (0, 1)
        }
        if len(hours) == 1:
            offsets[begin:end] = hours.pop()
            continue
        for i in range(begin, end):
            before, after = _offset(int(walls[i]), zone, 0), _offset(int(walls[i]), zone, 1)
            offsets[i] = before
            # PEP 495: the offset before the change is larger in a fold and smaller in a gap.
            twice[i], gap[i] = before > after, before < after
    return offsets, gap, twice


def _offset(wall: int, zone: ZoneInfo, fold: int) -> int:
    held = min(max(wall, EARLIEST_US + _DAY_US), LATEST_US - _DAY_US)
    moment = (_EPOCH + timedelta(microseconds=held)).replace(tzinfo=zone, fold=fold)
    return (moment.utcoffset() or timedelta(0)) // _MICROSECOND


def read_moment(moment: object, name: str = "as_of") -> int:
    """Return a moment given by a user as microseconds UTC.

    Parameters
    ----------
    moment : datetime, date or ISO 8601 text
        Without a zone it is UTC; a date is its first moment.

    Raises
    ------
    InputError
        Where it is none of these. Numbers are refused: they do not say their unit.

    Examples
    --------
    >>> read_moment("1970-01-02")
    86400000000
    """
    try:
        if isinstance(moment, np.datetime64) and not np.isnat(moment):
            moment = moment.astype("datetime64[us]").item()
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment.strip())
        if isinstance(moment, datetime):
            return _microseconds(moment)[0]
        if isinstance(moment, date):
            return _microseconds(datetime(moment.year, moment.month, moment.day))[0]  # noqa: DTZ001
    except (ValueError, OverflowError, TypeError) as error:
        raise InputError(_no_moment(moment, name)) from error
    raise InputError(_no_moment(moment, name))


def _no_moment(moment: object, name: str) -> str:
    return (
        f"{name} is {moment!r} ({type(moment).__name__}), expected a datetime, a date, or ISO 8601 "
        "text such as '2026-11-01'."
    )
