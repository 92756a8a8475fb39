"""What everybody says of every relationship at one origin, knowing what was known then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns import Portfolio, moment_from
from relationship_health.composite import Scorecard, Scorer
from relationship_health.contract import Benchmark, Forecast, Metric
from relationship_health.engine import Diagnostic, Guard, evaluate, fit_benchmark
from relationship_health.model import Terms
from relationship_health.validation.plain_features import plain_features
from relationship_health.validation.targets import Targets, targets

ANSWERS = {"contact": "outlook", "continues": "health"}
"""Which of the engine's figures answers which question."""
PROBABILITY = "probability"
"""What outcomes taught the engine."""


@attrs.frozen(slots=True, kw_only=True)
class Horizon:
    """How far ahead is asked, and until when was observed.

    Parameters
    ----------
    days : float
    end_us : int
        End of observation, microseconds UTC.
    any_contact : bool
        Whether every contact counts as engaged.
    """

    days: float
    end_us: int
    any_contact: bool


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Standing:
    """Scores of all relationships at one origin, and what became of them.

    Parameters
    ----------
    targets : Targets
    benchmark : Benchmark
        Learned at the origin.
    scores : mapping of name to float64 array over the portfolio's relationships
        More is better; NaN where unknown.
    kinds : mapping of name to "engine", "metric", "rival" or "fitted"
    features : float64 array, shape (relationships, 10)
    failed : mapping of name to str
        Metrics and rivals without an answer, and why.
    weighty : tuple of str
        Metrics that count towards health.
    diagnostics : tuple of Diagnostic
        Which metrics failed.
    """

    targets: Targets
    benchmark: Benchmark
    scores: Mapping[str, Floats]
    kinds: Mapping[str, str]
    features: Array
    failed: Mapping[str, str]
    weighty: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]

    def rows(self, target: str) -> Ints:
        """Positions of the relationships of which a target is asked, and answered by the engine."""
        asked = self.targets.rows(target)
        return asked[~np.isnan(self.scores[ANSWERS[target]][asked])]

    def outcome(self, target: str) -> Bools:
        """Return what happened to each of :meth:`rows`."""
        return self.targets.happened(target)[self.rows(target)]


def stand(  # noqa: PLR0913  what is scored, when, and against whom
    portfolio: Portfolio,
    engine: Scorer,
    origin_us: int,
    horizon: Horizon,
    rivals: Sequence[Metric],
    *,
    forecast: Forecast | None,
) -> Standing:
    """Score everything at an origin, and then look at what happened.

    The forecast is what earlier origins taught; one that the engine brings may have seen later
    outcomes, and is put aside.
    """
    as_of = moment_from(origin_us)
    benchmark = attrs.evolve(engine.fit(portfolio, as_of=as_of), forecast=forecast)
    card = engine.score(portfolio, as_of=as_of, benchmark=benchmark)
    scores, kinds = _of_engine(card, horizon.days)
    others = [rival for rival in rivals if rival.name not in scores]
    theirs, failed = _of_rivals(portfolio, others, origin_us, engine.terms)
    return Standing(
        targets=targets(
            portfolio, origin_us, horizon_days=horizon.days, benchmark=benchmark,
            end_us=horizon.end_us, any_contact=horizon.any_contact,
        ),
        benchmark=benchmark,
        scores=scores | theirs,
        kinds=kinds | dict.fromkeys(theirs, "rival"),
        features=np.concatenate(
            [plain_features(block) for block in portfolio.blocks(origin_us, engine.terms)]
        ),
        failed=dict(card.unavailable) | {d.metric: d.message for d in card.diagnostics} | failed,
        weighty=tuple(m.name for m in card.metrics if card.profile.weight(m.name) > 0),
        diagnostics=card.diagnostics,
    )  # fmt: skip


def _of_engine(card: Scorecard, horizon_days: float) -> tuple[dict[str, Floats], dict[str, str]]:
    """Scores of the engine and of its metrics, in the order in which they are shown."""
    evaluation = card.evaluation
    values = {name: evaluation.values[:, i] for i, name in enumerate(evaluation.names)}
    known = {name: column for name, column in values.items() if name not in card.unavailable}
    own = {"outlook": card.outlook(horizon_days), "health": card.health}
    kinds = dict.fromkeys(own, "engine") | dict.fromkeys(known, "metric")
    found = own | known
    if card.benchmark.forecast is not None:
        found[PROBABILITY], kinds[PROBABILITY] = card.probability, "fitted"
    return {
        name: _spread(column, card.rows, len(card.portfolio)) for name, column in found.items()
    }, kinds


def _spread(column: Floats, rows: Ints, size: int) -> Floats:
    whole = np.full(size, np.nan)
    whole[rows] = column
    return whole


def _of_rivals(
    portfolio: Portfolio, rivals: Sequence[Metric], origin_us: int, terms: Terms
) -> tuple[dict[str, Floats], dict[str, str]]:
    """Scores of the rivals, learned and computed as metrics are, and who could not answer."""
    guard = Guard(origins={}, on_error="warn")
    columns = portfolio.column_names
    benchmark = fit_benchmark(
        portfolio.blocks(origin_us, terms), rivals, columns=columns, terms=terms, as_of=origin_us,
        guard=guard,
    )  # fmt: skip
    evaluation = evaluate(
        portfolio.blocks(origin_us, terms), len(portfolio), rivals, columns=columns,
        benchmark=benchmark, guard=guard,
    )  # fmt: skip
    failed = {
        name: guard.diagnostics[name].message if name in guard.diagnostics else why
        for name, why in evaluation.unavailable.items()
    }
    scores = {
        name: evaluation.values[:, i].copy()
        for i, name in enumerate(evaluation.names)
        if name not in failed
    }
    return scores, failed
