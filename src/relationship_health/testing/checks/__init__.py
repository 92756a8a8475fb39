"""The checks of a metric, from the plainest to the subtlest; every metric gets all of them."""

from relationship_health.testing.checks.answers import ANSWER_CHECKS
from relationship_health.testing.checks.cost import COST_CHECKS
from relationship_health.testing.checks.edges import EDGE_CHECKS
from relationship_health.testing.checks.invariance import INVARIANCE_CHECKS
from relationship_health.testing.checks.meaning import MEANING_CHECKS
from relationship_health.testing.checks.state import STATE_CHECKS
from relationship_health.testing.running import named

METRIC_CHECKS = named(
    (*ANSWER_CHECKS, *EDGE_CHECKS, *INVARIANCE_CHECKS, *STATE_CHECKS, *MEANING_CHECKS,
     *COST_CHECKS)
)  # fmt: skip

__all__ = ["METRIC_CHECKS"]
