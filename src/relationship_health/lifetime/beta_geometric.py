"""BG/NBD and MBG/NBD: customers may leave after each transaction.

While they stay, customers buy at random times with a rate λ; after each transaction they leave for
good with probability p. λ ~ Gamma(r, α) and p ~ Beta(a, b) over customers, independently. With
x repeats, the last after t_x of an observation of T, and k chances to leave that were not taken,

P(alive) = 1 / (1 + a/(b + k - 1) ((α + T)/(α + t_x))^(r + x)),

BG/NBD: k = x, and P(alive) = 1 at x = 0, because nobody can leave before the first repeat.
MBG/NBD: k = x + 1, the first transaction is a chance to leave too.

Expected transactions: one who is alive buys (1 - e^(-λpt))/p times within t on average; that is
averaged over λ ~ Gamma(r + x, α + T) and p ~ Beta(a, b + k). It equals the published expression,
without its difference of a constant and a hypergeometric function, which loses all digits near
a = 1.

Source: BG/NBD, Fader, Hardie, Lee 2005, Marketing Science 24(2):275-284, doi
10.1287/mksc.1040.0098, eq. 6 (likelihood) and 10; P(alive), Fader, Hardie, Lee 2008, note 021,
"Computing P(alive) using the BG/NBD model". MBG/NBD, Batislam, Denizel, Filiztekin 2007, Int. J.
Research in Marketing 24(3):201-209, doi 10.1016/j.ijresmar.2006.12.005; Wagner, Hoppe 2008,
Marketing Letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import attrs
import numpy as np

from relationship_health.arrays import Floats
from relationship_health.lifetime.chances import mean_over_beta
from relationship_health.lifetime.histories import Histories
from relationship_health.lifetime.repeat_model import RepeatModel, usual_rate
from relationship_health.lifetime.rising import log_rising


@attrs.define(slots=True, eq=False, repr=False, kw_only=True)
class BetaGeometric(RepeatModel):
    """BG/NBD: a customer may leave after each repeat transaction.

    Made without parameters it has to be fitted. P(alive) is 1 for everyone without a repeat, at
    any age: take :class:`ModifiedBetaGeometric` where one-time customers matter.

    Parameters
    ----------
    r, alpha : float, positive
        Shape, and rate in units of time, of the Gamma distribution of transaction rates.
    a, b : float, positive
        Of the Beta distribution of the chance to leave.

    Notes
    -----
    Fader, Hardie, Lee 2005, Marketing Science 24(2):275-284, doi 10.1287/mksc.1040.0098, eq. 6, 10.

    Examples
    --------
    >>> cdnow = BetaGeometric(r=0.243, alpha=4.414, a=0.793, b=2.426)
    >>> cdnow.p_alive([2, 0], [30.43, 0], [38.86, 38.86]).round(6)
    array([0.726579, 1.      ])
    >>> cdnow.expected(39, 2, 30.43, 38.86).round(3)
    np.float64(1.226)
    """

    names: ClassVar[tuple[str, ...]] = ("r", "alpha", "a", "b")
    _at_first: ClassVar[int] = 0
    """Chances to leave at the first transaction."""

    r: float | None = None
    alpha: float | None = None
    a: float | None = None
    b: float | None = None

    def _starts(self, histories: Histories) -> Sequence[Floats]:
        rate = usual_rate(histories)
        guesses = [(1.0, 1.0, 1.0), (0.3, 0.5, 2.0), (3.0, 2.0, 2.0)]
        return [np.log([r, r / rate, a, b]) for r, a, b in guesses]

    def _log_likelihood(
        self, histories: Histories, *params: float
    ) -> tuple[Floats, Sequence[Floats]]:
        r, alpha, a, b = params
        x, end, last = histories.frequency, histories.age, histories.recency
        stayed = x + self._at_first
        rise_r, slope_r = log_rising(r, x)
        rise_b, slope_b = log_rising(b, stayed)
        rise_ab, slope_ab = log_rising(a + b, stayed)
        waited, whole = np.log1p(histories.silence / (alpha + last)), np.log1p(end / alpha)
        odds = self._log_odds_gone(histories, r=r, alpha=alpha, a=a, b=b)
        more = np.logaddexp(0.0, odds)
        gone = np.exp(odds - more)
        values = rise_r - r * whole - x * np.log(alpha + end) + rise_b - rise_ab + more
        return values, (
            slope_r - whole + gone * waited,
            r * end / (alpha * (alpha + end))
            - x / (alpha + end)
            - gone * (r + x) * histories.silence / ((alpha + end) * (alpha + last)),
            gone / a - slope_ab,
            slope_b - slope_ab - gone / (b + np.maximum(stayed, 1.0) - 1.0),
        )

    def _log_odds_gone(self, histories: Histories, **params: float) -> Floats:
        r, alpha, a, b = (params[name] for name in self.names)
        stayed = histories.frequency + self._at_first
        waited = np.log1p(histories.silence / (alpha + histories.recency))
        odds = (
            np.log(a) - np.log(b + np.maximum(stayed, 1.0) - 1.0)
            + (r + histories.frequency) * waited
        )  # fmt: skip
        return np.where(stayed > 0, odds, -np.inf)

    def _expected_if_alive(self, horizon: Floats, histories: Histories, **params: float) -> Floats:
        r, alpha, a, b = (params[name] for name in self.names)
        stayed = histories.frequency + self._at_first
        shape, ahead = r + histories.frequency, horizon / (alpha + histories.age)
        return mean_over_beta(shape, ahead, np.full_like(ahead, a), b + stayed)


@attrs.define(slots=True, eq=False, repr=False, kw_only=True)
class ModifiedBetaGeometric(BetaGeometric):
    """MBG/NBD: a customer may leave after every transaction, the first included.

    Made without parameters it has to be fitted.

    Parameters
    ----------
    r, alpha : float, positive
        Shape, and rate in units of time, of the Gamma distribution of transaction rates.
    a, b : float, positive
        Of the Beta distribution of the chance to leave.

    Notes
    -----
    Batislam, Denizel, Filiztekin 2007, Int. J. Research in Marketing 24(3):201-209, doi
    10.1016/j.ijresmar.2006.12.005.

    Examples
    --------
    >>> cdnow = ModifiedBetaGeometric(r=0.525, alpha=6.183, a=0.891, b=1.614)
    >>> cdnow.p_alive([2, 0], [30.43, 0], [38.86, 38.86]).round(6)
    array([0.706202, 0.389735])
    """

    _at_first: ClassVar[int] = 1
