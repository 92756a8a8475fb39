"""How often the interval of each metric, and of health, holds the truth.

The truth of a relationship is what the metric says of a very long log of the same nature, nothing
decayed; where a metric depends on the silence of the moment, that silence is kept. Nobody changes
in those logs, so that momentum is judged a second time, on customers whose pace is known at every
moment and changes: its truth is the score without the noise of counting, see ``changing``.

Run it to print the table, pooled over ``SEEDS`` with the lowest and highest of them. What the
metrics take for bursts, clusters and the like was chosen on the seeds 11 to 15 and is reported on
others. ``tests/composite/test_coverage.py`` holds every metric to what is promised.
"""

from __future__ import annotations

import math
from functools import partial

import attrs
import numpy as np

import relationship_health as rh
from relationship_health.arrays import Floats
from relationship_health.columns import US_PER_DAY, read_moment
from relationship_health.kernels.decay import decay_exposure
from relationship_health.kernels.shrinkage import value_interval
from relationship_health.metrics.momentum import FASTER, momentum
from relationship_health.metrics.stickiness import Stickiness
from relationship_health.simulate import ServiceDesk, service_desk
from relationship_health.simulate.streams import stream

REGIMES = {"sparse": (60.0, 360), "medium": (12.0, 360), "rich": (2.0, 720)}
"""Median days between events, and days that are seen: about 6, 30 and 360 events."""
SEEDS = (201, 202, 203, 204, 205)
RELATIONSHIPS = 150
"""Of each seed and regime."""
EVENTS = 3_000
"""Events of the long log of each relationship: one gap in so many is what its truth may err by."""
SPREAD, BURST, PAUSE_DAYS = 0.5, 0.6, 0.1
CHANGING, LATEST_TURN = 0.6, 0.6
"""Share of the customers whose pace changes, and of the days seen since it did, at most."""
ENOUGH = 60
"""Gaps that must outlast a silence for a truth of what follows it."""
ROUNDING = 1e-9
END = "2026-11-01"
FOREVER = rh.Terms(half_life_days=36_525.0)
STEADY = "momentum, steady"
"""Momentum of customers who never change: its truth is 1."""


@attrs.frozen(kw_only=True)
class Covered:
    """Of one metric: which intervals hold the truth, how wide they are, and the errors."""

    inside: Floats
    width: Floats
    error: Floats

    @property
    def share(self) -> float:
        """Share of the intervals that hold the truth."""
        return float(self.inside.mean())

    @classmethod
    def of(cls, value: Floats, ends: tuple[Floats, Floats], truth: Floats) -> Covered:
        """Judge what is known."""
        known = ~np.isnan(value) & ~np.isnan(truth)
        value, low, high, truth = (part[known] for part in (value, *ends, truth))
        inside = (low <= truth + ROUNDING) & (truth <= high + ROUNDING)
        return cls(inside=inside.astype(np.float64), width=high - low, error=value - truth)


def covered(
    regime: str, *, seed: int, relationships: int = RELATIONSHIPS, events: int = EVENTS
) -> dict[str, Covered]:
    """Return how often each metric's interval, and that of ``health``, holds the truth."""
    gap, days = REGIMES[regime]
    drawn = partial(
        service_desk, seed=seed, relationships=relationships, gap_days=gap, spread=SPREAD,
        burst=BURST,
    )  # fmt: skip
    desk, long = drawn(days=days), drawn(days=round(events * gap))
    engine = rh.Engine()
    benchmark = engine.fit(desk.portfolio, as_of=END)
    card = engine.score(desk.portfolio, as_of=END, benchmark=benchmark)
    truth = truths(card, desk, long, benchmark)
    values = card.evaluation.values
    ends = value_interval(values, card.evaluation.trials)
    names = [metric.name for metric in card.metrics]
    found = {
        STEADY if name == "momentum" else name: Covered.of(
            values[:, place], (ends[0][:, place], ends[1][:, place]), truth[name]
        )
        for place, name in enumerate(names)
    }
    weights, known = np.array([card.profile.weight(name) for name in names]), ~np.isnan(values)
    every = np.column_stack([truth[name] for name in names])
    # Unknown where the truth of any part is.
    health = 100 * (np.where(known, every, 0.0) @ weights) / (known @ weights)
    found["momentum"] = changing(regime, seed=seed, relationships=relationships)
    found["health"] = Covered.of(card.health, (card.composite.lower, card.composite.upper), health)
    return found


def truths(
    card: rh.Scorecard, desk: ServiceDesk, long: ServiceDesk, benchmark: rh.Benchmark
) -> dict[str, Floats]:
    """Value of every metric with all the evidence there could be, in the order of the scorecard."""
    engine = rh.Engine(terms=FOREVER)
    late = engine.score(long.portfolio, as_of=END, benchmark=attrs.evolve(benchmark, terms=FOREVER))
    place = {who: row for row, who in enumerate(late.target.tolist())}
    rows = np.array([place[who] for who in card.target.tolist()])
    columns = late.to_frame("dict")
    table = {metric.name: columns[metric.name][rows] for metric in late.metrics}
    block = long.portfolio.block(0, len(long.portfolio), late.as_of_us, FOREVER)
    seen = desk.portfolio.block(0, len(desk.portfolio), card.as_of_us, card.terms)
    mean_gap = (block.rhythm.gap_sum_days / block.rhythm.gaps)[rows]
    at = {str(who): row for row, (_, who) in enumerate(desk.portfolio.keys)}
    scored = np.array([at[who] for who in card.target.tolist()])
    silence = seen.rhythm.silence_days[scored]
    table["recency_decay"] = np.exp2(-silence / (2.0 * mean_gap))
    horizon = Stickiness().score(seen, benchmark).details["horizon_days"][scored]
    indptr, gaps = block.gap_groups.indptr, block.engaged_gaps_days
    table["stickiness"] = np.array([
        _chance(gaps[indptr[row] : indptr[row + 1]], quiet, ahead)
        for row, quiet, ahead in zip(rows, silence, horizon, strict=True)
    ])  # fmt: skip
    ratio = block.conversations.groups.count(block.touches) / block.rhythm.contacts
    table["frequency_balance"] = np.exp(-(np.log(ratio[rows]) ** 2) / (2.0 * np.log(3.0) ** 2))
    # Nobody changes here, and steady is 1.
    table["momentum"] = np.ones(len(rows))
    return table


