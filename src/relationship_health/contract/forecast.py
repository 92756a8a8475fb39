"""A forecast, learned from outcomes: what each metric counts for, and a curve of chances."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Self

import attrs

from relationship_health.errors import BenchmarkError
from relationship_health.model import FrozenAttributes


def _numbers(given: Mapping[str, float]) -> Mapping[str, float]:
    return FrozenAttributes({str(name): float(number) for name, number in given.items()})


def _texts(given: Mapping[str, str]) -> Mapping[str, str]:
    return FrozenAttributes(dict(given))


def _points(given: Iterable[Iterable[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(z), float(p)) for z, p in given)


@attrs.frozen(slots=True, kw_only=True)
class Forecast:
    """How metrics become the probability that a relationship goes on; see ``Engine.fit_weights``.

    The log odds are those of the outlook over the relationship's own window, plus ``intercept``,
    plus, for each metric that is known, its weight times its value less what is usual. The curve
    then says how often such log odds came true.

    Attributes
    ----------
    horizon_days : float
        The least window; a window is four own usual gaps.
    weights, usual : mapping of metric to float
        What each adds to the outlook, at least 0, in log odds for the way from 0 to 1; mean value
        when it was learned.
    profile_weights : mapping of metric to float
        What each counts for where there is no outlook beside it, in shares of 100, as
        ``Engine(weights=...)`` takes them.
    intercept : float
    curve : tuple of (log odds, probability)
        Both rise.
    versions : mapping of metric to str
        Version of each metric when it was learned.
    origins : int
        Moments that it was learned from.
    rows, happened : int
        Outcomes that it was learned from, and how many of them were contact.
    as_of : int
        Nothing after this moment was used, microseconds UTC.

    Examples
    --------
    >>> forecast = Forecast(
    ...     horizon_days=90,
    ...     weights={"stickiness": 2.0},
    ...     usual={"stickiness": 0.5},
    ...     profile_weights={"stickiness": 100.0},
    ...     intercept=0.0,
    ...     curve=[(-1, 0.2), (1, 0.7)],
    ...     versions={},
    ...     origins=3,
    ...     rows=100,
    ...     happened=40,
    ...     as_of=0,
    ... )
    >>> Forecast.from_dict(forecast.to_dict()) == forecast
    True
    """

    horizon_days: float
    weights: Mapping[str, float] = attrs.field(converter=_numbers)
    usual: Mapping[str, float] = attrs.field(converter=_numbers)
    profile_weights: Mapping[str, float] = attrs.field(converter=_numbers)
    intercept: float
    curve: tuple[tuple[float, float], ...] = attrs.field(converter=_points)
    versions: Mapping[str, str] = attrs.field(converter=_texts)
    origins: int
    rows: int
    happened: int
    as_of: int

    def __attrs_post_init__(self) -> None:
        """Refuse what is no forecast."""
        falls = any(
            later < sooner
            for one, two in zip(self.curve, self.curve[1:], strict=False)
            for sooner, later in zip(one, two, strict=True)
        )
        numbers = [
            *self.weights.values(), *self.usual.values(), *self.profile_weights.values(),
            self.intercept,
            *(number for point in self.curve for number in point),
        ]  # fmt: skip
        chances = all(0.0 < p < 1.0 for _, p in self.curve)
        given = [self.horizon_days, *self.weights.values(), *self.profile_weights.values()]
        positive = min(given) >= 0.0
        sound = self.curve and not falls and chances and positive
        if not sound or not all(map(math.isfinite, numbers)):
            message = (
                "The forecast is no forecast, expected weights of at least 0 and a rising curve of "
                "probabilities: fit the weights again."
            )
            raise BenchmarkError(message)

    def to_dict(self) -> dict[str, Any]:
        """Return the forecast as plain data."""
        fields = {f.name: getattr(self, f.name) for f in attrs.fields(type(self))}
        tables = {
            name: dict(fields[name]) for name in ("weights", "usual", "profile_weights", "versions")
        }
        return fields | tables | {"curve": [list(point) for point in self.curve]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build a forecast from what :meth:`to_dict` gave."""
        return cls(**data)
