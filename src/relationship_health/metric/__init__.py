"""The contract between engine and metrics."""

from relationship_health.metric.benchmark import Benchmark, GammaPrior
from relationship_health.metric.contract import (
    ExplainingMetric,
    FunctionMetric,
    LearningMetric,
    Metric,
    is_sided,
    metric,
)
from relationship_health.metric.result import MetricResult
from relationship_health.metric.summary import FIXED_POINT, Summary, fixed_sum

__all__ = [
    "FIXED_POINT",
    "Benchmark",
    "ExplainingMetric",
    "FunctionMetric",
    "GammaPrior",
    "LearningMetric",
    "Metric",
    "MetricResult",
    "Summary",
    "fixed_sum",
    "is_sided",
    "metric",
]
