"""Installed plugins that fail while scoring, one by one and all at once, cost nobody else a bit."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import relationship_health as rh
from relationship_health.errors import PluginWarning
from relationship_health.testing import sample
from tests.plugins._site import Site

LOG = sample("complete")
PLAIN = rh.score(LOG.portfolio(), as_of=LOG.as_of)

METRIC = """
import numpy as np


class Html(str):
    def __html__(self):
        return str(self)


@attrs.frozen(kw_only=True)
class Bad(Tone):
    def score(self, block, benchmark):
        n, one = len(block), np.ones(len(block))
        {body}


@hookimpl
def rh_metrics():
    return [Bad(name="{name}")]
"""

# What its score does, and words of the reason that must be given.
BODIES = {
    "raises": ("raise OSError('disk')", "OSError: disk"),
    "exits": ("raise SystemExit(3)", "SystemExit: 3"),
    "nan": ("return MetricResult(value=one * np.nan, evidence=one)", "NaN exactly where"),
    "inf": ("return MetricResult(value=one * np.inf, evidence=one)", "outside [0, 1]"),
    "range": ("return MetricResult(value=one * 1.5, evidence=one)", "outside [0, 1]"),
    "mutates": ("block.time[:] = 0", "read-only"),
    "length": ("return MetricResult(value=np.ones(n + 1), evidence=one)", "shape"),
    "dtype": ("return MetricResult(value=one.astype('f4'), evidence=one)", "float32"),
    "none": ("return None", "NoneType"),
    "objects": ("return MetricResult(value=one.astype(object), evidence=one)", "object"),
    "html": ("return Html('<script>')", "returned Html"),
    "recursion": ("return self.score(block, benchmark)", "RecursionError"),
}
IMPORT_ERROR = "import no_such_module"
SOUND = METRIC.format(
    body="return MetricResult.where(block.counts > 0, one / 2, block.counts)", name="good.half"
)


def plant(site: Site, kind: str) -> None:
    """Install a distribution of one kind."""
    code = METRIC.format(body=BODIES[kind][0], name=f"{kind}.tone")
    site.plant(code, plugin=kind, distribution=f"rh-{kind}", version="3.1")


def everything() -> rh.Engine:
    """Make an engine with everything that is installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)
        return rh.Engine(plugins="all", on_plugin_error="warn")


def assert_others_unchanged(card: rh.Scorecard) -> None:
    """Hold the bits of every built-in against a scorecard without any plugin."""
    names = list(card.evaluation.names)
    ours = [names.index(name) for name in PLAIN.evaluation.names]
    for found, plain in (
        (card.evaluation.values, PLAIN.evaluation.values),
        (card.evaluation.evidence, PLAIN.evaluation.evidence),
        (card.evaluation.trials, PLAIN.evaluation.trials),
    ):
        assert found[:, ours].tobytes() == plain.tobytes()


@pytest.mark.parametrize("kind", BODIES)
def test_an_installed_plugin_that_fails_is_named_and_alone(site: Site, kind: str) -> None:
    """Plugin, distribution and version are in the diagnostic; health and all metrics keep bits."""
    plant(site, kind)
    card = everything().score(LOG.portfolio(), as_of=LOG.as_of)
    assert_others_unchanged(card)
    assert card.health.tobytes() == PLAIN.health.tobytes()
    (told,) = card.diagnostics
    assert (told.origin.plugin, told.origin.distribution, told.origin.version) == (
        kind, f"rh-{kind}", "3.1",
    )  # fmt: skip
    for word in (f"{kind}.tone", f"rh-{kind} 3.1", BODIES[kind][1]):
        assert word in told.message


def test_all_of_them_at_once_leave_a_good_stranger_alone(site: Site) -> None:
    """With every bad plugin installed the built-ins and a stranger's metric have their values."""
    for kind in BODIES:
        plant(site, kind)
    site.plant(IMPORT_ERROR, plugin="import", distribution="rh-import")
    site.plant(SOUND, plugin="good", distribution="rh-good")
    card = everything().score(LOG.portfolio(), as_of=LOG.as_of)
    assert_others_unchanged(card)
    assert {told.metric for told in card.diagnostics} == {f"{kind}.tone" for kind in BODIES}
    half = card.columns()["good.half"]
    assert set(half[~np.isnan(half)].tolist()) == {0.5}
    statuses = site.statuses(everything().registry)
    assert statuses.pop("rh-import") == "failed"
    assert set(statuses.values()) == {"loaded"}
