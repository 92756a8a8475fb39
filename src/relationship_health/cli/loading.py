"""From a file and the options to a portfolio, a moment and a scorecard."""

from __future__ import annotations

import warnings
from datetime import datetime
from pathlib import Path

import attrs

from relationship_health.api import Engine
from relationship_health.cli.complaints import UsageError, in_options
from relationship_health.cli.inputs import load_portfolio, plan_of
from relationship_health.cli.options import Options, PluginChoice
from relationship_health.cli.printing import progress, say
from relationship_health.columns import Clock, Portfolio, moment_from, read_moment
from relationship_health.columns.zones import LATEST_US
from relationship_health.composite import Scorecard
from relationship_health.contract import Benchmark
from relationship_health.distributed.folder import is_partitioned
from relationship_health.errors import (
    InputError,
    PluginWarning,
    ProfileError,
)
from relationship_health.io.delimited import checked_delimiter
from relationship_health.model import Terms
from relationship_health.plugins import blocking_nothing
from relationship_health.sources import Plan
from relationship_health.validation import Standing
from relationship_health.wording import number_of


@attrs.frozen(kw_only=True)
class Scored:
    """A scorecard, what it was made with, and whether every plugin did its part."""

    engine: Engine
    scorecard: Scorecard
    whole: bool


@attrs.frozen(kw_only=True)
class Loaded:
    """A log that is ready to be scored, and what to score it with."""

    engine: Engine
    benchmark: Benchmark | None
    portfolio: Portfolio
    moment: datetime

    def whole(self, *scored: Scorecard | Standing) -> bool:
        """Say which metrics failed; return whether every plugin did its part."""
        told = {d.metric: d.message for each in scored for d in each.diagnostics}
        for metric, message in told.items():
            say(f"{metric} is unknown everywhere: {message}")
        failed = any(record.status == "failed" for record in self.engine.registry.records)
        return not failed and not told


def load_file(
    path: Path, options: Options, plugins: PluginChoice, *, speaking: str = "Scores are as of"
) -> Loaded:
    """Read a log; what is worth knowing on the way goes to stderr."""
    if is_partitioned(path):
        message = (
            f"{path} is a partitioned log, which score alone reads as a whole: in Python, "
            "scan(...).portfolio([pair]) takes single relationships out of it."
        )
        raise UsageError(message)
    check_options(options)
    plan = plan_of(path, options)
    engine = make_engine(with_plan(options, plan), plugins, plan)
    benchmark = None if options.benchmark is None else Benchmark.load(options.benchmark)
    with progress(f"Reading {path}"):
        portfolio = load_portfolio(path, options, engine.registry.readers, plan)
    say(portfolio.issues.summary())
    moment = _as_of(portfolio, options, speaking)
    return Loaded(engine=engine, benchmark=benchmark, portfolio=portfolio, moment=moment)


def score_file(path: Path, options: Options, plugins: PluginChoice) -> Scored:
    """Read a log and score it."""
    log = load_file(path, options, plugins)
    with progress(f"Scoring {number_of(len(log.portfolio), 'relationship')}"):
        scorecard = log.engine.score(log.portfolio, as_of=log.moment, benchmark=log.benchmark)
    return Scored(engine=log.engine, scorecard=scorecard, whole=log.whole(scorecard))


def check_options(options: Options) -> None:
    """Refuse values of options that mean nothing, before anything is read.

    Raises
    ------
    UsageError
    """
    try:
        Clock(unit=options.time_unit, format=options.time_format, timezone=options.timezone)
        checked_delimiter(options.delimiter)
        if options.as_of is not None:
            read_moment(options.as_of, "--as-of")
    except InputError as error:
        raise UsageError(in_options(str(error))) from error


def with_plan(options: Options, plan: Plan | None) -> Options:
    """Return options with the profile of a project, unless another was typed."""
    if plan is None or options.profile != Options().profile:
        return options
    return attrs.evolve(options, profile=plan.profile)


def make_engine(options: Options, plugins: PluginChoice, plan: Plan | None = None) -> Engine:
    """Return an engine with the plugins that may be loaded; those that fail are told of."""
    if plan is not None and plan.plugins is not None and plugins.allowed is None:
        plugins = attrs.evolve(plugins, allowed=plan.plugins)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PluginWarning)
            engine = Engine(
                profile=options.profile,
                plugins="all" if plugins.allowed is None else plugins.allowed,
                disabled_plugins=plugins.blocked,
                on_plugin_error="warn",
            )
    except ProfileError as error:
        raise UsageError(str(error)) from error
    for sentence in blocking_nothing(plugins.blocked, engine.registry.records):
        say(sentence)
    failed = [record for record in engine.registry.records if record.status == "failed"]
    for record in failed:
        say(record.reason)
    if failed:
        say("Scored without what failed; --no-plugin NAME leaves a plugin out.")
    return engine


def _as_of(portfolio: Portfolio, options: Options, speaking: str) -> datetime:
    """Return the moment asked for, or else the time of the last contact, and say so."""
    if options.as_of is not None:
        return moment_from(read_moment(options.as_of, "--as-of"))
    contacts = portfolio.block(0, len(portfolio), LATEST_US, Terms()).time
    last = int((contacts if len(contacts) else portfolio.time).max())
    moment = moment_from(last)
    say(f"{speaking} the last interaction, {moment:%Y-%m-%d %H:%M:%S} UTC; --as-of moves it.")
    return moment
