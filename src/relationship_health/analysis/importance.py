"""How much a relationship matters, apart from how healthy it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import attrs
import numpy as np

from relationship_health.analysis.lifetime_value import HORIZON_DAYS, lifetime_value
from relationship_health.analysis.organisations import Contacts, contacts_of
from relationship_health.analysis.purchases import (
    Purchases,
    purchases_in_log,
    purchases_of_accounts,
)
from relationship_health.arrays import Array, Floats, Ints
from relationship_health.composite import Scorecard
from relationship_health.errors import InputError, MissingExtraError
from relationship_health.model import Stakeholder

Value: TypeAlias = str | Mapping[Any, float] | None
"""What matters: a name, numbers by pair, person or organisation, or the first that is known."""

DECLARED = ("importance", "own_audience")
MONEY = ("lifetime_value", "spend")


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Importance:
    """How much each relationship matters.

    Attributes
    ----------
    name : str
        What was taken: "lifetime_value", "spend", "own_audience", "importance", the name of an
        attribute, or "given".
    unit : str
        Of the values, as a label says it.
    values : float64 array over the rows of the scorecard
        At least as large for what matters more; NaN where it is not known.
    holder : int64 array over the rows
        Who the value belongs to: rows with the same number share one value. -1 where it is not
        known.
    missing : tuple of str
        What could not be known, in sentences.
    """

    name: str
    unit: str
    values: Floats
    holder: Ints
    missing: tuple[str, ...] = ()

    @property
    def shared(self) -> Floats:
        """The values divided among the rows that share one, so that their sum counts each once."""
        counts = np.bincount(self.holder + 1)
        return self.values / counts[self.holder + 1]


def importance_of(card: Scorecard, value: Value = None) -> Importance:
    """Find how much each relationship of a scorecard matters.

    Parameters
    ----------
    card : Scorecard
    value : str, mapping or None
        "lifetime_value": money to expect within a year, from transactions of the organisation, or
        from the relationship's own interactions if they have a value; where that cannot be fitted,
        the same as "spend", and said so. "spend": what was bought, halved for every half-life of
        its age. "importance", "own_audience", or the name of an attribute: as declared of the
        person, or else of the organisation. A mapping: numbers by pair of ids, person, or
        organisation. None: the first of lifetime value, importance and own audience of which
        anything is known.

    Raises
    ------
    InputError
        Where it is none of these, or an attribute that holds no numbers.
    """
    if isinstance(value, Mapping):
        return _given(card, value)
    if value is not None and not isinstance(value, str):
        message = (
            f"value is {type(value).__name__}, expected 'lifetime_value', 'spend', 'importance', "
            "'own_audience', the name of an attribute, or a mapping of ids to numbers."
        )
        raise InputError(message)
    if value is not None:
        return _money(card, value) if value in MONEY else _declared(card, value)
    portfolio = card.portfolio
    if portfolio.transactions or "value" in portfolio.columns:
        return _money(card, "lifetime_value")
    for name in DECLARED:
        if any(getattr(person, name) is not None for person in portfolio.stakeholders.values()):
            return _declared(card, name)
    return _unknown(
        card, "importance", "importance",
        "Importance: nothing says what matters; give transactions, a column value in the log, "
        "importance or own_audience of stakeholders, or value= a mapping of ids to numbers.",
    )  # fmt: skip


def _unknown(card: Scorecard, name: str, unit: str, *missing: str) -> Importance:
    return Importance(
        name=name, unit=unit, values=np.full(len(card), np.nan),
        holder=np.full(len(card), -1), missing=missing,
    )  # fmt: skip


def _money(card: Scorecard, name: str) -> Importance:
    """Take what was bought: by accounts if there are transactions, else by relationships."""
    portfolio, as_of = card.portfolio, card.as_of_us
    contacts = contacts_of(card) if portfolio.transactions else None
    missing: tuple[str, ...] = () if contacts is None else contacts.missing
    if contacts is None:
        found = purchases_in_log(portfolio, as_of)
    else:
        found = purchases_of_accounts(portfolio, contacts.organisations, as_of)
    if not len(found.time):
        return _unknown(
            card, name, "money", *missing,
            "Importance: nothing was bought by then; give transactions, or a column value in the "
            "log.",
        )  # fmt: skip
    taken, unit, worth, reason = _worth(card, found, name)
    worth = np.where(found.groups.counts > 0, worth, np.nan)
    holder = card.rows if contacts is None else _dearest(len(card), contacts, worth)
    values = np.append(worth, np.nan)[holder]
    return Importance(
        name=taken, unit=unit, values=values, missing=(*missing, *reason),
        holder=np.where(np.isnan(values), -1, holder),
    )  # fmt: skip


def _worth(
    card: Scorecard, found: Purchases, name: str
) -> tuple[str, str, Floats, tuple[str, ...]]:
    """Worth of each buyer, and what it is; spending where lifetime value cannot be known."""
    reason: tuple[str, ...] = ()
    if name == "lifetime_value":
        try:
            worth = lifetime_value(found, card.as_of_us)
        except (InputError, MissingExtraError) as error:
            told = (
                f"Lifetime value: it cannot be estimated ({str(error).rstrip('.')}); what was "
                "spent of late stands for it."
            )
            reason = (told,)
        else:
            return name, f"money expected in {HORIZON_DAYS:.0f} days", worth, ()
    half_life = card.terms.half_life_days
    unit = f"money spent, halved every {half_life:g} days"
    return "spend", unit, found.decayed(card.as_of_us, half_life), reason


def _dearest(rows: int, contacts: Contacts, worth: Floats) -> Ints:
    """Organisation that each row leads to, of two the one that matters more; -1 for none."""
    holder = np.full(rows, -1)
    each = np.nan_to_num(worth[contacts.organisation], nan=-np.inf)
    order = np.lexsort((contacts.organisation, each, contacts.row))
    # Of several that are written to one row, the last stays.
    holder[contacts.row[order]] = contacts.organisation[order]
    return holder


def _declared(card: Scorecard, name: str) -> Importance:
    """Take what stakeholders are declared to have."""
    portfolio = card.portfolio
    numbers = {
        key: number for key, person in portfolio.stakeholders.items()
        if (number := _number(person, name)) is not None
    }  # fmt: skip
    unit = {"importance": "importance, 0 to 1", "own_audience": "people who listen"}
    if not numbers:
        return _unknown(
            card, name, unit.get(name, name),
            f"Importance: no stakeholder has {name!r}; give stakeholders with a column of that "
            "name, or value= a mapping of ids to numbers.",
        )  # fmt: skip
    return _by_name(card, numbers, name, unit.get(name, name))


def _number(person: Stakeholder, name: str) -> float | None:
    found = getattr(person, name) if name in DECLARED else person.attributes.get(name)
    if found is None:
        return None
    return checked_number(found, f"The attribute {name!r} of stakeholder {person.id!r}")


def checked_number(found: Any, what: str) -> float | None:
    """Return a finite number; None where it is not a number at all by IEEE.

    Raises
    ------
    InputError
        Where it is something else.
    """
    try:
        if isinstance(found, bool | str):
            raise TypeError  # noqa: TRY301  texts that look like numbers are no numbers
        number = float(found)
    except (TypeError, ValueError):
        number = np.inf
    if np.isinf(number):
        message = f"{what} is {found!r}, expected a finite number."
        raise InputError(message)
    return None if np.isnan(number) else number


def _given(card: Scorecard, value: Mapping[Any, float]) -> Importance:
    """Take numbers from the user, the most particular key first: pair, person, organisation."""
    numbers = {
        key: number for key, given in value.items()
        if (number := checked_number(given, f"value[{key!r}]")) is not None
    }  # fmt: skip
    found = _by_name(card, {k: v for k, v in numbers.items() if not isinstance(k, tuple)}, "given",
                     "importance as given")  # fmt: skip
    values, holder = found.values.copy(), found.holder.copy()
    beyond = int(holder.max(initial=-1)) + 1
    for place, (key, number) in enumerate(numbers.items()):
        if isinstance(key, tuple):
            row = card.row_of(key)
            values[row], holder[row] = number, beyond + place
    nobody = (
        "Importance: value= names nobody of the scorecard; use ids of people, of pairs, or of "
        "organisations as they stand in the data."
    )
    missing = (nobody,) if np.isnan(values).all() else ()
    return attrs.evolve(found, values=values, holder=holder, missing=missing)


def _by_name(card: Scorecard, numbers: Mapping[Any, float], name: str, unit: str) -> Importance:
    """Look up each row's person outside, or else the organisation.

    Where no side is ours, the end that matters more counts.
    """
    portfolio = card.portfolio
    of_person = _over(portfolio.ids, numbers)
    contacts = contacts_of(card)
    of_organisation = np.append(_over(contacts.organisations.names, numbers), np.nan)
    own = contacts.organisations.of
    by_person = np.where(np.isnan(of_person), of_organisation[own], of_person)
    holder = np.where(np.isnan(of_person), len(portfolio.ids) + own, np.arange(len(own)))
    rows, sided = card.rows, portfolio.sided[card.rows]
    source, target = portfolio.source[rows], portfolio.target[rows]
    higher = np.nan_to_num(by_person[source], nan=-np.inf) > np.nan_to_num(
        by_person[target], nan=-np.inf
    )
    chosen = np.where(~sided & higher, source, target)
    values = by_person[chosen]
    return Importance(
        name=name, unit=unit, values=values, holder=np.where(np.isnan(values), -1, holder[chosen])
    )


def _over(names: Array, numbers: Mapping[Any, float]) -> Floats:
    """Numbers in the order of some names, NaN where there is none."""
    return np.array([numbers.get(name, np.nan) for name in names.tolist()], dtype=np.float64)
