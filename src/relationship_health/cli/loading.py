"""From a file and the options to a portfolio, a moment and a scorecard."""

from __future__ import annotations

import warnings
from datetime import datetime
from pathlib import Path

import attrs
import numpy as np

from relationship_health.api import Engine
from relationship_health.cli.complaints import (
    UsageError,
    in_options,
    no_rows,
    of_file,
    strict_breach,
)
from relationship_health.cli.options import Options, PluginChoice
from relationship_health.cli.ours import OursIs, check_our_side, read_our_side
from relationship_health.cli.printing import progress, say
from relationship_health.columns import Clock, Portfolio, moment_from, read_moment, trace
from relationship_health.columns.standard import is_content
from relationship_health.columns.zones import LATEST_US
from relationship_health.composite import Scorecard
from relationship_health.contract import Benchmark
from relationship_health.errors import (
    BenchmarkError,
    InputError,
    PluginWarning,
    ProfileError,
)
from relationship_health.frames import read_table
from relationship_health.hookspecs import Reading
from relationship_health.io.delimited import checked_delimiter
from relationship_health.model import Terms
from relationship_health.plugins import blocking_nothing
from relationship_health.sources import choose_reader, origin_of, read_source
from relationship_health.validation import Standing


@attrs.frozen(kw_only=True)
class Scored:
    """A scorecard and whether every plugin did its part."""

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
    _check(options)
    engine = _engine(options, plugins)
    benchmark = _benchmark(options.benchmark)
    with progress(f"Reading {path}"):
        portfolio = load_portfolio(path, options, engine)
    say(portfolio.issues.summary())
    moment = _as_of(portfolio, options, speaking)
    return Loaded(engine=engine, benchmark=benchmark, portfolio=portfolio, moment=moment)


def score_file(path: Path, options: Options, plugins: PluginChoice) -> Scored:
    """Read a log and score it."""
    log = load_file(path, options, plugins)
    with progress(f"Scoring {len(log.portfolio):,} relationships"):
        scorecard = log.engine.score(log.portfolio, as_of=log.moment, benchmark=log.benchmark)
    return Scored(scorecard=scorecard, whole=log.whole(scorecard))


def load_portfolio(path: Path, options: Options, engine: Engine) -> Portfolio:
    """Read a log with the reader that knows its format.

    Raises
    ------
    InputError
        Where the file cannot be used: unreadable, a column missing, no row accepted, or with
        ``--strict`` any row rejected or repaired.
    PluginError
        Where a plugin's reader fails.
    """
    reading = _read(path, options, engine)
    ours = read_our_side(options.our_side)
    try:
        portfolio = _portfolio(reading, options, ours)
    except InputError as error:
        raise of_file(path, error) from error
    issues = trace(portfolio.issues, [origin_of(reading)])
    breach = strict_breach(path, issues, options) if options.strict else None
    if breach is not None:
        raise breach
    if not len(portfolio.time):
        raise no_rows(path, issues, options)
    if ours is not None:
        check_our_side(options.our_side or "", ours, portfolio.ids.tolist())
    return attrs.evolve(portfolio, issues=issues)


def _portfolio(reading: Reading, options: Options, ours: OursIs | None) -> Portfolio:
    frame, recipient = reading.frame, options.recipient
    if options.recipient_value is not None:
        table, recipient = read_table(frame), "--recipient-value"
        same = np.full(table.rows, options.recipient_value, dtype=object)
        frame = {**{name: table.column(name) for name in table.names}, recipient: same}
    return Portfolio.from_frame(
        frame, sender=options.sender, recipient=recipient, time=options.time, our_side=ours,
        timezone=options.timezone, time_unit=options.time_unit, time_format=options.time_format,
        on_error="collect",
        **options.optional_columns,  # type: ignore[arg-type]  # its keys are OPTIONAL_NAMES
    )  # fmt: skip


def _read(path: Path, options: Options, engine: Engine) -> Reading:
    given = choose_reader(path, engine.registry.readers, options.reader)
    named = {options.sender, options.recipient, options.time, *options.optional_columns.values()}

    def skip(name: str) -> bool:
        return name not in named and is_content(name)

    reading = read_source(given, path, {"delimiter": options.delimiter, "skip": skip})
    if reading.content != "interactions":
        message = f"{path} holds {reading.content}, expected interactions."
        raise InputError(message)
    return reading


def _check(options: Options) -> None:
    """Refuse values of options that mean nothing, before anything is read."""
    try:
        Clock(unit=options.time_unit, format=options.time_format, timezone=options.timezone)
        checked_delimiter(options.delimiter)
        if options.as_of is not None:
            read_moment(options.as_of, "--as-of")
    except InputError as error:
        raise UsageError(in_options(str(error))) from error


def _engine(options: Options, plugins: PluginChoice) -> Engine:
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


def _benchmark(path: Path | None) -> Benchmark | None:
    try:
        return None if path is None else Benchmark.load(path)
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}): expected a benchmark."
        raise BenchmarkError(message) from error


def _as_of(portfolio: Portfolio, options: Options, speaking: str) -> datetime:
    """Return the moment asked for, or else the time of the last contact, and say so."""
    if options.as_of is not None:
        return moment_from(read_moment(options.as_of, "--as-of"))
    contacts = portfolio.block(0, len(portfolio), LATEST_US, Terms()).time
    last = int((contacts if len(contacts) else portfolio.time).max())
    moment = moment_from(last)
    say(f"{speaking} the last interaction, {moment:%Y-%m-%d %H:%M:%S} UTC; --as-of moves it.")
    return moment
