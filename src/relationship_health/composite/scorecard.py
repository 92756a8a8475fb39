"""The scorecard: what a user holds after scoring."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Self

import attrs
import numpy as np

from relationship_health.arrays import Bools, Floats, Ints
from relationship_health.columns import Key, Portfolio
from relationship_health.columns.keys import Keys
from relationship_health.composite.change import Comparison, compare
from relationship_health.composite.explanation import Description, Explanation, describe_metrics
from relationship_health.composite.foresight import NEVER, days_until_falls
from relationship_health.composite.judging import Judge
from relationship_health.composite.outlook import outlook
from relationship_health.composite.probability import probability
from relationship_health.composite.profiles import Profile
from relationship_health.composite.record import ScoreRecord, made_with
from relationship_health.composite.scoring import BANDS, STATUSES, Composite
from relationship_health.composite.table import ScoreTable
from relationship_health.composite.taking_over import scored_after
from relationship_health.contract import Benchmark, Metric
from relationship_health.engine import Alone, Diagnostic, Evaluation
from relationship_health.model import Terms


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Scorecard(ScoreTable):
    """Scores of a portfolio at one moment.

    Rows are the relationships known by then (in contact, or declared), in the order of their ids.

    Attributes
    ----------
    portfolio : Portfolio
        What was scored.
    rows : int64 array
        Position in the portfolio of each row.
    as_of_us : int
        The moment, microseconds UTC.
    benchmark : Benchmark
        What is usual.
    judge : Judge
        What it was scored with.
    evaluation : Evaluation
        Value and evidence of each metric.
    composite : Composite
        Health, interval, coverage, status, band, contributions.
    diagnostics : tuple
        What failed, and why.
    """

    portfolio: Portfolio
    rows: Ints
    as_of_us: int
    benchmark: Benchmark
    judge: Judge
    evaluation: Evaluation
    composite: Composite
    diagnostics: tuple[Diagnostic, ...]

    @property
    def pairs(self) -> Keys:
        """Every relationship of the portfolio."""
        return Keys(self.portfolio.ids, self.portfolio.source, self.portfolio.target)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the metrics, in the order of the columns."""
        return self.evaluation.names

    @property
    def values(self) -> Floats:
        """Value of each metric in [0, 1], NaN where unknown."""
        return self.evaluation.values

    @property
    def backend(self) -> str:
        """The library of the log."""
        return self.portfolio.backend

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics, in the order of the columns."""
        return self.judge.metrics

    @property
    def profile(self) -> Profile:
        """Weights, bands and thresholds."""
        return self.judge.profile

    @property
    def unavailable(self) -> Mapping[str, str]:
        """Metrics unknown for every relationship, and why."""
        return self.evaluation.unavailable

    def explain(self, key: Key) -> Explanation:
        """Take one relationship's score apart.

        Parameters
        ----------
        key : pair of ids
            The relationship, named from either end.

        Raises
        ------
        UnknownRelationshipError
            Where there is no such relationship, or none yet at ``as_of``.
        """
        row = self.row_of(key)
        place = int(self.rows[row])
        named = self.portfolio.key(place)
        alone = self.evaluation.alone or Alone(
            block=self.portfolio.block(place, place + 1, self.as_of_us, self.terms), results={}
        )
        described = describe_metrics(self.metrics, alone, self.benchmark, self.unavailable, named)
        return self._explanation(row, named, described)

    def compare(self, earlier: Scorecard) -> Comparison:
        """Split the change since an earlier scorecard exactly into its causes.

        Parameters
        ----------
        earlier : Scorecard
            Of the same metrics, profile and terms; of this portfolio, or of one from an older log.

        Raises
        ------
        InputError
            Where the other one is later, or was made with other metrics or another profile.

        Examples
        --------
        >>> log = {
        ...     "sender": ["ana", "bo"],
        ...     "recipient": ["bo", "ana"],
        ...     "time": ["2026-01-05T09:00Z", "2026-03-05T15:00Z"],
        ... }
        >>> portfolio = Portfolio.from_frame(log, our_side={"ana"})
        >>> from relationship_health.api import score
        >>> then, now = (score(portfolio, as_of=day) for day in ("2026-02-01", "2026-03-06"))
        >>> change = now.compare(then).explain(("ana", "bo"))
        >>> change.events, len(change.steps)
        (('your_turn',), 1)
        """
        return compare(self, earlier)

    def after(self, portfolio: Portfolio, *, threads: int = 1) -> Scorecard:
        """Return the scorecard of a later portfolio, scoring again only what has changed.

        The moment and the benchmark stay what they are, and it has the bits that scoring
        everything under that benchmark has. A benchmark that is learned anew may change every
        score: for that, score again with the engine.

        Parameters
        ----------
        portfolio : Portfolio
            Such as :meth:`Portfolio.append` returns. Relationships with the same rows and
            declarations as before keep their scores.
        threads : int
            Blocks that are judged at the same time; it changes no bit of the result.

        Raises
        ------
        MetricError
            Where a metric fails and ``on_plugin_error`` is "raise".

        Notes
        -----
        Where a column is new, or a word is to a column of up to 1,024 different ones, metrics may
        see every relationship otherwise, and all are scored.

        Examples
        --------
        >>> log = {
        ...     "sender": ["ana", "bo", "ana"],
        ...     "recipient": ["bo", "ana", "cy"],
        ...     "time": ["2026-01-05T09:00Z", "2026-01-05T15:00Z", "2026-01-07T12:00Z"],
        ... }
        >>> late = {"sender": ["cy"], "recipient": ["ana"], "time": ["2026-01-08T08:00Z"]}
        >>> from relationship_health.api import Engine
        >>> engine, portfolio = Engine(), Portfolio.from_frame(log, our_side={"ana"})
        >>> card = engine.score(portfolio, as_of="2026-02-01")
        >>> whole = portfolio.append(late)
        >>> again = engine.score(whole, as_of="2026-02-01", benchmark=card.benchmark)
        >>> bool((card.after(whole).health == again.health).all())
        True
        """
        return scored_after(self, portfolio, threads)

    def falls_on(self, key: Key, *, horizon_days: int = 730) -> datetime | None:
        """Day on which the band is lower if nothing happens until then.

        Parameters
        ----------
        key : pair of ids
        horizon_days : int
            How far to look, 1 or more.

        Returns
        -------
        datetime or None
            A whole number of days after ``as_of``; None where it does not fall by then, or is
            poor or unknown already.
        """
        (days,) = days_until_falls(self, np.array([self.row_of(key)]), horizon_days).tolist()
        return None if days == NEVER else self.as_of + timedelta(days=days)

    def outlook(self, horizon_days: float = 30) -> Floats:
        """Return how likely an engaged contact is within a horizon, if nothing is done about it.

        Parameters
        ----------
        horizon_days : number
            Days ahead, above 0.

        Returns
        -------
        float64 array in [0, 1], one per row of the frame
            NaN where they never engaged.

        Raises
        ------
        InputError
            Where the horizon is no number of days.

        Notes
        -----
        A logistic of three figures on the scale of the horizon: how much contact there was lately,
        how long they have been silent, and how much of the time since the first contact had passed
        by the last one. What each of them counts for is learned from the benchmark's own past; see
        the page on scores. It never rises with silence. Unlike health it favours whoever is in
        contact often.

        Examples
        --------
        >>> log = {
        ...     "sender": ["ana", "bo"],
        ...     "recipient": ["bo", "ana"],
        ...     "time": ["2026-01-05T09:00Z", "2026-01-12T15:00Z"],
        ... }
        >>> from relationship_health.api import score
        >>> portfolio = Portfolio.from_frame(log, our_side={"ana"})
        >>> soon, late = (score(portfolio, as_of=day) for day in ("2026-01-13", "2026-06-13"))
        >>> bool(soon.outlook(30)[0] > late.outlook(30)[0])
        True
        """
        return outlook(self, horizon_days)

    @property
    def probability(self) -> Floats:
        """Probability that each relationship goes on, after ``Engine.fit_weights``.

        Going on is engaged contact within four of its own usual gaps, at least the horizon that
        the weights were fitted for. NaN where health is unknown.

        Raises
        ------
        BenchmarkError
            Where no weights were fitted, or with another version of a metric.
        """
        return probability(self)

    def take(self, keep: Bools) -> Self:
        """Return the scorecard of some of its rows; nothing is scored again."""
        rows = np.flatnonzero(keep)
        return attrs.evolve(
            self, rows=self.rows[rows], evaluation=self.evaluation.take(rows),
            composite=self.composite.take(rows),
        )  # fmt: skip

    def record(self) -> ScoreRecord:
        """Return what is kept of the scorecard when the log is not: scores, and how they came.

        Examples
        --------
        >>> log = {
        ...     "sender": ["ana", "bo"],
        ...     "recipient": ["bo", "ana"],
        ...     "time": ["2026-01-05T09:00Z", "2026-01-05T15:00Z"],
        ... }
        >>> from relationship_health.api import score
        >>> card = score(Portfolio.from_frame(log), as_of="2026-01-06")
        >>> bool(card.record().health[0] == card.health[0])
        True
        """
        return ScoreRecord(
            pairs=self.pairs, rows=self.rows, as_of_us=self.as_of_us, names=self.names,
            values=self.values, composite=self.composite, backend=self.backend,
            made_with=made_with(self.judge, self.benchmark, self.unavailable),
        )  # fmt: skip

    @property
    def terms(self) -> Terms:
        """The definitions that the scores rest on."""
        return self.benchmark.terms

    def _explanation(self, row: int, key: Key, described: Description) -> Explanation:
        names, composite = self.evaluation.names, self.composite
        weights = {name: self.profile.weight(name) for name in names}
        contributions = {
            name: float(composite.contributions[row, i])
            for i, name in enumerate(names)
            if not np.isnan(self.evaluation.values[row, i]) and weights[name] > 0
        }
        values = {n: float(self.evaluation.values[row, i]) for i, n in enumerate(names)}
        shortfall = {n: weights[n] * (self.profile.usual.get(n, 1.0) - values[n]) for n in names}
        costliest = sorted(
            described.sentences,
            key=lambda n: -shortfall[n] if n in contributions else math.inf,
        )
        return Explanation(
            source=key[0], target=key[1], as_of=self.as_of, health=float(composite.health[row]),
            shown=self.profile.shown(float(composite.health[row])),
            lower=float(composite.lower[row]), upper=float(composite.upper[row]),
            coverage=float(composite.coverage[row]), status=STATUSES[composite.status[row]],
            band=BANDS[composite.band[row]], contributions=contributions,
            values=values, weights=weights,
            evidence={n: float(self.evaluation.evidence[row, i]) for i, n in enumerate(names)},
            unknown=described.unknown, details=described.details, contacts=described.contacts,
            sentences={name: described.sentences[name] for name in costliest},
        )  # fmt: skip
