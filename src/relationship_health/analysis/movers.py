"""What changed, split exactly into metrics, interactions and silence.

The change of health between two dates is the sum of four causes, under one benchmark: what is
usual has changed, time passed with nothing new, earlier rows are otherwise in a later log, and new
interactions came in. Each cause is the sum of what it did to every metric. All parts lie on a grid
on which sums are exact: over causes or over metrics they give the change to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from relationship_health.analysis.lives import lacks_dates, tables_of
from relationship_health.arrays import Array, Ints
from relationship_health.columns import Key
from relationship_health.composite import (
    UNDIVIDED,
    Change,
    Changes,
    Comparison,
    Scorecard,
    ScoreHistory,
    ScoreRecord,
    ScoreTable,
)
from relationship_health.errors import InputError
from relationship_health.plots import Axes
from relationship_health.plots.movers import draw_movers
from relationship_health.results import Result, Trace

CAUSES_IN_WORDS = {
    "silence": "silence", "interactions": "new interactions", "edits": "late edits",
    "benchmark": "what is usual has changed", UNDIVIDED: "all causes together",
}  # fmt: skip
TOLD = 3


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Movers(Result):
    """Relationships by how much their health changed, the largest change first.

    Attributes
    ----------
    comparison : Comparison, or Changes where the history has no log
        The later scorecard against the earlier one.
    everyone : int64 array
        Its rows whose health is known at both dates, the largest change first.
    rows : int64 array
        Those of them that are shown.
    appeared, vanished : int
        How many others have a health at the later date only, or at the earlier one only.
    """

    comparison: Changes
    everyone: Ints
    rows: Ints
    appeared: int
    vanished: int

    @property
    def title(self) -> str:
        """What was asked."""
        earlier, later = self.comparison.earlier, self.comparison.later
        return f"What changed from {earlier.as_of:%Y-%m-%d} to {later.as_of:%Y-%m-%d}"

    def columns(self) -> dict[str, Array]:
        """Return one row per relationship: before, after, change, its causes, and the metrics.

        The causes sum to the change, and so do the metrics, in points of health. Without a log
        there is one cause, ``undivided``.
        """
        chosen = {name: v[self.rows] for name, v in self.comparison.columns().items()}
        return chosen | self._by_metric()

    @property
    def words(self) -> tuple[str, ...]:
        """How many rose and fell, by what cause, and who moved most."""
        table, all_of_them = self.columns(), self.comparison.columns()
        change = all_of_them["change"][self.everyone]
        if not len(change):
            return ("No relationship has a known health at both dates.", *self._others())
        rose, fell = int((change > 0).sum()), int((change < 0).sum())
        sums = {name: all_of_them[name][self.everyone].sum() for name in self.comparison.parts}
        causes = [
            f"{CAUSES_IN_WORDS[name]} {points:+.1f}" for name, points in sums.items() if points
        ]
        together = f"; {', '.join(causes)}" if causes else ""
        first = (
            f"Of {len(change):,} relationships {rose:,} rose and {fell:,} fell: together "
            f"{change.sum():+.1f} points of health{together}."
        )
        told = [self._told(row, table) for row in range(min(TOLD, len(self.rows))) if change[row]]
        return (first, *self._others(), *told)

    def explain(self, row: int) -> Change:
        """Take one row apart, down to each interaction.

        Raises
        ------
        InputError
            Where the history has no log.
        """
        return self._with_log().explain(self._key(row))

    def behind(self, row: int) -> Trace:
        """Return the interactions between the two dates that a row rests on.

        Raises
        ------
        InputError
            Where the history has no log.
        """
        later = self._with_log().later
        place = later.rows[self.rows[row]]
        return Trace(
            portfolio=later.portfolio, relationships=np.array([place]),
            since_us=self.comparison.earlier.as_of_us, until_us=later.as_of_us,
        )  # fmt: skip

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the largest movers, each with its causes."""
        return draw_movers(self.columns(), ax)

    def _key(self, row: int) -> Key:
        later = self.comparison.later
        return later.pairs.key(int(later.rows[self.rows[row]]))

    def _with_log(self) -> Comparison:
        if isinstance(self.comparison, Comparison):
            return self.comparison
        message = (
            "The scores were kept without their log, expected it for single interactions: score "
            "both dates again with engine.history(portfolio, as_of=[...])."
        )
        raise InputError(message)

    def _by_metric(self) -> dict[str, Array]:
        parts = sum(points[self.rows] for points in self.comparison.parts.values())
        names = self.comparison.later.names
        return {name: np.asarray(parts)[:, i] for i, name in enumerate(names)}

    def _others(self) -> tuple[str, ...]:
        found = []
        if self.appeared:
            found.append(f"{self.appeared:,} more have a health now and had none before.")
        if self.vanished:
            found.append(f"{self.vanished:,} more had a health before and have none now.")
        return tuple(found)

    def _told(self, row: int, table: Mapping[str, Array]) -> str:
        source, target = self._key(row)
        causes = sorted(self.comparison.parts, key=lambda name: -abs(table[name][row]))
        parts = ", ".join(f"{CAUSES_IN_WORDS[n]} {table[n][row]:+.1f}" for n in causes
                          if table[n][row])  # fmt: skip
        metrics = self._by_metric()
        most = max(metrics, key=lambda name: abs(metrics[name][row]))
        return (
            f"{source} and {target}: {table['before'][row]:.0f} before, {table['after'][row]:.0f} "
            f"now ({parts}; most in {most}, {metrics[most][row]:+.1f})."
        )


