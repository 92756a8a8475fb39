"""Whether a metric knows more than the history that it was given.

Each metric is asked again, with the log cut at the origin, and once more with the cut log in
disguise. An answer that changes shows that it looked elsewhere: at later rows of the log, or at
something that it brought along, found by name, place or date. The latter may be harmless knowledge
or the future itself; how well it ranks tells which is likely.
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.arrays import Ints
from relationship_health.columns import Portfolio
from relationship_health.contract import Metric
from relationship_health.engine import Evaluation, Guard, evaluate, fit_benchmark
from relationship_health.validation.disguise import disguise, past, same
from relationship_health.validation.standing import Standing

LATER, OUTSIDE = "later", "outside"
TOO_GOOD = 0.98
FEWEST_ROWS = 50


@attrs.frozen(slots=True, kw_only=True)
class Leak:
    """A metric that knows more than it was given.

    Parameters
    ----------
    metric : str
    kind : "later" or "outside"
        Whether it read later rows of the log, or something from outside it.
    relationships : int
        Relationships, added up over the origins, whose score changed.
    """

    metric: str
    kind: str
    relationships: int

    @property
    def sentence(self) -> str:
        """What it did."""
        what = (
            "looks at interactions after the origin"
            if self.kind == LATER
            else "knows something from outside the history that it is given"
        )
        return f"{self.metric} {what}: its score changed for {self.relationships:,} rows"


def find_leaks(
    portfolio: Portfolio, standings: tuple[Standing, ...], metrics: tuple[Metric, ...], seed: int
) -> tuple[Leak, ...]:
    """Ask every metric again at every origin, without a future and in disguise."""
    later: dict[str, int] = {}
    outside: dict[str, int] = {}
    for standing in standings:
        asked = [metric for metric in metrics if metric.name in standing.scores]
        for name, changed in _later(portfolio, standing, asked).items():
            later[name] = later.get(name, 0) + changed
        for name, changed in _outside(portfolio, standing, asked, seed).items():
            outside[name] = outside.get(name, 0) + changed
    return tuple(
        Leak(metric=metric.name, kind=kind, relationships=changed[metric.name])
        for metric in metrics
        for kind, changed in ((LATER, later), (OUTSIDE, outside))
        if changed.get(metric.name) and not (kind == OUTSIDE and later.get(metric.name))
    )


def _later(portfolio: Portfolio, standing: Standing, metrics: list[Metric]) -> dict[str, int]:
    """Count the scores that change when everything after the origin is gone."""
    origin, terms = standing.targets.origin_us, standing.benchmark.terms
    cut, guard = past(portfolio, origin), Guard(origins={}, on_error="warn")
    learned = fit_benchmark(
        cut.blocks(origin, terms), metrics, columns=cut.column_names, terms=terms, as_of=origin,
        guard=guard,
    )  # fmt: skip
    found = evaluate(
        cut.blocks(origin, terms), len(cut), metrics, columns=cut.column_names, benchmark=learned,
        guard=guard,
    )  # fmt: skip
    everyone = np.arange(len(portfolio))
    return _changed(standing, found, everyone)


def _outside(
    portfolio: Portfolio, standing: Standing, metrics: list[Metric], seed: int
) -> dict[str, int]:
    """Count the scores that change when, besides, nobody can be recognised."""
    origin, terms = standing.targets.origin_us, standing.benchmark.terms
    hidden = disguise(past(portfolio, origin), seed)
    masked = hidden.portfolio
    found = evaluate(
        masked.blocks(origin - hidden.shift_us, terms), len(masked), metrics,
        columns=masked.column_names, benchmark=standing.benchmark,
        guard=Guard(origins={}, on_error="warn"),
    )  # fmt: skip
    return _changed(standing, found, hidden.places)


def _changed(standing: Standing, found: Evaluation, places: Ints) -> dict[str, int]:
    """Count the differences to what was said before, at some places of the portfolio."""
    return {
        name: int((~same(standing.scores[name][places], found.values[:, i])).sum())
        for i, name in enumerate(found.names)
    }
