"""Whether we are better at winning or at keeping, and where new ones come from.

Between two dates, with a relationship alive while its silence is at most four of its usual gaps:

    alive before + new + won back - lost = alive after
    kept = alive before - lost

New ones had no engaged contact before and live after; those that were gone and live again are won
back. Who came and was gone again between two dates is counted apart, as came and went.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import attrs
import numpy as np

from relationship_health.analysis.lives import Lives, cards_of, lacks_contact, lacks_dates, lives_of
from relationship_health.analysis.origins import ORIGINS, lacking, origins_of
from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns import Portfolio
from relationship_health.composite import Scorecard, ScoreHistory
from relationship_health.errors import InputError
from relationship_health.kernels.shrinkage import wilson_interval
from relationship_health.plots import Axes
from relationship_health.plots.retention import draw_retention
from relationship_health.results import Result, Trace

PARTS = ("alive_before", "new", "won_back", "lost", "alive_after", "kept", "came_and_went")
EVEN = 0.5


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Retention(Result):
    """New, kept, lost and won back in every period, and where new ones came from.

    Attributes
    ----------
    portfolio : Portfolio
    dates_us : int64 array
        The dates of the history; a period lies between two of them.
    fates : mapping of part to tuple of int64 arrays
        For each period, the relationships of each part, as positions in the portfolio.
    origin : int64 array
        Place in ``ORIGINS`` of every relationship.
    alive_now : bool array
        Which relationships live at the last date.
    """

    portfolio: Portfolio
    dates_us: Ints
    fates: Mapping[str, tuple[Ints, ...]]
    origin: Ints
    alive_now: Bools

    @property
    def title(self) -> str:
        """What was asked."""
        return "Winning and keeping"

    def columns(self) -> dict[str, Array]:
        """Return one row per period: counts, the share kept with its interval, and the origins."""
        counts = {part: self._counts(part) for part in PARTS}
        opening = counts["alive_before"].astype(np.float64)
        share = np.where(opening > 0, counts["kept"] / np.maximum(opening, 1.0), np.nan)
        lower, upper = wilson_interval(np.nan_to_num(share), opening)
        moments = self.dates_us.astype("datetime64[us]")
        known = opening > 0
        return {
            "since": moments[:-1], "until": moments[1:], **counts,
            "kept_share": share, "lower": np.where(known, lower, np.nan),
            "upper": np.where(known, upper, np.nan), **self._origins_of_new(),
        }  # fmt: skip

    def origins(self) -> dict[str, Array]:
        """Return one row per origin: how many began so, and how many of them live at the end.

        Counted are all who were new in any period, those who came and went included.
        """
        came = [*self.fates["new"], *self.fates["came_and_went"]]
        begun = np.concatenate([np.zeros(0, np.int64), *came])
        total = np.bincount(self.origin[begun], minlength=len(ORIGINS))
        living = np.bincount(self.origin[begun[self.alive_now[begun]]], minlength=len(ORIGINS))
        share = np.where(total > 0, living / np.maximum(total, 1), np.nan)
        lower, upper = wilson_interval(np.nan_to_num(share), total.astype(np.float64))
        some = total > 0
        return {
            "origin": np.array(ORIGINS, dtype=object)[some], "new": total[some],
            "alive_at_end": living[some], "share": share[some],
            "lower": lower[some], "upper": upper[some],
        }  # fmt: skip

    @property
    def words(self) -> tuple[str, ...]:
        """Whether more are won than lost, how many are kept, and where new ones come from."""
        if not len(self):
            return ("No period to look at.",)
        totals = {part: int(self._counts(part).sum()) for part in PARTS}
        return (*_balance(totals), *_kept(totals, len(self)), *self._came_from())

    def behind(self, row: int, part: str = "lost") -> Trace:
        """Return the relationships of a period's part, with their interactions until its end.

        Parameters
        ----------
        row : int
            The period.
        part : "new", "won_back", "lost", "kept", "alive_before", "alive_after", "came_and_went"
        """
        if part not in self.fates:
            message = f"part is {part!r}, expected one of {', '.join(self.fates)}."
            raise InputError(message)
        until = int(self.dates_us[1:][row])
        since = np.iinfo(np.int64).min
        return Trace(portfolio=self.portfolio, relationships=self.fates[part][row],
                     since_us=since, until_us=until)  # fmt: skip

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw, for every period, who was kept, won and lost."""
        return draw_retention(self.columns(), ax)

    def _counts(self, part: str) -> Ints:
        return np.array([len(rows) for rows in self.fates[part]], dtype=np.int64)

    def _origins_of_new(self) -> dict[str, Array]:
        counts = [np.bincount(self.origin[new], minlength=len(ORIGINS))
                  for new in self.fates["new"]]  # fmt: skip
        table = np.array(counts, dtype=np.int64).reshape(-1, len(ORIGINS))
        return {f"from_{name}": table[:, i] for i, name in enumerate(ORIGINS)}

    def _came_from(self) -> tuple[str, ...]:
        table = self.origins()
        order = np.argsort(-table["new"], kind="stable")
        if not len(order):
            return ()
        told = [
            f"{table['origin'][i]} {table['new'][i]:,} ({table['alive_at_end'][i]:,} of them alive "
            "at the end)"
            for i in order
        ]
        return (f"New ones by how they began: {', '.join(told)}.",)


