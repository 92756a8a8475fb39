"""Whether there is enough history, and whether it is one history."""

from __future__ import annotations

import math

import numpy as np

from relationship_health.arrays import Floats
from relationship_health.columns import US_PER_DAY
from relationship_health.kernels.segments import Groups
from relationship_health.validation.quality.finding import Check, Finding
from relationship_health.validation.quality.known_log import KnownLog

REPEATED = 3
"""Days of contact that a relationship needs for a rhythm: two gaps."""

SHORTEST = 8
"""Weeks below which a change of volume cannot be told from chance."""

MARGIN = 3
"""Weeks that each side of a change has at least."""

CLEAR = 5.0
"""Standard errors by which the volume before and after a change differ, at least."""

SURPRISE = 7.0
"""-log of how rarely a silence that long would come by chance: one time in 1,100."""

HOLIDAY_DAYS = 21.0
"""Whole companies close for two weeks and the weekends around them, and hardly for three."""

LENGTH = Check(
    name="length of history", care=12.0, stop=4.0, low_is_bad=True,
    meaning="A rhythm that is longer than the log cannot be seen in it: silence looks normal, or "
    "normal silence looks like an end.",
    remedy="Load older rows, or declare the cadence of slow relationships.",
)  # fmt: skip
REPEATS = Check(
    name="repeated contact", care=0.2, low_is_bad=True,
    meaning="Most relationships have no rhythm of their own yet: their scores say what is usual "
    "elsewhere, and are provisional.",
    remedy="Load older rows, or read the scores of established relationships only.",
)  # fmt: skip
LEARNING = Check(
    name="relationships to learn from", care=50.0, stop=5.0, low_is_bad=True,
    meaning="What is usual is taken from the shipped default, which is worth 50 relationships, "
    "more than from this log.",
    remedy="Load more relationships, or pass a benchmark that was learned on a larger log.",
)  # fmt: skip
END = Check(
    name="end of the log", care=7.0, stop=90.0,
    meaning="Nothing at all is known of the last days, so that everybody looks silent.",
    remedy="Export the log anew, or set as_of to the time of the last row.",
)  # fmt: skip
HOLE = Check(
    name="hole in the log", care=HOLIDAY_DAYS,
    meaning="A stretch without any row is more likely missing than silent; every rhythm that "
    "spans it looks broken.",
    remedy="Load the missing rows, or score from the end of the hole on.",
)  # fmt: skip
VOLUME = Check(
    name="steady volume", care=0.5, stop=0.05, low_is_bad=True,
    meaning="The log holds two different times, before and after a change of all contact; scores "
    "compare one with the other.",
    remedy="Find out whether the recording changed or the business: leave out what came before, or "
    "shorten half_life_days.",
)  # fmt: skip


def length(log: KnownLog) -> Finding:
    """Hold the span of the log against the usual gap of its relationships."""
    days, first, last = _days_of_contact(log)
    repeated = days > 1
    if not repeated.any():
        return LENGTH.unjudged("no relationship was in contact on two days")
    gap = float(np.median((last - first)[repeated] / (days - 1)[repeated]))
    span = (log.as_of_us - int(log.time[log.contact].min())) / US_PER_DAY
    return LENGTH.judge(
        span / gap,
        f"the log spans {span:,.0f} days, {span / gap:,.1f} usual gaps of {gap:.3g} days",
    )


def repeats(log: KnownLog) -> Finding:
    """Count the relationships with a rhythm."""
    days, _, _ = _days_of_contact(log)
    known = int((days > 0).sum())
    if not known:
        return REPEATS.unjudged("no relationship was in contact")
    share = int((days >= REPEATED).sum()) / known
    return REPEATS.judge(
        share, f"{share:.0%} of {known:,} relationships had contact on {REPEATED} days or more"
    )


def learning(log: KnownLog) -> Finding:
    """Count the relationships that a benchmark is learned from."""
    days, _, _ = _days_of_contact(log)
    count = int((days >= REPEATED).sum())
    return LEARNING.judge(count, f"{count:,} relationships have a rhythm to learn from")


