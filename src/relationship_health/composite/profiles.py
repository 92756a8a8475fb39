"""Profiles: weights, bands and thresholds as data."""

from __future__ import annotations

import difflib
import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import attrs

from relationship_health.errors import ProfileError

NAMES = ("default",)


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

    Examples
    --------
    >>> Profile.named("default").weight("recency_decay")
    24.0
    """

    weights: Mapping[str, float]
    other_weight: float = 2.0
    aggregator: str = "weighted_mean"
    fair: float = 40.0
    healthy: float = 60.0
    width: float = 40.0
    coverage: float = 0.5

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
                f"There is no profile {name!r}{_hint(str(name), NAMES)}, expected one of "
                f"{', '.join(NAMES)}."
            )
            raise ProfileError(message)
        text = Path(__file__).with_name(f"{name}.toml").read_text("utf-8")
        return cls.from_dict(tomllib.loads(text))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build a profile from its TOML tables.

        Raises
        ------
        ProfileError
            Where a key is unknown or a value is not a sound number.
        """
        known = {"aggregator": None, "weights": None, "other": {"weight"},
                 "bands": {"fair", "healthy"}, "established": {"width", "coverage"}}  # fmt: skip
        for key, table in data.items():
            if key not in known:
                message = (
                    f"The profile has an unknown key {key!r}{_hint(key, known)}, expected one of "
                    f"{', '.join(known)}."
                )
                raise ProfileError(message)
            allowed = known[key]
            for name in set(table) - allowed if allowed is not None else ():
                message = (
                    f"The profile has an unknown key {key}.{name}, expected one of "
                    f"{', '.join(sorted(allowed or ()))}."
                )
                raise ProfileError(message)
        flat = {"other_weight": data.get("other", {}).get("weight", 2.0),
                **data.get("bands", {}), **data.get("established", {})}  # fmt: skip
        return cls(
            weights={n: checked_weight(n, w) for n, w in data.get("weights", {}).items()},
            aggregator=data.get("aggregator", "weighted_mean"),
            **{name: checked_weight(name, number) for name, number in flat.items()},
        )

    def weight(self, metric: str) -> float:
        """Return the weight of a metric."""
        return self.weights.get(metric, self.other_weight)

    def with_weights(self, weights: Mapping[str, float]) -> Self:
        """Return the profile with some weights replaced."""
        checked = {n: checked_weight(n, w) for n, w in weights.items()}
        return attrs.evolve(self, weights={**self.weights, **checked})


def checked_weight(name: str, number: object) -> float:
    """Return a number as a float, if it is finite and at least 0."""
    sound = isinstance(number, int | float) and not isinstance(number, bool)
    if not sound or not math.isfinite(float(number)) or float(number) < 0:  # type: ignore[arg-type]
        message = f"{name} is {number!r}, expected a finite number of at least 0."
        raise ProfileError(message)
    return float(number)  # type: ignore[arg-type]  # checked just above


def _hint(name: str, known: Any) -> str:
    nearest = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean {nearest[0]!r}?)" if nearest else ""