def _balance(totals: Mapping[str, int]) -> tuple[str, ...]:
    won, lost = totals["new"] + totals["won_back"], totals["lost"]
    counted = (
        f"Won were {won:,} ({totals['new']:,} new, {totals['won_back']:,} won back), lost were "
        f"{lost:,}"
    )
    if not won + lost:
        return (f"{counted}.",)
    share = np.array([won / (won + lost)])
    (low,), (high,) = wilson_interval(share, np.array([float(won + lost)]))
    if low > EVEN:
        verdict = "more are won than lost, so the number alive grows: winning is the strong side"
    elif high < EVEN:
        verdict = "fewer are won than lost, so the number alive shrinks: keeping is the weak side"
    else:
        verdict = "winning and losing are about even"
    return (f"{counted}: {verdict}.",)


def _kept(totals: Mapping[str, int], periods: int) -> tuple[str, ...]:
    opening, kept = totals["alive_before"], totals["kept"]
    if not opening:
        return ("None was alive at the beginning of a period, so nothing could be kept.",)
    share = np.array([kept / opening])
    (low,), (high,) = wilson_interval(share, np.array([float(opening)]))
    sentence = (
        f"Of every 100 alive at the beginning of {'the' if periods == 1 else 'a'} period "
        f"{100 * share[0]:.0f} were kept ({100 * low:.0f} to {100 * high:.0f})."
    )
    return (sentence,)


def retention(history: ScoreHistory[Scorecard]) -> Retention:
    """Tell how many relationships were won, kept and lost between the dates of a history.

    Parameters
    ----------
    history : ScoreHistory
        From ``engine.history``, of two dates or more.

    Returns
    -------
    Retention

    Raises
    ------
    InputError
        Where the history has no log.

    Notes
    -----
    Alive is who has been silent for at most four of its own usual gaps, the posterior mean of its
    gaps under the benchmark of the history. Intervals are Wilson's, 90 %.

    Examples
    --------
    >>> from relationship_health import Engine
    >>> from relationship_health.simulate import sales_team
    >>> team = sales_team(relationships=60, days=300)
    >>> dates = ["2026-05-01", "2026-08-01", "2026-11-01"]
    >>> table = retention(Engine().history(team.portfolio, as_of=dates)).to_frame("dict")
    >>> table["alive_before"] + table["new"] + table["won_back"] - table["lost"]
    array([46, 47])
    >>> table["alive_after"]
    array([46, 47])
    """
    cards = cards_of(history, "retention")
    portfolio, last = cards[-1].portfolio, cards[-1]
    lives = [lives_of(card) for card in cards]
    return Retention(
        backend=last.backend, portfolio=portfolio, fates=_fates(lives),
        dates_us=np.array([card.as_of_us for card in cards], dtype=np.int64),
        origin=origins_of(portfolio, last.as_of_us, last.terms), alive_now=lives[-1].alive,
        missing=(*lacks_dates(cards, "Who was won or lost"), *lacks_contact(lives),
                 *lacking(portfolio, last.rows)),
    )  # fmt: skip


def _fates(lives: Sequence[Lives]) -> dict[str, tuple[Ints, ...]]:
    found: dict[str, list[Ints]] = {part: [] for part in PARTS}
    for before, after in pairwise(lives):
        fate = {
            "alive_before": before.alive, "alive_after": after.alive,
            "new": after.alive & ~before.met,
            "won_back": after.alive & before.met & ~before.alive,
            "lost": before.alive & ~after.alive, "kept": before.alive & after.alive,
            "came_and_went": after.met & ~before.met & ~after.alive,
        }  # fmt: skip
        for part, mask in fate.items():
            found[part].append(np.flatnonzero(mask))
    return {part: tuple(rows) for part, rows in found.items()}
