"""What an organisation bought, or what it was paid back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs
from attrs.converters import optional as or_none
from attrs.validators import optional

from relationship_health.model import checks
from relationship_health.model.plain import (
    NO_ATTRIBUTES,
    Identifier,
    to_attributes,
    to_identifier,
    to_number,
)


@attrs.frozen(kw_only=True)
class Transaction:
    """An exchange of money with an account.

    Transactions are between businesses, relationships between people.

    Parameters
    ----------
    account : str or int
        The organisation, by its id.
    time : datetime
        When, with a time zone.
    value : float
        What it was worth, in one currency, finite; a refund is negative.
    product : str or int, optional
        What was bought.
    cost : float, optional
        What it cost us, in the same currency, finite.
    attributes : Mapping
        Anything else, by name; a frozen copy is kept, and a hash leaves it out.

    Raises
    ------
    ModelError
        If a value is not accepted; it names the attribute.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> deal = Transaction(account="Acme", time=datetime(2026, 3, 2, tzinfo=UTC), value=1200)
    >>> deal.value, deal.cost
    (1200.0, None)
    """

    account: Identifier = attrs.field(converter=to_identifier, validator=checks.identifier)
    time: datetime = attrs.field(validator=checks.aware)
    value: float = attrs.field(converter=to_number, validator=checks.number("a finite number"))
    product: Identifier | None = attrs.field(
        default=None,
        converter=or_none(to_identifier),
        validator=optional(checks.identifier),
    )
    cost: float | None = attrs.field(
        default=None,
        converter=or_none(to_number),
        validator=optional(checks.number("a finite number")),
    )
    attributes: Mapping[str, Any] = attrs.field(
        default=NO_ATTRIBUTES,
        converter=to_attributes,
        validator=checks.attributes,
        hash=False,
    )
