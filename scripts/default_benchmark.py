"""Writes the shipped default benchmark from stated figures, some published, some judged.

Run it from the repository root; a test holds the shipped file against what this makes. The prior
is worth 50 relationships, so that a handful of relationships is judged almost by it and ten
thousand by themselves.

- Usual gap 30 days: a judgement, a month between contacts.
- Shape .7 of the Gamma distribution of rates: judged to lie between the shape of purchase rates
  published for CDNOW, .553 (Pareto/NBD, Fader and Hardie 2001), and an exponential distribution.
- One touch in four engages, worth two touches: a judgement on the cautious side.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from relationship_health.columns import OPTIONAL_NAMES
from relationship_health.contract import FIXED_POINT, Benchmark, Summary
from relationship_health.engine import NORMS, fit_rhythm
from relationship_health.kernels.shrinkage import digamma, trigamma
from relationship_health.metrics.engagement_vs_reach import EngagementVsReach
from relationship_health.model import Terms

RELATIONSHIPS = 50
USUAL_GAP_DAYS = 30.0
RATE_SHAPE = 0.7
ENGAGED_SHARE = 0.25
ENGAGED_STRENGTH = 2.0


def fixed(amount: float) -> int:
    """Return an amount as a fixed-point integer."""
    return round(amount * FIXED_POINT)


def rhythm_summary() -> Summary:
    """Moments of log gaps of 50 relationships whose rates are Gamma, free of sampling noise."""
    shape = np.array([RATE_SHAPE])
    mean = math.log(USUAL_GAP_DAYS * RATE_SHAPE) - float(digamma(shape)[0])
    square = float(trigamma(shape)[0]) + mean * mean
    return Summary({
        "gap_relationships": RELATIONSHIPS,
        "log_gap": fixed(RELATIONSHIPS * mean),
        "log_gap_squares": fixed(RELATIONSHIPS * square),
        "log_gap_noise": 0,
    })  # fmt: skip


def engagement_summary() -> Summary:
    """Moments of engaged shares of 50 relationships under the stated Beta prior."""
    again = (ENGAGED_SHARE * ENGAGED_STRENGTH + 1.0) / (ENGAGED_STRENGTH + 1.0)
    return Summary({
        "relationships": RELATIONSHIPS,
        "share": fixed(RELATIONSHIPS * ENGAGED_SHARE),
        "repeated": RELATIONSHIPS,
        "repeated_share": fixed(RELATIONSHIPS * ENGAGED_SHARE),
        "both": fixed(RELATIONSHIPS * ENGAGED_SHARE * again),
    })  # fmt: skip


def default_benchmark() -> Benchmark:
    """Return the benchmark that is shipped."""
    norms, engagement = rhythm_summary(), engagement_summary()
    metric = EngagementVsReach()
    return Benchmark(
        rhythm=fit_rhythm(norms),
        columns=frozenset(OPTIONAL_NAMES),
        terms=Terms(),
        summaries={NORMS: norms, metric.name: engagement},
        parameters={metric.name: metric.fit(engagement)},
        versions={metric.name: metric.version},
    )


if __name__ == "__main__":
    target = Path(__file__).parents[1] / "src/relationship_health/contract/default_benchmark.json"
    default_benchmark().save(target)