def end(log: KnownLog) -> Finding:
    """Hold the silence of the whole log at its end against its usual pauses."""
    pauses = np.diff(log.active_days)
    if not len(pauses):
        return END.unjudged("there is contact on fewer than two days")
    last = int(log.time[log.contact].max())
    silent = (log.as_of_us - last) / US_PER_DAY
    limit = max(END.care, SURPRISE * _mean(pauses))
    return END.judge(
        silent, f"the last contact lies {silent:,.1f} days before as_of, where a pause of "
        f"{_mean(pauses):.3g} days is usual", care=limit,
    )  # fmt: skip


def hole(log: KnownLog) -> Finding:
    """Hold the longest silence of the whole log against what chance would make of its pauses."""
    pauses = np.diff(log.active_days)
    if len(pauses) < 20:  # noqa: PLR2004  too few to say what is usual
        return HOLE.unjudged("there is contact on fewer than 21 days")
    place = int(np.argmax(pauses))
    longest = int(pauses[place])
    limit = max(HOLE.care, (math.log(len(pauses)) + SURPRISE) * _mean(np.delete(pauses, place)))
    begin = np.datetime64(int(log.active_days[place]), "D")
    return HOLE.judge(
        longest, f"the longest stretch without any contact has {longest:,} days, from {begin} on",
        care=limit,
    )  # fmt: skip


def volume(log: KnownLog) -> Finding:
    """Look for one change of the weekly volume that divides the log in two.

    The square root of counts has the same spread at every level; the spread itself is taken from
    the differences of neighbouring weeks, which one change leaves alone (Rice 1984,
    doi 10.1214/aos/1176346788, with the median in place of the mean).
    """
    counts, _ = log.weeks(log.personal)
    if len(counts) < SHORTEST:
        return VOLUME.unjudged(f"the log has {len(counts)} whole weeks, and needs {SHORTEST}")
    place, errors = change_point(np.sqrt(counts.astype(np.float64)))
    # Medians, since one week with an import in it is no change of volume.
    before, after = float(np.median(counts[:place])), float(np.median(counts[place:]))
    if errors < CLEAR or not max(before, after):
        usual = float(np.median(counts))
        return VOLUME.judge(1.0, f"about {usual:,.3g} rows a week, without a clear change")
    ratio = min(before, after) / max(before, after)
    begin = log.as_of_us - (len(counts) - place) * 7 * US_PER_DAY
    return VOLUME.judge(
        ratio, f"from {np.datetime64(begin, 'us').astype('datetime64[D]')} on there are "
        f"about {after:,.3g} rows a week, {before:,.3g} before", can_stop=after < before,
    )  # fmt: skip


def change_point(series: Floats) -> tuple[int, float]:
    """Return where a series changes most, and by how many standard errors its means differ.

    Examples
    --------
    >>> place, errors = change_point(np.array([5.0, 4, 5, 6, 5, 1, 2, 1, 0, 1]))
    >>> place, bool(errors > 5)
    (5, True)
    """
    count = len(series)
    places = np.arange(MARGIN, count - MARGIN + 1)
    sums = np.cumsum(series)
    before = sums[places - 1] / places
    after = (sums[-1] - sums[places - 1]) / (count - places)
    steps = np.abs(np.diff(series))
    # .6745: the median of a normal's absolute value; counts themselves spread by half a root.
    spread = max(float(np.median(steps)) / (0.6745 * math.sqrt(2.0)), 0.5)
    errors = np.abs(after - before) / (spread * np.sqrt(1.0 / places + 1.0 / (count - places)))
    best = int(np.argmax(errors))
    return int(places[best]), float(errors[best])


def _days_of_contact(log: KnownLog) -> tuple[Floats, Floats, Floats]:
    """Return days of contact per relationship, and the first and the last of them."""
    chosen = log.contact
    pair, day = log.pair[chosen], log.day[chosen]
    fresh = np.ones(len(pair), dtype=np.bool_)
    fresh[1:] = (pair[1:] != pair[:-1]) | (day[1:] != day[:-1])
    groups = Groups(np.searchsorted(pair, np.arange(len(log.portfolio) + 1)).astype(np.int64))
    days = groups.reduce(np.add, fresh.astype(np.int64), 0)
    first = groups.reduce(np.minimum, day, 0)
    last = groups.reduce(np.maximum, day, 0)
    return days.astype(np.float64), first.astype(np.float64), last.astype(np.float64)


def _mean(pauses: Floats | np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    return float(pauses.sum()) / len(pauses)
