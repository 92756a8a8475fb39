"""reciprocity: is it two-way or one-way?

Formula: value = (2 * min(in, out) + a * r0) / (in + out + a), a = 2, r0 = .3.

- in, out: messages of theirs and of ours, each weighing 2^(-age / half_life); a mutual one counts
  half each way;
- a, r0: two messages' worth of a cautious prior.

Range: 0 to 1; 1 is even give and take. Evidence: messages. Unknown where nothing was exchanged,
and on a one-way log. It is the same from both sides.

Source: 1 - |in - out| / (in + out), as in Chowdhary et al. 2023, EPJ Data Science, doi
10.1140/epjds/s13688-023-00382-w, shrunk. An inbound message may lower it, where inbound already
outweighs outbound: that is not claimed otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import Block
from relationship_health.contract import Benchmark, Metric, MetricResult
from relationship_health.hookspecs import hookimpl
from relationship_health.kernels.variance import effective_number, share_variance
from relationship_health.model import INBOUND, OUTBOUND


def reciprocity(inbound: Floats, outbound: Floats, a: float = 2.0, r0: float = 0.3) -> Floats:
    """Score give against take.

    Parameters
    ----------
    inbound, outbound : float64 arrays, at least 0
        Decayed messages.
    a, r0 : float
        Weight of the prior in messages, and the value that it stands for.

    Returns
    -------
    float64 array in [0, 1], the same with the sides exchanged

    Examples
    --------
    >>> reciprocity(np.array([1.0, 0.0]), np.array([1.0, 60.0])).round(3)
    array([0.65, 0.01])
    """
    even = 2.0 * np.minimum(inbound, outbound) + a * r0
    score: Floats = even / (inbound + outbound + a)
    return score


@attrs.frozen(slots=True, kw_only=True)
class Reciprocity:
    """The metric ``reciprocity``; see the module for its formula."""

    a: float = attrs.field(default=2.0, validator=attrs.validators.gt(0))
    r0: float = attrs.field(default=0.3, validator=[attrs.validators.ge(0), attrs.validators.le(1)])

    name = "reciprocity"
    version = "1"
    requires = ()
    two_way = True
    unit = "share of messages that are matched"
    question = "Is it two-way or one-way?"
    unknown_when = "nothing was exchanged"
    source = "Chowdhary et al. 2023, doi 10.1140/epjds/s13688-023-00382-w"

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        del benchmark
        weight = block.weights
        outbound, inbound = ((block.direction & way) != 0 for way in (OUTBOUND, INBOUND))
        # A mutual message is half each way.
        share = inbound.astype(np.float64)
        share[outbound & inbound] = 0.5
        theirs, ours = block.sum(weight * share), block.sum(weight * (1.0 - share))
        value = reciprocity(theirs, ours, self.a, self.r0)
        sent, came = block.groups.count_both(outbound, inbound)
        mutual = sent + came - block.counts
        details = {"inbound": came - mutual, "outbound": sent - mutual, "mutual": mutual}
        # Half the value is the share of the side that gives less; answers alternate, so that it
        # varies less than a coin would.
        total = theirs + ours
        number = effective_number(block.sum(weight), block.sum(weight * weight))
        drawn = 0.5 * self.a / (total + self.a)
        variance = 1.5 * share_variance(0.5 * value, number + self.a) + drawn**2
        return MetricResult.where(block.counts > 0, value, block.counts, details, variance)

    def sentence(self, value: float, details: Mapping[str, float]) -> str:
        """Put what came next to what went."""
        del value
        ours, theirs = round(details["outbound"]), round(details["inbound"])
        both = round(details["mutual"])
        met = f" and {both} meeting{'s'[: both != 1]} or the like" if both else ""
        return f"{ours} message{'s'[: ours != 1]} out, {theirs} in{met}."

    def highlight(self, block: Block) -> Ints:
        """Return the latest inbound or mutual message."""
        return (block.direction & INBOUND).nonzero()[0][-1:]


@hookimpl
def rh_metrics() -> Iterable[Metric]:
    """Offer the metric."""
    return (Reciprocity(),)
