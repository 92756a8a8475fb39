"""Wall clocks: the UTC offset of a reading, and whether it never or twice occurred."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from relationship_health.arrays import Bools, Ints

EARLIEST_US = -62_135_596_800_000_000
"""Start of the year 1, in microseconds."""
LATEST_US = 253_402_300_799_999_999
"""End of the year 9999."""

_HOUR_US = 3_600_000_000
_DAY_US = 24 * _HOUR_US
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def wall_offsets(walls: Ints, zone: ZoneInfo) -> tuple[Ints, Bools, Bools]:
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
