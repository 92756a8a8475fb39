"""A plugin that fails is named and costs nobody else anything."""

from __future__ import annotations

import pickle
from types import ModuleType

import attrs
import pytest

from relationship_health.errors import (
    PluginApiError,
    PluginConflictError,
    PluginContractError,
    PluginError,
    PluginLoadError,
    PluginWarning,
)
from relationship_health.metrics import BUILT_IN, recency_decay
from relationship_health.plugins import load
from tests.plugins._site import GOOD, Site, metric_names

OURS = [metric.name for plugin in BUILT_IN for metric in plugin.rh_metrics()]


@attrs.frozen
class Bad:
    """A plugin, the error that it must give, and words that the error must hold."""

    code: str
    error: type[PluginError]
    words: str
    attribute: str = ""
    bare: bool = False


def returning(expression: str) -> str:
    """Write a plugin whose rh_metrics returns an expression."""
    return f"@hookimpl\ndef rh_metrics():\n    return {expression}\n"


BAD = {
    "import-error": Bad(
        "import no_such_module", PluginLoadError,
        "imported (ModuleNotFoundError: No module named 'no_such_module')",
    ),
    "syntax-error": Bad("def", PluginLoadError, "SyntaxError", bare=True),
    "exits-on-import": Bad("raise SystemExit(3)", PluginLoadError, "imported (SystemExit: 3)"),
    "no-such-attribute": Bad("", PluginLoadError, "AttributeError", attribute="nothing"),
    "raising-hook": Bad(
        returning("1 / 0"), PluginLoadError, "rh_metrics (ZeroDivisionError: division by zero)"
    ),
    "exiting-hook": Bad(returning("exit(1)"), PluginLoadError, "rh_metrics (SystemExit: 1)"),
    "raises-half-way": Bad(
        "@hookimpl\ndef rh_metrics():\n    yield Tone()\n    raise OSError('disk')",
        PluginLoadError, "rh_metrics (OSError: disk)",
    ),
    "recursion": Bad(returning("rh_metrics()"), PluginLoadError, "RecursionError"),
    "loads-itself": Bad(
        "from relationship_health.plugins import load\n"
        + returning("load([], plugins=['acme']).metrics"),
        PluginLoadError, "RecursionError",
    ),
    "broken-str": Bad(
        "class Odd(Exception):\n    def __str__(self):\n        raise ValueError\nraise Odd",
        PluginLoadError, "imported (Odd)",
    ),
    "returns-none": Bad(returning("None"), PluginContractError, "returned NoneType"),
    "returns-str": Bad(returning("'acme.tone'"), PluginContractError, "returned 'acme.tone'"),
    "returns-object-array": Bad(
        "import numpy as np\n" + returning("np.array([Tone()], dtype=object)"),
        PluginContractError, "returned ndarray",
    ),
    "returns-a-metric": Bad(returning("Tone()"), PluginContractError, "returned Tone"),
    "returns-a-dict": Bad(returning("{'a': Tone()}"), PluginContractError, "returned dict"),
    "returns-for-ever": Bad(
        "import itertools\n" + returning("itertools.count()"), PluginContractError, "more than"
    ),
    "misspelt": Bad(
        "@hookimpl\ndef rh_metric():\n    return []", PluginContractError,
        "'rh_metric' that does not exist (did you mean rh_metrics?)",
    ),
    "misspelt-and-unmarked": Bad(
        GOOD + "def rh_reader():\n    return []", PluginContractError, "did you mean rh_readers?"
    ),
    "marked-under-another-name": Bad(
        GOOD + "@hookimpl\ndef indicators():\n    return []", PluginContractError, "'indicators'"
    ),
    "unmarked": Bad(
        "def rh_metrics():\n    return []", PluginContractError, "marked with @hookimpl"
    ),
    "no-hooks": Bad("", PluginContractError, "implements no hook"),
    "a-class": Bad(
        "class Plugin:\n    @hookimpl\n    def rh_metrics(self):\n        return []",
        PluginContractError, "is a class", attribute="Plugin",
    ),
    "wrapper": Bad(
        "@hookimpl(wrapper=True)\ndef rh_metrics():\n    yield\n    return []",
        PluginContractError, "makes rh_metrics a wrapper",
    ),
    "old-wrapper": Bad(
        "@hookimpl(hookwrapper=True)\ndef rh_metrics():\n    yield",
        PluginContractError, "makes rh_metrics a wrapper",
    ),
    "unknown-argument": Bad(
        "@hookimpl\ndef rh_metrics(portfolio):\n    return []", PluginLoadError, "'portfolio'"
    ),
    "newer-api": Bad(
        "@hookimpl\ndef rh_plugin_info():\n    return [PluginInfo(api=2)]\n"
        "@hookimpl\ndef rh_oracles(portfolio):\n    return []",
        PluginApiError, "version 2 of the plugin interface",
    ),
    "older-api": Bad(
        "@hookimpl\ndef rh_plugin_info():\n    return [PluginInfo(api=0)]",
        PluginApiError, "version 0 of the plugin interface",
    ),
    "api-of-a-float": Bad(
        "@hookimpl\ndef rh_plugin_info():\n    return [PluginInfo(api=1.0)]",
        PluginContractError, "whole number",
    ),
    "two-infos": Bad(
        "@hookimpl\ndef rh_plugin_info():\n    return [PluginInfo(), PluginInfo()]",
        PluginContractError, "one PluginInfo",
    ),
    "metric-of-a-built-in": Bad(
        returning("[Tone(name='recency_decay')]"), PluginConflictError,
        "metric 'recency_decay', which plugin 'relationship_health.metrics.recency_decay' of "
        "relationship-health",
    ),
    "metric-of-a-stranger": Bad(
        returning("[Tone(name='good.tone')]"), PluginConflictError,
        "metric 'good.tone', which plugin 'aaa' of rh-good 7.0 gives already",
    ),
    "metric-twice": Bad(returning("[Tone(), Tone()]"), PluginContractError, "twice"),
    "metric-class": Bad(returning("[Tone]"), PluginContractError, "the class Tone"),
    "metric-function": Bad(returning("[print]"), PluginContractError, "expected a metric"),
    "metric-without-name": Bad(returning("[Tone(name='')]"), PluginContractError, "named ''"),
    "metric-with-formula-name": Bad(
        returning("[Tone(name='=1+1')]"), PluginContractError, "named '=1+1'"
    ),
    "metric-with-reserved-name": Bad(
        returning("[Tone(name='health')]"), PluginContractError, "column of every scorecard"
    ),
    "metric-with-number-as-version": Bad(
        returning("[Tone(version=1)]"), PluginContractError, "'acme.tone' with version int"
    ),
    "metric-requiring-a-list": Bad(
        returning("[Tone(requires=['channel'])]"), PluginContractError, "requires of type list"
    ),
    "metric-requiring-a-text": Bad(
        returning("[Tone(requires='channel')]"), PluginContractError, "requires of type str"
    ),
    "metric-with-one-argument": Bad(
        "class Bold(Tone):\n    def score(self, block):\n        return 1\n"
        + returning("[Bold()]"),
        PluginContractError, "score that cannot be called with 2 argument(s)",
    ),
    "metric-with-raising-name": Bad(
        "class Bold:\n    version, requires, score = '1', (), print\n"
        "    @property\n    def name(self):\n        raise OSError('no name')\n"
        + returning("[Bold()]"),
        PluginLoadError, "(OSError: no name)",
    ),
    "metric-sided-by-text": Bad(
        "class Bold(Tone):\n    sided = 'no'\n" + returning("[Bold()]"),
        PluginContractError, "sided that is neither True nor False",
    ),
    "reader-of-another-kind": Bad(
        "@hookimpl\ndef rh_readers():\n    return [Tone()]", PluginContractError, "a Reader"
    ),
    "reader-with-one-suffix": Bad(
        "@hookimpl\ndef rh_readers():\n    return [Reader(name='a', suffixes='.a', read=print)]",
        PluginContractError, "suffixes are no tuple",
    ),
    "reader-that-cannot-read": Bad(
        "@hookimpl\ndef rh_readers():\n    return [Reader(name='a', suffixes=('.a',), read=1)]",
        PluginContractError, "cannot be called",
    ),
    "aggregator-of-one-argument": Bad(
        "@hookimpl\ndef rh_aggregators():\n"
        "    return [Aggregator(name='a', contributions=lambda values: values)]",
        PluginContractError, "values and weights",
    ),
    "metric-with-score-as-number": Bad(
        "class Bold(Tone):\n    score = 1.0\n" + returning("[Bold()]"),
        PluginContractError, "score that cannot be called",
    ),
    "reader-with-a-space": Bad(
        "@hookimpl\ndef rh_readers():\n    return [Reader(name='a b', suffixes=(), read=print)]",
        PluginContractError, "a reader named 'a b'",
    ),
    "aggregator-of-another-kind": Bad(
        "@hookimpl\ndef rh_aggregators():\n    return [Tone()]",
        PluginContractError, "Tone, expected an Aggregator",
    ),
    "section-of-another-kind": Bad(
        "@hookimpl\ndef rh_report_sections():\n    return ['a']",
        PluginContractError, "'a', expected a ReportSection",
    ),
    "section-with-markup": Bad(
        "@hookimpl\ndef rh_report_sections():\n"
        "    return [ReportSection(name='<b>', title='A', columns=dict)]",
        PluginContractError, "a report section named '<b>'",
    ),
    "section-without-arguments": Bad(
        "@hookimpl\ndef rh_report_sections():\n"
        "    return [ReportSection(name='a', title='A', columns=lambda: {})]",
        PluginContractError, "cannot be called with a scorecard",
    ),
    "section-without-title": Bad(
        "@hookimpl\ndef rh_report_sections():\n"
        "    return [ReportSection(name='a', title=' ', columns=dict)]",
        PluginContractError, "whose title is ' '",
    ),
}  # fmt: skip

