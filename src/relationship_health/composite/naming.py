"""Names that are not known, and which known one was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from relationship_health.errors import InputError, RelationshipHealthError, described


def hint(name: str, known: Iterable[str]) -> str:
    """Name the nearest of the known names, in brackets; nothing where none is near.

    Examples
    --------
    >>> hint("stickines", ["depth", "stickiness"])
    " (did you mean 'stickiness'?)"
    """
    nearest = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean {nearest[0]!r}?)" if nearest else ""


def check_names(
    what: str, names: Iterable[str], known: Collection[str], error: type[RelationshipHealthError]
) -> None:
    """Refuse names of metrics that the engine does not have."""
    for name in names:
        if name not in known:
            message = (
                f"{what} names {name!r}{hint(name, known)}, expected metrics of the engine: "
                f"{', '.join(known)}."
            )
            raise error(message)


def checked_weights(weights: Any, known: Collection[str]) -> Mapping[str, float]:
    """Return weights by the names of metrics, none where none are given."""
    if weights is None:
        return {}
    if not isinstance(weights, Mapping):
        message = (
            f"weights is {described(weights)}, expected a mapping such as {{'recency_decay': 30}}."
        )
        raise InputError(message)
    check_names("weights", weights, known, InputError)
    return weights
