"""The built-in metrics, each a plugin like any stranger's."""

from relationship_health.metrics import engagement_vs_reach, frequency_balance, recency_decay

BUILT_IN = (recency_decay, engagement_vs_reach, frequency_balance)
"""Plugin modules, in the order of their columns."""
