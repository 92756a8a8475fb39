"""The metric keeps what the engine relies on, and so does the plugin as a whole."""

from collections.abc import Callable

import rh_steadiness

from relationship_health.testing import check_plugin, parametrize_metric_checks


@parametrize_metric_checks([rh_steadiness.Steadiness()])
def test_the_metric_keeps_its_contract(metric_check: Callable[[], None]) -> None:
    """Range, order, blocks, clock, unknowns, threads and more: each is a test of its own."""
    metric_check()


def test_the_plugin_keeps_its_contract() -> None:
    """The plugin loads, and all that it gives passes: what `plugins check` says."""
    check_plugin(rh_steadiness)
