"""How likely an engaged contact is within some days: what was, judged by what such led to before.

Formula: P(contact within h days) = 1 / (1 + e^-z) with
z = b0 + b1 ln(D + .03) - b2 ln(g / h + .03) + b3 t / T.

- D: engaged conversations, each halved for every two horizons of its age;
- g: days of silence, from the end of the last engaged conversation;
- t / T: share of the days T since the first engaged conversation that had passed by the last one,
  which is what tells the living from the gone in models of repeat buying;
- b0 to b3: learned from the benchmark's own past. For h of 7, 30 and 90 days the log is cut h days
  before the benchmark's moment, and every relationship that had engaged contact within four h
  before the cut is asked whether contact came by that moment. The answers are counted by what was
  to be seen at the cut, rounded, and a logistic regression is fitted to the counts, with b1, b2, b3
  of at least 0 and drawn towards the shipped coefficients, which count as some 50 relationships.

All figures are on the scale of the horizon, so that one set of coefficients serves every horizon.
With no slope below 0 the chance never rises with silence, nor falls with a longer horizon, and a
contact of this moment never lowers it.

Source: recency and frequency against what the models of repeat buying make of them, Fader, Hardie,
Lee 2005, doi 10.1287/mksc.1040.0098, whose t_x / T is the third figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import US_PER_DAY, Block
from relationship_health.columns.conversations import in_days
from relationship_health.composite.horizon import checked_horizon
from relationship_health.contract import Benchmark, Summary
from relationship_health.errors import BenchmarkError
from relationship_health.kernels.decay import decay_weight
from relationship_health.kernels.logistic import fit_logistic, sigmoid
from relationship_health.kernels.prospects import MEMORY_HORIZONS, PROSPECTS, prospects
from relationship_health.kernels.segments import Groups, bounds

if TYPE_CHECKING:
    from relationship_health.composite.scorecard import Scorecard

HORIZONS_DAYS = (7.0, 30.0, 90.0)
"""How far before the benchmark's moment its past is cut."""
ALIVE_HORIZONS = 4.0
"""Horizons of silence before a cut up to which a relationship is asked about."""
SHIPPED = {"intercept": -0.8, "recent": 0.7, "silence": 0.4, "lasting": 0.0}
"""What ``scripts/shipped_outlook.py`` finds in simulated portfolios, rounded."""
STRENGTH = 8.0
"""What 50 relationships know of a figure with a spread of one, if contact comes to one in five."""
ROUNDED_TO = np.array([0.5, 0.5, 0.25])
"""Steps in which answers are counted, for each of ``PROSPECTS``."""
_CELLS = 1 << 10


