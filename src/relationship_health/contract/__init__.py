"""The contract between engine and metrics."""

from relationship_health.contract.benchmark import Benchmark, GammaPrior
from relationship_health.contract.histogram import histogram_quantile, log_histogram
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
from relationship_health.contract.summary import (
    FIXED_POINT,
    SAMPLE_SIZE,
    Summary,
    fixed_sum,
    sampled,
)

__all__ = [
    "FIXED_POINT",
    "SAMPLE_SIZE",
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
    "histogram_quantile",
    "is_sided",
    "learns",
    "log_histogram",
    "metric",
    "needs_both_sides",
    "prior_of",
    "sampled",
]
