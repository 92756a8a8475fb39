"""Who is loaded, and that nobody else is even imported."""

from __future__ import annotations

from typing import Any

import pytest

from relationship_health.errors import InputError, PluginLoadError, PluginWarning
from relationship_health.metrics import BUILT_IN
from relationship_health.plugins import allow_list_from_environment, discover, load
from tests.plugins._site import GOOD, Planted, Site

OTHER = GOOD.replace("good.tone", "other.tone")


@pytest.fixture
def pair(site: Site) -> tuple[Planted, Planted]:
    """Install two plugins that get on with each other."""
    one = site.plant(GOOD, plugin="good", distribution="RH_Good")
    return one, site.plant(OTHER, plugin="other", distribution="rh-other")


def test_no_stranger_is_loaded_unasked(site: Site, pair: tuple[Planted, Planted]) -> None:
    """Without `plugins` installed plugins are neither listed nor imported."""
    assert site.statuses(load(BUILT_IN)) == {}
    assert [planted.imported for planted in pair] == [False, False]


@pytest.mark.parametrize("name", ["good", "Good", "RH_Good", "rh-good", "rh.good"])
@pytest.mark.parametrize("how", ["plugins", "enabled"])
def test_only_what_is_allowed_is_imported(
    site: Site, pair: tuple[Planted, Planted], how: str, name: str
) -> None:
    """A plugin goes by the name of its entry point or of its distribution, however written."""
    one, two = pair
    if how == "plugins":
        registry = load(BUILT_IN, plugins=[name])
        assert site.statuses(registry) == {"RH_Good": "loaded"}
    else:
        registry = load(BUILT_IN, plugins="all", enabled=[name])
        assert site.statuses(registry) == {"RH_Good": "loaded", "rh-other": "blocked"}
        assert site.records(registry)["rh-other"].reason == "not enabled"
    assert (one.imported, two.imported) == (True, False)


@pytest.mark.parametrize("name", ["good", "rh-good", "RH__GOOD"])
def test_what_is_blocked_is_not_imported(
    site: Site, pair: tuple[Planted, Planted], name: str
) -> None:
    """The block-list acts before the import, and over the allow-list."""
    one, two = pair
    registry = load(BUILT_IN, plugins="all", enabled=["good", "other"], disabled=[name])
    assert site.statuses(registry) == {"RH_Good": "blocked", "rh-other": "loaded"}
    assert site.records(registry)["RH_Good"].reason == "disabled"
    assert (one.imported, two.imported) == (False, True)


def test_an_empty_allow_list_allows_nothing(site: Site, pair: tuple[Planted, Planted]) -> None:
    """The built-ins remain: the allow-list is about strangers."""
    registry = load(BUILT_IN, plugins="all", enabled=iter(()))
    assert site.statuses(registry) == {"RH_Good": "blocked", "rh-other": "blocked"}
    assert [planted.imported for planted in pair] == [False, False]
    assert len(registry.metrics) == len(BUILT_IN)


def test_a_built_in_can_be_blocked() -> None:
    """The block-list is for all, but the name of the library itself blocks nothing."""
    name = BUILT_IN[0].__name__
    registry = load(BUILT_IN, disabled=[name, "relationship-health"])
    assert [record.name for record in registry.records if record.status == "blocked"] == [name]


def test_discovery_imports_nothing(site: Site, pair: tuple[Planted, Planted]) -> None:
    """Installed plugins are listed with their state, in an order of their own."""
    assert site.statuses(discover()) == {"RH_Good": "installed", "rh-other": "installed"}
    found = discover(enabled=["good"], disabled=["rh-other"])
    assert site.statuses(found) == {"RH_Good": "installed", "rh-other": "blocked"}
    site.plant(GOOD, plugin="good", distribution="rh-twin")
    twins = site.records(discover())
    assert (twins["RH_Good"].status, twins["rh-twin"].status) == ("failed", "failed")
    assert "same entry-point name as 'good' of RH_Good 1.2" in twins["rh-twin"].reason
    assert [planted.imported for planted in pair] == [False, False]


def test_the_order_is_by_name(site: Site) -> None:
    """The order of loading does not depend on the order on disk or on the path."""
    for letter in "cab":
        site.plant(GOOD.replace("good", letter), plugin=letter, distribution=f"rh-{letter}")
    metrics = [given.name for given in load([], plugins="all", enabled=["a", "b", "c"]).metrics]
    assert metrics == ["a.tone", "b.tone", "c.tone"]


@pytest.mark.parametrize("how", ["plugins", "enabled"])
def test_a_plugin_that_is_asked_for_must_be_there(site: Site, how: str) -> None:
    """A name that nothing answers to is an error with a suggestion, or a failed record."""
    site.plant(GOOD, plugin="good")
    lists: dict[str, Any] = (
        {"plugins": ["goood"]} if how == "plugins" else {"plugins": "all", "enabled": ["goood"]}
    )
    with pytest.raises(PluginLoadError, match="not installed: did you mean 'good'") as caught:
        load(BUILT_IN, **lists)
    assert caught.value.plugin == "goood"
    with pytest.warns(PluginWarning, match="'goood'"):
        registry = load(BUILT_IN, on_plugin_error="warn", **lists)
    assert [r.name for r in registry.records if r.status == "failed"] == ["goood"]


@pytest.mark.parametrize("argument", ["plugins", "enabled", "disabled"])
def test_one_string_is_no_list(argument: str) -> None:
    """A single name in place of a list is not taken for its letters."""
    with pytest.raises(InputError, match=rf"{argument} is 'acme', expected a list.*\['acme'\]"):
        load(BUILT_IN, **{argument: "acme"})  # type: ignore[arg-type]


@pytest.mark.parametrize("argument", ["enabled", "disabled"])
def test_lists_hold_names(argument: str) -> None:
    """An object in a list of names is refused."""
    with pytest.raises(InputError, match=f"{argument} holds something other than strings"):
        load(BUILT_IN, **{argument: [3]})  # type: ignore[arg-type]


def test_the_policy_is_one_of_two() -> None:
    """A misspelt policy is an error, not a silent third one."""
    with pytest.raises(InputError, match="expected 'raise' or 'warn'"):
        load(BUILT_IN, on_plugin_error="ignore")  # type: ignore[arg-type]


def test_the_environment_is_only_read_on_request(
    site: Site, pair: tuple[Planted, Planted], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variable means nothing to `load`; its reader tells unset from empty."""
    assert len(pair) == 2
    monkeypatch.setenv("RELATIONSHIP_HEALTH_PLUGINS", "")
    assert site.statuses(load([], plugins="all")) == {"RH_Good": "loaded", "rh-other": "loaded"}
    assert allow_list_from_environment({}) is None
    assert allow_list_from_environment({"RELATIONSHIP_HEALTH_PLUGINS": " "}) == ()
    assert allow_list_from_environment({"RELATIONSHIP_HEALTH_PLUGINS": "a,b  c"}) == ("a", "b", "c")
