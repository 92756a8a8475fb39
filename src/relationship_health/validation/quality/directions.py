"""Whether both directions of contact are recorded, everywhere and all the time."""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Bools, Floats
from relationship_health.columns import US_PER_DAY
from relationship_health.validation.quality.finding import Check, Finding
from relationship_health.validation.quality.known_log import KnownLog

EXPECTED = 10.0
"""Rows of a direction that chance alone never leaves out: e^-10 is one time in 22,000."""

ROWS = 4
"""Rows of a relationship in which both of its people should have said something."""

INBOUND = Check(
    name="inbound contact", care=0.02, stop=1e-12, low_is_bad=True,
    meaning="What the others say is hardly recorded: every relationship looks as if they never "
    "answered.",
    remedy="Load incoming mail and calls too; or leave out our_side where only one side is known.",
)  # fmt: skip
OUTBOUND = Check(
    name="outbound contact", care=0.02, low_is_bad=True,
    meaning="What we do is hardly recorded, as in a log of purchases: metrics that need both sides "
    "are unknown or lean on a few rows.",
    remedy="Load what our side sends; for a log of purchases nothing is wrong.",
)  # fmt: skip
BOTH = Check(
    name="two-way relationships", care=0.05, low_is_bad=True,
    meaning="In hardly any relationship both people said something: the log shows one direction "
    "only, and reciprocity is low for everybody.",
    remedy="Load the other direction; for one-way logs say who is ours with our_side.",
)  # fmt: skip
ALWAYS = Check(
    name="direction at all times", care=0.0,
    meaning="A direction that is missing for weeks was not recorded then: answers of that time are "
    "taken for silence.",
    remedy="Load the missing rows, or leave these weeks out.",
)  # fmt: skip
CHANNELS = Check(
    name="direction in every channel", care=0.0,
    meaning="A channel that is recorded in one direction only makes who answers through it look "
    "silent.",
    remedy="Load the other direction of the channel, or leave the channel out.",
)  # fmt: skip


def inbound(log: KnownLog) -> Finding:
    """Share of contact between the sides with something inbound in it."""
    return _share(log, INBOUND, log.theirs, "inbound")


def outbound(log: KnownLog) -> Finding:
    """Share of contact between the sides with something outbound in it."""
    return _share(log, OUTBOUND, log.ours, "outbound")


def both(log: KnownLog) -> Finding:
    """Share of relationships of some rows in which both people said something."""
    if log.sided.all() and len(log.rows) and not _mixed(log, log.contact):
        return BOTH.unjudged("one direction is missing altogether")
    chosen = log.personal
    counts, there, back = (
        log.groups.reduce(np.add, (chosen & mask).astype(np.int64), 0)
        for mask in (chosen, log.ours, log.theirs)
    )
    enough = counts >= ROWS
    total = int(enough.sum())
    if not total:
        return BOTH.unjudged(f"no relationship has {ROWS} rows of personal contact")
    share = int((enough & (there > 0) & (back > 0)).sum()) / total
    return BOTH.judge(
        share, f"in {share:.0%} of {total:,} relationships with {ROWS} rows or more both said "
        "something",
    )  # fmt: skip


def always(log: KnownLog) -> Finding:
    """Count the weeks in a row in which a direction is missing that is there in others."""
    chosen = log.personal & log.sided
    if not _mixed(log, chosen):
        return ALWAYS.unjudged("no side is ours, or one direction is missing altogether")
    counts, week = log.weeks(chosen)
    missing = np.zeros(len(counts), dtype=np.bool_)
    for mask in (log.ours, log.theirs):
        rows = np.bincount(week[chosen & mask & (week >= 0)], minlength=len(counts))
        usual = int((chosen & mask).sum()) / int(chosen.sum())
        missing |= _long_runs(rows == 0, counts.astype(np.float64) * usual)
    number = int(missing.sum())
    begin = log.as_of_us - (len(counts) - int(np.argmax(missing))) * 7 * US_PER_DAY if number else 0
    since = f", from {np.datetime64(begin, 'us').astype('datetime64[D]')} on" if number else ""
    return ALWAYS.judge(
        number, f"a direction is missing in {number:,} of {len(counts):,} weeks{since}"
    )


def channels(log: KnownLog) -> Finding:
    """Count the channels that lack a direction, though it is there in the others."""
    chosen = log.personal & log.sided
    named = "channel" in log.portfolio.columns and bool((log.column("channel") >= 0).any())
    if not named or not _mixed(log, chosen):
        return CHANNELS.unjudged("there is no column channel, no side is ours, or one direction is "
                                 "missing altogether")  # fmt: skip
    names = log.portfolio.categories["channel"]
    code, lacking = log.column("channel"), list[str]()
    counts = np.bincount(code[chosen & (code >= 0)], minlength=len(names))
    for mask, word in ((log.theirs, "inbound"), (log.ours, "outbound")):
        rows = np.bincount(code[chosen & mask & (code >= 0)], minlength=len(names))
        expected = counts * (int((chosen & mask).sum()) / int(chosen.sum()))
        places = np.flatnonzero((rows == 0) & (expected >= EXPECTED)).tolist()
        lacking.extend(f"{names[place]} has nothing {word}" for place in places)
    found = "; ".join(lacking) or f"all {len(names)} channels have both, as far as can be told"
    return CHANNELS.judge(len(lacking), found)


def _share(log: KnownLog, check: Check, mask: Bools, word: str) -> Finding:
    chosen = log.contact & log.sided
    rows = int(chosen.sum())
    if not rows:
        return check.unjudged("no side is ours")
    share = int((chosen & mask).sum()) / rows
    return check.judge(share, f"{share:.1%} of {rows:,} rows of contact are {word} or mutual")


def _long_runs(empty: Bools, expected: Floats) -> Bools:
    """Mark the runs of empty weeks in which enough rows were to be expected altogether."""
    if not len(empty):
        return empty
    starts = np.flatnonzero(np.append(True, empty[1:] != empty[:-1]))
    enough = np.add.reduceat(expected, starts) >= EXPECTED
    return empty & np.repeat(enough, np.diff(np.append(starts, len(empty))))


def _mixed(log: KnownLog, chosen: Bools) -> bool:
    return bool((chosen & log.ours).any() and (chosen & log.theirs).any())
