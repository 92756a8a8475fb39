"""The nouns: who, what ties them, what happened, and the words that describe it.

Frozen, validated attrs classes without arithmetic. Every value is checked once,
here, so that nothing above has to; a refusal is a `ModelError` that names class,
attribute, what was found and what is accepted.
"""

from relationship_health.model.cadence import LONGEST_CADENCE_DAYS, cadence_days
from relationship_health.model.entries import Channel, Outcome, Purpose, Status
from relationship_health.model.interaction import Interaction
from relationship_health.model.plain import NO_ATTRIBUTES, FrozenAttributes, Identifier
from relationship_health.model.relationship import Relationship
from relationship_health.model.stakeholder import Stakeholder
from relationship_health.model.terms import Terms
from relationship_health.model.transaction import Transaction
from relationship_health.model.vocabulary import (
    CHANNELS,
    DIRECTIONS,
    INBOUND,
    KINDS,
    MOTIVES,
    MUTUAL,
    OUTBOUND,
    OUTCOMES,
    PURPOSES,
    ROLES,
    STATUSES,
    channel,
    direction_name,
    nonstandard,
)

__all__ = [
    "CHANNELS",
    "DIRECTIONS",
    "INBOUND",
    "KINDS",
    "LONGEST_CADENCE_DAYS",
    "MOTIVES",
    "MUTUAL",
    "NO_ATTRIBUTES",
    "OUTBOUND",
    "OUTCOMES",
    "PURPOSES",
    "ROLES",
    "STATUSES",
    "Channel",
    "FrozenAttributes",
    "Identifier",
    "Interaction",
    "Outcome",
    "Purpose",
    "Relationship",
    "Stakeholder",
    "Status",
    "Terms",
    "Transaction",
    "cadence_days",
    "channel",
    "direction_name",
    "nonstandard",
]
