"""Which interactions go when a channel, a person, an organisation or a touchpoint goes."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import attrs
import numpy as np

from relationship_health.analysis.organisations import organisations_of
from relationship_health.arrays import Array, Bools
from relationship_health.columns import Portfolio
from relationship_health.columns.sealing import frozen
from relationship_health.errors import InputError
from relationship_health.frames import write_table
from relationship_health.kernels.segments import Groups
from relationship_health.model import direction_name

Without: TypeAlias = Mapping[str, Any] | Callable[[Any], Any]
"""What goes away: values by column, or a function of the frame of interactions that marks them."""

_COMPARED = 20_000
"""Names that are looked through for the nearest ones: with more it would take minutes."""


def rows_without(portfolio: Portfolio, without: Without) -> Bools:
    """Mark the interactions that go.

    Raises
    ------
    InputError
        Where a column, person, organisation or value does not occur (the nearest are named), or a
        function marks no rows.
    """
    if callable(without):
        return _marked(portfolio, without)
    if not isinstance(without, Mapping) or not without:
        message = (
            f"without is {without!r}, expected what goes away: {{'channel': 'email'}}, "
            "{'stakeholder': id}, {'organisation': name}, or a function of a frame."
        )
        raise InputError(message)
    goes = np.ones(len(portfolio.time), dtype=np.bool_)
    for name, wanted in without.items():
        goes &= _rows_with(portfolio, name, _listed(wanted))
    return goes


def people_without(portfolio: Portfolio, without: Without) -> Bools:
    """Mark the people that go themselves; none where a channel or touchpoint does."""
    gone = np.zeros(len(portfolio.ids), dtype=np.bool_)
    if not callable(without) and set(without) <= {"stakeholder", "organisation"}:
        for name, wanted in without.items():
            gone |= _people(portfolio, name, _listed(wanted))
    return gone


def told(without: Without) -> str:
    """Say in words what goes."""
    if callable(without):
        return "the interactions that the function marks"
    parts = [f"{name} {' or '.join(map(str, _listed(w)))}" for name, w in without.items()]
    return " and ".join(parts)


def keep_rows(portfolio: Portfolio, keep: Bools) -> Portfolio:
    """Return the portfolio of the same relationships with some of its interactions.

    An audience stays what it was: what once was sent to many was sent to many.
    """
    indptr = np.zeros(len(portfolio) + 1, dtype=np.int64)
    np.cumsum(portfolio.groups.count(keep), out=indptr[1:])
    return attrs.evolve(
        portfolio, provenance=None, groups=Groups(frozen(indptr)),
        time=frozen(portfolio.time[keep]),
        direction=frozen(portfolio.direction[keep]),
        columns={name: frozen(values[keep]) for name, values in portfolio.columns.items()},
    )  # fmt: skip


def interactions_of(portfolio: Portfolio) -> dict[str, Array]:
    """Return all interactions as columns, one row each, in the portfolio's order."""
    groups = portfolio.groups
    names = np.array(["", *(direction_name(code) for code in (1, 2, 3))], dtype=object)
    found: dict[str, Array] = {
        "source": portfolio.ids[groups.spread(portfolio.source)],
        "target": portfolio.ids[groups.spread(portfolio.target)],
        "time": portfolio.time.astype("datetime64[us]"),
        "direction": names[portfolio.direction],
    }
    for name, values in portfolio.columns.items():
        if name in portfolio.categories:
            labels = np.array([*portfolio.categories[name].tolist(), None], dtype=object)
            found[name] = labels[values]
        elif name not in found:
            found[name] = values
    return found


def _listed(wanted: Any) -> list[Any]:
    if isinstance(wanted, Iterable) and not isinstance(wanted, str | bytes):
        return list(wanted)
    return [wanted]


def _rows_with(portfolio: Portfolio, name: str, wanted: list[Any]) -> Bools:
    if name in {"stakeholder", "organisation"}:
        gone = _people(portfolio, name, wanted)
        ends: Bools = gone[portfolio.source] | gone[portfolio.target]
        return portfolio.groups.spread(ends)
    if name not in portfolio.columns:
        known = ["stakeholder", "organisation", *sorted(portfolio.columns)]
        raise unknown_name(name, known, what="column")
    values = portfolio.columns[name]
    if name not in portfolio.categories:
        return np.isin(values, wanted)
    known = portfolio.categories[name].tolist()
    for value in wanted:
        if value not in known:
            raise unknown_name(value, known, what=f"column {name!r} with the value")
    return np.append(np.isin(portfolio.categories[name], wanted), False)[values]


def _people(portfolio: Portfolio, name: str, wanted: list[Any]) -> Bools:
    if name == "stakeholder":
        gone = np.zeros(len(portfolio.ids), dtype=np.bool_)
        for one in wanted:
            found = portfolio.ids == one
            if not found.any():
                raise unknown_name(one, portfolio.ids.tolist(), what="stakeholder")
            gone |= found
        return gone
    organisations = organisations_of(portfolio)
    codes = organisations.codes(wanted)
    for one, code in zip(wanted, codes.tolist(), strict=True):
        if code < 0:
            raise unknown_name(one, organisations.names.tolist(), what="organisation")
    return np.isin(organisations.of, codes)


def unknown_name(value: Any, known: list[Any], *, what: str) -> InputError:
    """Return the error for a name that does not occur, with the nearest that do."""
    texts = [str(name) for name in known] if len(known) <= _COMPARED else []
    nearest = difflib.get_close_matches(str(value), texts, n=3)
    hint = f" (did you mean {' or '.join(map(repr, nearest))}?)" if nearest else ""
    return InputError(
        f"There is no {what} {value!r}{hint} in the portfolio, expected one of the {len(known):,} "
        "that there are: see its columns and keys."
    )


def _marked(portfolio: Portfolio, without: Callable[[Any], Any]) -> Bools:
    frame = write_table(interactions_of(portfolio), portfolio.backend)
    goes = np.asarray(without(frame))
    if goes.shape != portfolio.time.shape or goes.dtype != np.bool_:
        message = (
            f"The function in without returned {goes.dtype} of shape {goes.shape}, expected one "
            f"True or False for each of the {len(portfolio.time):,} interactions of its frame."
        )
        raise InputError(message)
    return goes
