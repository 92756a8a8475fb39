"""Held against their kind: who is below what is usual among others like them, and since when.

z = (health - norm) / spread, both those of ``norms``; below is whoever has z < -1. Spread counts as
five points of health at least.
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.analysis.given import with_log
from relationship_health.analysis.kinds import By, Kinds, kinds_of
from relationship_health.analysis.norms import medians, norms
from relationship_health.analysis.since import Since, below_since
from relationship_health.analysis.tracing import checked_row, trace_rows
from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.composite import Scorecard
from relationship_health.errors import InputError
from relationship_health.plots import Axes
from relationship_health.plots.benchmarks import draw_benchmarks
from relationship_health.results import Result, Trace

BELOW = -1.0
"""Spreads below the norm from which on somebody is below it."""

LEAST_SPREAD = 5.0
"""Points of health: where all are alike, smaller differences make none."""

LOOK_BACK_DAYS = 720

_NAMED = 3
_GROUPS_NAMED = 4


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Benchmarks(Result):
    """Relationships against the norm of their kind, the furthest below first.

    Attributes
    ----------
    card : Scorecard
    rows : int64 array
        Rows of the scorecard whose health, kind and norm are known.
    kinds : Kinds
        Of all rows of the scorecard.
    by : str
        What tells kinds apart.
    norm, spread : float64 arrays
        Points of health.
    since : Since
        For those that are below.
    """

    card: Scorecard
    rows: Ints
    kinds: Kinds
    by: str
    norm: Floats
    spread: Floats
    since: Since

    @property
    def title(self) -> str:
        """What was asked."""
        return f"Against the norm of their {self.by}, as of {self.card.as_of:%Y-%m-%d}"

    @property
    def gap(self) -> Floats:
        """Health less the norm, points."""
        return self.card.health[self.rows] - self.norm

    @property
    def z(self) -> Floats:
        """The gap in spreads."""
        return self.gap / self.spread

    @property
    def below(self) -> Bools:
        """Whether a relationship is more than one spread below its norm."""
        return self.z < BELOW

    @property
    def sure(self) -> Bools:
        """Whether the whole 90 % interval of health is below the norm."""
        return self.card.composite.upper[self.rows] < self.norm

    @property
    def words(self) -> tuple[str, ...]:
        """What is usual of the largest kinds, and who is furthest below."""
        if not len(self.rows):
            return ("No relationship has both a health and a kind.",)
        count = int(self.below.sum())
        sure = int((self.below & self.sure).sum())
        return (
            self._usual(),
            f"{count:,} of {len(self):,} are more than one spread below, {sure:,} for sure.",
            *map(self._told, range(min(_NAMED, count))),
        )

    def _usual(self) -> str:
        code = self.kinds.code[self.rows]
        counts = np.bincount(code, minlength=len(self.kinds.names))
        usual = medians(self.card.health[self.rows], code, len(counts))
        largest = np.argsort(-counts, kind="stable")[:_GROUPS_NAMED].tolist()
        told = [
            f"{self.kinds.names[i]} {usual[i]:.0f} ({counts[i]:,})" for i in largest if counts[i]
        ]
        return f"Median health: {', '.join(told)}."

    def _told(self, row: int) -> str:
        place = int(self.rows[row])
        source, target = self.card.portfolio.key(int(self.card.rows[place]))
        since = np.datetime_as_string(self.since.time[row], unit="D")
        always = ", as long as anything is known" if self.since.always[row] else ""
        return (
            f"{source} and {target} ({self.kinds.names[self.kinds.code[place]]}): health "
            f"{self.card.health[place]:.0f}, {-self.gap[row]:.0f} below, since {since}{always}."
        )

    def columns(self) -> dict[str, Array]:
        """Return one row per relationship whose health and kind are known."""
        composite, rows = self.card.composite, self.rows
        return {
            "source": self.card.source[rows], "target": self.card.target[rows],
            self.by: self.kinds.names[self.kinds.code[rows]], "health": self.card.health[rows],
            "lower": composite.lower[rows], "upper": composite.upper[rows], "norm": self.norm,
            "gap": self.gap, "spread": self.spread, "z": self.z, "below": self.below,
            "sure": self.sure, "since": self.since.time, "always": self.since.always,
        }  # fmt: skip

    def behind(self, row: int) -> Trace:
        """Return the relationship of a row, and its interactions."""
        return trace_rows(self.card, self.rows[[checked_row(row, len(self.rows))]])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the health of the largest kinds, their norm, and who is below it."""
        return draw_benchmarks(self.columns(), self.by, ax)


