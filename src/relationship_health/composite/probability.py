"""The probability that a relationship goes on, from a forecast that was learned from outcomes.

A relationship goes on where engaged contact comes within its own window: four of its own usual
gaps, at least the forecast's horizon. Log odds are a sum, so that each metric's part can be told:
those of the outlook over that window, which follow the portfolio as its ways change, and weight
times (value less usual) for what is known, nothing for what is not. The forecast's curve then says
how often such log odds came true; beyond its ends they go on as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from relationship_health.arrays import Floats
from relationship_health.columns import Block
from relationship_health.composite.outlook import learned_outlook, log_odds
from relationship_health.contract import Benchmark, Forecast
from relationship_health.errors import BenchmarkError
from relationship_health.kernels.logistic import sigmoid
from relationship_health.kernels.rhythm import prior_beta, usual_gap

if TYPE_CHECKING:
    from relationship_health.composite.scorecard import Scorecard

OWN_GAPS = 4.0
"""Own usual gaps within which a relationship goes on, or does not."""


def probability(card: Scorecard) -> Floats:
    """Probability that each relationship of a scorecard goes on; NaN where health is unknown."""
    forecast = card.benchmark.forecast
    if forecast is None:
        message = (
            "The benchmark holds no forecast, expected weights fitted to outcomes: call "
            "engine.fit_weights first, or load a benchmark that it returned."
        )
        raise BenchmarkError(message)
    for metric in card.metrics:
        version = forecast.versions.get(metric.name, metric.version)
        if version != metric.version:
            message = (
                f"The forecast was learned with version {version} of metric {metric.name!r}, but "
                f"the engine has version {metric.version}: fit the weights again."
            )
            raise BenchmarkError(message)
    chances = calibrated(forecast, raw_log_odds(card, forecast))
    return np.where(np.isnan(card.health), np.nan, chances)


def raw_log_odds(card: Scorecard, forecast: Forecast) -> Floats:
    """Sum of what the metrics and the outlook say, one for each row."""
    values = card.evaluation.values
    total = forecast.intercept + window_log_odds(card, forecast.horizon_days)
    # In the order of the metrics: that of a saved forecast is another, and sums would show it.
    for column, name in enumerate(card.evaluation.names):
        if name in forecast.weights:
            part = forecast.weights[name] * (values[:, column] - forecast.usual[name])
            total += np.where(np.isnan(part), 0.0, part)
    return total


def window_log_odds(card: Scorecard, horizon_days: float) -> Floats:
    """Log odds of the outlook over each relationship's own window; 0 where they never engaged."""
    learned = learned_outlook(card.benchmark)
    odds = [
        log_odds(block, learned, own_window(block, card.benchmark, horizon_days))
        for block in card.portfolio.blocks(card.as_of_us, card.terms)
    ]
    return np.asarray(np.nan_to_num(np.concatenate([np.empty(0), *odds])[card.rows]))


def own_window(block: Block, benchmark: Benchmark, horizon_days: float) -> Floats:
    """Days within which each relationship goes on, or does not."""
    prior, rhythm = benchmark.rhythm, block.rhythm
    beta = prior_beta(block.cadence_days, prior.alpha, prior.beta)
    gap = usual_gap(rhythm.gaps, rhythm.gap_sum_days, prior.alpha, beta)
    return np.asarray(np.maximum(horizon_days, OWN_GAPS * gap))


def calibrated(forecast: Forecast, odds: Floats) -> Floats:
    """Probability by the forecast's curve.

    Examples
    --------
    >>> forecast = Forecast(
    ...     horizon_days=90,
    ...     weights={},
    ...     usual={},
    ...     profile_weights={},
    ...     intercept=0.0,
    ...     curve=[(-1, 0.2), (1, 0.8)],
    ...     versions={},
    ...     origins=3,
    ...     rows=9,
    ...     happened=4,
    ...     as_of=0,
    ... )
    >>> calibrated(forecast, np.array([-9.0, 0.0, 1.0])).round(2)
    array([0. , 0.5, 0.8])
    """
    places, chances = np.array(forecast.curve).T
    inside = np.clip(odds, places[0], places[-1])
    found = np.interp(inside, places, chances)
    return np.where(odds == inside, found, sigmoid(np.log(found / (1.0 - found)) + (odds - inside)))
