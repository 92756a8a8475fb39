"""The contract between engine and metrics."""

from relationship_health.contract.benchmark import Benchmark, GammaPrior
from relationship_health.contract.beta_moments import beta_moments, beta_prior, share_result
from relationship_health.contract.categories import category_counts, number_of_categories
from relationship_health.contract.forecast import Forecast
from relationship_health.contract.histogram import histogram_quantile, log_histogram
from relationship_health.contract.metric import (
    ExplainingMetric,
    FunctionMetric,
    Learner,
    LearningMetric,
    Metric,
    explains,
    fitted,
    is_sided,
    learns,
    metric,
    missing_columns,
    needs_both_sides,
    prior_of,
)
from relationship_health.contract.result import MetricResult, as_trials
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
    "Forecast",
    "FunctionMetric",
    "GammaPrior",
    "Learner",
    "LearningMetric",
    "Metric",
    "MetricResult",
    "Summary",
    "as_trials",
    "beta_moments",
    "beta_prior",
    "category_counts",
    "explains",
    "fitted",
    "fixed_sum",
    "histogram_quantile",
    "is_sided",
    "learns",
    "log_histogram",
    "metric",
    "missing_columns",
    "needs_both_sides",
    "number_of_categories",
    "prior_of",
    "sampled",
    "share_result",
]
