"""A plugin of pytest for those who write plugins: ``-p relationship_health.testing.pytest_plugin``.

It is not loaded by itself. It brings the fixture ``rh_registry``, a function that loads the
built-ins and the plugins that a test names, and no other that happens to be installed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from relationship_health.api import BUILT_IN_PLUGINS
from relationship_health.plugins import Registry, load

if TYPE_CHECKING:
    import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Register the fixture; pytest calls this."""
    import pytest

    class Fixtures:
        """What tests can ask for."""

        @pytest.fixture
        def rh_registry(self) -> Callable[..., Registry]:
            """Load the built-ins and the plugins given: names, modules, or objects with hooks."""
            return loaded

    config.pluginmanager.register(Fixtures(), "relationship-health-fixtures")


def loaded(*plugins: object) -> Registry:
    """Load the built-ins and some plugins; any failure is an error.

    Examples
    --------
    >>> [record.status for record in loaded().records][:2]
    ['loaded', 'loaded']
    """
    return load(BUILT_IN_PLUGINS, plugins=plugins)
