"""From a file, or a project of many, to a portfolio in one call."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, Unpack

import attrs

from relationship_health.columns import OPTIONAL_NAMES, OurSide, Portfolio, check_on_error, trace
from relationship_health.columns.standard import OptionalColumns, is_content
from relationship_health.errors import InputError
from relationship_health.hookspecs import Reader, Reading
from relationship_health.io import BUILT_IN
from relationship_health.plugins import Registered, load
from relationship_health.sources.choosing import choose_reader
from relationship_health.sources.project import Project, load_project
from relationship_health.sources.project_file import read_plan
from relationship_health.sources.reading import origin_of, read_source
from relationship_health.sources.strictness import expect_sound

Plugins = Literal["all"] | Iterable[object] | None
OnError = Literal["raise", "collect"]


class ReadOptions(OptionalColumns, total=False):
    """Options of a single reader, and the names of optional columns."""

    delimiter: str
    table: str
    query: str
    owner: str
    since: Any
    until: Any
    max_recipients: int


def read(  # noqa: PLR0913  a log has that many columns, and a file that many formats
    source: str | os.PathLike[str] | Any,
    *,
    sender: str | None = None,
    recipient: str | None = None,
    time: str | None = None,
    our_side: OurSide = None,
    within: bool = True,
    timezone: str | None = None,
    time_unit: Literal["s", "ms", "us"] | None = None,
    time_format: str | None = None,
    reader: str | None = None,
    plugins: Plugins = None,
    on_error: OnError = "raise",
    **options: Unpack[ReadOptions],
) -> Portfolio:
    r"""Read a log of any format into a portfolio.

    Parameters
    ----------
    source : path, URL, or connection of SQLAlchemy
        A table, a mailbox, a calendar, an export of a customer database, a database.
    sender, recipient, time : str, optional
        Columns that say who contacted whom and when; formats that know it need none.
    our_side, within, time_unit, time_format
        As for :meth:`Portfolio.from_frame`.
    timezone : str, optional
        Of times that carry none; by default that of a calendar, or else UTC.
    reader : str, optional
        Name of the format; by default it is known by content or suffix.
    plugins : "all", or iterable of names and plugin objects, optional
        Strangers' plugins whose readers may be used.
    on_error : "raise" or "collect"
        Whether a row that must be rejected or repaired is an error, or set aside and accounted
        for in ``issues``.
    **options
        What a format needs to know: ``delimiter`` of delimited text; ``table`` or ``query`` of a
        database; ``owner`` of a calendar, ``since`` and ``until`` of its window;
        ``max_recipients`` of a message. And optional columns, as for
        :meth:`Portfolio.from_frame`.

    Raises
    ------
    ReaderError
        Where the source cannot be read.
    RowError
        Where rows are bad and ``on_error`` is "raise".

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     log = Path(folder) / "log.csv"
    ...     _ = log.write_text("sender,recipient,time\nana,bo,2026-01-05T09:00Z\n")
    ...     read(log, our_side={"ana"})
    <Portfolio: 1 relationship, 1 interaction>
    """
    _expect_known(options)
    check_on_error(on_error)
    given = {name: value for name, value in options.items() if name in OPTIONAL_NAMES}
    further = {name: value for name, value in options.items() if name not in given}
    named = {"sender": sender, "recipient": recipient, "time": time, **given}
    columns = {meaning: name for meaning, name in named.items() if name is not None}

    def skip(name: str) -> bool:
        return name not in columns.values() and is_content(name)

    where = _located(source)
    if isinstance(where, Path) and where.suffix.lower() == ".toml":
        message = f"{where} is a project, expected a single source: read it with read_project."
        raise InputError(message)
    chosen = choose_reader(where, _readers(plugins), reader)
    further |= {"timezone": timezone, "time_format": time_format, "skip": skip}
    reading = read_source(chosen, where, further)
    portfolio = log_of(
        reading, our_side=our_side, within=within, timezone=timezone or "UTC", time_unit=time_unit,
        time_format=time_format, **{**columns, **{n: None for n, g in given.items() if g is None}},
    )  # fmt: skip
    if on_error == "raise":
        expect_sound(portfolio.issues, where if isinstance(where, Path) else "the database")
    return portfolio


def log_of(reading: Reading, **arguments: Any) -> Portfolio:
    """Return the portfolio of what was read, with the account of the file.

    Raises
    ------
    InputError
        Where what was read is no log.
    """
    if reading.content != "interactions":
        message = (
            f"What was read holds {reading.content}, expected interactions: name it in a project, "
            "beside a log."
        )
        raise InputError(message)
    portfolio = Portfolio.from_frame(
        reading.frame, on_error="collect", **{**reading.columns, **arguments}
    )
    return attrs.evolve(portfolio, issues=trace(portfolio.issues, [origin_of(reading)]))


def read_project(
    path: str | os.PathLike[str], *, plugins: Plugins = None, on_error: OnError = "raise"
) -> Project:
    """Read a project: one portfolio of the many sources that a TOML file names.

    Parameters
    ----------
    path : path
        The project file.
    plugins : "all", or iterable of names and plugin objects, optional
        Strangers' plugins to load for their readers, in place of those that the project names.
    on_error : "raise" or "collect"
        Whether a row that must be rejected or repaired is an error, or set aside and accounted
        for.

    Returns
    -------
    Project
        With ``portfolio``, the account of each of the ``sources``, ``suggestions`` of ids that
        may be one person, and the ``profile`` and ``plugins`` to score with.

    Raises
    ------
    InputError
        Where the file says what no project says.
    ReaderError
        Where a source is not there or cannot be read.
    RowError
        Where rows are bad and ``on_error`` is "raise".
    """
    check_on_error(on_error)
    plan = read_plan(Path(path))
    wanted = plan.plugins if plugins is None else plugins
    return load_project(plan, _readers(wanted), collect=on_error == "collect")


def _expect_known(options: Iterable[str]) -> None:
    known = [*ReadOptions.__annotations__, *OPTIONAL_NAMES]
    for name in options:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, n=1)
            hint = f" (did you mean {nearest[0]!r}?)" if nearest else ""
            message = f"read has no argument {name!r}{hint}, expected one of {', '.join(known)}."
            raise TypeError(message)


def _readers(plugins: Plugins) -> tuple[Registered[Reader], ...]:
    return load(BUILT_IN, plugins=plugins).readers


def _located(source: Any) -> Any:
    """Return a path, a URL as a text, or whatever else it is for a reader of databases."""
    if isinstance(source, str) and "://" in source:
        return source
    return Path(source) if isinstance(source, str | os.PathLike) else source
