"""Pareto/NBD: customers may leave at any moment.

While they stay, customers buy at random times with a rate λ; they leave for good after a time that
is exponential with rate μ. λ ~ Gamma(r, α) and μ ~ Gamma(s, β) over customers, independently. With
x repeats, the last after t_x of an observation of T,

P(alive) = 1 / (1 + s ∫ ((α + T)/(α + τ))^(r + x) ((β + T)/(β + τ))^s dτ/(β + τ)), τ from t_x to T.

The integral is the A_0 of the literature, a difference of two hypergeometric functions; integrated
as it stands its terms are positive and nothing cancels.

Expected transactions of one who is alive: (r + x)/(α + T) ∫ ((β + T)/(β + T + z))^s dz, z from 0 to
the horizon; in closed form, with its limit at s = 1.

Source: Schmittlein, Morrison, Colombo 1987, Management Science 33(1):1-24, doi
10.1287/mnsc.33.1.1; Fader, Hardie 2005, note 009, "A note on deriving the Pareto/NBD model and
related expressions".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import attrs
import numpy as np

from relationship_health.arrays import Floats
from relationship_health.lifetime.chances import exponential_mean, log_mean_gone
from relationship_health.lifetime.histories import Histories
from relationship_health.lifetime.repeat_model import RepeatModel, usual_rate
from relationship_health.lifetime.rising import log_rising


@attrs.define(slots=True, eq=False, repr=False, kw_only=True)
class ParetoNBD(RepeatModel):
    """Pareto/NBD: a customer may leave at any moment.

    Made without parameters it has to be fitted.

    Parameters
    ----------
    r, alpha : float, positive
        Shape, and rate in units of time, of the Gamma distribution of transaction rates.
    s, beta : float, positive
        Shape, and rate in units of time, of the Gamma distribution of leaving rates.

    Notes
    -----
    Schmittlein, Morrison, Colombo 1987, Management Science 33(1):1-24, doi 10.1287/mnsc.33.1.1.

    Examples
    --------
    >>> cdnow = ParetoNBD(r=0.553, alpha=10.578, s=0.606, beta=11.669)
    >>> cdnow.p_alive([2, 0], [30.43, 0], [38.86, 38.86]).round(6)
    array([0.869168, 0.295287])
    """

    names: ClassVar[tuple[str, ...]] = ("r", "alpha", "s", "beta")

    r: float | None = None
    alpha: float | None = None
    s: float | None = None
    beta: float | None = None

    def _starts(self, histories: Histories) -> Sequence[Floats]:
        rate, usual = usual_rate(histories), math.fsum(histories.age) / len(histories.age)
        guesses = [(1.0, 1.0, 1.0), (0.5, 0.5, 0.3), (3.0, 2.0, 2.0)]
        return [np.log([r, r / rate, s, scale * usual]) for r, s, scale in guesses]

    def _log_likelihood(
        self, histories: Histories, *params: float
    ) -> tuple[Floats, Sequence[Floats]]:
        r, alpha, s, beta = params
        x, end = histories.frequency, histories.age
        rise, slope = log_rising(r, x)
        value, slopes = log_mean_gone(x, histories.recency, end, (r, alpha, s, beta))
        odds = value + math.log(s)
        more = np.logaddexp(0.0, odds)
        gone = np.exp(odds - more)
        bought, stayed = np.log1p(end / alpha), np.log1p(end / beta)
        values = rise - r * bought - x * np.log(alpha + end) - s * stayed + more
        by_r, by_alpha, by_s, by_beta = (gone * part for part in slopes)
        return values, (
            slope - bought + by_r,
            r * end / (alpha * (alpha + end)) - x / (alpha + end) + by_alpha,
            gone / s - stayed + by_s,
            s * end / (beta * (beta + end)) + by_beta,
        )

    def _log_odds_gone(self, histories: Histories, **params: float) -> Floats:
        r, alpha, s, beta = (params[name] for name in self.names)
        value, _ = log_mean_gone(
            histories.frequency, histories.recency, histories.age, (r, alpha, s, beta)
        )
        odds: Floats = value + math.log(s)
        return odds

    def _expected_if_alive(self, horizon: Floats, histories: Histories, **params: float) -> Floats:
        r, alpha, s, beta = (params[name] for name in self.names)
        longer = np.log1p(horizon / (beta + histories.age))
        share = longer * exponential_mean((1.0 - s) * longer)
        rate = (r + histories.frequency) / (alpha + histories.age)
        expected: Floats = rate * (beta + histories.age) * share
        return expected
