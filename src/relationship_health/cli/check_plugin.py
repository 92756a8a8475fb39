"""``plugins check``: whether an installed plugin keeps its contract."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import attrs
from cyclopts import Parameter

from relationship_health.cli.options import PluginChoice
from relationship_health.cli.printing import progress, show, show_json, show_table
from relationship_health.errors import PluginLoadError
from relationship_health.plugins import discover
from relationship_health.plugins.records import canonical
from relationship_health.testing import CheckResult, check_plugin

HEADER = ("checked", "check", "status", "reason")
FAILED = 3


def check_installed(
    name: str,
    /,
    *,
    example: Annotated[tuple[Path, ...], Parameter(negative="", show_default=False)] = (),
    json: Annotated[bool, Parameter(negative="")] = False,
    plugins: Annotated[PluginChoice, Parameter(parse=False)],
) -> int:
    """Check everything that a plugin gives: metrics, readers, aggregators, report sections.

    The exit code is 0 where all checks passed or were skipped, and 3 where one failed.

    Parameters
    ----------
    name
        Name of the plugin, or of the distribution that brings it; `plugins list` shows them.
    example
        A file for a reader of the plugin; can be repeated.
    json
        Print everything as JSON.
    plugins
        Which plugins may be loaded.
    """
    _refuse_blocked(name, plugins)
    with progress(f"Checking {name}"):
        results = check_plugin(name, on_fail=None, examples=example)
    if json:
        show_json([attrs.asdict(result) for result in results])
    else:
        show_table(HEADER, map(_cells, results), folding=frozenset(HEADER))
        show(f"{name}: {results.summary}.")
    return FAILED if results.failed else 0


def _refuse_blocked(name: str, plugins: PluginChoice) -> None:
    """Refuse a plugin that must not be imported, before it is."""
    for record in discover(enabled=plugins.allowed, disabled=plugins.blocked):
        names = {canonical(known) for known in (record.name, record.distribution) if known}
        if record.status == "blocked" and canonical(name) in names:
            message = (
                f"Plugin {record.name!r} is not checked, because it is blocked: {record.reason}."
            )
            raise PluginLoadError(message, plugin=record.name)


def _cells(result: CheckResult) -> tuple[object, ...]:
    return result.subject, result.name, result.status, result.reason
