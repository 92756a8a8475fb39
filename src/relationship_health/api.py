"""The composition root: plugins, engine, profile and benchmark joined into one call."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, Literal, overload

from relationship_health.analysis import report_sections as answers
from relationship_health.columns import Portfolio, moment_in
from relationship_health.composite import (
    Judge,
    Profile,
    Scorecard,
    ScoreHistory,
    ScoreRecord,
    aggregation,
    fit_with,
    score_dates,
)
from relationship_health.composite.history import checked_dates
from relationship_health.composite.naming import check_names, checked_weights, hint
from relationship_health.contract import Benchmark, Forecast, Metric
from relationship_health.distributed import Scan
from relationship_health.engine import Origin
from relationship_health.errors import (
    InputError,
    PluginContractError,
    ProfileError,
    described,
)
from relationship_health.hookspecs import Aggregator
from relationship_health.io import BUILT_IN as BUILT_IN_READERS
from relationship_health.metrics import BUILT_IN
from relationship_health.model import Terms
from relationship_health.plugins import Registered, Registry, load, metric_fault
from relationship_health.validation import learn_forecast
from relationship_health.validation import report_sections as quality

BUILT_IN_PLUGINS = (*BUILT_IN, aggregation, *BUILT_IN_READERS, answers, quality)
"""Everything that comes with the library, through the hooks that strangers use."""

OnPluginError = Literal["raise", "warn"]


class Engine:
    """Scores portfolios with a set of metrics under a profile.

    Parameters
    ----------
    metrics : iterable of names or metrics, optional
        Which metrics to use; by default all of the built-ins and of ``plugins``.
    weights : mapping of name to number, optional
        Weights that replace the profile's.
    profile : str, path or Profile
        Weights, bands and thresholds: the name of a shipped profile, a TOML file, or a profile.
    plugins : "all", or iterable of names and plugin objects, optional
        Strangers' plugins; by default none is loaded.
    disabled_plugins : iterable of names
        Plugins, or distributions, never to be imported, whatever ``plugins`` says.
    terms : Terms, optional
        Shared definitions: half-life, conversation gap, windows.
    on_plugin_error : "raise" or "warn"
        Whether a plugin's failure is an error, or makes its metrics unknown with an entry in
        ``scorecard.diagnostics``.

    Examples
    --------
    >>> [metric.name for metric in Engine().metrics][:3], len(Engine().metrics)
    (['recency_decay', 'stickiness', 'engagement_vs_reach'], 15)
    """

    def __init__(  # noqa: PLR0913  the contract's signature
        self,
        metrics: Iterable[str | Metric] | None = None,
        weights: Mapping[str, float] | None = None,
        profile: str | os.PathLike[str] | Profile = "default",
        plugins: Literal["all"] | Iterable[object] | None = None,
        *,
        disabled_plugins: Iterable[str] = (),
        terms: Terms | None = None,
        on_plugin_error: OnPluginError = "raise",
    ) -> None:
        if on_plugin_error not in {"raise", "warn"}:
            message = f"on_plugin_error is {on_plugin_error!r}, expected 'raise' or 'warn'."
            raise InputError(message)
        self.on_plugin_error = on_plugin_error
        if terms is not None and not isinstance(terms, Terms):
            message = (
                f"terms is {described(terms)}, expected Terms, such as Terms(half_life_days=90)."
            )
            raise InputError(message)
        self.terms = terms or Terms()
        self.registry: Registry = load(
            BUILT_IN_PLUGINS,
            plugins=plugins,
            disabled=disabled_plugins,
            on_plugin_error=on_plugin_error,
        )
        self._metrics: dict[str, Registered[Metric]] = {}
        self._choose(metrics)
        given = checked_weights(weights, self._metrics)
        self.profile = self._read_profile(profile).with_weights(given)
        self._aggregator_given = self._find_aggregator(self.profile.aggregator)
        self.forecast: Forecast | None = None
        self._judge: tuple[object, Judge] | None = None

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics, in the order of the scorecard's columns."""
        return tuple(given.item for given in self._metrics.values())

    @property
    def judge(self) -> Judge:
        """All that scoring needs besides a portfolio, a moment and a benchmark; it can travel."""
        given = (
            tuple(self._metrics.values()), self.profile, self._aggregator_given,
            self.on_plugin_error, self.terms, self.forecast,
        )  # fmt: skip
        if self._judge is None or self._judge[0] != given:
            # Made once and not for each of a server's requests, until one of these is another.
            self._judge = given, self._made_judge()
        return self._judge[1]

    def _made_judge(self) -> Judge:
        origins = {
            name: Origin(
                plugin=given.plugin, distribution=given.distribution or "none",
                version=given.version or "unknown",
            )
            for name, given in (*self._metrics.items(), self._aggregator_given)
        }  # fmt: skip
        return Judge(
            metrics=self.metrics, profile=self.profile, origins=origins,
            aggregator=self._aggregator_given[1].item, on_error=self.on_plugin_error,
            terms=self.terms, forecast=self.forecast,
        )  # fmt: skip

    def add_metric(self, metric: Metric, *, weight: float | None = None) -> None:
        """Add a metric, as from a notebook.

        Parameters
        ----------
        metric : Metric
            A metric object, or a function made one by ``@rh.metric``.
        weight : float, optional
            Its weight; by default the profile's for metrics that it does not name.

        Raises
        ------
        PluginContractError
            Where it is no metric, or its name is taken.
        """
        fault = metric_fault(metric)
        if fault:
            message = f"The object {type(metric).__name__} is no metric: {fault}."
            raise PluginContractError(message)
        if metric.name in self._metrics:
            message = (
                f"The engine has a metric {metric.name!r} already: give the new one another name."
            )
            raise PluginContractError(message)
        self._metrics[metric.name] = Registered(
            name=metric.name, item=metric, plugin="added by hand"
        )
        if weight is not None:
            self.profile = self.profile.with_weights({metric.name: weight})

    def fit(
        self,
        portfolio: Portfolio | Scan,
        *,
        as_of: Any,
        threads: int = 1,
        block_rows: int | None = None,
    ) -> Benchmark:
        """Learn a benchmark from a portfolio as it was known at ``as_of``.

        The shipped default counts as 50 relationships more. Neither ``threads`` nor ``block_rows``
        changes a bit of it.
        """
        if isinstance(portfolio, Scan):
            return portfolio.fit(self, as_of=as_of, threads=threads)
        moment = moment_in(portfolio, as_of)
        return fit_with(self.judge, portfolio, moment, block_rows=block_rows, threads=threads)

    def fit_weights(
        self,
        portfolio: Portfolio,
        *,
        as_of: Any,
        horizon_days: float = 90,
        origins: int | Iterable[Any] = 6,
    ) -> Benchmark:
        """Learn from outcomes what each metric counts for, and how likely relationships go on.

        Everything is scored as it was known at earlier moments, and asked whether it went on by
        ``as_of``; nothing later is looked at. ``scorecard.probability`` is then there for every
        benchmark that this engine fits, and for any engine that is given the one returned. Health
        stays what the profile says; ``weights=benchmark.forecast.profile_weights`` changes that.

        Parameters
        ----------
        portfolio : Portfolio
        as_of : datetime, date or ISO 8601 text
        horizon_days : number
            The least time within which one has to go on; else four own usual gaps.
        origins : int, or iterable of datetime, date or ISO 8601 text
            How many earlier moments, from two fifths of the log to one horizon before its end; or
            which.

        Returns
        -------
        Benchmark
            Learned at ``as_of``, with the forecast: ``save`` keeps both.

        Raises
        ------
        InputError
            Where the log up to ``as_of`` is too short, or outcomes are too few.
        MissingExtraError
            Where scikit-learn is not installed; scoring does not need it.
        """
        self.forecast = learn_forecast(
            portfolio, self, as_of=as_of, horizon_days=horizon_days, origins=origins
        )
        return self.fit(portfolio, as_of=as_of)

    @overload
    def score(
        self, portfolio: Portfolio, *, as_of: Any, benchmark: Benchmark | None = None,
        threads: int = 1, block_rows: int | None = None,
    ) -> Scorecard: ...  # fmt: skip
    @overload
    def score(
        self, portfolio: Scan, *, as_of: Any, benchmark: Benchmark | None = None,
        threads: int = 1, block_rows: int | None = None,
    ) -> ScoreRecord: ...  # fmt: skip
    def score(
        self, portfolio: Portfolio | Scan, *, as_of: Any, benchmark: Benchmark | None = None,
        threads: int = 1, block_rows: int | None = None,
    ) -> Scorecard | ScoreRecord:  # fmt: skip
        """Score every relationship known at ``as_of``.

        Parameters
        ----------
        portfolio : Portfolio, or Scan, which gives a ``ScoreRecord``
        as_of : datetime, date or ISO 8601 text
            The moment that scores speak of; nothing later has any influence.
        benchmark : Benchmark, optional
            What is usual; by default learned from this portfolio at ``as_of``.
        threads : int
            Blocks that are judged at the same time; it changes no bit of the result.
        block_rows : int, optional
            Interactions in a block; by default 65,536, and up to four times as many in several
            threads. It changes no bit of the result; what is worked out on the way grows with it.

        Raises
        ------
        InputError
            Where ``as_of`` cannot be read or lies before everything.
        BenchmarkError
            Where the benchmark was learned under other definitions or metrics.
        MetricError
            Where a metric fails and ``on_plugin_error`` is "raise".
        """
        if isinstance(portfolio, Scan):
            return portfolio.score(self, as_of=as_of, benchmark=benchmark, threads=threads)
        (card,) = score_dates(
            self.judge, portfolio, [moment_in(portfolio, as_of)], benchmark, block_rows=block_rows,
            threads=threads,
        )  # fmt: skip
        return card

    def history(  # noqa: PLR0913  as for score, and what is usual when
        self,
        portfolio: Portfolio,
        *,
        as_of: Iterable[Any],
        benchmark: Benchmark | None = None,
        refit: bool = False,
        threads: int = 1,
        block_rows: int | None = None,
    ) -> ScoreHistory[Scorecard]:
        """Score a portfolio at several dates, all in one walk over its interactions.

        Every scorecard has the bits that :meth:`score` gives at its date alone.

        Parameters
        ----------
        portfolio : Portfolio
        as_of : iterable of datetime, date or ISO 8601 text
            At least one date, in any order; equal ones count once.
        benchmark : Benchmark, optional
            What is usual at all dates; by default learned at the last of them, so that a change of
            score is a change of the relationship and not of the others.
        refit : bool
            Learn it anew at every date instead.
        threads, block_rows : int, optional
            As for :meth:`score`, with longer blocks by default; neither changes a bit.

        Raises
        ------
        InputError, BenchmarkError, MetricError
            As :meth:`score` does at the first date at which it does.

        Examples
        --------
        >>> log = {
        ...     "sender": ["ana", "bo"],
        ...     "recipient": ["bo", "ana"],
        ...     "time": ["2026-01-05T09:00Z", "2026-01-05T15:00Z"],
        ... }
        >>> portfolio = Portfolio.from_frame(log, our_side={"ana"})
        >>> history = Engine().history(portfolio, as_of=["2026-01-06", "2026-06-06"])
        >>> [bool(card.health[0] > 60) for card in history.select([("ana", "bo")])]
        [True, False]
        """
        dates = checked_dates(as_of)
        if refit and benchmark is not None:
            message = "history was given both a benchmark and refit=True, expected one: leave one."
            raise InputError(message)
        if benchmark is None and not refit:
            benchmark = self.fit(portfolio, as_of=dates[-1], threads=threads, block_rows=block_rows)
        moments = [moment_in(portfolio, date) for date in dates]
        return ScoreHistory(
            score_dates(
                self.judge, portfolio, moments, benchmark, block_rows=block_rows, threads=threads
            )
        )

    def _choose(self, metrics: Iterable[str | Metric] | None) -> None:
        available = {given.name: given for given in self.registry.metrics}
        if metrics is None:
            self._metrics = dict(available)
            return
        if isinstance(metrics, str) or not isinstance(metrics, Iterable):
            message = (
                f"metrics is {described(metrics)}, expected a list of names or metrics: write "
                f"[{metrics!r}]."
            )
            raise InputError(message)
        for wanted in metrics:
            if not isinstance(wanted, str):
                self.add_metric(wanted)
                continue
            if wanted not in available:
                message = (
                    f"There is no metric {wanted!r}{hint(wanted, available)}, expected one of "
                    f"{', '.join(available)}."
                )
                raise InputError(message)
            if wanted in self._metrics:
                message = f"metrics names {wanted!r} twice, expected each metric once: remove one."
                raise InputError(message)
            self._metrics[wanted] = available[wanted]

    def _read_profile(self, given: str | os.PathLike[str] | Profile) -> Profile:
        if isinstance(given, str) and not given.endswith(".toml"):
            return Profile.named(given)
        if not isinstance(given, str | os.PathLike | Profile):
            message = (
                f"profile is {described(given)}, expected the name of a shipped profile, the path "
                "of a TOML file, or a Profile."
            )
            raise ProfileError(message)
        profile = given if isinstance(given, Profile) else Profile.load(given)
        # Shipped profiles name built-ins that may be blocked; in any other a name is a mistake.
        loaded = {m.name for m in self.registry.metrics} | self._metrics.keys()
        for table in ("weights", "usual"):
            known = sorted(loaded | getattr(Profile.named("default"), table).keys())
            check_names(f"The profile's {table}", getattr(profile, table), known, ProfileError)
        return profile

    def _find_aggregator(self, name: str) -> tuple[str, Registered[Aggregator]]:
        known = {given.name: given for given in self.registry.aggregators}
        if name not in known:
            message = (
                f"The profile asks for aggregator {name!r}, expected one of {', '.join(known)}: "
                "load the plugin that brings it."
            )
            raise InputError(message)
        return name, known[name]


def score(portfolio: Portfolio, *, as_of: Any, benchmark: Benchmark | None = None) -> Scorecard:
    """Score a portfolio with the default engine; see :meth:`Engine.score`.

    Examples
    --------
    >>> log = {
    ...     "sender": ["ana", "bo"],
    ...     "recipient": ["bo", "ana"],
    ...     "time": ["2026-01-05T09:00Z", "2026-01-05T15:00Z"],
    ... }
    >>> portfolio = Portfolio.from_frame(log, our_side={"ana"})
    >>> score(portfolio, as_of="2026-01-06").status[0]
    'provisional'
    """
    return Engine().score(portfolio, as_of=as_of, benchmark=benchmark)
