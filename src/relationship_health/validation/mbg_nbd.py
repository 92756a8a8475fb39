"""The model MBG/NBD as a rival: P(alive), and how many contacts to expect.

Contact days of a relationship that is alive come at random at a rate of its own; after each of
them, the first included, it may end for good, unseen. The parameters are fitted by maximum
likelihood to the sample of relationships that a summary keeps. What is counted are days, back from
``as_of``, with a contact that the other side took part in. Where hardly anyone ever came back there
is nothing to fit, and the published parameters of CDNOW stand in.

Source: Batislam, Denizel, Filiztekin 2007, International Journal of Research in Marketing
24(3):201-209, doi 10.1016/j.ijresmar.2006.12.005.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import attrs
import numpy as np

from relationship_health.arrays import Floats, Ints
from relationship_health.columns import US_PER_DAY, Block
from relationship_health.contract import Benchmark, MetricResult, Summary, sampled
from relationship_health.lifetime import ModifiedBetaGeometric
from relationship_health.model import INBOUND

PUBLISHED = MappingProxyType({"r": 0.525, "alpha": 43.28, "a": 0.891, "b": 1.614})
"""Of CDNOW, alpha in days."""
FEWEST_RETURNED = 10
"""Relationships with a repeat below which a fit to them would say nothing."""


@attrs.frozen(slots=True, kw_only=True)
class StillAlive:
    """The rival ``rival.mbg_nbd``: the probability that the relationship has not ended."""

    name = "rival.mbg_nbd"
    version = "1"
    requires = ()
    question = "Has it ended, unseen?"
    source = "Batislam, Denizel, Filiztekin 2007, doi 10.1016/j.ijresmar.2006.12.005"

    def summarise(self, block: Block) -> Summary:
        """Keep repeats, last day and age of a sample of relationships."""
        known, history = _histories(block)
        chosen = sampled(block.marks[known])
        figures = np.column_stack(history)[chosen].astype(np.int64)
        marks = block.marks[known][chosen].tolist()
        return Summary(sample=dict(zip(marks, map(tuple, figures.tolist()), strict=True)))

    def fit(self, summary: Summary) -> Mapping[str, float]:
        """Return the model's parameters, alpha in days."""
        figures = np.array(sorted(summary.sample.values()), dtype=np.float64).reshape(-1, 3)
        frequency, recency, age = figures[figures[:, 2] > 0].T
        if (frequency > 0).sum() < FEWEST_RETURNED:
            return dict(PUBLISHED)
        return ModifiedBetaGeometric().fit(frequency, recency, age).params_

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block."""
        return self._answer(block, benchmark, ModifiedBetaGeometric.p_alive)

    def _answer(
        self, block: Block, benchmark: Benchmark, question: Callable[..., Floats]
    ) -> MetricResult:
        known, history = _histories(block)
        value, answered = np.zeros(len(block)), np.zeros(len(block), dtype=np.bool_)
        if len(known):
            model = ModifiedBetaGeometric(**benchmark.of(self.name))
            value[known], answered[known] = question(model, *history), True
        return MetricResult.where(answered, value, block.counts)


@attrs.frozen(slots=True, kw_only=True)
class ExpectedContacts(StillAlive):
    """The rival ``rival.mbg_nbd_expected``: days with contact to expect within a horizon.

    Parameters
    ----------
    horizon_days : float
    """

    horizon_days: float

    name = "rival.mbg_nbd_expected"
    question = "How many days with contact are to be expected?"

    def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
        """Score every relationship of the block: n / (1 + n) keeps the order of n in [0, 1]."""
        return self._answer(block, benchmark, self._share)

    def _share(self, model: ModifiedBetaGeometric, *history: Floats) -> Floats:
        number = model.expected(self.horizon_days, *history)
        return np.asarray(number / (1.0 + number))


def _histories(block: Block) -> tuple[Ints, tuple[Floats, Floats, Floats]]:
    """Frequency, recency and age in days of those that ever engaged, and where they are."""
    theirs = ((block.direction & INBOUND) != 0) | block.groups.spread(~block.sided)
    seen = block.take_rows(theirs)
    # Days are counted back from as_of: those of the calendar would depend on the date itself.
    back = (block.as_of - seen.time) // US_PER_DAY
    opens = np.ones(len(back), dtype=np.bool_)
    opens[1:] = back[1:] != back[:-1]
    opens[seen.groups.indptr[:-1][seen.counts > 0]] = True
    known = np.flatnonzero(seen.counts > 0)
    days, first, last = (
        values[known].astype(np.float64)
        for values in (seen.count(opens), seen.first(back, 0), seen.last(back, 0))
    )
    return known, (days - 1.0, first - last, first)
