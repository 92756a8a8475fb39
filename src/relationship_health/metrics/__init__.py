"""The built-in metrics, each a plugin like any stranger's."""

from relationship_health.metrics import (
    engagement_vs_reach,
    frequency_balance,
    momentum,
    recency_decay,
    reciprocity,
)

BUILT_IN = (recency_decay, engagement_vs_reach, reciprocity, frequency_balance, momentum)
"""Plugin modules, in the order of their columns."""
