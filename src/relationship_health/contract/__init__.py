"""The contract between engine and metrics."""

from relationship_health.contract.benchmark import Benchmark, GammaPrior
from relationship_health.contract.metric import (
    ExplainingMetric,
    FunctionMetric,
    LearningMetric,
    Metric,
    fitted,
    is_sided,
    learns,
    metric,
    needs_both_sides,
    prior_of,
)
from relationship_health.contract.result import MetricResult
from relationship_health.contract.summary import FIXED_POINT, Summary, fixed_sum

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
    "fitted",
    "fixed_sum",
    "is_sided",
    "learns",
    "metric",
    "needs_both_sides",
    "prior_of",
]
