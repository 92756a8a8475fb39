"""The plugin manager: finds, filters, loads and checks plugins, built-ins among them.

Nothing is kept between calls and nothing is read from the environment: what `load` returns
depends on its arguments and on what is installed.
"""

from relationship_health.plugins.discovery import GROUP, discover, installed_version
from relationship_health.plugins.faults import metric_fault
from relationship_health.plugins.loading import load
from relationship_health.plugins.records import PluginRecord, Registered, Registry, blocking_nothing
from relationship_health.plugins.selection import (
    ENVIRONMENT_VARIABLE,
    allow_list_from_environment,
)

__all__ = [
    "ENVIRONMENT_VARIABLE",
    "GROUP",
    "PluginRecord",
    "Registered",
    "Registry",
    "allow_list_from_environment",
    "blocking_nothing",
    "discover",
    "installed_version",
    "load",
    "metric_fault",
]
