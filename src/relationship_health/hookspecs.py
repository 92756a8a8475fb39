"""The hooks of a plugin: each is called once per engine and returns frozen descriptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs
import pluggy

from relationship_health.arrays import Floats
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


@attrs.frozen(slots=True, kw_only=True)
class Reader:
    """A file format: the suffixes it answers to and the function that reads it into columns.

    ``read(path, options)`` returns what :meth:`Portfolio.from_frame` accepts.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[..., Any]
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
