"""Strength against importance: what to protect, invest in, maintain, and release.

A relationship is strong from the lower edge of the band healthy on, and important above the median
of what is known to matter, each account, person or relationship that holds a value counted once.

                 weak       strong
important        invest     protect
unimportant      release    maintain
"""

from __future__ import annotations

import attrs
import numpy as np

from relationship_health.analysis.given import with_log
from relationship_health.analysis.importance import (
    Importance,
    Value,
    checked_number,
    importance_of,
)
from relationship_health.analysis.tracing import checked_row, trace_rows
from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.composite import Scorecard
from relationship_health.html import cell
from relationship_health.plots import Axes
from relationship_health.plots.matrix import draw_matrix
from relationship_health.results import Result, Trace
from relationship_health.wording import number_of

QUADRANTS = ("invest", "protect", "maintain", "release")
"""In the order of the rows: what matters and is weak comes first."""

_NAMED = 3


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Matrix(Result):
    """Relationships by quadrant, and the most important first.

    Attributes
    ----------
    card : Scorecard
    rows : int64 array
        Rows of the scorecard: those whose health and importance are known.
    importance : Importance
        What was taken for it, over all rows of the scorecard.
    strong_from : float
        Lowest health that is strong.
    important_above : float
        What importance has to exceed.
    code : int64 array
        Place of each row's quadrant in ``QUADRANTS``.
    """

    card: Scorecard
    rows: Ints
    importance: Importance
    strong_from: float
    important_above: float
    code: Ints

    @property
    def title(self) -> str:
        """What was asked."""
        return f"Strength against {self.importance.unit}, as of {self.card.as_of:%Y-%m-%d}"

    @property
    def quadrant(self) -> Array:
        """Quadrant of each row: invest, protect, maintain or release."""
        return np.array(QUADRANTS, dtype=object)[self.code]

    @property
    def sure(self) -> Bools:
        """Whether the whole 90 % interval of health lies on the row's side of the edge."""
        lower, upper = (end[self.rows] for end in self._ends)
        return (lower >= self.strong_from) | (upper < self.strong_from)

    @property
    def _ends(self) -> tuple[Floats, Floats]:
        return self.card.composite.lower, self.card.composite.upper

    @property
    def words(self) -> tuple[str, ...]:
        """How much of what matters is in which quadrant, and where to invest first."""
        if not len(self.rows):
            return ("No relationship has both a health and an importance.",)
        edges = (
            f"Strong from health {self.strong_from:g} on, important above "
            f"{cell(self.important_above)} ({self.importance.unit})."
        )
        return (
            edges,
            *(self._told(code) for code in range(len(QUADRANTS))),
            *map(self._worth, range(min(_NAMED, int((self.code == 0).sum())))),
        )

    def _told(self, code: int) -> str:
        chosen = self.code == code
        shared = self.importance.shared[self.rows]
        total, part = float(shared.sum()), float(shared[chosen].sum())
        share = f", with {100 * part / total:.0f} % of the importance" if total > 0.0 else ""
        count = int(chosen.sum())
        return (
            f"{QUADRANTS[code]}: {number_of(count, 'relationship')}"
            f"{share}; {int((chosen & self.sure).sum()):,} for sure."
        )

    def _worth(self, row: int) -> str:
        place = int(self.rows[row])
        source, target = self.card.portfolio.key(int(self.card.rows[place]))
        return (
            f"Invest in {source} and {target}: health {self.card.health[place]:.0f}, "
            f"importance {cell(self.importance.values[place])}."
        )

    def columns(self) -> dict[str, Array]:
        """Return one row per relationship whose health and importance are known."""
        lower, upper = self._ends
        return {
            "source": self.card.source[self.rows], "target": self.card.target[self.rows],
            "health": self.card.health[self.rows], "lower": lower[self.rows],
            "upper": upper[self.rows], "importance": self.importance.values[self.rows],
            "quadrant": self.quadrant, "sure": self.sure,
        }  # fmt: skip

    def behind(self, row: int) -> Trace:
        """Return the relationship of a row, and its interactions."""
        return trace_rows(self.card, self.rows[[checked_row(row, len(self.rows))]])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw importance over health, with intervals and the edges of the quadrants."""
        edges = self.strong_from, self.important_above
        return draw_matrix(self.columns(), edges, self.importance.unit, ax)


def matrix(
    scorecard: Scorecard, value: Value = None, *, important_above: float | None = None
) -> Matrix:
    """Hold the strength of relationships against how much they matter.

    Parameters
    ----------
    scorecard : Scorecard
    value : str, mapping or None
        What matters: "lifetime_value" (money to expect within a year, fitted with the extra
        ``stats``), "spend" (what was bought, halved for every half-life of its age),
        "own_audience", "importance", the name of another attribute of stakeholders, or numbers by
        pair of ids, person or organisation. By default the first of lifetime value, importance and
        own audience of which anything is known.
    important_above : float, optional
        What importance has to exceed; by default the median of what is known.

    Returns
    -------
    Matrix

    Raises
    ------
    InputError
        Where ``value`` is none of these, or the threshold is no finite number.

    Notes
    -----
    A value of an account counts for each relationship with it. With money, relationships of
    accounts that never bought are not judged.

    Examples
    --------
    >>> from relationship_health.api import score
    >>> from relationship_health.columns import Portfolio
    >>> log = {
    ...     "sender": ["ana", "bo", "ana"],
    ...     "recipient": ["bo", "ana", "cy"],
    ...     "time": ["2026-01-05", "2026-01-06", "2025-03-07"],
    ... }
    >>> card = score(Portfolio.from_frame(log, our_side={"ana"}), as_of="2026-01-09")
    >>> matrix(card, {"bo": 1.0, "cy": 5.0}).to_frame("dict")["quadrant"]
    array(['invest', 'maintain'], dtype=object)
    """
    importance = importance_of(with_log(scorecard, "matrix"), value)
    known = ~np.isnan(importance.values) & ~np.isnan(scorecard.health)
    if important_above is None:
        edge = _median(importance, known)
    else:
        edge = checked_number(important_above, "important_above") or 0.0
    strong = scorecard.health >= scorecard.profile.healthy
    important = importance.values > edge
    code = np.where(important, strong.astype(np.int64), np.where(strong, 2, 3))
    rows = np.flatnonzero(known)
    order = np.lexsort((-importance.values[rows], code[rows]))
    return Matrix(
        backend=scorecard.backend, missing=_missing(scorecard, importance, known, edge),
        card=scorecard, rows=rows[order], importance=importance,
        strong_from=scorecard.profile.healthy, important_above=edge, code=code[rows][order],
    )  # fmt: skip


def _median(importance: Importance, known: Bools) -> float:
    """Median of the values, each holder of one counted once; NaN where nothing is known."""
    _, first = np.unique(importance.holder[known], return_index=True)
    return float(np.median(importance.values[known][first])) if len(first) else np.nan


def _missing(card: Scorecard, importance: Importance, known: Bools, edge: float) -> tuple[str, ...]:
    told = list(importance.missing)
    if np.isnan(importance.values).all():
        return tuple(told)
    aside = {
        "their importance is not known": np.isnan(importance.values),
        "their health is not known": np.isnan(card.health) & ~np.isnan(importance.values),
    }
    told += [
        f"{int(which.sum()):,} of {len(card):,} relationships are left out: {why}."
        for why, which in aside.items()
        if which.any()
    ]
    if known.any() and not (importance.values[known] > edge).any():
        limit = f"no {importance.unit} exceeds {cell(edge)}"
        told.append(f"Nothing is important: {limit}; pass important_above.")
    return tuple(told)
