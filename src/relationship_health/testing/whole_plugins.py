"""The conformance kit for whole plugins: loads one and checks everything that it gives."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from relationship_health.api import BUILT_IN_PLUGINS
from relationship_health.errors import PluginError
from relationship_health.hookspecs import Reader
from relationship_health.plugins import Registered, Registry, load
from relationship_health.testing.aggregators import check_aggregator
from relationship_health.testing.metrics import check_metric
from relationship_health.testing.readers import check_reader
from relationship_health.testing.results import CheckResult, CheckResults
from relationship_health.testing.running import (
    OnFail,
    concluded,
    refuse_unknown,
    refuse_unknown_option,
)
from relationship_health.testing.sections import check_report_section

LOADS = "loads"


def check_plugin(
    plugin: object,
    *,
    on_fail: OnFail = "raise",
    expected_failures: Mapping[str, str] | None = None,
    examples: Iterable[str | os.PathLike[str]] = (),
) -> CheckResults:
    """Load a plugin as an engine would, and check every metric, reader and other thing it gives.

    Parameters
    ----------
    plugin : str, module or object with hooks
        Name of an installed plugin, of its distribution or of a built-in, or the plugin itself.
    on_fail : "raise" or None
        As for :func:`check_metric`.
    expected_failures : mapping of str to str
        As for :func:`check_metric`, of names such as ``"acme.tone:monotone_evidence"``: what is
        checked, a colon, and the check.
    examples : iterable of paths
        Files for its readers, told apart by the ends of their names.

    Returns
    -------
    list of CheckResult
        Each with the name of what was checked as ``subject``.

    Raises
    ------
    ConformanceError
        Where a check failed, or none ran, and ``on_fail`` is "raise".
    InputError
        Where ``expected_failures`` names nothing that was checked.

    Examples
    --------
    >>> from relationship_health.composite import aggregation
    >>> results = check_plugin(aggregation)
    >>> print(results[0].subject, results[0].name, results[0].status, "of", results)
    relationship_health.composite.aggregation loads passed of 10 passed
    """
    refuse_unknown_option(on_fail)
    built_in = {module.__name__: module for module in BUILT_IN_PLUGINS}
    name = plugin if isinstance(plugin, str) else _name(plugin)
    wanted = built_in.get(plugin, plugin) if isinstance(plugin, str) else plugin
    try:
        # A built-in that is checked comes in as a stranger does, and must not be there already.
        others = [module for module in built_in.values() if module is not wanted]
        registry = load(others, plugins=[wanted])
    except PluginError as error:
        failed = CheckResult(name=LOADS, status="failed", reason=str(error), subject=name)
        return concluded(CheckResults([failed]), name, on_fail)
    results = CheckResults([CheckResult(name=LOADS, status="passed", subject=name)])
    for ask in _questions(registry, tuple(map(Path, examples))):
        results.extend(ask())
    results = _with_excuses(results, dict(expected_failures or {}))
    if len(results) == 1:
        reason = "it gives nothing that can be checked, expected a metric or another thing"
        results.append(CheckResult(name="gives", status="failed", reason=reason, subject=name))
    return concluded(results, name, on_fail)


def _name(plugin: object) -> str:
    return str(getattr(plugin, "__name__", type(plugin).__name__))


def _questions(
    registry: Registry, examples: tuple[Path, ...]
) -> Iterable[Callable[[], CheckResults]]:
    """Give a call for each item of what was asked for."""
    asked = {record.name for record in registry.records if record.source != "built-in"}

    def own(items: Iterable[Registered[Any]]) -> list[Any]:
        return [given.item for given in items if given.plugin in asked]

    for metric in own(registry.metrics):
        yield _later(check_metric, metric)
    for reader in own(registry.readers):
        yield _later(check_reader, reader, _example(reader, examples))
    for aggregator in own(registry.aggregators):
        yield _later(check_aggregator, aggregator)
    for section in own(registry.report_sections):
        yield _later(check_report_section, section)


def _later(check: Callable[..., CheckResults], *things: object) -> Callable[[], CheckResults]:
    return lambda: check(*things, on_fail=None)


def _example(reader: Reader, examples: tuple[Path, ...]) -> Path | None:
    fitting = (path for path in examples if path.name.lower().endswith(reader.suffixes))
    return next(fitting, None)


def _with_excuses(results: CheckResults, excuses: dict[str, str]) -> CheckResults:
    known = {f"{result.subject}:{result.name}": result for result in results}
    refuse_unknown(excuses, list(known))
    excused = CheckResults()
    for place, result in known.items():
        status, reason = result.status, result.reason
        if place in excuses and status == "failed":
            status, reason = "xfailed", excuses[place]
        elif place in excuses and status == "passed":
            status = "failed"
            reason = f"it passed, expected to fail ({excuses[place]}): take it off the list"
        excused.append(
            CheckResult(name=result.name, status=status, reason=reason, subject=result.subject)
        )
    return excused
