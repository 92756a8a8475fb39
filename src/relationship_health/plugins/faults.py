"""What is wrong with something that a plugin returned: each check gives a phrase, or nothing."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from relationship_health.hookspecs import Aggregator, Reader, ReportSection
from relationship_health.plugins.blame import show

RESERVED = frozenset(
    {
        "band",
        "coverage",
        "health",
        "lower",
        "probability",
        "source",
        "status",
        "target",
        "upper",
    }
)
"""Columns that every scorecard has; no metric can be called so."""

# Names become columns, settings and words on a terminal: no space, control or formula sign.
_NAME = re.compile(r"\w[\w-]*(\.\w[\w-]*)*")

# Methods of a metric and the number of arguments that the engine passes.
_METHODS = MappingProxyType({"score": 2, "summarise": 1, "fit": 1, "sentence": 2, "highlight": 1})


def metric_fault(metric: object) -> str:
    """Say what keeps an object from being a metric; empty where nothing does.

    Parameters
    ----------
    metric : object
        What a plugin, or a caller, offers as a metric.

    Returns
    -------
    str
        A phrase that says what was found and what was expected.

    Examples
    --------
    >>> metric_fault("acme.tone")
    "'acme.tone', expected a metric, an object with name, version, requires and score"
    """
    if isinstance(metric, type):
        return f"the class {metric.__name__}, expected an instance of it"
    if not all(hasattr(metric, part) for part in ("name", "version", "requires", "score")):
        parts = "name, version, requires and score"
        return f"{show(metric)}, expected a metric, an object with {parts}"
    fault = name_fault(metric, "a metric")
    if fault:
        return fault
    name: str = metric.name  # type: ignore[attr-defined]  # looked at above
    if name in RESERVED:
        return f"a metric named {show(name)}, which is a column of every scorecard"
    fault = _metric_parts_fault(metric)
    return f"metric {show(name)} with {fault}" if fault else ""


def _metric_parts_fault(metric: object) -> str:
    version, requires = getattr(metric, "version", None), getattr(metric, "requires", None)
    if not _is_text(version):
        return f"version {show(version)}, expected a text that is not empty"
    if type(requires) is not tuple or not all(map(_is_text, requires)):
        return f"requires of type {type(requires).__name__}, expected a tuple of column names"
    if not isinstance(getattr(metric, "sided", False), bool):
        return "sided that is neither True nor False"
    for method, arguments in _METHODS.items():
        if hasattr(metric, method) and not _takes(getattr(metric, method), arguments):
            return f"{method} that cannot be called with {arguments} argument(s)"
    return ""


def reader_fault(reader: object) -> str:
    """Say what keeps an object from being a reader."""
    if not isinstance(reader, Reader):
        return f"{show(reader)}, expected a Reader"
    fault = name_fault(reader, "a reader")
    if fault:
        return fault
    if type(reader.suffixes) is not tuple or not all(map(_is_text, reader.suffixes)):
        return f"reader {show(reader.name)} whose suffixes are no tuple of texts"
    if type(reader.schemes) is not tuple or not all(map(_is_text, reader.schemes)):
        return f"reader {show(reader.name)} whose schemes are no tuple of texts"
    if not _takes(reader.recognises, 2):
        return f"reader {show(reader.name)} whose recognises cannot be asked with path and bytes"
    return "" if callable(reader.read) else f"reader {show(reader.name)} that cannot be called"


def aggregator_fault(aggregator: object) -> str:
    """Say what keeps an object from being an aggregator."""
    if not isinstance(aggregator, Aggregator):
        return f"{show(aggregator)}, expected an Aggregator"
    fault = name_fault(aggregator, "an aggregator")
    if fault or _takes(aggregator.contributions, 2):
        return fault
    return f"aggregator {show(aggregator.name)} that cannot be called with values and weights"


def section_fault(section: object) -> str:
    """Say what keeps an object from being a section of the report."""
    if not isinstance(section, ReportSection):
        return f"{show(section)}, expected a ReportSection"
    fault = name_fault(section, "a report section")
    if fault:
        return fault
    if not _is_text(section.title):
        return f"report section {show(section.name)} whose title is {show(section.title)}"
    if not _takes(section.columns, 1):
        return f"report section {show(section.name)} that cannot be called with a scorecard"
    return ""


def name_fault(item: object, kind: str) -> str:
    """Say what is wrong with the name of an item."""
    name = getattr(item, "name", None)
    if type(name) is str and _NAME.fullmatch(name):
        return ""
    return f"{kind} named {show(name)}, expected letters, digits, _ and -, with dots between parts"


def _is_text(value: object) -> bool:
    return type(value) is str and value.isprintable() and bool(value.strip())


def _takes(function: object, arguments: int) -> bool:
    if not callable(function):
        return False
    try:
        inspect.signature(function).bind(*[None] * arguments)
    except TypeError:
        return False
    except ValueError:  # a compiled function may have no signature to look at
        return True
    return True


FAULTS: Mapping[str, Callable[[object], str]] = MappingProxyType(
    {
        "rh_metrics": metric_fault,
        "rh_readers": reader_fault,
        "rh_aggregators": aggregator_fault,
        "rh_report_sections": section_fault,
    }
)
