"""Proof: how a score compares with others, and with what happened next."""

from relationship_health.validation.backtesting import backtest
from relationship_health.validation.learning import learn_forecast
from relationship_health.validation.matrix import relationship_matrix
from relationship_health.validation.quality import DataQuality, Finding, data_quality
from relationship_health.validation.redundant import Redundancy, redundancy
from relationship_health.validation.result import BacktestResult
from relationship_health.validation.rivals import RIVALS, Rival
from relationship_health.validation.standing import Standing
from relationship_health.validation.swayed import Sensitivity, sensitivity
from relationship_health.validation.variations import Effect

__all__ = [
    "RIVALS",
    "BacktestResult",
    "DataQuality",
    "Effect",
    "Finding",
    "Redundancy",
    "Rival",
    "Sensitivity",
    "Standing",
    "backtest",
    "data_quality",
    "learn_forecast",
    "redundancy",
    "relationship_matrix",
    "sensitivity",
]
