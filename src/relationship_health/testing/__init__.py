"""The conformance kit: proves that a metric, or a whole plugin, does what the engine relies on.

It needs nothing but the core of the library. ``testing.strategies`` needs Hypothesis, and
:func:`parametrize_metric_checks` and ``testing.pytest_plugin`` need pytest; all three load them
only when they are used.
"""

from relationship_health.testing.aggregators import check_aggregator
from relationship_health.testing.metrics import check_metric
from relationship_health.testing.parametrize import parametrize_metric_checks
from relationship_health.testing.readers import check_reader
from relationship_health.testing.results import CheckResult, CheckResults, ConformanceError
from relationship_health.testing.samples import Sample, sample
from relationship_health.testing.sections import check_report_section
from relationship_health.testing.whole_plugins import check_plugin

__all__ = [
    "CheckResult",
    "CheckResults",
    "ConformanceError",
    "Sample",
    "check_aggregator",
    "check_metric",
    "check_plugin",
    "check_reader",
    "check_report_section",
    "parametrize_metric_checks",
    "sample",
]
