"""Profiles: weights, bands and thresholds as data."""

from __future__ import annotations

import math
import numbers
import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import attrs

from relationship_health.composite.naming import hint
from relationship_health.errors import ProfileError
from relationship_health.model import FrozenAttributes

NAMES = ("default", "sales", "customer_success")

_TABLES: Mapping[str, frozenset[str] | None] = MappingProxyType({
    "weights": None,
    "usual": None,
    "other": frozenset({"weight"}),
    "bands": frozenset({"fair", "healthy"}),
    "established": frozenset({"width", "coverage"}),
})  # fmt: skip
"""Tables of a profile and their keys; None where the keys are names of metrics."""


LARGEST = 1e9
"""Of a weight: sums of larger ones lose the smaller ones, or overflow, and only ratios count."""


def checked_weight(name: str, number: object) -> float:
    """Return a number as a float, if it is at least 0 and not too large to be added up."""
    sound = isinstance(number, numbers.Real) and not isinstance(number, bool)
    if not sound or not math.isfinite(float(number)) or float(number) < 0:  # type: ignore[arg-type]
        message = f"{name} is {number!r}, expected a finite number of at least 0."
        raise ProfileError(message)
    if float(number) > LARGEST:  # type: ignore[arg-type]  # checked just above
        message = f"{name} is {number!r}, expected at most {LARGEST:g}: divide all by the same."
        raise ProfileError(message)
    return float(number)  # type: ignore[arg-type]  # checked just above


def _other_weight(number: object) -> float:
    return checked_weight("other_weight", number)


def _fair(number: object) -> float:
    return checked_weight("fair", number)


def _healthy(number: object) -> float:
    return checked_weight("healthy", number)


def _width(number: object) -> float:
    return checked_weight("width", number)


def _coverage(number: object) -> float:
    return checked_weight("coverage", number)


def _checked_usual(usual: Mapping[str, float]) -> Mapping[str, float]:
    for name, value in usual.items():
        if checked_weight(f"usual.{name}", value) > 1:
            message = f"usual.{name} is {value!r}, expected a value of the metric, at most 1."
            raise ProfileError(message)
    return FrozenAttributes({name: float(value) for name, value in usual.items()})


def _checked_weights(weights: Mapping[str, float]) -> Mapping[str, float]:
    return FrozenAttributes({name: checked_weight(name, w) for name, w in weights.items()})


@cache
def usual_values() -> Mapping[str, float]:
    """Return the shipped value of each built-in metric in an ordinary relationship."""
    text = Path(__file__).with_name("usual.toml").read_text("utf-8")
    return FrozenAttributes(tomllib.loads(text)["usual"])


@attrs.frozen(slots=True, kw_only=True)
class Profile:
    """How metric values become health, bands and statuses.

    Parameters
    ----------
    weights : mapping of str to float
        Weight of each metric by name, at least 0.
    other_weight : float
        Weight of a metric that the profile does not name.
    aggregator : str
        Name of the aggregator.
    fair, healthy : float
        Lowest health of the bands fair and healthy.
    width, coverage : float
        Widest interval and smallest coverage of an established score.
    usual : mapping of str to float
        What each metric is in an ordinary relationship; by default as simulated. Reasons are
        ranked by what falls short of it; no score depends on it. 1 for a metric without one.

    Examples
    --------
    >>> Profile.named("default").weight("recency_decay")
    24.0
    """

    weights: Mapping[str, float] = attrs.field(converter=_checked_weights)
    other_weight: float = attrs.field(default=2.0, converter=_other_weight)
    aggregator: str = "weighted_mean"
    fair: float = attrs.field(default=40.0, converter=_fair)
    healthy: float = attrs.field(default=60.0, converter=_healthy)
    width: float = attrs.field(default=40.0, converter=_width)
    coverage: float = attrs.field(default=0.5, converter=_coverage)
    usual: Mapping[str, float] = attrs.field(factory=usual_values, converter=_checked_usual)

    def __attrs_post_init__(self) -> None:
        """Refuse bands in the wrong order."""
        if self.fair > self.healthy:
            message = (
                f"The band fair begins at {self.fair:g} and healthy at {self.healthy:g}, expected "
                "fair first."
            )
            raise ProfileError(message)

    @classmethod
    def named(cls, name: str) -> Self:
        """Return a shipped profile.

        Raises
        ------
        ProfileError
            Where there is none of that name.
        """
        if name not in NAMES:
            message = (
                f"There is no profile {name!r}{hint(str(name), NAMES)}, expected one of "
                f"{', '.join(NAMES)}."
            )
            raise ProfileError(message)
        return cls.load(Path(__file__).with_name(f"{name}.toml"))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read a profile from a TOML file; what it leaves out is as in :class:`Profile`.

        Raises
        ------
        ProfileError
            Where the file is no TOML, or a key or value in it is not sound.
        """
        try:
            return cls.from_dict(tomllib.loads(Path(path).read_text("utf-8-sig")))
        except (OSError, ValueError) as error:
            reason = str(error).removesuffix(".")
            message = f"{os.fspath(path)} is no profile: {reason}; see Profile for its tables."
            raise ProfileError(message) from error

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build a profile from its TOML tables.

        Raises
        ------
        ProfileError
            Where a key is unknown or a value is not a sound number.
        """
        _check_keys(data)
        flat = {"other_weight": data.get("other", {}).get("weight", 2.0),
                **data.get("bands", {}), **data.get("established", {})}  # fmt: skip
        return cls(
            weights=data.get("weights", {}),
            aggregator=data.get("aggregator", "weighted_mean"),
            usual=data.get("usual", usual_values()),
            **flat,
        )

    def weight(self, metric: str) -> float:
        """Return the weight of a metric."""
        return self.weights.get(metric, self.other_weight)

    def band(self, health: float) -> int:
        """Return the position of a health among the bands: 0 poor, 1 fair, 2 healthy."""
        return (health >= self.fair) + (health >= self.healthy)

    def shown(self, health: float) -> str:
        """Return a health in whole points, cut after more digits where it would leave its band.

        Examples
        --------
        >>> profile = Profile.named("default")
        >>> [profile.shown(health) for health in (39.4, 39.96, 40.2)]
        ['39', '39.9', '40']
        """
        if math.isnan(health):
            return "unknown"
        rounded = f"{health:.0f}"
        if self.band(float(rounded)) == self.band(health):
            return rounded
        cut = f"{math.floor(10.0 * health) / 10.0:.1f}"
        return cut if self.band(float(cut)) == self.band(health) else repr(float(health))

    def with_weights(self, weights: Mapping[str, float]) -> Self:
        """Return the profile with some weights replaced."""
        return attrs.evolve(self, weights={**self.weights, **weights})


def _check_keys(data: Mapping[str, Any]) -> None:
    """Refuse tables and keys that a profile does not have, naming the nearest."""
    known = ["aggregator", *_TABLES]
    for key, table in data.items():
        if key not in known:
            message = (
                f"The profile has an unknown key {key!r}{hint(key, known)}, expected one of "
                f"{', '.join(known)}."
            )
            raise ProfileError(message)
        if key == "aggregator":
            continue
        if not isinstance(table, Mapping):
            message = f"The profile's {key} is {table!r}, expected a table of names and numbers."
            raise ProfileError(message)
        allowed = _TABLES[key]
        for name in table if allowed is not None else ():
            if name not in (allowed or ()):
                choice = sorted(allowed or ())
                message = (
                    f"The profile has an unknown key {key}.{name}{hint(str(name), choice)}, "
                    f"expected one of {', '.join(choice)}."
                )
                raise ProfileError(message)