def _chance(gaps: Floats, silence: float, horizon: float) -> float:
    """Share of the gaps that outlast a silence and end within the horizon after it."""
    outlast = gaps[gaps > silence]
    return float((outlast <= silence + horizon).mean()) if len(outlast) >= ENOUGH else np.nan


def changing(regime: str, *, seed: int, relationships: int = RELATIONSHIPS) -> Covered:
    """Judge the interval of momentum where the pace of three in five changes at a known moment.

    The truth is its score with the counts that the known paces stand for in place of those that
    happened: 1 where the pace is steady or rises, and less the more it falls and the more contact
    there is to tell from.
    """
    log, paces = _changing_log(regime, seed, relationships)
    portfolio = rh.Portfolio.from_frame(log, time_unit="us", our_side={"us"})
    engine = rh.Engine()
    benchmark = engine.fit(portfolio, as_of=END)
    card = engine.score(portfolio, as_of=END, benchmark=benchmark)
    place = [metric.name for metric in card.metrics].index("momentum")
    value = card.evaluation.values[:, [place]]
    low, high = value_interval(value, card.evaluation.trials[:, [place]])
    block = portfolio.block(0, len(portfolio), card.as_of_us, card.terms)
    seen = np.isin(np.array([str(who) for _, who in portfolio.keys]), card.target.astype(str))
    span = block.rhythm.span_days[seen]
    known = np.array([paces[who] for who in card.target.tolist()])
    truth = _momentum(known.T, span, card.terms.half_life_days, benchmark)
    return Covered.of(value[:, 0], (low[:, 0], high[:, 0]), truth)


def _changing_log(
    regime: str, seed: int, relationships: int
) -> tuple[dict[str, list[str] | list[int]], dict[str, tuple[float, float, float]]]:
    """Return a log, and days between contacts before and after a turn, and the turn's days ago."""
    gap, days = REGIMES[regime]
    rows: list[tuple[str, int]] = []
    paces = {}
    for number in range(relationships):
        rng, who = stream(seed, f"pace {number}"), f"customer{number:04d}"
        before = gap * math.exp(SPREAD * rng.normal())
        after = before * math.exp(rng.normal() if rng.random() < CHANGING else 0.0)
        turn = float(rng.uniform(0.0, LATEST_TURN)) * days
        paces[who] = (before, after, turn)
        ago = float(days)
        while True:
            usual = before if ago > turn else after
            draw = float(rng.exponential() ** (1.0 / BURST)) / math.gamma(1.0 + 1.0 / BURST)
            ago -= usual * draw + PAUSE_DAYS
            if ago <= 0:
                break
            rows.append((who, read_moment(END) - round(ago * US_PER_DAY)))
    return {
        "sender": [who for who, _ in rows], "recipient": ["us"] * len(rows),
        "time": [time for _, time in rows],
    }, paces  # fmt: skip


def _momentum(paces: Floats, span: Floats, half_life: float, benchmark: rh.Benchmark) -> Floats:
    """Score the counts that known paces stand for."""
    before, after, turn = paces
    recent_days, days = (
        (decay_exposure(np.minimum(turn, span), h), decay_exposure(span, h))
        for h in (half_life / FASTER, half_life)
    )

    def counted(exposure: tuple[Floats, Floats]) -> Floats:
        late, whole = exposure
        return np.asarray(late / (after + PAUSE_DAYS) + (whole - late) / (before + PAUSE_DAYS))

    recent = counted(recent_days)
    earlier = np.maximum(counted(days) - recent, 0.0)
    exposure = np.maximum(days[1] - recent_days[1], 0.0)
    return momentum(recent, earlier, recent_days[1], exposure, benchmark.rhythm)


def main() -> None:
    """Print the table: share pooled, lowest and highest over the seeds, error, width, count."""
    print(" " * 22 + "".join(regime.rjust(44) for regime in REGIMES))
    head = "  held  (of seeds)     error  width  count".rjust(44)
    print("metric".ljust(22) + head * len(REGIMES))
    found = {r: [covered(r, seed=seed) for seed in SEEDS] for r in REGIMES}
    for name in found["sparse"][0]:
        line = name.ljust(22)
        for tables in found.values():
            each = [table[name] for table in tables]
            shares = [one.share for one in each]
            inside, error, width = (
                np.concatenate([getattr(one, part) for one in each])
                for part in ("inside", "error", "width")
            )
            line += (
                f"{inside.mean():8.3f} ({min(shares):.3f}-{max(shares):.3f})"
                f"{error.mean():9.3f} {width.mean():6.3f} {len(inside):6d}"
            ).rjust(44)
        print(line)


if __name__ == "__main__":
    main()
