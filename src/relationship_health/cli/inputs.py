"""What a command is given to read: a log, or a project of several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from relationship_health.cli.complaints import UsageError, no_rows, of_file, strict_breach
from relationship_health.cli.options import Options
from relationship_health.cli.ours import OursIs, check_our_side, read_our_side
from relationship_health.columns import Issues, Portfolio
from relationship_health.columns.standard import is_content
from relationship_health.errors import InputError
from relationship_health.frames import read_table
from relationship_health.hookspecs import Reader, Reading
from relationship_health.plugins import Registered
from relationship_health.sources import (
    Plan,
    Project,
    choose_reader,
    load_project,
    log_of,
    read_plan,
    read_source,
)

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")

Readers = Sequence[Registered[Reader]]


def plan_of(path: Path, options: Options) -> Plan | None:
    """Return what a project says; None for a file that is a log itself.

    Raises
    ------
    UsageError
        Where an option is given that a project answers, or a URL in place of a file.
    """
    if _URL.match(str(path)) and not path.exists():
        # Without a word of it: it may hold a password, which others could see here as it is.
        message = (
            "The file is a URL, expected the path of a file: name the url in a project file, which "
            "others need not be able to read."
        )
        raise UsageError(message)
    if path.suffix.lower() != ".toml":
        return None
    if options.our_side is not None:
        message = "--our-side does not go with a project: name our_side in its file."
        raise UsageError(message)
    return read_plan(path)


def read_project(plan: Plan, options: Options, readers: Readers) -> Project:
    """Read a project; windows that it leaves open end at ``--as-of``."""
    return load_project(plan, readers, until=options.as_of, collect=True)


def read_file(path: Path, options: Options, readers: Readers) -> tuple[str, Reading]:
    """Read a file with the reader that knows it; return that reader's name too."""
    given = choose_reader(path, readers, options.reader)
    named = {options.sender, options.recipient, options.time, *options.optional_columns.values()}

    def skip(name: str) -> bool:
        return name not in named and is_content(name)

    asked = {
        "delimiter": options.delimiter, "table": options.table, "owner": options.owner,
        "timezone": None if options.timezone == "UTC" else options.timezone,
        "time_format": options.time_format, "until": options.as_of,
    }  # fmt: skip
    return given.name, read_source(given, path, {**asked, "skip": skip})


def log_from(path: Path, reading: Reading, options: Options, ours: OursIs | None) -> Portfolio:
    """Return the portfolio of a log that was read, with the account of its file.

    Raises
    ------
    InputError
        Where a column is missing, or what was read is no log.
    """
    try:
        return log_of(_with_recipient(reading, options), **_arguments(options, ours))
    except InputError as error:
        raise of_file(path, error, options) from error


def load_portfolio(
    path: Path, options: Options, readers: Readers, plan: Plan | None = None
) -> Portfolio:
    """Read a log, or the project of a plan.

    Raises
    ------
    InputError
        Where the file cannot be used: unreadable, a column missing, no row accepted, or with
        ``--strict`` any row rejected or repaired.
    PluginError
        Where a plugin's reader fails.
    """
    if plan is not None:
        portfolio = read_project(plan, options, readers).portfolio
        _expect_rows(path, portfolio, portfolio.issues, options)
        return portfolio
    _, reading = read_file(path, options, readers)
    ours = read_our_side(options.our_side)
    portfolio = log_from(path, reading, options, ours)
    _expect_rows(path, portfolio, portfolio.issues, options)
    if ours is not None:
        check_our_side(options.our_side or "", ours, portfolio.ids.tolist())
    return portfolio


def _expect_rows(path: Path, portfolio: Portfolio, issues: Issues, options: Options) -> None:
    breach = strict_breach(path, issues, options) if options.strict else None
    if breach is not None:
        raise breach
    if not len(portfolio.time):
        raise no_rows(path, issues, options)


def _with_recipient(reading: Reading, options: Options) -> Reading:
    """Return a reading in which all rows have the one recipient that was asked for."""
    if options.recipient_value is None:
        return reading
    table = read_table(reading.frame)
    same = np.full(table.rows, options.recipient_value, dtype=object)
    frame = {**{name: table.column(name) for name in table.names}, "--recipient-value": same}
    return attrs.evolve(reading, frame=frame)


def _arguments(options: Options, ours: OursIs | None) -> dict[str, Any]:
    recipient = "--recipient-value" if options.recipient_value is not None else options.recipient
    named = {"sender": options.sender, "recipient": recipient, "time": options.time}
    # What a format settles itself stands unless somebody said otherwise.
    asked = {meaning: name for meaning, name in named.items() if name != meaning}
    return {
        "our_side": ours, "timezone": options.timezone, "time_unit": options.time_unit,
        "time_format": options.time_format, **asked, **options.optional_columns,
    }  # fmt: skip
