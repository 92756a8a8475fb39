"""The hooks of a plugin: each is called once per engine and returns frozen descriptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import attrs
import pluggy

from relationship_health.arrays import Floats, Ints
from relationship_health.contract import Metric

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


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Reading:
    """What was read from a file, and what could not be.

    Parameters
    ----------
    frame : object
        The rows that could be read, as :meth:`Portfolio.from_frame` accepts them.
    rows_in : int
        Rows found in the file: those of ``frame`` and those rejected.
    rejected : tuple of (place, column, value, reason)
        Rows that are not in ``frame``; the column is empty where the row as a whole is bad. The
        value is no excerpt of the file, which may hold what people wrote.
    places : int array, optional
        Where in the file each row of ``frame`` stands; by default they are counted from 0.
    unit : "line" or "row"
        What places count.
    notes : tuple of str
        Remarks about the file as a whole.
    """

    frame: Any
    rows_in: int
    rejected: tuple[tuple[int, str, str, str], ...] = ()
    places: Ints | None = None
    unit: Literal["line", "row"] = "row"
    notes: tuple[str, ...] = ()


@attrs.frozen(slots=True, kw_only=True)
class Reader:
    """A file format: the suffixes it answers to and the function that reads it into columns.

    ``read(path, options)`` takes a path and a mapping of options and returns a :class:`Reading`.
    Every reader gets the same options and takes what concerns it: ``delimiter``, a character or
    None, and ``skip``, a function that tells of a column's name whether it need not be read.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, Mapping[str, Any]], Reading]
    summary: str = ""


@attrs.frozen(slots=True, kw_only=True)
class Aggregator:
    """A way to turn metric values into health.

    ``contributions(values, weights)`` takes values of shape (relationships, metrics), NaN where
    unknown, and positive weights; it returns an array of that shape whose rows sum to the health
    in [0, 1], 0 where a value is unknown. The explanation is these numbers, so it is exact.
    """

    name: str
    contributions: Callable[[Floats, Floats], Floats]
    summary: str = ""


@attrs.frozen(slots=True, kw_only=True)
class ReportSection:
    """A section of the report: a title and a function from scorecard to plain columns."""

    name: str
    title: str
    columns: Callable[[Any], Mapping[str, Iterable[Any]]]


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
