"""One contact that happened: metadata only, never what was said."""

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
    to_identifiers,
    to_integer,
    to_number,
    to_text,
)
from relationship_health.model.vocabulary import DIRECTIONS


@attrs.frozen(kw_only=True)
class Interaction:
    """Something that one stakeholder did towards others, at one time.

    Who, whom, when and how; there is no field for a subject or a text.

    Parameters
    ----------
    sender : str or int
        Who did it.
    recipients : tuple of str or int
        Whom it reached, at least one; a single id is taken for a sequence of one.
    time : datetime
        When, with a time zone. It is kept as given; equal instants are equal.
    id : str or int, optional
        The same id and recipient again is a duplicate.
    direction : {"outbound", "inbound", "mutual"}, optional
        As seen from our side; else it follows from sender and recipients.
    channel : str, optional
        See `CHANNELS`; any other word is accepted.
    audience : int, optional
        How many stakeholders the same interaction reached, 1 or more.
    duration_minutes : float, optional
        How long, in minutes, finite and not negative.
    thread : str or int, optional
        The conversation or case that it belongs to.
    purpose, outcome : str, optional
        See `PURPOSES` and `OUTCOMES`; any other word is accepted.
    automated : bool, optional
        True where no person wrote it.
    status : str
        See `STATUSES`; of these only "done" is contact.
    value : float, optional
        What it was worth, in one currency, finite.
    attributes : Mapping
        Extra columns for plugins; a frozen copy is kept, and a hash leaves it out.

    Raises
    ------
    ModelError
        If a value is not accepted; it names the attribute.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> call = Interaction(
    ...     sender="ana",
    ...     recipients="bo",
    ...     time=datetime(2026, 3, 2, 9, tzinfo=UTC),
    ...     channel="phone",
    ...     outcome="connected",
    ...     duration_minutes=12,
    ... )
    >>> call.recipients, call.duration_minutes, call.status
    (('bo',), 12.0, 'done')
    """

    sender: Identifier = attrs.field(converter=to_identifier, validator=checks.identifier)
    recipients: tuple[Identifier, ...] = attrs.field(
        converter=to_identifiers, validator=checks.identifiers
    )
    time: datetime = attrs.field(validator=checks.aware)
    id: Identifier | None = attrs.field(
        default=None,
        converter=or_none(to_identifier),
        validator=optional(checks.identifier),
    )
    direction: str | None = attrs.field(
        default=None,
        converter=or_none(to_text),
        validator=optional(checks.one_of(DIRECTIONS)),
    )
    channel: str | None = attrs.field(
        default=None, converter=or_none(to_text), validator=optional(checks.text)
    )
    audience: int | None = attrs.field(
        default=None,
        converter=or_none(to_integer),
        validator=optional(checks.integer_from(1)),
    )
    duration_minutes: float | None = attrs.field(
        default=None,
        converter=or_none(to_number),
        validator=optional(checks.number("a finite number of at least 0", lowest=0)),
    )
    thread: Identifier | None = attrs.field(
        default=None,
        converter=or_none(to_identifier),
        validator=optional(checks.identifier),
    )
    purpose: str | None = attrs.field(
        default=None, converter=or_none(to_text), validator=optional(checks.text)
    )
    outcome: str | None = attrs.field(
        default=None, converter=or_none(to_text), validator=optional(checks.text)
    )
    automated: bool | None = attrs.field(default=None, validator=optional(checks.flag))
    status: str = attrs.field(default="done", converter=to_text, validator=checks.text)
    value: float | None = attrs.field(
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
