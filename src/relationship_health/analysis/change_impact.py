"""What falls, and by how much, if a channel, a person or a touchpoint goes away.

Every relationship is scored twice at one moment, under one benchmark: as it is, and without the
interactions that would not have been. The loss is the difference; where nothing remains to judge,
all of the health is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from relationship_health.analysis.leaving_out import (
    Without,
    keep_rows,
    people_without,
    rows_without,
    told,
)
from relationship_health.analysis.other_ways import other_channels, other_contacts
from relationship_health.arrays import Array, Bools, Floats, Ints
from relationship_health.columns import Portfolio
from relationship_health.composite import Scorecard, Scorer, check_asked
from relationship_health.contract import Benchmark
from relationship_health.plots import Axes
from relationship_health.plots.change_impact import draw_change_impact
from relationship_health.results import Result, Trace

TOLD = 3
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class ChangeImpact(Result):
    """What every relationship that is touched would lose, the worst hit first.

    Attributes
    ----------
    what : str
        What goes away, in words.
    before : Scorecard
        Scores with it.
    gone : Portfolio
        The same relationships with only the interactions that go.
    total_before : float
        Health of all relationships together, those that are not touched included.
    table : mapping
        The columns.
    places : int64 array
        Position in the portfolio of every row.
    """

    what: str
    before: Scorecard
    gone: Portfolio
    total_before: float
    table: Mapping[str, Array]
    places: Ints

    @property
    def title(self) -> str:
        """What was asked."""
        return f"Without {self.what}, as of {self.before.as_of:%Y-%m-%d}"

    def columns(self) -> dict[str, Array]:
        """Return one row per relationship that is touched.

        ``loss`` is health before less health after, all of it where nothing remains to judge.
        ``other_channels`` counts the channels left in the relationship, ``other_contacts`` the
        other relationships that still lead to the same organisation, or to the same person where
        the organisation is not known. ``alone`` has neither.
        """
        return dict(self.table)

    def distribution(self) -> dict[str, Array]:
        """Return quantiles of the loss over the relationships that are touched."""
        loss = self._known_loss
        found = np.quantile(loss, QUANTILES) if len(loss) else np.full(len(QUANTILES), np.nan)
        return {"quantile": np.array(QUANTILES), "loss": found}

    @property
    def total(self) -> float:
        """Points of health lost by all together; negative where more is gained."""
        return float(self._known_loss.sum())

    @property
    def words(self) -> tuple[str, ...]:
        """How many lose how much, who is left with nothing, and who is hit worst."""
        table, loss = self.table, self._known_loss
        if not len(self):
            return (f"Nothing changes: no interaction up to then is of {self.what}.",)
        if not len(loss):
            return ("None of the relationships that are touched has a health to lose.",)
        return (self._sum(loss), *self._alone(), *self._worst(table))

    def behind(self, row: int) -> Trace:
        """Return the interactions of a row that would go."""
        return Trace(
            portfolio=self.gone, relationships=self.places[[row]],
            since_us=int(np.iinfo(np.int64).min), until_us=self.before.as_of_us,
        )  # fmt: skip

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw how the loss is distributed, and how much of it has no other way."""
        return draw_change_impact(self.columns(), self.what, ax)

    @property
    def _known_loss(self) -> Floats:
        loss = self.table["loss"]
        return np.asarray(loss[~np.isnan(loss)], dtype=np.float64)

    def _sum(self, loss: Floats) -> str:
        lose, gain = loss > 0, loss < 0
        share = self.total / self.total_before if self.total_before else 0.0
        gained = f", {int(gain.sum()):,} gain {-loss[gain].sum():.1f}" if gain.any() else ""
        return (
            f"{len(self):,} relationships are touched: {int(lose.sum()):,} lose "
            f"{loss[lose].sum():.1f} points of health{gained}. Together {-self.total:+.1f}, "
            f"{abs(share):.0%} of all health; the median loss is {np.median(loss):.1f}, the "
            f"largest {loss.max():.1f}."
        )

    def _alone(self) -> tuple[str, ...]:
        nothing = int((self.table["interactions_left"] == 0).sum())
        alone = int(self.table["alone"].sum())
        found = []
        if nothing:
            found.append(f"{nothing:,} would be left without any contact.")
        if alone:
            found.append(f"{alone:,} have neither a second channel nor a second contact.")
        return tuple(found)

    def _worst(self, table: Mapping[str, Array]) -> tuple[str, ...]:
        sentences = []
        for row in range(min(TOLD, len(self))):
            if not table["loss"][row] > 0:
                break
            after = table["after"][row]
            then = "nothing left to judge" if np.isnan(after) else f"{after:.0f} without"
            alone = ", with no other way" if table["alone"][row] else ""
            sentences.append(
                f"{table['source'][row]} and {table['target'][row]}: {table['before'][row]:.0f} "
                f"with it, {then}{alone}."
            )
        return tuple(sentences)


