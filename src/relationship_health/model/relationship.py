"""A declared relationship between two people."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs
from attrs.converters import optional as or_none
from attrs.validators import optional

from relationship_health.model import checks
from relationship_health.model.cadence import cadence_days
from relationship_health.model.plain import (
    NO_ATTRIBUTES,
    Identifier,
    to_attributes,
    to_cadence,
    to_identifier,
    to_text,
)


def _another(instance: "Relationship", field: checks.Field, value: object) -> None:
    checks.identifier(instance, field, value)
    if value == instance.source:
        checks.refuse(instance, field, value, "someone other than the source")


def _cadence(instance: object, field: checks.Field, value: Any) -> None:
    if value is not None:
        cadence_days(value, where=type(instance).__name__, attribute=field.name)


@attrs.frozen(kw_only=True)
class Relationship:
    """What is declared about two people who know each other.

    Relationships are between people; businesses have transactions. Declaring one
    is never needed: interactions alone make relationships too.

    Parameters
    ----------
    source, target : str or int
        The two people, our side first; two different ids.
    kind : str, optional
        What kind of relationship it is, in any word.
    cadence : float, str or timedelta, optional
        How often contact is wanted, kept as given: days, or words and rules that
        `cadence_days` reads.
    since : datetime, optional
        When it began, with a time zone.
    owner : str or int, optional
        Who looks after it.
    attributes : Mapping
        Anything else, by name; a frozen copy is kept, and a hash leaves it out.

    Raises
    ------
    ModelError
        If a value is not accepted; it names the attribute.

    Examples
    --------
    >>> tie = Relationship(source="ana", target="bo", cadence="every 3 months")
    >>> tie.cadence, tie.cadence_days
    ('every 3 months', 91.3125)
    """

    source: Identifier = attrs.field(converter=to_identifier, validator=checks.identifier)
    target: Identifier = attrs.field(converter=to_identifier, validator=_another)
    kind: str | None = attrs.field(
        default=None, converter=or_none(to_text), validator=optional(checks.text)
    )
    cadence: float | str | timedelta | None = attrs.field(
        default=None, converter=or_none(to_cadence), validator=_cadence
    )
    since: datetime | None = attrs.field(default=None, validator=optional(checks.aware))
    owner: Identifier | None = attrs.field(
        default=None,
        converter=or_none(to_identifier),
        validator=optional(checks.identifier),
    )
    attributes: Mapping[str, Any] = attrs.field(
        default=NO_ATTRIBUTES,
        converter=to_attributes,
        validator=checks.attributes,
        hash=False,
    )

    @property
    def cadence_days(self) -> float | None:
        """The declared cadence in days, above 0, or None where none is declared."""
        return None if self.cadence is None else cadence_days(self.cadence)
