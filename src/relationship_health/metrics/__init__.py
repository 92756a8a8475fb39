"""The built-in metrics, each a plugin like any stranger's."""

from relationship_health.metrics import (
    channel_diversity,
    channel_fit,
    depth,
    effort,
    engagement_vs_reach,
    feedback_use,
    frequency_balance,
    momentum,
    purpose_fit,
    recency_decay,
    reciprocity,
    recovery,
    resolution,
    responsiveness,
    stickiness,
)

BUILT_IN = (
    recency_decay, stickiness, engagement_vs_reach, reciprocity, frequency_balance, responsiveness,
    momentum, channel_fit, purpose_fit, channel_diversity, depth, resolution, effort, feedback_use,
    recovery,
)  # fmt: skip
"""Plugin modules, in the order of their columns."""
