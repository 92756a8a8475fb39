"""Events of every relationship, counted within any stretch of time up to a moment."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from relationship_health.analysis.gamma_poisson import rates
from relationship_health.arrays import Floats, Ints
from relationship_health.columns import US_PER_DAY, Portfolio
from relationship_health.kernels.segments import Groups
from relationship_health.model import Terms

MOST_LOOKS = 6
SHORTEST_DAYS = 90.0
MOST_HORIZONS = 4.0
_NEVER = np.iinfo(np.int64).max


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Events:
    """Times of events, relationship after relationship.

    Attributes
    ----------
    groups : mapping of kind to Groups
    time : mapping of kind to int64 array
        Microseconds UTC.
    began : int64 array over relationships
        First contact; the largest number where there is none.
    first_us : int
        First contact of all.
    """

    groups: Mapping[str, Groups]
    time: Mapping[str, Ints]
    began: Ints
    first_us: int

    def counts(self, kind: str, since_us: int, until_us: int) -> Floats:
        """Count the events of each relationship later than a moment and up to another."""
        time = self.time[kind]
        inside = (time > since_us) & (time <= until_us)
        return self.groups[kind].count(inside).astype(np.float64)

    def recent(self, kind: str, moment_us: int, horizon_days: float) -> tuple[Floats, Floats]:
        """Count the events of a recent window, and the days of it that each relationship has.

        The window is twice the horizon, or a quarter of a year if that is more, and at most four
        horizons. Those not known yet by
        the moment have 0 days. The first event of all is none of a rate: it is why there is a
        relationship, and counting it would make everybody lively who began of late.
        """
        days = window_days(horizon_days)
        known = np.where(self.began <= moment_us, (moment_us - self.began) / US_PER_DAY, 0.0)
        # Half a day at least: one that began this minute has no rate yet.
        exposure = np.where(self.began <= moment_us, np.clip(known, 0.5, days), 0.0)
        since = moment_us - round(days * US_PER_DAY)
        first = self.groups[kind].first(self.time[kind], _NEVER)
        repeats = self.counts(kind, since, moment_us) - ((first > since) & (first <= moment_us))
        return np.where(exposure > 0, repeats, 0.0), exposure

    def last(self, kind: str, moment_us: int, horizon_days: float) -> tuple[float, float]:
        """Count what the last horizon brought: of all, and of those who began within it."""
        since = moment_us - round(horizon_days * US_PER_DAY)
        counts = self.counts(kind, since, moment_us)
        return float(counts.sum()), float(counts[self.began > since].sum())


def window_days(horizon_days: float) -> float:
    """Days of the recent past that a forecast for a horizon rests on.

    Examples
    --------
    >>> window_days(90.0), window_days(30.0), window_days(7.0)
    (180.0, 90.0, 28.0)
    """
    return min(max(2.0 * horizon_days, SHORTEST_DAYS), MOST_HORIZONS * horizon_days)


def events_of(portfolio: Portfolio, moment_us: int) -> Events:
    """Gather the contacts up to a moment, line by line and as engaged conversations."""
    times: dict[str, list[Ints]] = {"interactions": [], "contacts": []}
    counts: dict[str, list[Ints]] = {"interactions": [], "contacts": []}
    began = [np.zeros(0, dtype=np.int64)]
    for block in portfolio.blocks(moment_us, Terms()):
        talks, engaged = block.conversations, block.engaged
        times["interactions"].append(block.time)
        counts["interactions"].append(block.counts)
        times["contacts"].append(talks.end[engaged])
        counts["contacts"].append(talks.groups.count(engaged))
        began.append(block.groups.min(block.time, _NEVER).astype(np.int64))
    started = np.concatenate(began)
    none = np.zeros(0, dtype=np.int64)
    return Events(
        groups={k: Groups(np.append(0, np.cumsum(np.concatenate([none, *v]))))
                for k, v in counts.items()},
        time={kind: np.concatenate([none, *found]) for kind, found in times.items()},
        began=started, first_us=int(started.min(initial=_NEVER)),
    )  # fmt: skip


def look_back(
    events: Events, kind: str, moment_us: int, horizon_days: float
) -> list[tuple[float, float, float, float]]:
    """Make the same forecast at earlier dates, one horizon apart.

    Returns
    -------
    list of (expected, variance, happened, happened of new ones), the latest first
        Only dates before which a whole window lies in the log.
    """
    step = round(horizon_days * US_PER_DAY)
    window = round(window_days(horizon_days) * US_PER_DAY)
    looks = []
    for back in range(1, MOST_LOOKS + 1):
        then = moment_us - back * step
        if then - window < events.first_us:
            break
        seen, days = events.recent(kind, then, horizon_days)
        known = days > 0
        mean, variance = rates(seen[known], days[known], horizon_days)
        came = events.counts(kind, then, then + step)
        looks.append((
            float(mean.sum()), float(variance.sum()), float(came[known].sum()),
            float(came[~known].sum()),
        ))  # fmt: skip
    return looks
