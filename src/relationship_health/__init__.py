"""Scores how healthy relationships are, from who contacted whom, when and with what result.

Names are resolved on first use, so that importing the package loads numpy and attrs only.
"""

from typing import TYPE_CHECKING

import attrs as _attrs  # noqa: F401  the light core, loaded at once
import numpy as _numpy  # noqa: F401, ICN001  kept out of the public names

__version__ = "0.1.0"

__all__ = [
    "Aggregator",
    "Benchmark",
    "Block",
    "Change",
    "Chart",
    "Comparison",
    "Engine",
    "Explanation",
    "Finding",
    "Interaction",
    "Issue",
    "MetricResult",
    "PluginInfo",
    "Portfolio",
    "Profile",
    "Project",
    "Reader",
    "Reading",
    "Relationship",
    "ReportSection",
    "RowAccount",
    "ScoreHistory",
    "ScoreStore",
    "Scorecard",
    "Stakeholder",
    "Suggestion",
    "Summary",
    "Terms",
    "Transaction",
    "analysis",
    "backtest",
    "distributed",
    "errors",
    "fixed_sum",
    "hookimpl",
    "lifetime",
    "metric",
    "read",
    "read_project",
    "scan",
    "score",
]

_HOMES = {
    "Aggregator": "hookspecs",
    "Benchmark": "contract",
    "Block": "columns",
    "Change": "composite",
    "Chart": "hookspecs",
    "Comparison": "composite",
    "Engine": "api",
    "Explanation": "composite",
    "Finding": "hookspecs",
    "Interaction": "model",
    "Issue": "columns",
    "MetricResult": "contract",
    "PluginInfo": "hookspecs",
    "Portfolio": "columns",
    "Profile": "composite",
    "Project": "sources",
    "Reader": "hookspecs",
    "Reading": "hookspecs",
    "Relationship": "model",
    "ReportSection": "hookspecs",
    "RowAccount": "columns",
    "ScoreHistory": "composite",
    "ScoreStore": "store",
    "Scorecard": "composite",
    "Stakeholder": "model",
    "Suggestion": "sources",
    "Summary": "contract",
    "Terms": "model",
    "Transaction": "model",
    "backtest": "validation",
    "fixed_sum": "contract",
    "hookimpl": "hookspecs",
    "metric": "contract",
    "read": "sources",
    "read_project": "sources",
    "scan": "distributed",
    "score": "api",
}

_MODULES = frozenset({"analysis", "distributed", "errors", "lifetime"})

if TYPE_CHECKING:
    from relationship_health import analysis, distributed, errors, lifetime
    from relationship_health.api import Engine, score
    from relationship_health.columns import Block, Issue, Portfolio, RowAccount
    from relationship_health.composite import (
        Change,
        Comparison,
        Explanation,
        Profile,
        Scorecard,
        ScoreHistory,
    )
    from relationship_health.contract import (
        Benchmark,
        MetricResult,
        Summary,
        fixed_sum,
        metric,
    )
    from relationship_health.distributed import scan
    from relationship_health.hookspecs import (
        Aggregator,
        Chart,
        Finding,
        PluginInfo,
        Reader,
        Reading,
        ReportSection,
        hookimpl,
    )
    from relationship_health.model import (
        Interaction,
        Relationship,
        Stakeholder,
        Terms,
        Transaction,
    )
    from relationship_health.sources import Project, Suggestion, read, read_project
    from relationship_health.store import ScoreStore
    from relationship_health.validation import backtest


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _HOMES:
        found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    elif name in _MODULES:
        found = import_module(f"{__name__}.{name}")
    else:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
