"""The figures of a log's quality, row by row, from their definitions in words."""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

import attrs

SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 24 * HOUR


@attrs.frozen(kw_only=True)
class Seen:
    """One row, as a reader of the log would describe it."""

    pair: int
    time: int
    ours: bool
    theirs: bool
    sided: bool
    contact: bool
    personal: bool
    channel: str | None
    rest: tuple[object, ...]


def figures(rows: list[Seen], as_of: int) -> dict[str, float]:
    """Return the figure of each check that depends on the rows alone; absent where unjudged."""
    rows = [row for row in rows if row.time <= as_of]
    found: dict[str, float] = {}
    if not rows:
        return found
    contact = [row for row in rows if row.contact]
    personal = [row for row in rows if row.personal]
    days = defaultdict(set)
    for row in contact:
        days[row.pair].add(row.time // DAY)
    rhythms = [(max(d) - min(d)) / (len(d) - 1) for d in days.values() if len(d) > 1]
    if rhythms:
        span = (as_of - min(row.time for row in contact)) / DAY
        found["length of history"] = span / statistics.median(rhythms)
    repeated = sum(len(d) >= 3 for d in days.values())
    found["relationships to learn from"] = repeated
    if days:
        found["repeated contact"] = repeated / len(days)
    found |= _pauses(contact, as_of) | _clock(rows) | _crowds(personal, _same_time(rows))
    found |= _directions(rows, contact, personal, as_of)
    codes = Counter((row.pair, row.time, row.ours, row.theirs, row.rest) for row in rows)
    if _same_time(rows) < 0.9 or rows[0].rest:
        found["duplicate-looking rows"] = sum(n - 1 for n in codes.values()) / len(rows)
    return found


def _pauses(contact: list[Seen], as_of: int) -> dict[str, float]:
    active = sorted({row.time // DAY for row in contact})
    pauses = [b - a for a, b in pairwise(active)]
    found: dict[str, float] = {}
    if pauses:
        found["end of the log"] = (as_of - max(row.time for row in contact)) / DAY
    if len(pauses) >= 20:
        found["hole in the log"] = max(pauses)
    return found


def _same_time(rows: list[Seen]) -> float:
    common = sorted(Counter(row.time % DAY for row in rows).items(), key=lambda x: (-x[1], x[0]))
    (first, count), (second, other) = common[0], common[min(1, len(common) - 1)]
    apart = abs(first - second)
    return (count + (other if min(apart, DAY - apart) == HOUR else 0)) / len(rows)


def _clock(rows: list[Seen]) -> dict[str, float]:
    share = _same_time(rows)
    found = {"time of day": share if len(rows) > 20 else 0.0}
    if len(rows) > 20 and share < 0.9:
        seconds = Counter(row.time // SECOND % 60 for row in rows)
        second, count = min(seconds.items(), key=lambda x: (-x[1], x[0]))
        found["second of the minute"] = count / len(rows) if second else 0.0
    return found


def _crowds(personal: list[Seen], same_time: float) -> dict[str, float]:
    if not personal:
        return {}
    found = {}
    if same_time < 0.9:
        at = defaultdict(set)
        for row in personal:
            at[row.time].add(row.pair)
        limit = max(20, 20 * sum(map(len, at.values())) / len(at))
        inside = sum(len(at[row.time]) >= limit for row in personal)
        found["many at one moment"] = inside / len(personal)
    days = sorted(Counter(row.time // DAY for row in personal).items())
    inside = 0
    for i, (_, count) in enumerate(days):
        usual = statistics.median(n for _, n in days[max(0, i - 7) : i + 8])
        inside += count if count >= 50 and count > 10 * usual else 0
    found["many on one day"] = inside / len(personal)
    return found


def _directions(
    rows: list[Seen], contact: list[Seen], personal: list[Seen], as_of: int
) -> dict[str, float]:
    found: dict[str, float] = {}
    between = [row for row in contact if row.sided]
    if between:
        found["inbound contact"] = sum(row.theirs for row in between) / len(between)
        found["outbound contact"] = sum(row.ours for row in between) / len(between)
    everywhere = {row.sided for row in rows} == {True}
    there, back = any(row.ours for row in contact), any(row.theirs for row in contact)
    if not everywhere or (there and back):
        by = defaultdict(list)
        for row in personal:
            by[row.pair].append(row)
        enough = [lines for lines in by.values() if len(lines) >= 4]
        if enough:
            two = [any(x.ours for x in ls) and any(x.theirs for x in ls) for ls in enough]
            found["two-way relationships"] = sum(two) / len(enough)
    chosen = [row for row in personal if row.sided]
    ways = [{name for name in ("ours", "theirs") if getattr(row, name)} for row in chosen]
    seen = set().union(*ways) if ways else set()
    if seen == {"ours", "theirs"}:
        found["direction at all times"] = len(
            set().union(*(_weeks_without(way, rows, chosen, ways, as_of) for way in seen))
        )
        if any(row.channel for row in rows):
            names = [row.channel for row in chosen]
            found["direction in every channel"] = sum(
                _lacks(way, ways, names, name) for way in seen for name in set(names) - {None}
            )
    return found


def _lacks(way: str, ways: list[set[str]], labels: Iterable[object], label: object) -> bool:
    """Whether a direction is absent where ten rows of it were to be expected."""
    inside = [w for w, one in zip(ways, labels, strict=True) if one == label]
    usual = sum(way in w for w in ways) / len(ways)
    return not any(way in w for w in inside) and len(inside) * usual >= 10


def _weeks_without(
    way: str, rows: list[Seen], chosen: list[Seen], ways: list[set[str]], as_of: int
) -> set[int]:
    """Weeks of runs without a direction, in which ten rows of it were to be expected."""
    usual = sum(way in w for w in ways) / len(ways)
    whole = (as_of - min(row.time for row in rows)) // (7 * DAY)
    every, there = Counter[int](), Counter[int]()
    for row, w in zip(chosen, ways, strict=True):
        week = (as_of - row.time) // (7 * DAY)
        every[week] += 1
        there[week] += way in w
    found, run = set[int](), list[int]()
    for week in range(whole + 1):
        if week < whole and not there[week]:
            run.append(week)
            continue
        if sum(every[w] for w in run) * usual >= 10:
            found |= set(run)
        run = []
    return found


def best_change(series: list[float]) -> tuple[int, float]:
    """Try every division of a series in two; return the clearest, and how clear it is."""
    steps = [abs(b - a) for a, b in pairwise(series)]
    spread = max(statistics.median(steps) / (0.6745 * math.sqrt(2)), 0.5)
    tried = []
    for place in range(3, len(series) - 2):
        before, after = series[:place], series[place:]
        apart = abs(statistics.fmean(after) - statistics.fmean(before))
        tried.append((apart / spread / math.sqrt(1 / len(before) + 1 / len(after)), -place))
    errors, place = max(tried)
    return -place, errors
