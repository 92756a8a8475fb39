"""The conformance kit: proves that a metric, or a whole plugin, does what the engine relies on.

It needs nothing but the core of the library. ``testing.strategies`` needs Hypothesis, and
:func:`parametrize_metric_checks` and ``testing.pytest_plugin`` need pytest; all three load them
only when they are used.
"""

from relationship_health.testing.metrics import check_metric
from relationship_health.testing.results import CheckResult, CheckResults, ConformanceError

__all__ = ["CheckResult", "CheckResults", "ConformanceError", "check_metric"]
