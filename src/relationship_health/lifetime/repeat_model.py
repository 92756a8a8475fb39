"""What the models of repeat transactions share: fitting, P(alive), expected transactions."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Self

import attrs
import numpy as np

from relationship_health.arrays import Floats
from relationship_health.errors import InputError
from relationship_health.lifetime.estimation import Estimate, Fit, estimate
from relationship_health.lifetime.histories import Histories, numbers, refuse, together

CHUNK = 4096
"""Customers at a time, so that the nodes of their integrals stay in the processor's cache."""


@attrs.define(slots=True, eq=False, repr=False, kw_only=True)
class LifetimeModel:
    """Positive parameters by their published names, given or fitted.

    Unlike the nouns of the library this is not frozen: ``fit`` sets the parameters and returns
    the model itself, as users of scikit-learn expect.
    """

    names: ClassVar[tuple[str, ...]]
    _fit: Fit | None = attrs.field(default=None, init=False)
    _errors: Mapping[str, float] | None = attrs.field(default=None, init=False)
    _log_covariance: Floats | None = attrs.field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        given = {name: getattr(self, name) for name in self.names}
        missing = [name for name, value in given.items() if value is None]
        if len(missing) == len(given):
            return
        if missing:
            message = (
                f"{type(self).__name__} is given no {' and no '.join(missing)}, expected all of "
                f"{', '.join(given)} or none: give them, or fit the model."
            )
            raise InputError(message)
        for name, value in given.items():
            number = numbers(name, value)
            refuse(name, number, number <= 0, "more than 0: see the model's page")
            setattr(self, name, float(number))

    def __repr__(self) -> str:
        """Return the parameters, to four digits."""
        told = (f"{n}={v:.4g}" for n in self.names if (v := getattr(self, n)) is not None)
        return f"{type(self).__name__}({', '.join(told)})"

    @property
    def params_(self) -> dict[str, float]:
        """Parameters by their published names.

        Raises
        ------
        InputError
            Where the model is neither fitted nor made with parameters.
        """
        if getattr(self, self.names[0]) is None:
            message = (
                f"{type(self).__name__} has no parameters yet: fit it, or make it with "
                f"{', '.join(self.names)}."
            )
            raise InputError(message)
        return {name: getattr(self, name) for name in self.names}

    @property
    def standard_errors_(self) -> dict[str, float]:
        """Standard error of each parameter, NaN where unknown: see the note of ``fit_``."""
        return dict(self._errors) if self._errors else dict.fromkeys(self.params_, math.nan)

    @property
    def log_covariance_(self) -> Floats:
        """Covariance of the logarithms of the parameters, NaN where unknown.

        A fit is about normal in these, not in the parameters themselves: to draw parameters that
        the data allow, draw their logarithms.
        """
        size = len(self.params_)
        found = self._log_covariance
        return np.full((size, size), np.nan) if found is None else found.copy()

    @property
    def fit_(self) -> Fit | None:
        """How the fit came out; None where the parameters were given."""
        return self._fit

    @property
    def converged_(self) -> bool:
        """Whether the parameters are a maximum of a likelihood; False where they were given."""
        return self._fit is not None and self._fit.converged

    def _adopt(self, found: Estimate) -> None:
        for name, value in found.params.items():
            setattr(self, name, value)
        self._fit, self._errors = found.fit, found.standard_errors
        self._log_covariance = found.log_covariance


