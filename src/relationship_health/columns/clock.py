"""Times at the border: any reading of a clock to int64 microseconds UTC, range-checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import NoReturn
from zoneinfo import ZoneInfo

import attrs
import numpy as np

from relationship_health.arrays import Bools, Column, Ints, array_column
from relationship_health.columns.zones import EARLIEST_US, LATEST_US, wall_offsets
from relationship_health.errors import ColumnError, InputError

UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1}

_NEVER = np.iinfo(np.int64).max
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

    Raises
    ------
    InputError
        Where one of them is not valid, or both unit and format are given.
    """

    unit: str | None = None
    format: str | None = None
    timezone: str = "UTC"

    def __attrs_post_init__(self) -> None:
        if self.unit is not None and self.unit not in UNITS:
            message = f"The time_unit is {self.unit!r}, expected 's', 'ms' or 'us'."
            raise InputError(message)
        if self.format is not None:
            _check_format(self.format)
        if None not in {self.unit, self.format}:
            message = (
                f"time_unit is {self.unit!r} and time_format is {self.format!r}, expected one of "
                "them: numbers have a unit, text has a format."
            )
            raise InputError(message)
        self.zone()

    def zone(self) -> ZoneInfo:
        """Return the zone."""
        try:
            return ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError, TypeError, AttributeError) as error:
            message = (
                f"The timezone is {self.timezone!r}, expected an IANA name such as "
                "'Europe/Berlin' or 'UTC'."
            )
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
    if clock.format is not None and column.kind in {"integer", "float"}:
        column = _as_text(column)
    if column.missing.all():
        us, naive = np.zeros(len(column), dtype=np.int64), np.zeros(len(column), dtype=np.bool_)
    elif column.kind == "other":
        us, naive = _read_mixed(name, column, clock)
    else:
        us, naive = _read(name, column, clock)
    sound = ~column.missing & _in_range(us)
    us, in_gap, notes = _localise(np.where(sound, us, 0), naive & sound, clock)
    # At the ends of the calendar the offset may lead out of it.
    sound &= _in_range(us)
    return Times(
        us=us, missing=column.missing, invalid=~column.missing & ~sound, in_gap=in_gap & sound,
        notes=notes,
    )  # fmt: skip


def _read(name: str, column: Column, clock: Clock) -> tuple[Ints, Bools]:
    """Return readings, and whether they are those of a wall clock."""
    if column.kind == "time":
        return column.values, np.full(len(column), not column.zoned)
    if column.kind == "text":
        return _read_text(column, clock)
    if column.kind == "boolean":
        _refuse(name, column.content, "times", "convert the column to datetimes")
    return _read_numbers(name, column, clock), np.zeros(len(column), dtype=np.bool_)


def _read_mixed(name: str, column: Column, clock: Clock) -> tuple[Ints, Bools]:
    """Read a column of several types type by type, so that a strange cell spoils its row only."""
    us = np.full(len(column), _NEVER, dtype=np.int64)
    naive = np.zeros(len(column), dtype=np.bool_)
    rows_of: dict[object, list[int]] = {}
    for row in (~column.missing).nonzero()[0].tolist():
        cell = column.values[row]
        zoned = isinstance(cell, datetime) and cell.utcoffset() is not None
        beyond = isinstance(cell, int) and abs(cell) > _NEVER
        rows_of.setdefault((type(cell), zoned, beyond), []).append(row)
    read = 0
    for rows in rows_of.values():
        part = array_column(column.values[rows])
        if part.kind in {"time", "text"} or (part.kind in {"integer", "float"} and clock.unit):
            us[rows], naive[rows] = _read(name, part, clock)
            read += 1
    if not read:
        _refuse(name, column.content, "times", "convert the column to datetimes")
    return us, naive


def _in_range(us: Ints) -> Bools:
    return (us >= EARLIEST_US) & (us <= LATEST_US)


def _as_text(column: Column) -> Column:
    """Spell numbers out as they were before some reader took 20260105 for one."""
    cells = [str(value).removesuffix(".0") for value in column.values.tolist()]
    return attrs.evolve(array_column(cells), missing=column.missing)


def _refuse(name: str, found: str, expected: str, remedy: str) -> NoReturn:
    message = f"Column {name!r} holds {found}, expected {expected}: {remedy}."
    raise ColumnError(message, column=name)


def _check_format(given: str) -> None:
    """Refuse what ``strptime`` would stumble over whatever the text."""
    fault = "" if isinstance(given, str) and given else "not a format"
    try:
        datetime.strptime("", str(given))  # noqa: DTZ007  only the format is looked at
    except ValueError as error:
        # Any sound format fails too, but only for the empty text.
        fault = fault or ("" if str(error).startswith("time data") else str(error))
    except (re.error, LookupError) as error:
        fault = str(error)
    if fault:
        message = (
            f"The time_format is {given!r} ({fault}), expected a strptime format such as "
            "'%Y-%m-%d %H:%M'."
        )
        raise InputError(message)