def change_impact(
    portfolio: Portfolio,
    engine: Scorer,
    as_of: Any,
    without: Without,
    *,
    benchmark: Benchmark | None = None,
) -> ChangeImpact:
    """Tell whose health falls, and by how much, if something goes away.

    Parameters
    ----------
    portfolio : Portfolio
    engine : Engine
    as_of : datetime, date or ISO 8601 text
    without : mapping or function
        What goes: ``{"channel": "email"}`` (any column of the log, one value or several),
        ``{"stakeholder": id}``, ``{"organisation": name}``; several keys mean all at once. Or a
        function that is given the interactions as a frame of the log's library (source, target,
        time, direction, and every column) and returns True for those that go.
    benchmark : Benchmark, optional
        What is usual; by default learned from the whole portfolio, and the same with and without.

    Returns
    -------
    ChangeImpact

    Raises
    ------
    InputError
        Where what should go does not occur; the nearest names are said.

    Examples
    --------
    >>> from relationship_health import Engine
    >>> from relationship_health.simulate import sales_team
    >>> team = sales_team(relationships=30, days=200)
    >>> found = change_impact(team.portfolio, Engine(), team.as_of, {"channel": "phone"})
    >>> found.title
    'Without channel phone, as of 2026-11-01'
    >>> bool(found.total == found.to_frame("dict")["loss"].sum())
    True
    """
    check_asked(portfolio, engine)
    goes = rows_without(portfolio, without)
    usual = engine.fit(portfolio, as_of=as_of) if benchmark is None else benchmark
    before = engine.score(portfolio, as_of=as_of, benchmark=usual)
    touched = portfolio.groups.count(goes & (portfolio.time <= before.as_of_us)) > 0
    among = np.zeros(len(portfolio), dtype=np.bool_)
    among[before.rows] = True
    touched &= among
    left = keep_rows(portfolio, ~goes)
    table, places = _table(before, left, np.flatnonzero(touched))
    table |= _other_ways(left, before.as_of_us, places, people_without(portfolio, without))
    return ChangeImpact(
        backend=portfolio.backend, what=told(without), before=before, table=table, places=places,
        gone=keep_rows(portfolio, goes), total_before=float(np.nansum(before.health)),
        missing=_lacking(portfolio),
    )  # fmt: skip


def _table(before: Scorecard, left: Portfolio, places: Ints) -> tuple[dict[str, Array], Ints]:
    """Score what is left of the relationships that are touched, and sort them by their loss."""
    keep = np.zeros(len(left), dtype=np.bool_)
    keep[places] = True
    judge = before.judge
    evaluation = judge.judge(left.select(keep), before.as_of_us, before.benchmark)
    after = judge.compose(evaluation).health
    row = np.searchsorted(before.rows, places)
    health = before.health[row]
    loss = np.where(np.isnan(health), np.nan, health - np.where(np.isnan(after), 0.0, after))
    order = np.argsort(-np.where(np.isnan(loss), -np.inf, loss), kind="stable")
    counts = before.evaluation.counts[row]
    found = {
        "source": before.source[row], "target": before.target[row], "before": health,
        "after": after, "loss": loss, "interactions": counts,
        "interactions_left": evaluation.counts,
    }  # fmt: skip
    return {name: values[order] for name, values in found.items()}, places[order]


def _other_ways(left: Portfolio, as_of_us: int, places: Ints, gone: Bools) -> dict[str, Array]:
    channels = other_channels(left, as_of_us)[places]
    contacts = other_contacts(left, as_of_us, gone)[places]
    return {
        "other_channels": channels, "other_contacts": contacts,
        "alone": (channels == 0) & (contacts == 0),
    }  # fmt: skip


def _lacking(portfolio: Portfolio) -> tuple[str, ...]:
    if "channel" in portfolio.column_names:
        return ()
    return ("Which relationships have a second channel: needs column channel.",)
