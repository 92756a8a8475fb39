"""How far scores depend on what was chosen: weights, half-life, windows."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable
from typing import Any

import attrs
import numpy as np

from relationship_health.arrays import Array
from relationship_health.columns import Portfolio, read_moment
from relationship_health.composite import Scorecard, Scorer, check_asked
from relationship_health.errors import InputError
from relationship_health.plots import Axes
from relationship_health.plots.sensitivity import tornado
from relationship_health.results import Result
from relationship_health.validation.sampling import sampled_portfolio
from relationship_health.validation.variations import Effect, varied_terms, varied_weights

FACTORS = (0.5, 2.0)
SAMPLE = 20_000
POINTS = 5.0
UNFELT = 0.05
"""Mean size of change, in points, below which a setting makes no difference that is shown."""


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Sensitivity(Result):
    """How health and ranks move when one setting at a time is changed.

    Parameters
    ----------
    effects : tuple of Effect
        One for each setting and factor, the settings that matter most first.
    relationships : int
        With a health, among those looked at.
    looked_at, of : int
        Relationships that were scored again, and how many there are.
    points : float
        From which change of health on a relationship is a mover.
    """

    effects: tuple[Effect, ...]
    relationships: int
    looked_at: int
    of: int
    points: float

    @property
    def title(self) -> str:
        """What was asked."""
        return "Sensitivity of health to single settings"

    @property
    def words(self) -> tuple[str, ...]:
        """What matters most, what does not, and whether ranks and bands hold."""
        sample = f", a sample of {self.of:,}" if self.looked_at < self.of else ""
        seen = f"Looked at {self.looked_at:,} relationships{sample}."
        if not self.effects or not self.relationships:
            return (seen, "None of them has a health that a setting could move.")
        return (*(_told(kind, self._strongest(kind)) for kind in ("term", "weight")),
                *self._unfelt(), seen)  # fmt: skip

    def columns(self) -> dict[str, Array]:
        """Return a row for each setting and factor."""
        texts = {"kind", "name"}
        return {
            field.name: np.array(
                [getattr(effect, field.name) for effect in self.effects],
                dtype=object if field.name in texts else None,
            )
            for field in attrs.fields(Effect)
        }

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw a tornado: the smallest factor on the left, the largest on the right.

        Raises
        ------
        MissingExtraError
            Where matplotlib is not installed.
        """
        factors = sorted({effect.factor for effect in self.effects}) or [1.0]
        names = list(dict.fromkeys((e.kind, e.name) for e in self.effects))
        size = {(e.kind, e.name, e.factor): e.mean_size for e in self.effects}
        left, right = (
            np.array([size.get((*name, factor), math.nan) for name in names])
            for factor in (factors[0], factors[-1])
        )
        return tornado(
            [f"{kind}: {name}" for kind, name in names], left, right,
            sides=(_times(factors[0]), _times(factors[-1])),
            title="What health depends on", ax=ax,
        )  # fmt: skip

    def _strongest(self, kind: str) -> Effect | None:
        found = [effect for effect in self.effects if effect.kind == kind]
        return max(found, key=lambda effect: effect.mean_size, default=None)

    def _unfelt(self) -> tuple[str, ...]:
        names = list(dict.fromkeys(e.name for e in self.effects))
        felt = {e.name for e in self.effects if e.mean_size >= UNFELT}
        unfelt = [name for name in names if name not in felt]
        if not unfelt:
            return ()
        return (f"Hardly matters here (below {UNFELT:g} points): {', '.join(unfelt)}.",)


