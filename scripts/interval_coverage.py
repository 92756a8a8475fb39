"""How often the interval of each metric, and of health, holds the truth.

The truth of a relationship is what the metric says of a very long log of the same nature, nothing
decayed; where a metric depends on the silence of the moment, that silence is kept. Run it to
print the table; ``tests/composite/test_coverage.py`` holds it to what is promised.
"""

from __future__ import annotations

from functools import partial

import attrs
import numpy as np

import relationship_health as rh
from relationship_health.arrays import Floats
from relationship_health.composite.scoring import intervals
from relationship_health.simulate import ServiceDesk, service_desk

REGIMES = {"sparse": (60.0, 360), "medium": (12.0, 360), "rich": (2.0, 720)}
"""Median days between events, and days that are seen: about 6, 30 and 360 events."""
TOLERANCE = 0.005
"""Values are shown with two digits: less is no error."""
EVENTS = 1_000
"""Events of the long log of each relationship."""
SPREAD, BURST = 0.5, 0.6
FOREVER = rh.Terms(half_life_days=36_525.0)


@attrs.frozen(kw_only=True)
class Covered:
    """Of one metric: share of intervals that hold the truth, their mean width, relationships."""

    share: float
    bias: float
    width: float
    count: int


def covered(
    regime: str, *, seed: int = 7, relationships: int = 300, events: int = EVENTS
) -> dict[str, Covered]:
    """Return how often each metric's interval, and that of ``health``, holds the truth."""
    gap, days = REGIMES[regime]
    drawn = partial(
        service_desk, seed=seed, relationships=relationships, gap_days=gap, spread=SPREAD,
        burst=BURST,
    )  # fmt: skip
    desk, long = drawn(days=days), drawn(days=round(events * gap))
    engine = rh.Engine()
    benchmark = engine.fit(desk.portfolio, as_of=desk.as_of)
    card = engine.score(desk.portfolio, as_of=desk.as_of, benchmark=benchmark)
    truth = truths(card, long, benchmark)
    found = {}
    names = [metric.name for metric in card.metrics]
    ends = intervals(card.evaluation.values, card.evaluation.trials)
    for place, name in enumerate(names):
        low, high = (end[:, place] for end in ends)
        found[name] = _covered(card.evaluation.values[:, place], low, high, truth[name])
    weights = np.array([card.profile.weight(name) for name in names])
    known = ~np.isnan(card.evaluation.values)
    every = np.column_stack([truth[name] for name in names])
    health = 100 * np.nansum(np.where(known, every, 0.0) * weights, axis=1) / (known @ weights)
    found["health"] = _covered(card.health, card.composite.lower, card.composite.upper, health)
    return found


def _covered(middle: Floats, low: Floats, high: Floats, truth: Floats) -> Covered:
    known = ~np.isnan(low) & ~np.isnan(truth)
    inside = (low <= truth + TOLERANCE) & (truth <= high + TOLERANCE)
    return Covered(
        share=float(inside[known].mean()), bias=float((middle - truth)[known].mean()),
        width=float((high - low)[known].mean()), count=int(known.sum()),
    )  # fmt: skip


def truths(card: rh.Scorecard, long: ServiceDesk, benchmark: rh.Benchmark) -> dict[str, Floats]:
    """Value of every metric with all the evidence there could be, in the order of the scorecard."""
    engine = rh.Engine(terms=FOREVER)
    late = engine.score(
        long.portfolio, as_of=long.as_of, benchmark=attrs.evolve(benchmark, terms=FOREVER)
    )
    place = {who: row for row, who in enumerate(late.target.tolist())}
    rows = np.array([place[who] for who in card.target.tolist()])
    columns = late.to_frame("dict")
    table = {metric.name: columns[metric.name][rows] for metric in late.metrics}
    block = long.portfolio.block(0, len(long.portfolio), late.as_of_us, FOREVER)
    mean_gap = (block.rhythm.gap_sum_days / block.rhythm.gaps)[rows]
    told = [card.explain((s, t)).details for s, t in zip(card.source, card.target, strict=True)]

    def detail(metric: str, name: str) -> Floats:
        return np.array([d.get(metric, {}).get(name, np.nan) for d in told])

    silence = detail("recency_decay", "silence_days")
    table["recency_decay"] = np.exp2(-silence / (2.0 * mean_gap))
    horizon = detail("stickiness", "horizon_days")
    indptr, gaps = block.gap_groups.indptr, block.engaged_gaps_days
    table["stickiness"] = np.array([
        _chance(gaps[indptr[row] : indptr[row + 1]], quiet, ahead)
        for row, quiet, ahead in zip(rows, silence, horizon, strict=True)
    ])  # fmt: skip
    ratio = block.conversations.groups.count(block.touches) / block.rhythm.contacts
    ratio = ratio[rows]
    table["frequency_balance"] = np.exp(-(np.log(ratio) ** 2) / (2.0 * np.log(3.0) ** 2))
    # Nobody changes here, and steady is 1.
    table["momentum"] = np.ones(len(told))
    return table


def _chance(gaps: Floats, silence: float, horizon: float) -> float:
    """Share of the gaps that outlast a silence and end within the horizon after it."""
    outlast = gaps[gaps > silence]
    enough = 30
    return float((outlast <= silence + horizon).mean()) if len(outlast) >= enough else np.nan


def main() -> None:
    """Print the table."""
    regimes = {regime: covered(regime) for regime in REGIMES}
    print("metric".ljust(22) + "".join(regime.rjust(30) for regime in regimes))
    for name in regimes["sparse"]:
        cells = [
            f"{c.share:8.3f} {c.bias:7.3f} {c.width:7.3f} {c.count:4d}"
            for c in (found[name] for found in regimes.values())
        ]
        print(name.ljust(22) + "".join(cells))


if __name__ == "__main__":
    main()
