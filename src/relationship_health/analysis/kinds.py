"""Which kind each relationship is of: by what is declared of the person outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import attrs
import numpy as np

from relationship_health.analysis.organisations import names_at, organisations_of
from relationship_health.arrays import Array, Ints, objects
from relationship_health.columns import Portfolio
from relationship_health.composite import Scorecard
from relationship_health.errors import InputError
from relationship_health.model import Stakeholder

By: TypeAlias = str | Mapping[Any, Any]
"""What tells kinds apart: the name of an attribute, or a label for each id."""

OF_RELATIONSHIP = "relationship_kind"
_FIELDS = ("role", "kind")


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Kinds:
    """The kind of each row of a scorecard.

    Attributes
    ----------
    names : object array of str
        Sorted.
    code : int64 array over the rows
        Place among the names, -1 where it is not known.
    """

    names: Array
    code: Ints


def kinds_of(card: Scorecard, by: By) -> Kinds:
    """Find the kind of each relationship.

    Parameters
    ----------
    card : Scorecard
    by : str or mapping
        "role", "organisation", "kind" or another attribute of stakeholders: that of the person
        outside, and of both ends where no side is ours. "relationship_kind": the kind of the
        declared relationship. A mapping: a label for each id.

    Raises
    ------
    InputError
        Where it is none of these.

    Examples
    --------
    >>> from relationship_health.api import score
    >>> log = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-05T09:00Z"]}
    >>> kinds_of(
    ...     score(Portfolio.from_frame(log), as_of="2026-02-01"), {"ana": "a", "bo": "b"}
    ... ).names
    array(['a and b'], dtype=object)
    """
    if not isinstance(by, str | Mapping):
        message = (
            f"by is {type(by).__name__}, expected the name of an attribute of stakeholders, "
            f"{OF_RELATIONSHIP!r}, or a mapping of ids to labels."
        )
        raise InputError(message)
    portfolio, rows = card.portfolio, card.rows
    if by == OF_RELATIONSHIP:
        ties = portfolio.relationships
        declared = [ties.get(portfolio.key(i)) if ties else None for i in rows.tolist()]
        return _coded(None if tie is None else tie.kind for tie in declared)
    label = _labels(portfolio, by)
    person = _coded(label.get(key) for key in portfolio.ids.tolist())
    source, target = person.code[portfolio.source[rows]], person.code[portfolio.target[rows]]
    source = np.where(portfolio.sided[rows], target, source)
    return _paired(person.names, source, target)


def _labels(portfolio: Portfolio, by: By) -> dict[Any, str]:
    """Label of each id of which one is known."""
    if isinstance(by, Mapping):
        return {key: str(label) for key, label in by.items() if label is not None}
    if by == "organisation":
        organisations = organisations_of(portfolio)
        theirs = names_at(organisations.names, organisations.of).tolist()
        pairs = zip(portfolio.ids.tolist(), theirs, strict=True)
        return {key: str(name) for key, name in pairs if name is not None}
    found = ((key, _declared(who, by)) for key, who in portfolio.stakeholders.items())
    return {key: str(label) for key, label in found if label is not None}


def _declared(person: Stakeholder, name: str) -> Any:
    return getattr(person, name) if name in _FIELDS else person.attributes.get(name)


def _coded(labels: Iterable[str | None]) -> Kinds:
    """Give each label its place among the sorted distinct ones."""
    listed = list(labels)
    names = sorted({label for label in listed if label is not None})
    place = {name: code for code, name in enumerate(names)}
    code = [-1 if label is None else place[label] for label in listed]
    return Kinds(names=objects(names), code=np.array(code, dtype=np.int64))


def _paired(names: Array, source: Ints, target: Ints) -> Kinds:
    """Name relationships by the labels of both ends; one where they are the same."""
    low, high = np.minimum(source, target), np.maximum(source, target)
    pairs, code = np.unique(low * len(names) + high, return_inverse=True)
    told = [_told(names, *divmod(pair, max(len(names), 1))) for pair in pairs.tolist()]
    kinds = _coded(told)
    return Kinds(names=kinds.names, code=kinds.code[code])


def _told(names: Array, one: int, other: int) -> str | None:
    if one < 0:
        return None
    return str(names[one]) if one == other else f"{names[one]} and {names[other]}"