everyone = pytest.mark.parametrize("bad", BAD.values(), ids=BAD)


def plant(site: Site, bad: Bad) -> None:
    """Install a good plugin before the bad one and another after it."""
    site.plant(GOOD, plugin="aaa", distribution="rh-good", version="7.0")
    site.plant(bad.code, attribute=bad.attribute, bare=bad.bare)
    site.plant(
        GOOD.replace("good.tone", "late.tone"), plugin="zzz", distribution="rh-late", version="8.0"
    )


@everyone
def test_the_culprit_is_named(site: Site, bad: Bad) -> None:
    """The error says which plugin of which distribution and version, why, and what to do."""
    plant(site, bad)
    with pytest.raises(bad.error) as caught:
        load(BUILT_IN, plugins="all")
    error = caught.value
    assert type(error) is bad.error
    assert (error.plugin, error.distribution, error.version) == ("acme", "rh-acme", "1.2")
    message = str(error)
    assert message.startswith("Plugin 'acme' of rh-acme 1.2 ")
    assert bad.words in message
    assert "disabled_plugins=['acme']" in message
    assert message.endswith(".")
    assert message.isprintable()
    assert len(message) < 600
    assert str(pickle.loads(pickle.dumps(error))) == message  # noqa: S301 - our own bytes


@everyone
def test_the_others_still_load(site: Site, bad: Bad) -> None:
    """With "warn" there is one warning and one failed record, and nobody else loses anything."""
    plant(site, bad)
    with pytest.warns(PluginWarning) as caught:
        registry = load(BUILT_IN, plugins="all", on_plugin_error="warn")
    assert site.statuses(registry) == {
        "rh-good": "loaded",
        "rh-acme": "failed",
        "rh-late": "loaded",
    }
    assert metric_names(registry) == [*OURS, "good.tone", "late.tone"]
    record = site.records(registry)["rh-acme"]
    assert (record.name, record.version, record.metrics) == ("acme", "1.2", ())
    assert bad.words in record.reason
    assert str(caught[-1].message) == record.reason
    if bad is not BAD["loads-itself"]:
        assert len(caught) == 1


