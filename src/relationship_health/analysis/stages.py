"""The stage that a relationship is in: the first of these that holds.

no contact       nothing has happened yet
broadcast-only   all of it automated or to a broadcast's audience, one way, and never answered
new              the first contact was within the last 90 days
one-way          only one side ever did anything, and the other never engaged
dormant          silent for more than eight of its usual gaps
cooling          silent for more than four, or fewer contacts of late than before
growing          more contacts of late than before
steady           all others

Of late is the last 90 days, before is the 270 days before those, or what there is of them since
the first engaged contact, which is the beginning and not counted. With n of late and N in both
together, n ~ Binomial(N, share of the time that is of late) while the rate is steady; more and
fewer are what that gives in less than 5 % of cases.

Source: a tie that is silent for more than eight of its usual gaps has most likely decayed, Navarro
et al. 2017, doi 10.1140/epjds/s13688-017-0127-3; comparing two Poisson rates by a binomial,
Przyborowski, Wilenski 1940, Biometrika 31(3-4):313-323, doi 10.1093/biomet/31.3-4.313; stages of
relationships, Dwyer, Schurr, Oh 1987, J. Marketing 51(2):11-27, doi 10.1177/002224298705100202.
"""

from __future__ import annotations

import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns import Block
from relationship_health.composite import Scorecard
from relationship_health.composite.turns import QUIET_GAPS
from relationship_health.contract import Benchmark
from relationship_health.kernels.beta import incomplete_beta
from relationship_health.kernels.rhythm import prior_beta, usual_gap
from relationship_health.model import INBOUND, OUTBOUND

STAGES = (
    "new", "growing", "steady", "cooling", "dormant", "broadcast-only", "one-way", "no contact",
)  # fmt: skip

NEW_DAYS = 90.0
RECENT_DAYS = 90.0
EARLIER_DAYS = 270.0
COOLING_GAPS = QUIET_GAPS
DORMANT_GAPS = 8.0
LEVEL = 0.05

_CODE = {name: code for code, name in enumerate(STAGES)}
_ANSWERED = 4


def stages_of(card: Scorecard) -> Ints:
    """Return the stage of each row of a scorecard, as a place in ``STAGES``."""
    blocks = card.portfolio.blocks(card.as_of_us, card.terms)
    found = [_stages(block, card.benchmark) for block in blocks]
    return np.concatenate([np.zeros(0, dtype=np.int64), *found])[card.rows]


def _stages(block: Block, benchmark: Benchmark) -> Ints:
    """Find the stage of each relationship of a block."""
    outbound, inbound = block.groups.count_both(
        (block.direction & OUTBOUND) != 0, (block.direction & INBOUND) != 0
    )
    answered = block.count((block.signals & _ANSWERED) != 0) > 0
    # In a log of purchases nothing can be outbound, and what comes in is engagement.
    bought = benchmark.one_way & (inbound > 0)
    one_way = ((outbound == 0) | (inbound == 0)) & ~answered & ~bought
    personal = block.count(block.personal) > 0
    first = block.first(block.ages, np.inf)
    rhythm = block.rhythm
    alpha = benchmark.rhythm.alpha
    beta = prior_beta(block.cadence_days, alpha, benchmark.rhythm.beta)
    gap = usual_gap(rhythm.gaps, rhythm.gap_sum_days, alpha, beta)
    silence = np.nan_to_num(rhythm.silence_days) / gap
    fewer, more = changed(*_counts(block))
    return _first_that_holds({
        "no contact": block.counts == 0,
        "broadcast-only": one_way & ~personal,
        "new": first <= NEW_DAYS,
        "one-way": one_way,
        "dormant": silence > DORMANT_GAPS,
        "cooling": (silence > COOLING_GAPS) | fewer,
        "growing": more,
    })  # fmt: skip


def _first_that_holds(holds: dict[str, Bools]) -> Ints:
    conditions: list[Array] = list(holds.values())
    return np.select(conditions, [_CODE[name] for name in holds], _CODE["steady"])


def _counts(block: Block) -> tuple[Ints, Ints, Floats]:
    """Engaged contacts of late and before, and the days that before has."""
    talks, ages = block.conversations.groups, block.conversation_ages
    late = block.engaged & (ages <= RECENT_DAYS)
    before = block.engaged & ~late & (ages <= RECENT_DAYS + EARLIER_DAYS)
    recent, earlier = talks.count_both(late, before)
    span = np.nan_to_num(block.rhythm.span_days)
    begun = block.rhythm.contacts > 0
    recent = recent - (begun & (span <= RECENT_DAYS))
    earlier = earlier - (begun & (span > RECENT_DAYS) & (span <= RECENT_DAYS + EARLIER_DAYS))
    days = np.clip(span - RECENT_DAYS, 0.0, EARLIER_DAYS)
    return np.maximum(recent, 0), np.maximum(earlier, 0), days


def changed(recent: Ints, earlier: Ints, earlier_days: Floats) -> tuple[Bools, Bools]:
    """Say where there were fewer contacts of late than before, and where there were more.

    Parameters
    ----------
    recent, earlier : int64 arrays
        Contacts within ``RECENT_DAYS``, and in the days before.
    earlier_days : float64 array
        How many days those are.

    Examples
    --------
    >>> fewer, more = changed(np.array([0, 13, 13]), np.array([38, 38, 8]), np.full(3, 270.0))
    >>> fewer, more
    (array([ True, False, False]), array([False, False,  True]))
    """
    fewer, more = (np.zeros(len(recent), dtype=np.bool_) for _ in range(2))
    both = recent + earlier
    judged = np.flatnonzero((both > 0) & (earlier_days > 0.0))
    share = RECENT_DAYS / (RECENT_DAYS + earlier_days[judged])
    n, total = recent[judged].astype(np.float64), both[judged].astype(np.float64)
    some = n > 0
    at_least = np.ones(len(judged))
    at_least[some] = incomplete_beta(share[some], n[some], total[some] - n[some] + 1.0)
    short = n < total
    at_most = np.ones(len(judged))
    at_most[short] = 1.0 - incomplete_beta(share[short], n[short] + 1.0, total[short] - n[short])
    fewer[judged], more[judged] = at_most < LEVEL, at_least < LEVEL
    return fewer, more