def movers(
    history: ScoreHistory[ScoreTable], *, since: int = 0, until: int = -1, most: int | None = None
) -> Movers:
    """Tell what changed between two dates of a history, and why, exactly.

    Parameters
    ----------
    history : ScoreHistory
        From ``engine.history``; or from a :class:`ScoreStore`, whose changes are told by metric,
        and not by cause.
    since, until : int
        Places in the history of the two dates; by default the first and the last.
    most : int, optional
        Show only so many relationships, those with the largest change; sentences on all of them
        stay what they are.

    Returns
    -------
    Movers

    Raises
    ------
    InputError
        Where it is no history, or one of several metrics or profiles, a place is none of its
        places, or ``most`` is below 1.

    Notes
    -----
    Of equally large changes the first by id comes first.

    Examples
    --------
    >>> from relationship_health import Engine
    >>> from relationship_health.simulate import sales_team
    >>> team = sales_team(relationships=30, days=200)
    >>> history = Engine().history(team.portfolio, as_of=["2026-09-01", "2026-11-01"])
    >>> found = movers(history, most=5)
    >>> found
    <Movers: 5 rows>
    >>> table = found.to_frame("dict")
    >>> causes = sum(table[name] for name in ("benchmark", "silence", "edits", "interactions"))
    >>> bool((causes == table["change"]).all())
    True
    """
    cards = tables_of(history, "movers")
    if most is not None and most < 1:
        message = f"most is {most!r}, expected how many to keep, 1 or more."
        raise InputError(message)
    try:
        earlier, later = cards[since], cards[until]
    except IndexError as error:
        message = (
            f"since is {since!r} and until {until!r}, expected places in a history of "
            f"{len(cards)} dates, 0 to {len(cards) - 1}."
        )
        raise InputError(message) from error
    comparison = _compared(later, earlier)
    change = comparison.change
    known = np.flatnonzero(~np.isnan(change))
    if earlier is later:
        known = known[:0]
    everyone = known[np.argsort(-np.abs(change[known]), kind="stable")]
    before, after = ~np.isnan(comparison.before), ~np.isnan(later.health)
    return Movers(
        backend=later.backend, comparison=comparison, everyone=everyone, rows=everyone[:most],
        appeared=int((after & ~before).sum()), vanished=int((before & ~after).sum()),
        missing=lacks_dates([earlier, later][: 2 - (earlier is later)], "What changed"),
    )  # fmt: skip


def _compared(later: ScoreTable, earlier: ScoreTable) -> Changes:
    if isinstance(later, ScoreRecord) and isinstance(earlier, ScoreRecord):
        return later.compare(earlier)
    if isinstance(later, Scorecard) and isinstance(earlier, Scorecard):
        return later.compare(earlier)
    message = (
        "movers was given scores with their log and scores without, expected one kind: take both "
        "from engine.history, or both from a store."
    )
    raise InputError(message)
