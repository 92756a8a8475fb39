"""Whether rows and columns are all there, and none of them twice."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from relationship_health.arrays import Array, Ints
from relationship_health.composite import Profile
from relationship_health.contract import Metric, missing_columns
from relationship_health.validation.quality.finding import Check, Finding
from relationship_health.validation.quality.known_log import KnownLog

EMPTY = 0.9
"""Share of missing cells from which on a column is as good as not there."""

_JUDGED = frozenset({"channel", "interaction", "status"})
"""Columns that say something of every interaction; one without outcome or thread is normal."""

COLUMNS = Check(
    name="columns", care=0.25, stop=0.75,
    meaning="Metrics whose columns are missing are unknown for everybody, and what they would say "
    "is in no score.",
    remedy="Load the columns named; a score from fewer metrics is sound, and says less.",
)  # fmt: skip
FILLED = Check(
    name="filled columns", care=0.0,
    meaning="A column that is nearly always empty is taken for one that is there: metrics that "
    "need it are judged by the few rows that have it.",
    remedy="Leave the column out with None, or load its values.",
)  # fmt: skip
DUPLICATES = Check(
    name="duplicate-looking rows", care=0.01, stop=0.5,
    meaning="Rows that are equal in everything but their id count as several contacts, and are "
    "more likely one that was loaded twice.",
    remedy="Load each source once, or pass the id that both rows share as interaction.",
)  # fmt: skip
REJECTED = Check(
    name="rejected rows", care=0.01, stop=0.2,
    meaning="Rows that could not be read are missing from every score, and rarely at random.",
    remedy="Read portfolio.issues, and mend the rows that it names.",
)  # fmt: skip


def columns(log: KnownLog, metrics: Iterable[Metric], profile: Profile) -> Finding:
    """Share of the weight that is unknown for everybody for want of columns."""
    present = log.portfolio.column_names
    total, silent, silenced = 0.0, 0.0, []
    for metric in metrics:
        weight = profile.weight(metric.name)
        missing = missing_columns(metric, present)
        total += weight
        if missing:
            silent += weight
            silenced.append(f"{metric.name} needs {missing}")
    if not total:
        return COLUMNS.unjudged("no metric has a weight")
    named = f": {'; '.join(silenced)}" if silenced else ""
    share = silent / total
    return COLUMNS.judge(share, f"{share:.0%} of the weight is silent for want of columns{named}")


def filled(log: KnownLog) -> Finding:
    """Count the text columns that are nearly always empty."""
    if not len(log.rows):
        return FILLED.unjudged("there are no rows")
    bare = []
    for name in sorted(log.portfolio.columns.keys() & log.portfolio.categories.keys()):
        share = int((log.column(name) < 0).sum()) / len(log.rows)
        if name in _JUDGED and share >= EMPTY:
            bare.append(f"{name} is empty in {share:.1%} of rows")
    return FILLED.judge(len(bare), "; ".join(bare) or "no column is nearly always empty")


def duplicates(log: KnownLog) -> Finding:
    """Share of rows equal to another one in all but the id of the interaction."""
    if not len(log.rows):
        return DUPLICATES.unjudged("there are no rows")
    if log.whole_day_times and not len(log.portfolio.columns):
        return DUPLICATES.unjudged("times are days, and no column tells rows of one day apart")
    tied = np.zeros(len(log.rows), dtype=np.bool_)
    tied[1:] = (log.pair[1:] == log.pair[:-1]) & (log.time[1:] == log.time[:-1])
    member = tied.copy()
    member[:-1] |= tied[1:]
    places = np.flatnonzero(member)
    # Runs of one relationship at one time; the direction; then every column but the id.
    code = _finer(np.cumsum(~tied[places]), log.portfolio.direction[log.rows[places]])
    for name in sorted(log.portfolio.columns.keys() - {"interaction"}):
        code = _finer(code, log.portfolio.columns[name][log.rows[places]])
    repeated = len(places) - len(np.unique(code))
    share = repeated / len(log.rows)
    return DUPLICATES.judge(
        share, f"{repeated:,} rows ({share:.2%}) are equal to another one but for their id"
    )


def rejected(log: KnownLog) -> Finding:
    """Share of the rows read that were rejected or repaired."""
    issues = log.portfolio.issues
    if not issues.rows_in:
        return REJECTED.unjudged("the portfolio has no account of rows")
    bad = issues.rejected + issues.repaired
    share = bad / issues.rows_in
    return REJECTED.judge(
        share, f"{issues.rejected:,} of {issues.rows_in:,} rows were rejected and "
        f"{issues.repaired:,} repaired",
    )  # fmt: skip


def _finer(code: Ints, values: Array) -> Ints:
    """Divide groups of rows by a further column; unknown numbers are equal to each other."""
    comparable = values.astype(str) if values.dtype == object else values
    _, place = np.unique(comparable, return_inverse=True)
    both = code * (int(place.max(initial=0)) + 1) + place
    finer: Ints = np.unique(both, return_inverse=True)[1].astype(np.int64)
    return finer