@attrs.define(slots=True, eq=False, repr=False, kw_only=True)
class RepeatModel(LifetimeModel, ABC):
    """A model of when customers buy again and when they leave for good, unseen."""

    def fit(self, frequency: Any, recency: Any, age: Any) -> Self:
        """Estimate the parameters by maximum likelihood.

        Parameters
        ----------
        frequency : array, whole numbers from 0
            Repeat transactions of each customer.
        recency : array
            Time from the first transaction to the last one.
        age : array
            Time from the first transaction to the end of the observation, in the same unit.

        Returns
        -------
        the model itself

        Raises
        ------
        InputError
            Where a history is impossible, or no one ever came back.
        MissingExtraError
            Where scipy is not installed.
        """
        histories = Histories.of(frequency, recency, age).flat()
        if not histories.frequency.any():
            message = (
                "frequency is 0 for every customer, expected repeats of at least one: customers "
                "who never come back tell of no rhythm."
            )
            raise InputError(message)
        rows, counts = histories.distinct()
        customers = len(histories.frequency)
        shares = counts / customers

        def objective(logs: Floats) -> tuple[float, Floats]:
            params = np.exp(logs)
            value, gradient = 0.0, np.zeros_like(logs)
            for first, part in _chunks(rows):
                share = shares[first : first + CHUNK]
                values, slopes = self._log_likelihood(part, *params.tolist())
                value -= float(share @ values)
                gradient -= np.array([float(share @ slope) for slope in slopes]) * params
            return value, gradient

        self._adopt(estimate(objective, self.names, self._starts(histories), customers))
        return self

    def p_alive(self, frequency: Any, recency: Any, age: Any) -> Floats:
        """Probability that a customer has not left by the end of the observation.

        Parameters
        ----------
        frequency, recency, age : arrays or numbers
            As for ``fit``.

        Returns
        -------
        float64 array in [0, 1]
            A number where numbers were given.

        Raises
        ------
        InputError
            Where a history is impossible, or there are no parameters.

        Examples
        --------
        >>> from relationship_health.lifetime import ParetoNBD
        >>> model = ParetoNBD(r=0.553, alpha=10.578, s=0.606, beta=11.669)
        >>> model.p_alive([5, 20], 30, 39).round(2)  # the same silence, against two rhythms
        array([0.81, 0.34])
        """
        params = self.params_
        histories = Histories.of(frequency, recency, age)
        parts = [
            _one_less(self._log_odds_gone(part, **params)) for _, part in _chunks(histories.flat())
        ]
        shaped: Floats = np.concatenate(parts).reshape(histories.age.shape)[()]
        return shaped

    def expected(self, horizon: Any, frequency: Any, recency: Any, age: Any) -> Floats:
        """Return the transactions to expect within a horizon after the end of the observation.

        Parameters
        ----------
        horizon : number or array, at least 0
            How far to look ahead, in the unit of ``age``.
        frequency, recency, age : arrays or numbers
            As for ``fit``.

        Returns
        -------
        float64 array, at least 0
            A number where numbers were given; it rises with the horizon.

        Raises
        ------
        InputError
            Where a history or the horizon is impossible, or there are no parameters.

        Examples
        --------
        >>> from relationship_health.lifetime import ParetoNBD
        >>> model = ParetoNBD(r=0.553, alpha=10.578, s=0.606, beta=11.669)
        >>> model.expected([0, 13, 26], 2, 30.43, 38.86).round(2)
        array([0.  , 0.54, 1.02])
        """
        params = self.params_
        histories = Histories.of(frequency, recency, age)
        ahead = numbers("horizon", horizon)
        refuse("horizon", ahead, ahead < 0, "0 or more: it lies ahead")
        ahead, x, last, end = together({
            "horizon": ahead, "frequency": histories.frequency, "recency": histories.recency,
            "age": histories.age,
        })  # fmt: skip
        flat, horizons = Histories(x, last, end).flat(), ahead.ravel()
        parts = [
            _one_less(self._log_odds_gone(part, **params))
            * self._expected_if_alive(horizons[first : first + CHUNK], part, **params)
            for first, part in _chunks(flat)
        ]
        shaped: Floats = np.concatenate(parts).reshape(end.shape)[()]
        return shaped

    @abstractmethod
    def _starts(self, histories: Histories) -> Sequence[Floats]:
        """Logarithms of parameters to start from; the first are of the data's own scale."""

    @abstractmethod
    def _log_likelihood(
        self, histories: Histories, *params: float
    ) -> tuple[Floats, Sequence[Floats]]:
        """Log-likelihood of each history, and its derivative by each parameter."""

    @abstractmethod
    def _log_odds_gone(self, histories: Histories, **params: float) -> Floats:
        """Logarithm of P(gone) / P(alive)."""

    @abstractmethod
    def _expected_if_alive(self, horizon: Floats, histories: Histories, **params: float) -> Floats:
        """Say what to expect within the horizon of one who is alive at its beginning."""


def usual_rate(histories: Histories) -> float:
    """Repeats per unit of time, all customers together.

    Examples
    --------
    >>> usual_rate(Histories.of([2, 0], [30, 0], [40, 10]))
    0.04
    """
    # Exact sums: the order of the customers must not change a bit.
    return math.fsum(histories.frequency) / math.fsum(histories.age)


def _chunks(histories: Histories) -> Iterator[tuple[int, Histories]]:
    for first in range(0, len(histories.age), CHUNK):
        part = slice(first, first + CHUNK)
        yield (
            first,
            Histories(histories.frequency[part], histories.recency[part], histories.age[part]),
        )


def _one_less(log_odds: Floats) -> Floats:
    """Turn log-odds of being gone into the probability of being alive, without overflow."""
    return np.exp(-np.logaddexp(0.0, log_odds))
