"""Gamma-Gamma: what a customer's transactions are worth on average.

Each transaction of a customer is worth Gamma(p, ν); ν ~ Gamma(q, v) over customers. With x
transactions of mean value m,

E[mean value | x, m] = p (v + x m) / (p x + q - 1),

a mean of m and of what is usual, p v / (q - 1), weighted by how much is known.

Source: Fader, Hardie 2013, note 025, "The Gamma-Gamma model of monetary value", eq. 1a and 5;
Fader, Hardie, Lee 2005, J. Marketing Research 42(4):415-430, doi 10.1509/jmkr.2005.42.4.415.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs
import numpy as np

from relationship_health.arrays import Floats
from relationship_health.errors import InputError
from relationship_health.kernels.beta import log_gamma
from relationship_health.lifetime.estimation import estimate
from relationship_health.lifetime.histories import numbers, refuse, together
from relationship_health.lifetime.repeat_model import LifetimeModel
from relationship_health.lifetime.rising import digamma


def gamma_gamma_log_likelihood(
    frequency: Floats, monetary: Floats, params: tuple[float, float, float]
) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
    """Log-likelihood of each customer's mean value, and its derivative by p, q and v.

    Parameters
    ----------
    frequency : float64 array, at least 1
        How many transactions the mean is of.
    monetary : float64 array, positive
        Mean value of a transaction.
    params : p, q, v

    Notes
    -----
    Fader, Hardie 2013, note 025, eq. 1a.

    Examples
    --------
    >>> one = np.ones(1)  # p = q = v = 1: v / (m + v)^2
    >>> value, _ = gamma_gamma_log_likelihood(one, one, (1.0, 1.0, 1.0))
    >>> np.exp(value).round(12)
    array([0.25])
    """
    p, q, v = params
    shape = p * frequency
    spent = frequency * monetary
    # As logarithms of shares of spent + v: with a large v, differences of logs would lose digits.
    theirs, ours = -np.log1p(v / spent), -np.log1p(spent / v)
    several = np.full_like(shape, q)
    values = (
        log_gamma(shape + q) - log_gamma(shape) - log_gamma(several)
        + shape * theirs + q * ours - np.log(monetary)
    )  # fmt: skip
    both = digamma(shape + q)
    return values, (
        frequency * (both - digamma(shape) + theirs),
        both - digamma(several) + ours,
        q / v - (shape + q) / (spent + v),
    )


@attrs.define(slots=True, eq=False, repr=False, kw_only=True)
class GammaGamma(LifetimeModel):
    """Gamma-Gamma: the mean value of a customer's transactions.

    It takes what they are worth to be independent of how often they come: look at the correlation
    before using it. Made without parameters it has to be fitted.

    Parameters
    ----------
    p : float, positive
        Shape of the values of one customer.
    q, v : float, positive
        Shape, and rate in units of money, of the Gamma distribution over customers.

    Notes
    -----
    Fader, Hardie 2013, note 025, "The Gamma-Gamma model of monetary value", eq. 1a, 5.

    Examples
    --------
    >>> cdnow = GammaGamma(p=6.25, q=3.74, v=15.44)
    >>> cdnow.expected([2, 0], [22.35, 0.0]).round(2)
    array([24.66, 35.22])
    """

    names: ClassVar[tuple[str, ...]] = ("p", "q", "v")

    p: float | None = None
    q: float | None = None
    v: float | None = None

    def fit(self, frequency: Any, monetary: Any) -> Self:
        """Estimate the parameters by maximum likelihood.

        Parameters
        ----------
        frequency : array, whole numbers from 0
            How many transactions the mean of each customer is of; customers with 0 tell nothing
            and are passed over.
        monetary : array
            Mean value of a transaction, positive where frequency is not 0.

        Returns
        -------
        the model itself

        Raises
        ------
        InputError
            Where a mean is not positive, or fewer than two customers have one.
        MissingExtraError
            Where scipy is not installed.
        """
        x, mean = (values.ravel() for values in _spending(frequency, monetary))
        # Sums of floats depend on their order, and the order of the customers means nothing.
        order = np.lexsort((mean, x))[np.count_nonzero(x == 0) :]
        x, mean = x[order], mean[order]
        if len(x) < 2:  # noqa: PLR2004  one customer does not differ from others
            message = (
                f"frequency is above 0 for {len(x)} customers, expected two or more: how values "
                "differ between customers is what is fitted."
            )
            raise InputError(message)

        def objective(logs: Floats) -> tuple[float, Floats]:
            p, q, v = np.exp(logs).tolist()
            values, slopes = gamma_gamma_log_likelihood(x, mean, (p, q, v))
            gradient = np.array([float(slope.mean()) for slope in slopes]) * (p, q, v)
            return -float(values.mean()), -gradient

        usual = float(mean.mean())
        guesses = [(1.0, 2.0, 1.0), (5.0, 4.0, 0.5), (0.5, 10.0, 10.0)]
        starts = [np.log([p, q, scale * usual]) for p, q, scale in guesses]
        self._adopt(estimate(objective, self.names, starts, len(x)))
        return self

    def expected(self, frequency: Any, monetary: Any) -> Floats:
        """Return the expected mean value of a customer's transactions, given those seen.

        Parameters
        ----------
        frequency, monetary : arrays or numbers
            As for ``fit``; with frequency 0 the mean is not looked at, and may be NaN.

        Returns
        -------
        float64 array, positive
            Infinite where p frequency + q is 1 or less: then the model has no mean. A number
            where numbers were given.

        Raises
        ------
        InputError
            Where a mean is not positive, or there are no parameters.
        """
        p, q, v = self.params_.values()
        x, mean = _spending(frequency, monetary)
        known = p * x + q - 1.0
        finite = known > 0.0
        worth = p * (v + x * np.where(x > 0, mean, 0.0)) / np.where(finite, known, 1.0)
        result: Floats = np.where(finite, worth, np.inf)[()]
        return result


def _spending(frequency: Any, monetary: Any) -> list[Floats]:
    """Check counts and means; a mean of nothing becomes 1, which is not looked at."""
    x = numbers("frequency", frequency)
    refuse("frequency", x, (x < 0) | (x != np.rint(x)), "a whole number from 0: count transactions")
    try:
        given: Floats = np.array(monetary, dtype=np.float64)
    except (TypeError, ValueError) as error:
        message = f"monetary is no array of numbers ({error}), expected one mean per customer."
        raise InputError(message) from error
    x, mean = together({"frequency": x, "monetary": given})
    refuse(
        "monetary", mean, (x > 0) & ~((mean > 0) & np.isfinite(mean)),
        "a number above 0: leave out customers whose purchases were worth nothing",
    )  # fmt: skip
    return [x, np.where(x > 0, mean, 1.0)]
