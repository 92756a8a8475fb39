"""Who: a person or an organisation."""

from collections.abc import Mapping
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
    to_integer,
    to_number,
    to_text,
    to_texts,
)
from relationship_health.model.vocabulary import KINDS


@attrs.frozen(kw_only=True)
class Stakeholder:
    """A person or an organisation that someone has a stake in.

    Parameters
    ----------
    id : str or int
        What interactions call it; an int within 64 bits. ``1`` and ``"1"`` are two.
    kind : {"person", "organisation"}
        People have relationships, organisations have transactions.
    role : str, optional
        What it is to us, see `ROLES`; any other word is accepted.
    organisation : str or int, optional
        The organisation that it belongs to.
    identifiers : tuple of str
        Other names of the same stakeholder: addresses, numbers, handles.
    attributes : Mapping
        Anything else, by name; a frozen copy is kept.
    preferred_channels : tuple of str
        Channels that it asked for, see `CHANNELS`.
    interests : tuple of str
        Purposes that it connected for, see `PURPOSES`.
    motives : tuple of str
        Why it stays, see `MOTIVES`.
    importance : float, optional
        How much it matters to us, from 0 to 1.
    own_audience : int, optional
        How many people listen to it, 0 or more.
    name : str, optional
        What to show.

    Raises
    ------
    ModelError
        If a value is not accepted; it names the attribute.

    Notes
    -----
    One string is taken for a sequence of one. A hash leaves `attributes` out.

    Examples
    --------
    >>> ana = Stakeholder(id="ana@us.example", role="colleague", importance=0.5)
    >>> ana.kind, ana.importance
    ('person', 0.5)
    >>> Stakeholder(id="bo", preferred_channels="phone").preferred_channels
    ('phone',)
    """

    id: Identifier = attrs.field(converter=to_identifier, validator=checks.identifier)
    kind: str = attrs.field(default="person", converter=to_text, validator=checks.one_of(KINDS))
    role: str | None = attrs.field(
        default=None, converter=or_none(to_text), validator=optional(checks.text)
    )
    organisation: Identifier | None = attrs.field(
        default=None,
        converter=or_none(to_identifier),
        validator=optional(checks.identifier),
    )
    identifiers: tuple[str, ...] = attrs.field(
        default=(), converter=to_texts, validator=checks.texts
    )
    attributes: Mapping[str, Any] = attrs.field(
        default=NO_ATTRIBUTES,
        converter=to_attributes,
        validator=checks.attributes,
        hash=False,
    )
    preferred_channels: tuple[str, ...] = attrs.field(
        default=(), converter=to_texts, validator=checks.texts
    )
    interests: tuple[str, ...] = attrs.field(default=(), converter=to_texts, validator=checks.texts)
    motives: tuple[str, ...] = attrs.field(default=(), converter=to_texts, validator=checks.texts)
    importance: float | None = attrs.field(
        default=None,
        converter=or_none(to_number),
        validator=optional(checks.number("a number from 0 to 1", lowest=0, highest=1)),
    )
    own_audience: int | None = attrs.field(
        default=None,
        converter=or_none(to_integer),
        validator=optional(checks.integer_from(0)),
    )
    name: str | None = attrs.field(
        default=None, converter=or_none(to_text), validator=optional(checks.text)
    )
