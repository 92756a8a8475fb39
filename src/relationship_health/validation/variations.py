"""A scorecard under other weights and other definitions, one change at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats
from relationship_health.composite import Composite, Scorecard
from relationship_health.engine import fit_benchmark
from relationship_health.errors import ModelError
from relationship_health.kernels.ranks import rank_correlation
from relationship_health.model import Terms


@attrs.frozen(slots=True, kw_only=True)
class Effect:
    """What a change of one setting does to all scores.

    Parameters
    ----------
    kind : "weight" or "term"
    name : str
        The metric, or the term.
    factor : float
        What the setting was multiplied by.
    setting : float
        What it became.
    mean_change, mean_size, largest : float
        Mean of the changes of health, of their sizes, and the largest size, in points.
    rank_correlation : float
        Spearman's rho of health before and after; NaN where it cannot be told.
    bands_changed : float
        Share of relationships in another band, unknown being one.
    movers : int
        Relationships whose health changes by the agreed number of points or more.
    """

    kind: str
    name: str
    factor: float
    setting: float
    mean_change: float
    mean_size: float
    largest: float
    rank_correlation: float
    bands_changed: float
    movers: int


def counted_metrics(card: Scorecard) -> list[str]:
    """Name the metrics that have a weight and are known for some relationship."""
    known = (~np.isnan(card.evaluation.values)).any(axis=0)
    names = [card.evaluation.names[place] for place in np.flatnonzero(known)]
    return [name for name in names if card.profile.weight(name) > 0.0]


def with_weight(card: Scorecard, name: str, weight: float) -> Composite:
    """Combine what the metrics said under another weight of one of them."""
    profile = card.profile.with_weights({name: weight})
    return attrs.evolve(card.judge, profile=profile).compose(card.evaluation)


def with_terms(card: Scorecard, terms: Terms) -> Composite:
    """Learn a benchmark and score under other definitions; the rows stay those of the card."""
    judge = attrs.evolve(card.judge, terms=terms)
    guard = judge.guard()
    benchmark = fit_benchmark(
        card.portfolio.blocks(card.as_of_us, terms), judge.metrics,
        columns=card.portfolio.column_names, terms=terms, as_of=card.as_of_us, guard=guard,
    )  # fmt: skip
    found = judge.judge(card.portfolio, card.as_of_us, benchmark, guard=guard)
    return judge.compose(found.take(card.rows), guard)


def varied_weights(card: Scorecard, factors: Iterable[float], points: float) -> Iterator[Effect]:
    """Multiply the weight of each metric that counts by each factor."""
    for name in counted_metrics(card):
        for factor in factors:
            weight = card.profile.weight(name) * factor
            yield effect(
                card, with_weight(card, name, weight), ("weight", name, factor, weight), points
            )


def varied_terms(
    card: Scorecard, factors: Iterable[float], points: float
) -> Iterator[Effect | str]:
    """Multiply each definition by each factor; a sentence where the result is no definition."""
    for name, value in card.terms.to_dict().items():
        for factor in factors:
            setting = round(value * factor) if isinstance(value, int) else value * factor
            try:
                terms = Terms.from_dict({**card.terms.to_dict(), name: setting})
            except ModelError:
                yield f"{name} times {factor:g} is {setting:g}, which is out of its range."
                continue
            yield effect(card, with_terms(card, terms), ("term", name, factor, setting), points)


def effect(
    card: Scorecard, other: Composite, what: tuple[str, str, float, float], points: float
) -> Effect:
    """Compare the health of a scorecard with what it is after a change."""
    kind, name, factor, setting = what
    before, after = card.health, other.health
    both: Bools = ~np.isnan(before) & ~np.isnan(after)
    change: Floats = after[both] - before[both]
    size, count = np.abs(change), max(int(both.sum()), 1)
    return Effect(
        kind=kind, name=name, factor=factor, setting=float(setting),
        mean_change=float(change.sum()) / count, mean_size=float(size.sum()) / count,
        largest=float(size.max(initial=0.0)),
        rank_correlation=rank_correlation(before[both], after[both]),
        bands_changed=int((other.band != card.composite.band).sum()) / max(len(card), 1),
        movers=int((size >= points).sum()),
    )  # fmt: skip