@attrs.frozen(slots=True, kw_only=True)
class Outlook:
    """Learns from a benchmark's own past how contact comes; see the module for the model.

    It learns as a metric does, and answers :meth:`Scorecard.outlook` in place of a score.
    """

    name = "outlook"
    version = "1"
    requires = ()

    def summarise(self, block: Block) -> Summary:
        """Count what came after earlier cuts, by what was to be seen at them."""
        past = Past.of(block)
        totals: dict[str, int] = {}
        for days in HORIZONS_DAYS:
            for name, count in past.answers(block.as_of, days).items():
                totals[name] = totals.get(name, 0) + count
        return Summary(totals)

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return the coefficients, drawn towards what is shipped."""
        centre = np.array(list(SHIPPED.values()))
        found = fit_logistic(*counted(summary), centre, STRENGTH)
        return dict(zip(SHIPPED, found.tolist(), strict=True))


OUTLOOK = Outlook()


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Past:
    """Engaged conversations of a block, to be cut at earlier moments.

    A conversation that was under way at a cut belongs to neither side of it.
    """

    groups: Groups
    start: Ints
    end: Ints

    @classmethod
    def of(cls, block: Block) -> Past:
        """Take what engaged from a block."""
        talks, place = block.conversations, np.flatnonzero(block.engaged)
        return cls(
            groups=Groups(bounds(block.rhythm.contacts)),
            start=talks.start.take(place), end=talks.end.take(place),
        )  # fmt: skip

    def answers(self, moment: int, days: float) -> dict[str, int]:
        """Count relationships by what was to be seen some days before, and what came since."""
        cut = moment - round(days * US_PER_DAY)
        before = self.end <= cut
        known = self.groups.count(before)
        met = np.flatnonzero(known > 0)
        first = self.groups.indptr[met]
        silence = in_days(cut - self.end.take(first + known[met] - 1))
        span = in_days(cut - self.start.take(first))
        asked = np.flatnonzero(silence < ALIVE_HORIZONS * days)
        ages = in_days(np.maximum(cut - self.end, 0))
        weight = np.where(before, decay_weight(ages, MEMORY_HORIZONS * days), 0.0)
        recent = self.groups.sum(weight)[met]
        seen = prospects(recent[asked], silence[asked], span[asked], days)
        came = self.groups.count(self.start > cut)[met][asked] > 0
        cells = np.rint(seen / ROUNDED_TO).astype(np.int64) + _CELLS // 2
        packed = (cells[:, 0] * _CELLS + cells[:, 1]) * _CELLS + cells[:, 2]
        found: dict[str, int] = {}
        for name, some in (("came", packed[came]), ("stayed away", packed[~came])):
            places, counts = np.unique(some, return_counts=True)
            names = [f"{name}@{place}" for place in places.tolist()]
            found |= zip(names, counts.tolist(), strict=True)
        return found


def counted(summary: Summary) -> tuple[Floats, Floats, Floats]:
    """Return what was to be seen, a row for each cell, and how often contact came and did not."""
    rows: dict[int, list[int]] = {}
    for name, count in summary.totals.items():
        outcome, _, place = name.partition("@")
        rows.setdefault(int(place), [0, 0])[outcome != "came"] += count
    places = np.array(sorted(rows), dtype=np.int64)
    cells = np.column_stack([places // _CELLS**2, places // _CELLS % _CELLS, places % _CELLS])
    counts = np.array([rows[place] for place in places.tolist()], dtype=np.float64).reshape(-1, 2)
    return (cells - _CELLS // 2) * ROUNDED_TO, counts[:, 0], counts[:, 1]


def outlook(card: Scorecard, horizon_days: float) -> Floats:
    """Probability of an engaged contact within a horizon, for every row of a scorecard."""
    horizon, learned = checked_horizon(horizon_days), learned_outlook(card.benchmark)
    odds = [
        log_odds(block, learned, np.full(len(block), horizon))
        for block in card.portfolio.blocks(card.as_of_us, card.terms)
    ]
    return sigmoid(np.concatenate([np.empty(0), *odds])[card.rows])


def learned_outlook(benchmark: Benchmark) -> Mapping[str, float]:
    """Return the coefficients that a benchmark holds.

    Raises
    ------
    BenchmarkError
        Where it was saved by a version that had none, or others.
    """
    version = benchmark.versions.get(OUTLOOK.name)
    if version != OUTLOOK.version:
        found = "without an outlook" if version is None else f"with an outlook of version {version}"
        message = (
            f"The benchmark was learned {found}, expected version {OUTLOOK.version}: fit the "
            "benchmark again."
        )
        raise BenchmarkError(message)
    return benchmark.of(OUTLOOK.name)


def log_odds(block: Block, learned: Mapping[str, float], horizon_days: Floats) -> Floats:
    """Log odds of an engaged contact within each relationship's horizon; NaN if never engaged."""
    talks, known = block.conversations, block.rhythm.contacts > 0
    memory = talks.groups.spread(MEMORY_HORIZONS * horizon_days)
    weight = decay_weight(block.conversation_ages, memory)
    silence = np.where(known, block.rhythm.silence_days, 0.0)
    span = np.where(known, block.rhythm.span_days, 0.0)
    recent = talks.groups.sum(np.where(block.engaged, weight, 0.0))
    seen = prospects(recent, silence, span, horizon_days)
    total = np.full(len(block), learned["intercept"])
    for column, name in enumerate(PROSPECTS):
        total += learned[name] * seen[:, column]
    return np.where(known, total, np.nan)