def benchmarks(
    scorecard: Scorecard, by: By = "role", *, look_back_days: int = LOOK_BACK_DAYS
) -> Benchmarks:
    """Hold every relationship against the norm of its kind.

    Parameters
    ----------
    scorecard : Scorecard
    by : str or mapping
        What tells kinds apart: "role", "organisation", "kind" or another attribute of stakeholders,
        that of the person outside (of both ends where no side is ours); "relationship_kind" as
        declared of the relationship; or a label for each id.
    look_back_days : int
        How far to look for the time since when somebody is below.

    Returns
    -------
    Benchmarks

    Raises
    ------
    InputError
        Where ``by`` is none of these, or ``look_back_days`` is below 0.

    Notes
    -----
    Who is judged is never part of the norm that they are held against. Since when is found by
    judging earlier dates, 30 days apart, under the benchmark and the norms of today.

    Examples
    --------
    >>> from relationship_health.api import score
    >>> from relationship_health.simulate import sales_team
    >>> team = sales_team(relationships=60)
    >>> found = benchmarks(score(team.portfolio, as_of=team.as_of))
    >>> found.to_frame("dict")["role"][:2], int(found.below.sum())
    (array(['customer', 'customer'], dtype=object), 14)
    """
    if not look_back_days >= 0:
        message = f"look_back_days is {look_back_days!r}, expected a number of days, 0 or more."
        raise InputError(message)
    kinds = kinds_of(with_log(scorecard, "benchmarks"), by)
    known = (kinds.code >= 0) & ~np.isnan(scorecard.health)
    rows = np.flatnonzero(known)
    health, code = scorecard.health[rows], kinds.code[rows]
    norm, spread = norms(health, code, len(kinds.names))
    spread = np.maximum(spread, LEAST_SPREAD)
    comparable = ~np.isnan(norm)
    rows, norm, spread = rows[comparable], norm[comparable], spread[comparable]
    since = below_since(scorecard, rows, norm + BELOW * spread, look_back_days)
    order = np.argsort((scorecard.health[rows] - norm) / spread, kind="stable")
    return Benchmarks(
        backend=scorecard.backend, missing=_missing(scorecard, kinds, by, len(rows)),
        card=scorecard, rows=rows[order], kinds=kinds, by=by if isinstance(by, str) else "kind",
        norm=norm[order], spread=spread[order],
        since=Since(time=since.time[order], always=since.always[order]),
    )  # fmt: skip


def _missing(card: Scorecard, kinds: Kinds, by: By, judged: int) -> tuple[str, ...]:
    told = []
    unknown = int((kinds.code < 0).sum())
    name = repr(by) if isinstance(by, str) else "a label"
    if unknown:
        told.append(
            f"{unknown:,} of {len(card):,} relationships have no kind: nobody outside has {name}; "
            "give stakeholders with that column, or by= a mapping of ids to labels."
        )
    silent = int((np.isnan(card.health) & (kinds.code >= 0)).sum())
    if silent:
        told.append(f"{silent:,} of {len(card):,} relationships have no health to compare.")
    if not judged and len(card) - unknown - silent == 1:
        told.append("One relationship has nobody to be held against.")
    return tuple(told)
