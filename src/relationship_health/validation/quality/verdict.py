"""All checks of a log, and what they come to in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array, Floats, Ints
from relationship_health.columns import Portfolio, check_portfolio, read_moment
from relationship_health.composite import Profile, Scorer
from relationship_health.contract import Metric
from relationship_health.errors import InputError
from relationship_health.metrics import BUILT_IN
from relationship_health.model import Terms
from relationship_health.plots import Axes
from relationship_health.plots.quality import weekly_volume
from relationship_health.results import Result
from relationship_health.validation.quality import directions, history, rows, stamps
from relationship_health.validation.quality.finding import LEVELS, Finding
from relationship_health.validation.quality.known_log import KnownLog

VERDICTS = ("good", "usable with care", "not enough")

_CHECKS = (
    history.length, history.repeats, history.learning, history.end, history.hole, history.volume,
    stamps.same_moment, stamps.same_day, stamps.dates_only, stamps.same_second, stamps.placeholder,
    directions.inbound, directions.outbound, directions.both, directions.always,
    directions.channels, rows.filled, rows.duplicates, rows.rejected,
)  # fmt: skip


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class DataQuality(Result):
    """Whether a log supports scores, and what to do about it where it does not.

    Parameters
    ----------
    findings : tuple of Finding
        Every check, the serious ones first.
    week_ends : datetime64 array
        Ends of the whole weeks before ``as_of``, the oldest first.
    outbound, inbound : int64 arrays
        Rows of contact in each of these weeks; mutual rows are in both.
    """

    findings: tuple[Finding, ...]
    week_ends: Array
    outbound: Ints
    inbound: Ints

    @property
    def title(self) -> str:
        """What was asked, and the answer."""
        return f"Data quality: {self.verdict}"

    @property
    def verdict(self) -> str:
        """The answer: good, usable with care, or not enough."""
        return VERDICTS[max((LEVELS.index(f.level) for f in self.findings if f.level), default=2)]

    @property
    def words(self) -> tuple[str, ...]:
        """The serious findings with meaning and remedy, or that there are none."""
        serious = [f for f in self.findings if f.serious]
        judged = sum(bool(f.level) for f in self.findings)
        if not serious:
            return (f"Nothing was found in {judged} checks that scores would suffer from.",)
        return tuple(
            f"{finding.check} ({finding.level}): {finding.found}. {finding.meaning} "
            f"{finding.remedy}"
            for finding in serious
        )

    def columns(self) -> dict[str, Array]:
        """Return a row for each check: level, figure, threshold, and what they mean."""
        texts = ("check", "level", "found", "meaning", "remedy")
        table: dict[str, Array] = {
            name: np.array([getattr(f, name) for f in self.findings], dtype=object)
            for name in texts
        }
        figures: dict[str, Floats] = {
            name: np.array([getattr(f, name) for f in self.findings], dtype=np.float64)
            for name in ("figure", "threshold")
        }
        return {n: table[n] for n in texts[:2]} | figures | {n: table[n] for n in texts[2:]}

    def finding(self, check: str) -> Finding:
        """Return what one check found.

        Raises
        ------
        InputError
            Where there is no check of that name.
        """
        for found in self.findings:
            if found.check == check:
                return found
        message = (
            f"There is no check {check!r}, expected one of "
            f"{', '.join(f.check for f in self.findings)}."
        )
        raise InputError(message)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw contact per week in both directions: holes, imports and breaks can be seen.

        Raises
        ------
        MissingExtraError
            Where matplotlib is not installed.
        """
        return weekly_volume(
            self.week_ends, {"outbound": self.outbound, "inbound": self.inbound},
            title=self.title, ax=ax,
        )  # fmt: skip


def data_quality(portfolio: Portfolio, as_of: Any, engine: Scorer | None = None) -> DataQuality:
    """Say whether a log supports scores, before anything is scored.

    Parameters
    ----------
    portfolio : Portfolio
    as_of : datetime, date or ISO 8601 text
        Rows after it are not looked at.
    engine : Engine, optional
        Whose metrics, weights and terms count; by default the built-in ones.

    Returns
    -------
    DataQuality
        A verdict in plain words, and every check with figure, threshold, meaning and remedy.

    Raises
    ------
    InputError
        Where ``as_of`` cannot be read.

    Notes
    -----
    Where no rule of chance gives a threshold it is a judgement; each stands in the table beside its
    figure. Zones of time are not judged: an office that writes at night may be one abroad.

    Examples
    --------
    >>> log = {
    ...     "sender": ["ana", "bo"],
    ...     "recipient": ["bo", "ana"],
    ...     "time": ["2026-01-05T09:00Z", "2026-01-06T15:00Z"],
    ... }
    >>> portfolio = Portfolio.from_frame(log, our_side={"ana"})
    >>> quality = data_quality(portfolio, as_of="2026-01-07")
    >>> quality.verdict, quality.finding("length of history").level
    ('not enough', 'not enough')
    """
    check_portfolio(portfolio)
    terms = engine.terms if engine else Terms()
    log = KnownLog.at(portfolio, read_moment(as_of), terms)
    metrics = engine.metrics if engine else tuple(_built_in())
    profile = engine.profile if engine else Profile.named("default")
    found = [*(check(log) for check in _CHECKS), rows.columns(log, metrics, profile)]
    found.sort(key=lambda f: -LEVELS.index(f.level) if f.level else 1)
    weeks = log.weeks(log.contact)[0]
    ends = log.as_of_us - np.arange(len(weeks))[::-1] * (7 * 86_400_000_000)
    return DataQuality(
        findings=tuple(found), week_ends=ends.astype("datetime64[us]"),
        outbound=log.weeks(log.contact & log.ours)[0],
        inbound=log.weeks(log.contact & log.theirs)[0],
        missing=tuple(f"{f.check}: {f.found}." for f in found if not f.level),
        backend=portfolio.backend,
    )  # fmt: skip


def _built_in() -> Iterable[Metric]:
    for plugin in BUILT_IN:
        yield from plugin.rh_metrics()
