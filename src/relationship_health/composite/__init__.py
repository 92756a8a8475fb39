"""From metric values to a scorecard: weights, aggregation, intervals, bands, explanations."""

from relationship_health.composite.explanation import Contact, Explanation
from relationship_health.composite.judging import Judge
from relationship_health.composite.profiles import Profile
from relationship_health.composite.scorecard import Scorecard
from relationship_health.composite.scoring import BANDS, STATUSES, Composite, compose

__all__ = [
    "BANDS",
    "STATUSES",
    "Composite",
    "Contact",
    "Explanation",
    "Judge",
    "Profile",
    "Scorecard",
    "compose",
]
