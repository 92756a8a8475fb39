"""``plugins``: what is installed, and what became of it."""

from __future__ import annotations

import warnings
from typing import Annotated

import attrs
from cyclopts import Parameter

from relationship_health.api import BUILT_IN_PLUGINS
from relationship_health.cli.options import PluginChoice
from relationship_health.cli.printing import say, show_json, show_table
from relationship_health.errors import PluginWarning
from relationship_health.plugins import PluginRecord, blocking_nothing, discover, load

HEADER = ("name", "distribution", "version", "status", "metrics", "reason or summary")


def list_plugins(
    *,
    json: Annotated[bool, Parameter(negative="")] = False,
    no_load: Annotated[bool, Parameter(negative="")] = False,
    plugins: Annotated[PluginChoice, Parameter(parse=False)],
) -> int:
    """List the plugins: name, distribution, version, status, metrics, and why one is not loaded.

    Parameters
    ----------
    json
        Print everything as JSON.
    no_load
        List what is installed without importing any of it.
    plugins
        Which plugins may be loaded.
    """
    records = _discovered(plugins) if no_load else _loaded(plugins)
    for sentence in blocking_nothing(plugins.blocked, records):
        say(sentence)
    if json:
        show_json([attrs.asdict(record) for record in records])
    else:
        show_table(HEADER, map(_cells, records), folding=frozenset(HEADER))
    return 0


def _discovered(plugins: PluginChoice) -> tuple[PluginRecord, ...]:
    return discover(enabled=plugins.allowed, disabled=plugins.blocked)


def _loaded(plugins: PluginChoice) -> tuple[PluginRecord, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)
        return load(
            BUILT_IN_PLUGINS,
            plugins="all",
            enabled=plugins.allowed,
            disabled=plugins.blocked,
            on_plugin_error="warn",
        ).records


def _cells(record: PluginRecord) -> tuple[object, ...]:
    return (
        record.name,
        record.distribution or "",
        record.version or "",
        record.status,
        ", ".join(record.metrics),
        record.reason or record.summary,
    )
