"""Learns a forecast from outcomes: metric weights, and how often what they say came true.

At several earlier moments everything is scored as it was known then, and every relationship alive
then is asked whether it went on; nothing after ``as_of`` is looked at, and only windows that were
over by then count. A logistic regression with weights of at least 0 and a ridge learns what each
metric adds to the log odds of the outlook: more of a metric never lowers the chance, and the log
odds stay a sum. The outlook itself is not weighed: that kept it following a portfolio whose ways
change, and ranked better. Isotonic
regression then learns how often such log odds came true (Zadrozny, Elkan 2002, KDD, doi
10.1145/775047.775151); each of its steps is drawn together to its centre, so that what lies between
keeps its order (Oron, Flournoy 2017, Stat. Biopharm. Res. 9:258-267, doi
10.1080/19466315.2017.1286256).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats
from relationship_health.columns import Portfolio, moment_from, read_moment
from relationship_health.composite import Scorer, check_asked
from relationship_health.composite.horizon import checked_horizon
from relationship_health.composite.probability import window_log_odds
from relationship_health.contract import Forecast
from relationship_health.errors import InputError, MissingExtraError
from relationship_health.kernels.logistic import fit_logistic
from relationship_health.validation.origins import observed_span, origins_us
from relationship_health.validation.targets import one_directional, targets

RIDGE = 10.0
"""Penalty on weights of features of variance 1; from 1 to 200 ranks hardly change."""
SMALLEST_SUM = 1e-9
FEWEST = 20
"""Outcomes of either kind without which nothing is learned."""


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Lessons:
    """Rows to learn from.

    Parameters
    ----------
    values : float64 array, shape (rows, metrics)
        NaN where unknown.
    outlook : float64 array
        Log odds of the outlook over the own window.
    went_on : bool array
    """

    values: Floats
    outlook: Floats
    went_on: Bools


def learn_forecast(
    portfolio: Portfolio,
    engine: Scorer,
    *,
    as_of: Any,
    horizon_days: float,
    origins: int | Iterable[Any],
) -> Forecast:
    """Learn a forecast from what was known at earlier moments and what came of it by ``as_of``.

    Raises
    ------
    InputError
        Where the log up to ``as_of`` is too short, or outcomes are too few.
    MissingExtraError
        Where scikit-learn is not installed.
    """
    check_asked(portfolio, engine)
    isotonic = _isotonic()
    horizon, end_us = checked_horizon(horizon_days), read_moment(as_of)
    moments = origins_us(origins, observed_span(portfolio, engine.terms, as_of), horizon)
    each = [_lessons(portfolio, engine, moment, horizon, end_us) for moment in moments]
    names = tuple(metric.name for metric in engine.metrics)
    values = np.concatenate([lessons.values for lessons in each])
    went_on = np.concatenate([lessons.went_on for lessons in each])
    _check_enough(went_on, moments)
    outlook = np.concatenate([lessons.outlook for lessons in each])
    usual, features = _centred(values)
    intercept, weights = _weighed(features, went_on, outlook)
    alone = _weighed(features, went_on, None)[1]
    alone *= 100.0 / max(float(alone.sum()), SMALLEST_SUM)
    known = (~np.isnan(values)).any(axis=0)
    return Forecast(
        horizon_days=horizon,
        weights={name: weights[i] for i, name in enumerate(names) if known[i]},
        usual={name: usual[i] for i, name in enumerate(names) if known[i]},
        profile_weights={name: alone[i] for i, name in enumerate(names) if known[i]},
        intercept=intercept,
        curve=_curve(isotonic, outlook + intercept + features @ weights, went_on),
        versions={m.name: m.version for i, m in enumerate(engine.metrics) if known[i]},
        origins=len(moments), rows=len(went_on), happened=int(went_on.sum()), as_of=end_us,
    )  # fmt: skip


def _isotonic() -> Any:
    try:
        from sklearn.isotonic import IsotonicRegression
    except ImportError as error:
        feature = "Fitting weights to outcomes"
        raise MissingExtraError(feature, "sklearn") from error
    return IsotonicRegression()


def _lessons(
    portfolio: Portfolio, engine: Scorer, moment_us: int, horizon: float, end_us: int
) -> Lessons:
    moment = moment_from(moment_us)
    benchmark = engine.fit(portfolio, as_of=moment)
    card = engine.score(portfolio, as_of=moment, benchmark=benchmark)
    outcome = targets(
        portfolio, moment_us, horizon_days=horizon, benchmark=benchmark, end_us=end_us,
        any_contact=one_directional(portfolio, engine.terms, end_us),
    )  # fmt: skip
    asked = np.zeros(len(portfolio), dtype=np.bool_)
    asked[outcome.rows("continues")] = True
    rows = np.flatnonzero(asked[card.rows] & ~np.isnan(card.health))
    return Lessons(
        values=card.evaluation.values[rows], outlook=window_log_odds(card, horizon)[rows],
        went_on=outcome.continues[card.rows[rows]],
    )  # fmt: skip


def _check_enough(went_on: Bools, moments: Sequence[int]) -> None:
    happened = int(went_on.sum())
    if min(happened, len(went_on) - happened) < FEWEST:
        message = (
            f"Of {len(went_on):,} relationships that were alive at {len(moments)} origins "
            f"{happened:,} went on, expected at least {FEWEST} that did and {FEWEST} that did not: "
            "pass more origins, a shorter horizon_days, or a longer log."
        )
        raise InputError(message)


def _centred(values: Floats) -> tuple[Floats, Floats]:
    """Return each metric's mean, and its values less that: what is unknown says nothing."""
    known = ~np.isnan(values)
    usual = np.where(known, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return usual, np.where(known, values - usual, 0.0)


def _weighed(features: Floats, went_on: Bools, outlook: Floats | None) -> tuple[float, Floats]:
    """Return intercept and weights of a regression, beside an outlook or without."""
    spread = features.std(axis=0)
    scale = np.where(spread > 0.0, spread, 1.0)
    found = fit_logistic(
        features / scale, went_on.astype(np.float64), (~went_on).astype(np.float64),
        np.zeros(1 + features.shape[1]), RIDGE, offset=outlook,
    )  # fmt: skip
    return float(found[0]), found[1:] / scale


def _curve(isotonic: Any, log_odds: Floats, went_on: Bools) -> list[tuple[float, float]]:
    """Return the steps of an isotonic regression, each at its centre."""
    steps = np.asarray(isotonic.fit_transform(log_odds, went_on.astype(np.float64)))
    heights, step, rows = np.unique(steps, return_inverse=True, return_counts=True)
    centres = np.bincount(step, weights=log_odds) / rows
    # Nothing is certain: a step on which it always came has seen no more than its rows.
    least = 0.5 / (rows + 1.0)
    held = np.maximum.accumulate(np.clip(heights, least, 1.0 - least))
    return list(zip(centres.tolist(), held.tolist(), strict=True))