def test_a_failed_plugin_gives_nothing_at_all(site: Site) -> None:
    """A plugin whose second metric clashes does not leave its first behind."""
    site.plant(returning("[Tone(name='acme.fine'), Tone(name='recency_decay')]"))
    with pytest.warns(PluginWarning):
        registry = load(BUILT_IN, plugins="all", on_plugin_error="warn")
    assert metric_names(registry) == OURS


def test_equal_entry_point_names_stop_both(site: Site) -> None:
    """Two distributions with one name are both named, and neither is imported."""
    one = site.plant(GOOD, plugin="Acme_CRM", distribution="rh-one", version="1.0")
    two = site.plant(GOOD, plugin="acme-crm", distribution="rh-two", version="2.0")
    with pytest.raises(PluginConflictError) as caught:
        load(BUILT_IN, plugins="all")
    for word in ("rh-one 1.0", "rh-two 2.0", "disabled_plugins=['rh-one']"):
        assert word in str(caught.value)
    with pytest.warns(PluginWarning) as warned:
        registry = load(BUILT_IN, plugins="all", on_plugin_error="warn")
    assert len(warned) == 2
    assert site.statuses(registry) == {"rh-one": "failed", "rh-two": "failed"}
    assert metric_names(registry) == OURS
    assert not one.imported
    assert not two.imported


