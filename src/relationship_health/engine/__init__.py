"""The engine: blocks in, a benchmark or a table of metric values out; no metric by name."""

from relationship_health.engine.checking import Diagnostic, Guard, Origin
from relationship_health.engine.fit import (
    NORMS,
    complete,
    fit_benchmark,
    fit_learned,
    fit_rhythm,
    learn,
    summarise_norms,
)
from relationship_health.engine.learned import Learned
from relationship_health.engine.run import (
    Alone,
    Evaluation,
    Sitting,
    evaluate,
    evaluate_sittings,
    unavailable,
)
from relationship_health.engine.threads import in_order, rows_of_blocks
from relationship_health.engine.views import score_views, summarise_views

__all__ = [
    "NORMS",
    "Alone",
    "Diagnostic",
    "Evaluation",
    "Guard",
    "Learned",
    "Origin",
    "Sitting",
    "complete",
    "evaluate",
    "evaluate_sittings",
    "fit_benchmark",
    "fit_learned",
    "fit_rhythm",
    "in_order",
    "learn",
    "rows_of_blocks",
    "score_views",
    "summarise_norms",
    "summarise_views",
    "unavailable",
]
