"""The words of the field: directions, channels, statuses, purposes, outcomes, roles.

Each vocabulary is a read-only mapping from a standard name to what it means for
the metrics. All but the directions and the kinds of stakeholder are open: any
other non-empty string is accepted, counts as contact, and is told apart by
`nonstandard`.
"""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final, TypeVar

from relationship_health.errors import ModelError
from relationship_health.model.entries import Channel, Outcome, Purpose, Status

OUTBOUND: Final = 1
INBOUND: Final = 2
MUTUAL: Final = OUTBOUND | INBOUND
"""Mutual is both bits: half of the contact belongs to each side."""

DIRECTIONS: Final[Mapping[str, int]] = MappingProxyType(
    {"outbound": OUTBOUND, "inbound": INBOUND, "mutual": MUTUAL}
)


_Entry = TypeVar("_Entry", Channel, Status, Purpose, Outcome)


def _by_name(*entries: _Entry) -> Mapping[str, _Entry]:
    return MappingProxyType({entry.name: entry for entry in entries})


CHANNELS: Final = _by_name(
    Channel(name="email", online=True),
    Channel(name="newsletter", online=True),
    Channel(name="phone", online=False),
    Channel(name="voicemail", online=False),
    Channel(name="sms", online=True),
    Channel(name="chat", online=True),
    Channel(name="social", online=True),
    Channel(name="video", online=True, mutual=True),
    Channel(name="webinar", online=True, mutual=True),
    Channel(name="meeting", online=False, mutual=True),
    Channel(name="visit", online=False, mutual=True),
    Channel(name="event", online=False, mutual=True),
    Channel(name="letter", online=False),
    Channel(name="web", online=True),
    Channel(name="app", online=True),
    Channel(name="ticket", online=True),
    Channel(name="survey", online=True),
    # What customers do, in a shop or on a screen: the name does not tell which.
    Channel(name="purchase", online=None),
)

STATUSES: Final = _by_name(
    Status(name="done", contact=True),
    Status(name="scheduled"),
    Status(name="cancelled", failure="ours"),
    Status(name="declined"),
    Status(name="no_show", failure="ours"),
    Status(name="bounced", failure="always"),
    Status(name="note"),
    Status(name="task"),
)

PURPOSES: Final = _by_name(
    Purpose(name="request", opens_case=True),
    Purpose(name="support", opens_case=True),
    Purpose(name="complaint", opens_case=True),
    Purpose(name="sales"),
    Purpose(name="news"),
    Purpose(name="service"),
    Purpose(name="billing"),
    Purpose(name="feedback_request", feedback="asked"),
    Purpose(name="feedback", feedback="given"),
    Purpose(name="social"),
    Purpose(name="introduction"),
    Purpose(name="other"),
)

OUTCOMES: Final = _by_name(
    Outcome(name="replied", engaged=True),
    Outcome(name="attended", engaged=True, mutual=True),
    Outcome(name="clicked", engaged=True),
    Outcome(name="opened"),
    Outcome(name="connected", engaged=True, mutual=True),
    Outcome(name="resolved", resolves=True),
    Outcome(name="failed", fails=True),
    Outcome(name="bought", engaged=True),
    Outcome(name="acted", acts=True),
    Outcome(name="none"),
)

ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "customer": "buys from us",
        "supplier": "sells to us",
        "regulator": "supervises us",
        "colleague": "works with us in the same organisation",
        "manager": "leads us or our work",
        "partner": "works with us from another organisation",
        "investor": "has money in our work",
        "other": "none of these",
    }
)

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "person": "has relationships",
        "organisation": "has transactions, and people who have relationships",
    }
)

MOTIVES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "price": "stays for what it costs",
        "convenience": "stays because leaving is work",
        "trust": "stays because promises are kept",
        "quality": "stays for what they get",
        "habit": "stays because nothing made them think about it",
    }
)


def channel(name: str) -> Channel:
    """Return the channel of that name.

    Parameters
    ----------
    name : str
        Spelt as in `CHANNELS`, or anything else.

    Returns
    -------
    Channel
        The standard one, or one of which nothing is known but the name.

    Raises
    ------
    ModelError
        If the name is empty or no string.

    Examples
    --------
    >>> channel("visit").mutual
    True
    >>> channel("carrier pigeon")
    Channel(name='carrier pigeon', online=None, mutual=False)
    """
    return CHANNELS.get(name) or Channel(name=name)


def direction_name(bits: int) -> str:
    """Return the name of a direction's bits.

    Parameters
    ----------
    bits : int
        1, 2 or 3.

    Raises
    ------
    ModelError
        If it is anything else.

    Examples
    --------
    >>> direction_name(OUTBOUND | INBOUND)
    'mutual'
    """
    for name, value in DIRECTIONS.items():
        if bits == value and not isinstance(bits, bool):
            return name
    raise ModelError(
        where="vocabulary",
        attribute="direction",
        found=bits,
        expected="1 (outbound), 2 (inbound) or 3 (mutual)",
    )


def nonstandard(values: Iterable[str], vocabulary: Collection[str]) -> tuple[str, ...]:
    """Tell which values are not standard.

    Parameters
    ----------
    values : iterable of str
        Values as they stand in the data; repeats are welcome, None is skipped.
    vocabulary : collection of str
        One of the mappings of this module, or any collection of names.

    Returns
    -------
    tuple of str
        The values that it lacks, each once, sorted.

    Examples
    --------
    >>> nonstandard(["email", "fax", "telex", "fax"], CHANNELS)
    ('fax', 'telex')
    """
    return tuple(sorted({v for v in values if v is not None} - set(vocabulary)))