def sensitivity(  # noqa: PLR0913  what is scored, and how far settings are moved
    portfolio: Portfolio,
    engine: Scorer,
    as_of: Any,
    *,
    factors: Iterable[float] = FACTORS,
    points: float = POINTS,
    sample: int = SAMPLE,
) -> Sensitivity:
    """Say how health and ranks move with each weight, half-life and window.

    One setting at a time is multiplied by each factor. A weight changes how the metrics are
    combined; a term changes what they see, so that the benchmark is learned anew.

    Parameters
    ----------
    portfolio : Portfolio
    engine : Engine
    as_of : datetime, date or ISO 8601 text
    factors : numbers above 0
        By default a half and two.
    points : number
        From which change of health on a relationship counts as a mover.
    sample : int
        Most relationships to look at. More are a sample by their ids, which is the same in every
        run and every order of rows; what is usual is then learned from the sample.

    Returns
    -------
    Sensitivity
        A table, a tornado plot, and words.

    Raises
    ------
    InputError
        Where ``as_of`` cannot be read, a factor is not above 0, or ``sample`` is below 1.

    Notes
    -----
    Changing one setting at a time shows no interaction between two (Saltelli et al. 2008, Global
    Sensitivity Analysis, section 2.4); near the shipped settings it shows what to think about
    first.

    Examples
    --------
    >>> from relationship_health.api import Engine
    >>> from relationship_health.simulate import sales_team
    >>> team = sales_team(relationships=40)
    >>> engine = Engine(metrics=["recency_decay", "reciprocity"])
    >>> found = sensitivity(team.portfolio, engine, team.as_of)
    >>> found.effects[0].name, len(found)
    ('recency_decay', 20)
    """
    check_asked(portfolio, engine)
    chosen = _factors(factors)
    points = checked_above_zero("points", points)
    card = engine.score(sampled_portfolio(portfolio, read_moment(as_of), sample), as_of=as_of)
    varied = [*varied_weights(card, chosen, points), *varied_terms(card, chosen, points)]
    return Sensitivity(
        effects=_ordered([one for one in varied if isinstance(one, Effect)]),
        relationships=int((~np.isnan(card.health)).sum()), looked_at=len(card),
        of=_known(portfolio, card), points=points, backend=portfolio.backend,
        missing=(*(f"{name}: {reason}." for name, reason in card.unavailable.items()),
                 *(one for one in varied if isinstance(one, str))),
    )  # fmt: skip


def _known(portfolio: Portfolio, card: Scorecard) -> int:
    """Count the relationships known by then in the whole portfolio."""
    first = portfolio.groups.reduce(np.minimum, portfolio.time, np.iinfo(np.int64).max)
    return int(((first <= card.as_of_us) | portfolio.declared).sum())


def _ordered(effects: list[Effect]) -> tuple[Effect, ...]:
    """Put the settings in the order of what their strongest change does."""
    size: dict[tuple[str, str], float] = {}
    for one in effects:
        name = (one.kind, one.name)
        size[name] = max(size.get(name, 0.0), one.mean_size)
    return tuple(sorted(effects, key=lambda e: (-size[e.kind, e.name], e.kind, e.name, e.factor)))


def _told(kind: str, effect: Effect | None) -> str:
    words = {"term": "definition", "weight": "weight"}
    if effect is None:
        return f"No {words[kind]} was changed."
    return (
        f"The {words[kind]} that matters most is {effect.name}: {_times(effect.factor)} it moves "
        f"health by {effect.mean_size:.1f} points on average and {effect.largest:.1f} at most, "
        f"changes the band of {effect.bands_changed:.0%}, and the ranks correlate by "
        f"{effect.rank_correlation:.3f} with those before."
    )


def _times(factor: float) -> str:
    return {0.5: "halved", 2.0: "doubled"}.get(factor, f"times {factor:g}")


def _factors(factors: Any) -> tuple[float, ...]:
    listed = isinstance(factors, Iterable) and not isinstance(factors, str)
    chosen = [checked_above_zero("A factor", factor) for factor in factors] if listed else []
    if not chosen:
        message = f"factors is {factors!r}, expected some numbers above 0, such as [0.5, 2]."
        raise InputError(message)
    return tuple(dict.fromkeys(chosen))


def checked_above_zero(name: str, number: Any, most: float = math.inf) -> float:
    """Return a number as a float, if it is finite, above 0 and at most a limit."""
    sound = isinstance(number, numbers.Real) and not isinstance(number, bool)
    if not sound or not 0.0 < float(number) <= most or math.isinf(number):
        limit = "" if math.isinf(most) else f" and at most {most:g}"
        message = f"{name} is {number!r}, expected a number above 0{limit}."
        raise InputError(message)
    return float(number)
