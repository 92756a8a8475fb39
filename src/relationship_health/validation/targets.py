"""What happened next: who was alive at an origin, and whether contact came, and went on.

- alive: any contact within the last four horizons;
- ``contact``: an engaged contact within the horizon;
- ``continues``: an engaged contact within the window, four of the relationship's own usual gaps as
  they were known at the origin, at least the horizon. It is known only where the whole window was
  observed: to wait for those whose contact came early would keep the ones that went on.

Engaged is what came from them, was mutual, or has an outcome that shows engagement; where no side
is ours, any contact. Where the whole log holds one direction only and no such outcome, nothing else
can be asked than whether there is any contact, so any contact it is.
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.columns import US_PER_DAY, Block, Portfolio
from relationship_health.columns.block import ANSWERED
from relationship_health.composite.probability import own_window
from relationship_health.contract import Benchmark
from relationship_health.model import INBOUND, OUTBOUND, Terms

ALIVE_HORIZONS = 4.0
TARGETS = ("contact", "continues")
"""The questions, in the order in which they are shown."""
NEVER = np.iinfo(np.int64).max


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Targets:
    """What became of every relationship of a portfolio after one origin.

    Parameters
    ----------
    origin_us : int
        Microseconds UTC.
    alive : bool array over the portfolio's relationships
        Whether the relationship is asked about at all.
    contact : bool array
        Whether engaged contact came within the horizon.
    continues : bool array
        Whether it came within the window.
    observed : bool array
        Whether the whole window was observed: elsewhere ``continues`` is not to be used.
    window_days : float64 array
        Length of the window.
    """

    origin_us: int
    alive: Bools
    contact: Bools
    continues: Bools
    observed: Bools
    window_days: Floats

    def rows(self, target: str) -> Ints:
        """Positions of the relationships that a target can be asked of."""
        return np.flatnonzero(self.alive & self.observed if target == "continues" else self.alive)

    def outcome(self, target: str) -> Bools:
        """Return what happened to each of :meth:`rows`."""
        return self.happened(target)[self.rows(target)]

    def happened(self, target: str) -> Bools:
        """Return what happened to every relationship of the portfolio."""
        return self.continues if target == "continues" else self.contact


def one_directional(portfolio: Portfolio, terms: Terms, end_us: int) -> bool:
    """Whether a log that knows sides holds one direction only, so that any contact must do."""
    engaging = outbound = False
    for block in portfolio.blocks(end_us, terms):
        theirs = _engaging(block)
        engaging |= bool(theirs.any())
        outbound |= bool(((block.direction & OUTBOUND) != 0).any() or not block.sided.all())
    return not (engaging and outbound)


def targets(  # noqa: PLR0913  what is asked, and of what
    portfolio: Portfolio,
    origin_us: int,
    *,
    horizon_days: float,
    benchmark: Benchmark,
    end_us: int,
    any_contact: bool,
) -> Targets:
    """Look at what happened after an origin.

    Parameters
    ----------
    portfolio : Portfolio
        The whole log.
    origin_us : int
    horizon_days : float
    benchmark : Benchmark
        What was usual at the origin: it says what the own usual gap of few gaps is.
    end_us : int
        End of observation; nothing later is looked at.
    any_contact : bool
        Whether every contact counts as engaged; see :func:`one_directional`.
    """
    terms = benchmark.terms
    known = portfolio.blocks(origin_us, terms)
    pairs = [_known(block, benchmark, horizon_days) for block in known]
    alive = np.concatenate([np.empty(0, np.bool_), *(one for one, _ in pairs)])
    window = np.concatenate([np.empty(0), *(days for _, days in pairs)])
    after = [
        _next_us(block, origin_us, any_contact=any_contact)
        for block in portfolio.blocks(end_us, terms)
    ]
    waited = _days(np.concatenate([np.empty(0, np.int64), *after]), origin_us)
    return Targets(
        origin_us=origin_us, alive=alive, window_days=window,
        contact=waited <= horizon_days, continues=waited <= window,
        observed=window <= (end_us - origin_us) / US_PER_DAY,
    )  # fmt: skip


def _known(block: Block, benchmark: Benchmark, horizon_days: float) -> tuple[Bools, Floats]:
    alive = block.min(block.ages, np.inf) <= ALIVE_HORIZONS * horizon_days
    return alive, own_window(block, benchmark, horizon_days)


def _engaging(block: Block) -> Bools:
    theirs = (block.signals & (INBOUND | ANSWERED)) != 0
    return np.asarray(theirs | block.groups.spread(~block.sided))


def _next_us(block: Block, origin_us: int, *, any_contact: bool) -> Ints:
    """Time of the first engaged contact after an origin; ``NEVER`` where none came."""
    later = block.time > origin_us
    if not any_contact:
        later &= _engaging(block)
    return block.min(np.where(later, block.time, NEVER), NEVER)


def _days(moment_us: Ints, origin_us: int) -> Floats:
    return np.where(moment_us == NEVER, np.inf, (moment_us - origin_us) / US_PER_DAY)
