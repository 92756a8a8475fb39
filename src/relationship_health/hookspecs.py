"""The hooks of a plugin: each is called once per engine and returns frozen descriptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import attrs
import pluggy

from relationship_health.arrays import Floats, Ints
from relationship_health.contract import Metric
from relationship_health.wording import number_of

PROJECT = "relationship_health"
API_VERSION = 1
OLDEST_API = 1

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@attrs.frozen(slots=True, kw_only=True)
class PluginInfo:
    """What a plugin says of itself: the hook API it was written for, and a line for listings."""

    api: int = API_VERSION
    summary: str = ""


class Finding(NamedTuple):
    """One thing that a reader found wrong with a row, did to it, or left it out for.

    Parameters
    ----------
    place : int
        Where in the file the row stands, as :class:`Reading` counts.
    column : str
        Empty where it is the row as a whole.
    value : str
        What was found, in few characters; never an excerpt of what people wrote.
    reason : str
        A phrase for people.
    code : str
        The same for programs: a few small words joined by hyphens.
    """

    place: int
    column: str
    value: str
    reason: str
    code: str = ""


def _findings(given: Iterable[Iterable[Any]]) -> tuple[Finding, ...]:
    """Name the parts of plain tuples; whatever is no tuple of four or five stays as it came."""
    return tuple(
        Finding(*row) if isinstance(row, tuple) and len(row) in _PARTS else row  # type: ignore[misc]
        for row in given
    )


_PARTS = (4, 5)

Content = Literal["interactions", "stakeholders", "relationships", "transactions"]
"""What the rows of a file are: the log, or one of its companions."""


@attrs.frozen(slots=True, kw_only=True, eq=False, repr=False)
class Reading:
    """What was read from a file, and what could not be.

    Parameters
    ----------
    frame : object
        The rows that could be read, as :meth:`Portfolio.from_frame` accepts them.
    rows_in : int
        Rows found in the file: those of ``frame``, those rejected and those ignored.
    rejected : tuple of Finding
        Rows that are not in ``frame`` because they are bad. Plain tuples of (place, column,
        value, reason) will do.
    repaired : tuple of Finding
        What was mended in rows of ``frame``; it concerns every row at its place.
    ignored : tuple of Finding
        Rows that are not in ``frame`` by a rule of the format, such as drafts.
    places : int array, optional
        Where in the file each row of ``frame`` stands; by default they are counted from 0.
    unit : str
        What places count: "line", "row", or something that may give several rows of
        ``frame``, such as "message" or "event".
    notes : tuple of str
        Remarks about the file as a whole.
    content : str
        What the rows are: "interactions", or one of the side tables.
    columns : mapping of str to str
        Which column of ``frame`` holds which meaning, where names alone do not tell.
    names : mapping of str to str
        What people are called, by id, for finding two ids of one person.
    """

    frame: Any
    rows_in: int
    rejected: tuple[Finding, ...] = attrs.field(default=(), converter=_findings)
    repaired: tuple[Finding, ...] = attrs.field(default=(), converter=_findings)
    ignored: tuple[Finding, ...] = attrs.field(default=(), converter=_findings)
    places: Ints | None = None
    unit: str = "row"
    notes: tuple[str, ...] = ()
    content: Content = "interactions"
    columns: Mapping[str, str] = attrs.field(factory=dict)
    names: Mapping[str, str] = attrs.field(factory=dict)

    def __repr__(self) -> str:
        """Return sizes only: rows are personal data."""
        aside = f"{len(self.rejected):,} rejected, {len(self.ignored):,} ignored"
        return f"<Reading: {number_of(self.rows_in, 'row')} of {self.content}, {aside}>"


Recognise = Callable[[Path, bytes], bool]
"""Whether a file is of a format, by its path and its first bytes; a folder has none."""


def never(path: Path, start: bytes) -> bool:
    """Recognise nothing: a format without a mark of its own is known by its suffix."""
    del path, start
    return False


@attrs.frozen(slots=True, kw_only=True)
class Reader:
    """A file format: how its files are known, and the function that reads one into columns.

    ``read(path, options)`` takes a path, or a URL for a reader with ``schemes``, and a mapping of
    options, and returns a :class:`Reading`. Every reader gets the same options and takes what
    concerns it; one that is not there has its default.

    Parameters
    ----------
    name : str
    suffixes : tuple of str
        Ends of file names that it answers to, in small letters.
    read : function
    summary : str
        A line for listings.
    recognises : function
        Whether a file is of the format, told by its path and its first 4,096 bytes, unpacked
        where they are gzip. It has precedence over every suffix, so it has to be sure.
    schemes : tuple of str
        First parts of the URLs that it answers to, such as "postgresql".
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Any, Mapping[str, Any]], Reading]
    summary: str = ""
    recognises: Recognise = never
    schemes: tuple[str, ...] = ()


@attrs.frozen(slots=True, kw_only=True)
class Aggregator:
    """A way to turn metric values into health.

    ``contributions(values, weights)`` takes values of shape (relationships, metrics), NaN where
    unknown, and positive weights; it returns an array of that shape whose rows sum to the health
    in [0, 1], 0 where a value is unknown. The explanation is these numbers, so it is exact.
    Metrics that weigh nothing, or that the log has no columns for, are not among the columns.
    """

    name: str
    contributions: Callable[[Floats, Floats], Floats]
    summary: str = ""


@attrs.frozen(slots=True, kw_only=True)
class Chart:
    """How columns of a report's section are drawn.

    Parameters
    ----------
    kind : "bars" or "points"
        A bar for each row, or a point.
    value : str
        Column of numbers: the length of a bar, or how high a point lies.
    label : tuple of str
        Columns that name a row.
    across : str
        For points, the column of numbers from left to right.
    group : str
        For points, a column of at most four texts, each of which gets a shape and a colour.
    lower, upper : str
        Columns of the ends of the value's interval, if there is one.
    value_label, across_label : str
        What the numbers are, with their unit.
    """

    kind: Literal["bars", "points"]
    value: str
    label: tuple[str, ...]
    value_label: str
    across: str = ""
    across_label: str = ""
    group: str = ""
    lower: str = ""
    upper: str = ""


@attrs.frozen(slots=True, kw_only=True)
class ReportSection:
    """A section of the report.

    Parameters
    ----------
    name : str
    title : str
        Its headline.
    columns : function of a scorecard
        Returns plain columns by name, all of one length; or an answer, an object with
        ``columns()``, ``words`` (sentences) and ``missing`` (sentences), as the functions of
        ``relationship_health.analysis`` return it.
    chart : Chart, optional
        How to draw the columns.
    show : tuple of str, optional
        The columns that the table shows, in this order; by default all.
    """

    name: str
    title: str
    columns: Callable[[Any], Any]
    chart: Chart | None = None
    show: tuple[str, ...] = ()


class Hooks:
    """Specifications of the hooks; their names are what pluggy holds plugins to."""

    @hookspec
    def rh_plugin_info(self) -> Iterable[PluginInfo]:
        """Say which hook API the plugin was written for."""
        return ()

    @hookspec
    def rh_metrics(self) -> Iterable[Metric]:
        """Return metrics."""
        return ()

    @hookspec
    def rh_readers(self) -> Iterable[Reader]:
        """Return readers of file formats."""
        return ()

    @hookspec
    def rh_aggregators(self) -> Iterable[Aggregator]:
        """Return ways to turn metric values into health."""
        return ()

    @hookspec
    def rh_report_sections(self) -> Iterable[ReportSection]:
        """Return sections for the report."""
        return ()


HOOK_NAMES = tuple(name for name in vars(Hooks) if name.startswith("rh_"))
