"""What a good plugin gives arrives whole, with its origin."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import pytest

from relationship_health.columns import Block
from relationship_health.contract import Benchmark, MetricResult, metric
from relationship_health.errors import PluginConflictError, PluginContractError
from relationship_health.hookspecs import HOOK_NAMES, PluginInfo, hookimpl
from relationship_health.metrics import BUILT_IN
from relationship_health.plugins import Registered, load, metric_fault
from tests.plugins._site import GOOD, Site, metric_names

EVERYTHING = """
import rh_steady_name as rh_neighbour
rh_constant = 3

@hookimpl
def rh_plugin_info():
    return PluginInfo(api=1, summary="All hooks\\nof them")

@hookimpl
def rh_metrics():
    yield Tone(name="acme.tone")
    yield Tone(name="acme.mood")

@hookimpl
def rh_readers():
    return (Reader(name="acme", suffixes=(".acme",), read=print),)

@hookimpl
def rh_aggregators():
    return {Aggregator(name="acme", contributions=lambda values, weights: values)}

@hookimpl
def rh_report_sections():
    return [ReportSection(name="acme", title="Acme", columns=dict)]

@hookimpl(optionalhook=True)
def rh_of_a_later_version():
    return []
"""


@metric("my.any_contact")
def any_contact(block: Block) -> MetricResult:
    """Tell whether there has been any contact."""
    raise NotImplementedError


class Notebook:
    """A plugin as one writes it in a notebook; two of them are equal and cannot be hashed."""

    def __init__(self, *given: Any) -> None:
        self.given = given

    def __eq__(self, other: object) -> bool:
        """Fail as the comparison of two arrays would."""
        raise ValueError

    __hash__ = None  # type: ignore[assignment]  # as every class with only __eq__

    @property
    def rh_trap(self) -> None:
        """A property is looked past, not run."""
        raise AssertionError

    @hookimpl
    def rh_metrics(self) -> Iterable[Any]:
        """Give what the constructor got."""
        return self.given


def named(name: str) -> object:
    """Make a metric of some name."""
    return metric(name)(any_contact.function)


def test_every_hook_is_collected_with_its_origin(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind of item names plugin, distribution and version; the record lists it all."""
    neighbour = ModuleType("rh_steady_name")
    monkeypatch.setitem(sys.modules, "rh_steady_name", neighbour)
    site.plant(EVERYTHING)
    registry = load([], plugins=["acme"])
    kinds: list[tuple[Registered[Any], ...]]
    kinds = [registry.metrics, registry.readers, registry.aggregators, registry.report_sections]
    names = [[given.name for given in kind] for kind in kinds]
    assert names == [["acme.tone", "acme.mood"], ["acme"], ["acme"], ["acme"]]
    for given in (given for kind in kinds for given in kind):
        assert (given.plugin, given.distribution, given.version) == ("acme", "rh-acme", "1.2")
        assert given.item.name == given.name
    (record,) = registry.records
    assert (record.source, record.status, record.reason) == ("entry point", "loaded", "")
    assert (record.hooks, record.metrics) == (HOOK_NAMES, ("acme.tone", "acme.mood"))
    assert record.summary == "All hooks of them"


def test_built_ins_are_recorded_like_others() -> None:
    """Every built-in has its record, in its order, from this distribution."""
    registry = load(iter(BUILT_IN))
    assert [record.name for record in registry.records] == [each.__name__ for each in BUILT_IN]
    assert {record.source for record in registry.records} == {"built-in"}
    assert {given.distribution for given in registry.metrics} == {"relationship-health"}


def test_objects_are_plugins_too() -> None:
    """A module or an instance works, whatever its comparison does, several of a class too."""
    module = ModuleType("my_plugin")
    module.rh_metrics = Notebook(named("my.third")).rh_metrics  # type: ignore[attr-defined]
    plugins = [Notebook(any_contact), Notebook(named("my.second")), module]
    registry = load([], plugins=plugins)
    assert [(r.name, r.source, r.distribution) for r in registry.records] == [
        ("Notebook", "object", None),
        ("Notebook#2", "object", None),
        ("my_plugin", "object", None),
    ]
    assert metric_names(registry) == ["my.any_contact", "my.second", "my.third"]


def test_names_and_objects_mix(site: Site) -> None:
    """Installed plugins come first, then objects in their order."""
    site.plant(GOOD)
    registry = load([], plugins=(Notebook(any_contact), "acme"))
    assert metric_names(registry) == ["good.tone", "my.any_contact"]


def test_an_object_can_be_blocked() -> None:
    """The block-list is for objects as well, and the allow-list is not."""
    registry = load([], plugins=[Notebook(any_contact)], enabled=(), disabled=["notebook"])
    assert [record.status for record in registry.records] == ["blocked"]
    assert metric_names(load([], plugins=[Notebook(any_contact)], enabled=())) == ["my.any_contact"]


def test_the_same_object_twice_is_a_conflict() -> None:
    """The error names both plugins and knows no distribution."""
    plugin = Notebook(any_contact)
    with pytest.raises(PluginConflictError, match=r"'Notebook#2' \(object\).*'Notebook'") as caught:
        load([], plugins=[plugin, plugin])
    assert caught.value.distribution is None


def test_a_metric_is_not_a_plugin() -> None:
    """Whoever passes a metric as a plugin is told what a plugin is."""
    with pytest.raises(PluginContractError, match=r"'FunctionMetric' .* implements no hook"):
        load([], plugins=[any_contact])


def test_a_plugin_may_say_nothing_of_itself() -> None:
    """Without rh_plugin_info a plugin counts as written for version 1."""
    assert load([], plugins=[Notebook()]).records[0].status == "loaded"


def test_two_calls_share_nothing(site: Site) -> None:
    """Loading leaves nothing behind: not in the library, nor for the next call."""
    site.plant(GOOD)
    first = load(BUILT_IN, plugins="all", enabled=["acme"])
    second = load(BUILT_IN)
    assert "good.tone" in metric_names(first)
    assert "good.tone" not in metric_names(second)


def test_each_hook_runs_once() -> None:
    """A hook with side effects, or a slow one, is called once per loading."""
    calls = []

    class Counting:
        @hookimpl
        def rh_plugin_info(self) -> Iterator[PluginInfo]:
            calls.append("info")
            yield PluginInfo()

        @hookimpl
        def rh_metrics(self) -> Iterator[object]:
            calls.append("metrics")
            yield any_contact

    load([], plugins=[Counting()])
    assert calls == ["info", "metrics"]


def test_metric_fault_accepts_every_built_in() -> None:
    """The check that a metric from a notebook passes through is the one for plugins."""
    assert {metric_fault(given.item) for given in load(BUILT_IN).metrics} == {""}
    assert metric_fault(any_contact) == ""


def test_metric_fault_accepts_compiled_scores() -> None:
    """A callable whose signature cannot be read is taken at its word."""

    class Compiled:
        name, version, requires = "my.compiled", "1", ()
        score = type

    assert metric_fault(Compiled()) == ""


def test_optional_methods_are_looked_at() -> None:
    """An optional method of the wrong shape is found before the first score."""

    class Learning:
        name, version, requires = "my.learning", "1", ()

        def score(self, block: Block, benchmark: Benchmark) -> MetricResult:
            raise NotImplementedError

        def summarise(self) -> None:
            raise NotImplementedError

    assert "summarise that cannot be called with 1" in metric_fault(Learning())
