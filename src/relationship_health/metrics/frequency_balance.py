"""frequency_balance: do we reach out too little, about right, or too much?

Formula: value = exp(-(ln rho)^2 / (2 sigma^2)), rho = outreach / sustained, sigma = ln 3.

- outreach: our touches (conversations with something outbound or mutual in them, whatever the
  channel) per day over the recent window: three usual gaps, at least 30 days, at most a year,
  never longer than since the first contact; (alpha + touches) / (beta + window);
- sustained: 1 / d where a cadence of d days is declared; else their engaged contacts per day over
  the whole decayed history, (alpha + sum of 2^(-age / half_life)) / (beta + exposure);
- alpha, beta: the benchmark's Gamma prior of rates (beta = alpha * d for a declared cadence);
- usual gap: as in recency_decay.

Range: 0 to 1; 1 is balance, neglect and over-contact both cost: three times too much or too
little scores .61, nine times .14. Evidence: conversations. Unknown with fewer than three engaged
contacts and no declared cadence, unless there were ten touches or more.

Source: too frequent communication inhibits, Phillips 2011; an inverted U of contact frequency,
Godfrey, Seiders, Voss 2011, J. Marketing 75(4):94-109, doi 10.1509/jmkg.75.4.94.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import Block
from relationship_health.contract import Benchmark, Metric, MetricResult
from relationship_health.hookspecs import hookimpl
from relationship_health.kernels.decay import decay_exposure
from relationship_health.kernels.rhythm import prior_beta, usual_gap
from relationship_health.kernels.shrinkage import trigamma
from relationship_health.kernels.variance import bell_variance

BURSTS = 1.3
"""How much more counts vary than those of contact without memory."""
MIN_CONTACTS = 3
MIN_TOUCHES = 10
RIGHT_WITHIN = 2.0
"""How many times as often, or as rarely, as they sustain is still about right."""
SHORTEST_WINDOW_DAYS = 30.0
LONGEST_WINDOW_DAYS = 365.0


def frequency_balance(outreach: Floats, sustained: Floats, sigma: float = math.log(3.0)) -> Floats:
    """Score how far outreach lies from what the other side sustains.

    Parameters
    ----------
    outreach, sustained : float64 arrays, positive
        Contacts per day.
    sigma : float
        Tolerance, in natural logarithms of the ratio; positive.

    Returns
    -------
    float64 array in [0, 1], the same for a ratio and its inverse

    Examples
    --------
    >>> frequency_balance(np.array([1.0, 3.0]), np.array([1.0, 1.0])).round(3)
    array([1.   , 0.607])
    """
    distance = np.log(outreach / sustained) / sigma
    score: Floats = np.exp(-0.5 * distance * distance)
    return score


@attrs.frozen(slots=True, kw_only=True)
class FrequencyBalance:
    """The metric ``frequency_balance``; see the module for its formula."""

    sigma: float = attrs.field(default=math.log(3.0), validator=attrs.validators.gt(0))

    name = "frequency_balance"
    version = "1"
    requires = ()
    sided = True
    unit = "ratio of outreach to sustained contact, scored"
    question = "Too little, about right, or too much?"
    unknown_when = (
        "fewer than three engaged contacts, no declared cadence, and fewer than ten touches"
    )
    source = "Godfrey, Seiders, Voss 2011, doi 10.1509/jmkg.75.4.94"

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        talks = block.conversations
        contacts = block.rhythm.contacts
        touches, evidence = talks.groups.count_both(block.touches, block.touches | block.engaged)
        declared = ~np.isnan(block.cadence_days)
        enough = (contacts >= MIN_CONTACTS) | declared | (touches >= MIN_TOUCHES)

        outreach, sustained, variance = _rates(block, benchmark)
        details = {
            "outreach_gap_days": 1.0 / outreach, "sustained_gap_days": 1.0 / sustained,
            "engaged": contacts, "declared": declared,
        }  # fmt: skip
        value = frequency_balance(outreach, sustained, self.sigma)
        doubt = bell_variance(np.log(outreach / sustained), variance, self.sigma)
        return MetricResult.where(enough & (evidence > 0), value, evidence, details, doubt)

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Put our pace next to theirs."""
        del value
        ours, theirs = details["outreach_gap_days"], details["sustained_gap_days"]
        verdict = "about right"
        if ours * RIGHT_WITHIN < theirs:
            verdict = "too much"
        elif theirs * RIGHT_WITHIN < ours:
            verdict = "too little"
        pace = f"they sustain contact about every {_days(theirs)}"
        if not details["engaged"]:
            pace = (
                f"every {_days(theirs)} was agreed" if details["declared"] else "they never engaged"
            )
        return f"You reach out about every {_days(ours)}, {pace}: {verdict}."

    def highlight(self, block: Block) -> Ints:
        """Return our latest touch."""
        return block.conversations.last_row[block.touches][-1:]


def _rates(block: Block, benchmark: Benchmark) -> tuple[Floats, Floats, Floats]:
    """Contacts per day, ours of late and theirs over the decayed history; log ratio's variance."""
    talks, half_life = block.conversations, block.terms.half_life_days
    alpha = benchmark.rhythm.alpha
    beta = prior_beta(block.cadence_days, alpha, benchmark.rhythm.beta)
    since_first = block.days_since(talks.groups.first(talks.start, block.as_of))
    own = 3.0 * usual_gap(block.rhythm.gaps, block.rhythm.gap_sum_days, alpha, beta)
    held = np.minimum(np.maximum(own, SHORTEST_WINDOW_DAYS), LONGEST_WINDOW_DAYS)
    window = np.minimum(held, since_first)

    age = block.conversation_ages
    recent = talks.groups.count(block.touches & (age <= window.take(talks.groups.owner)))
    outreach = (alpha + recent) / (beta + window)

    observed = (alpha + block.engaged_weight) / (beta + decay_exposure(since_first, half_life))
    declared = ~np.isnan(block.cadence_days)
    sustained = np.where(declared, 1.0 / np.where(declared, block.cadence_days, 1.0), observed)
    shapes = np.concatenate((alpha + recent, alpha + block.engaged_weight))
    ours, theirs = trigamma(shapes).reshape(2, -1)
    doubt = ours + np.where(declared, 0.0, theirs)
    return outreach, sustained, BURSTS * doubt


def _days(days: float) -> str:
    whole = max(round(days), 1)
    return "day" if whole == 1 else f"{whole} days"


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (FrequencyBalance(),)