def test_blocking_one_distribution_frees_the_name(site: Site) -> None:
    """What the error advises works."""
    site.plant(GOOD, plugin="acme", distribution="rh-one")
    site.plant(GOOD, plugin="acme", distribution="rh-two")
    registry = load(BUILT_IN, plugins="all", disabled=["rh-one"])
    assert site.statuses(registry) == {"rh-one": "blocked", "rh-two": "loaded"}


def test_a_built_in_gets_no_mercy() -> None:
    """A built-in passes through the same steps, and fails in the same way."""
    broken = ModuleType("relationship_health.metrics.broken")
    with pytest.raises(PluginContractError, match="report it") as caught:
        load([recency_decay, broken])
    assert caught.value.distribution == "relationship-health"
    with pytest.warns(PluginWarning):
        registry = load([broken, recency_decay], on_plugin_error="warn")
    assert [record.status for record in registry.records] == ["failed", "loaded"]
    assert metric_names(registry) == ["recency_decay"]


def test_an_interrupt_is_not_a_fault(site: Site) -> None:
    """Control-C during an import ends the program as it should."""
    site.plant("raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        load(BUILT_IN, plugins="all", on_plugin_error="warn")


def test_a_message_cannot_command_the_terminal(site: Site) -> None:
    """Escapes and line breaks in a plugin's error do not reach the message."""
    site.plant(r"raise ValueError('\x1b]8;;x\x07\u202e' + 'long ' * 1000)")
    with pytest.raises(PluginLoadError) as caught:
        load(BUILT_IN, plugins="all")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 600


def test_the_cause_is_kept(site: Site) -> None:
    """A plugin's author finds the original traceback."""
    site.plant(returning("1 / 0"))
    with pytest.raises(PluginLoadError) as caught:
        load(BUILT_IN, plugins="all")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_damaged_distribution_hides_no_other(site: Site) -> None:
    """An entry_points.txt that cannot be parsed fails alone, and is named if it is about us."""
    site.plant(GOOD, plugin="good", distribution="rh-good")
    site.metadata("unrelated", "1", "[some.group]\nno value\n")
    assert site.statuses(load(BUILT_IN, plugins="all")) == {"rh-good": "loaded"}
    site.metadata("rh-damaged", "3", "[relationship_health.plugins]\nno value\n")
    with pytest.raises(PluginLoadError, match="'rh-damaged' of rh-damaged 3 has an unreadable"):
        load(BUILT_IN, plugins="all")


def test_metadata_may_be_missing(site: Site) -> None:
    """Without a METADATA file the distribution is unknown, and the plugin is still named."""
    planted = site.plant("raise OSError('disk')", plugin="orphan", distribution="rh-orphan")
    (site.folder / "rh_orphan-1.2.dist-info" / "METADATA").unlink()
    with pytest.raises(PluginLoadError, match=r"Plugin 'orphan' .*\(OSError: disk\)") as caught:
        load(BUILT_IN, plugins=["orphan"])
    assert planted.imported
    assert caught.value.plugin == "orphan"
