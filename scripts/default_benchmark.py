"""Writes the shipped default benchmark from stated figures, some published, some judged.

Run it from the repository root; a test holds the shipped file against what this makes. The prior
is worth 50 relationships, so that a handful of relationships is judged almost by it and ten
thousand by themselves.

- Usual gap 30 days: a judgement, a month between contacts.
- Shape .7 of the Gamma distribution of rates: judged to lie between the shape of purchase rates
  published for CDNOW, .553 (Pareto/NBD, Fader and Hardie 2001), and an exponential distribution.
- One touch in four engages, worth two touches: a judgement on the cautious side.
- Four days of waiting for each answer, half of the cases resolved, three in ten pieces of feedback
  used, half of the failures made good, each share worth two: judgements on the cautious side.
- Conversations of half an hour where their length is known; cases of four lines and two days:
  judgements of what is ordinary.
- How contact comes: what `shipped_outlook.py` finds in simulated portfolios.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from relationship_health.columns import OPTIONAL_NAMES
from relationship_health.composite import OUTLOOK
from relationship_health.contract import (
    FIXED_POINT,
    Benchmark,
    Learner,
    Summary,
    learns,
    log_histogram,
)
from relationship_health.engine import NORMS, fit_rhythm
from relationship_health.kernels.shrinkage import digamma, trigamma
from relationship_health.metrics import BUILT_IN
from relationship_health.model import Terms

RELATIONSHIPS = 50
USUAL_GAP_DAYS = 30.0
RATE_SHAPE = 0.7
ENGAGED_SHARE = 0.25
ENGAGED_STRENGTH = 2.0
DAYS_PER_ANSWER = 4.0
SHARED_MINUTES = 30.0
CASE_STEPS = 4.0
CASE_DAYS = 2.0
RESOLVED = (0.5, 2.0)
FEEDBACK_USED = (0.3, 2.0)
FAILURES_MADE_GOOD = (0.5, 2.0)


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


def share_summary(share: float, strength: float) -> Summary:
    """Moments of the shares of 50 relationships under a Beta prior."""
    again = (share * strength + 1.0) / (strength + 1.0)
    return Summary({
        "relationships": RELATIONSHIPS,
        "share": fixed(RELATIONSHIPS * share),
        "repeated": RELATIONSHIPS,
        "repeated_share": fixed(RELATIONSHIPS * share),
        "both": fixed(RELATIONSHIPS * share * again),
    })  # fmt: skip


def median_summary(**medians: float) -> Summary:
    """Histograms of 50 values, all of them at the median."""
    totals: dict[str, int] = {}
    for name, median in medians.items():
        totals |= log_histogram(name, np.full(RELATIONSHIPS, median))
    return Summary(totals)


SUMMARIES = {
    "engagement_vs_reach": share_summary(ENGAGED_SHARE, ENGAGED_STRENGTH),
    "responsiveness": Summary({
        "answers": RELATIONSHIPS, "waited_days": fixed(RELATIONSHIPS * DAYS_PER_ANSWER),
    }),
    "depth": median_summary(minutes=SHARED_MINUTES),
    "resolution": share_summary(*RESOLVED),
    "effort": median_summary(steps=CASE_STEPS, days=CASE_DAYS),
    "feedback_use": share_summary(*FEEDBACK_USED),
    "recovery": share_summary(*FAILURES_MADE_GOOD),
}  # fmt: skip
"""What each metric that learns starts from; the others start from figures of their own."""


def default_benchmark() -> Benchmark:
    """Return the benchmark that is shipped."""
    norms = rhythm_summary()
    metrics = [m for plugin in BUILT_IN for m in plugin.rh_metrics()]
    learners: list[Learner] = [*filter(learns, metrics), OUTLOOK]
    summaries = {m.name: SUMMARIES.get(m.name, Summary()) for m in learners}
    return Benchmark(
        rhythm=fit_rhythm(norms),
        columns=frozenset(OPTIONAL_NAMES),
        terms=Terms(),
        summaries={NORMS: norms, **summaries},
        parameters={m.name: m.fit(summaries[m.name]) for m in learners},
        versions={m.name: m.version for m in learners},
    )


if __name__ == "__main__":
    target = Path(__file__).parents[1] / "src/relationship_health/contract/default_benchmark.json"
    default_benchmark().save(target)