def _read_numbers(name: str, column: Column, clock: Clock) -> Ints:
    if clock.unit is None:
        _refuse(name, "numbers", "times", "say time_unit='s', 'ms' or 'us'")
    factor = UNITS[clock.unit]
    if column.kind == "float":
        with np.errstate(over="ignore"):
            scaled = np.rint(np.where(column.missing, 0.0, column.values) * factor)
        fits = np.abs(scaled) < LATEST_US * 2.0
        return np.where(fits, np.where(fits, scaled, 0.0).astype(np.int64), _NEVER)
    fits = np.abs(column.values // 2) <= LATEST_US // factor
    return np.where(fits, column.values * np.where(fits, factor, 0), _NEVER)


def _read_text(column: Column, clock: Clock) -> tuple[Ints, Bools]:
    """Read each distinct text once."""
    read = _reader(clock)
    moments = np.full(len(column.categories) + 1, _NEVER, dtype=np.int64)
    naive = np.zeros(len(column.categories) + 1, dtype=np.bool_)
    for code, text in enumerate(column.categories):
        try:
            moments[code], naive[code] = read(text.strip())
        except (ValueError, ArithmeticError):
            continue
    return moments[column.values], naive[column.values]


def _reader(clock: Clock) -> Callable[[str], tuple[int, bool]]:
    if clock.unit is not None:
        factor = UNITS[clock.unit]
        return lambda text: _parse_number(text, factor)
    layout = clock.format
    if layout is not None:
        return lambda text: _microseconds(datetime.strptime(text, layout))  # noqa: DTZ007
    return _parse_iso


def _parse_iso(text: str) -> tuple[int, bool]:
    # Python would read 1210101231200, milliseconds of the year 2008, as noon of a day in 1210.
    if text.isdigit() and len(text) != len("20260105"):
        raise ValueError
    return _microseconds(datetime.fromisoformat(text))


def _parse_number(text: str, factor: int) -> tuple[int, bool]:
    scaled = Decimal(text) * factor
    if not scaled.is_finite() or abs(scaled) > LATEST_US:
        raise ValueError
    return int(scaled.to_integral_value()), False


def _microseconds(moment: datetime) -> tuple[int, bool]:
    naive = moment.tzinfo is None
    aware = moment.replace(tzinfo=UTC) if naive else moment
    return (aware - _EPOCH) // _MICROSECOND, naive


def _localise(us: Ints, naive: Bools, clock: Clock) -> tuple[Ints, Bools, tuple[str, ...]]:
    """Turn wall-clock readings into UTC; also tell which never occurred, and remark on them."""
    in_gap = np.zeros(len(us), dtype=np.bool_)
    if not naive.any():
        return us, in_gap, ()
    notes = [_unzoned(int(naive.sum()), clock.timezone)]
    if clock.timezone == "UTC":
        return us, in_gap, tuple(notes)
    rows = naive.nonzero()[0]
    walls, inverse = np.unique(us[rows], return_inverse=True)
    offsets, gap, twice = wall_offsets(walls, clock.zone())
    us = us.copy()
    us[rows] -= offsets[inverse]
    in_gap[rows] = gap[inverse]
    ambiguous = int(twice[inverse].sum())
    if ambiguous:
        notes.append(
            f"{ambiguous:,} times occur twice in {clock.timezone}, as clocks went back, and were "
            "read as the first of the two"
        )
    return us, in_gap, tuple(notes)


def moment_from(us: int) -> datetime:
    """Return microseconds since 1970-01-01 UTC as a datetime.

    Examples
    --------
    >>> moment_from(0).isoformat()
    '1970-01-01T00:00:00+00:00'
    """
    return _EPOCH + us * _MICROSECOND


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
        given = datetime.fromisoformat(moment.strip()) if isinstance(moment, str) else moment
        if type(given) is datetime and given.tzinfo is UTC:
            return (given - _EPOCH) // _MICROSECOND
        if isinstance(given, date | np.datetime64):
            column = array_column([given])
            if not column.missing[0] and _in_range(column.values)[0]:
                return int(column.values[0])
    except (ValueError, OverflowError, TypeError) as error:
        raise InputError(_no_moment(moment, name)) from error
    raise InputError(_no_moment(moment, name))


def _no_moment(moment: object, name: str) -> str:
    return (
        f"{name} is {moment!r} ({type(moment).__name__}), expected a datetime, a date, or ISO 8601 "
        "text such as '2026-11-01'."
    )


def _unzoned(count: int, timezone: str) -> str:
    times, were = ("time carries", "was") if count == 1 else ("times carry", "were")
    return f"{count:,} {times} no zone and {were} read as {timezone}"
