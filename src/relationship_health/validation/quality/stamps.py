"""Whether times are those at which things happened."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.columns import US_PER_DAY
from relationship_health.validation.quality.finding import Check, Finding
from relationship_health.validation.quality.known_log import US_PER_SECOND, KnownLog

CROWD = 20
"""Relationships at one moment that are no chance, however busy the log."""

SPIKE_ROWS = 50
"""Rows that a day has to hold, at least, to stand out."""

SPIKE_TIMES = 10.0
"""How many usual days a day has to hold to stand out."""

AROUND = 7
"""Days of contact on each side that say what a day usually holds."""

SAME_MOMENT = Check(
    name="many at one moment", care=0.01, stop=0.5,
    meaning="Rows of many relationships that bear one time were imported together, or are one "
    "mass mailing: their times say nothing of when people spoke.",
    remedy="Load the original times; mark mass mail with audience, automated, or one interaction "
    "id.",
)  # fmt: skip
SAME_DAY = Check(
    name="many on one day", care=0.02, stop=0.5,
    meaning="A day with many times the usual volume is more likely an import than contact: it "
    "makes everybody look engaged on that day.",
    remedy="Load the original times, or leave the rows of that day out.",
)  # fmt: skip
DATES_ONLY = Check(
    name="time of day", care=0.2,
    meaning="Times are days without a time of day: who answered whom on one day, and how fast, is "
    "not known, and contacts of one day are one conversation.",
    remedy="Load times with hours and minutes; where there are none, leave responsiveness out.",
)  # fmt: skip
SAME_SECOND = Check(
    name="second of the minute", care=0.5,
    meaning="Times that all fall on one second of the minute were made by a machine, not by "
    "events.",
    remedy="Ask where the column comes from: another one may hold the time of the event.",
)  # fmt: skip
PLACEHOLDER = Check(
    name="placeholder times", care=0.0,
    meaning="Times such as 1970-01-01 stand for none, and stretch the history by decades.",
    remedy="Leave these rows out before loading.",
)  # fmt: skip

_NO_TIMES: Ints = (
    np.array(
        ["0001-01-01", "1601-01-01", "1899-12-30", "1900-01-01", "1904-01-01", "1970-01-01",
         "2001-01-01"], dtype="datetime64[us]"
    ).astype(np.int64)
)  # fmt: skip
"""What programs write where they have no time: the beginnings of their calendars."""


def same_moment(log: KnownLog) -> Finding:
    """Share of personal rows at moments that many relationships share."""
    if log.whole_day_times:
        return SAME_MOMENT.unjudged("times are days, which many relationships share anyway")
    chosen = log.personal
    rows = int(chosen.sum())
    if not rows:
        return SAME_MOMENT.unjudged("there is no personal contact")
    time = log.time[chosen]
    moments, inverse, crowd = _relationships_at(log.pair[chosen], time)
    limit = max(CROWD, CROWD * crowd.sum() / len(moments))
    share = int((crowd[inverse] >= limit).sum()) / rows
    largest = int(np.argmax(crowd))
    return SAME_MOMENT.judge(
        share, f"{share:.1%} of personal rows lie at moments that {limit:,.0f} or more "
        f"relationships share; {int(crowd[largest]):,} share {_shown(int(moments[largest]))}",
    )  # fmt: skip


def same_day(log: KnownLog) -> Finding:
    """Share of personal rows on days that hold many times the usual number."""
    day = log.day[log.personal]
    if not len(day):
        return SAME_DAY.unjudged("there is no personal contact")
    days, counts = np.unique(day, return_counts=True)
    usual = _around(counts)
    spikes = (counts >= SPIKE_ROWS) & (counts > SPIKE_TIMES * usual)
    share = int(counts[spikes].sum()) / len(day)
    largest = int(np.argmax(counts / usual))
    return SAME_DAY.judge(
        share, f"{int(counts[largest]):,} personal rows on "
        f"{np.datetime64(int(days[largest]), 'D')}, where {usual[largest]:,.0f} a day are usual; "
        f"{share:.1%} of them lie on days that stand out",
    )  # fmt: skip


def dates_only(log: KnownLog) -> Finding:
    """Share of rows that bear one time of day."""
    if not len(log.time):
        return DATES_ONLY.unjudged("there are no rows")
    share = log.same_time_of_day if len(log.time) > CROWD else 0.0
    return DATES_ONLY.judge(share, f"{share:.1%} of rows bear the same time of day")


def same_second(log: KnownLog) -> Finding:
    """Share of rows on the commonest second of the minute, if it is not the full minute."""
    if len(log.time) <= CROWD or log.whole_day_times:
        return SAME_SECOND.unjudged("there are too few rows, or times are days")
    counts = np.bincount(log.time // US_PER_SECOND % 60, minlength=60)
    second = int(np.argmax(counts))
    share = int(counts[second]) / len(log.time) if second else 0.0
    return SAME_SECOND.judge(share, f"{counts[second] / len(log.time):.1%} of rows fall on second "
                             f"{second} of the minute")  # fmt: skip


def placeholder(log: KnownLog) -> Finding:
    """Share of rows at the beginning of a calendar, far from all others."""
    marked = np.isin(log.time, _NO_TIMES)
    if marked.all():
        return PLACEHOLDER.unjudged("there are no rows with other times")
    others = log.time[~marked]
    apart = marked & (log.time < int(others.min()) - 365 * US_PER_DAY)
    count = int(apart.sum())
    share = count / len(log.time)
    shown = f", such as {_shown(int(log.time[apart].min()))}" if count else ""
    return PLACEHOLDER.judge(share, f"{count:,} rows bear a time that stands for none{shown}")


def _relationships_at(pair: Ints, time: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the moments, which of them each row has, and how many relationships share each."""
    moments, inverse = np.unique(time, return_inverse=True)
    fresh: Bools = np.ones(len(time), dtype=np.bool_)
    # Rows lie relationship after relationship, and in order of time.
    fresh[1:] = (pair[1:] != pair[:-1]) | (time[1:] != time[:-1])
    return moments, inverse, np.bincount(inverse[fresh], minlength=len(moments))


def _around(counts: Ints) -> Floats:
    """Return the median of each day and the seven days of contact before and after it."""
    padded = np.pad(counts.astype(np.float64), AROUND, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * AROUND + 1)
    return np.asarray(np.nanmedian(windows, axis=1))


def _shown(us: int) -> str:
    return str(np.datetime64(us, "us").astype("datetime64[s]")).replace("T", " ")
