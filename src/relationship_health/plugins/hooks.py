"""One plugin and its hooks: whether they are ours, for this version, and what they return."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

import attrs
import pluggy

from relationship_health.errors import PluginApiError, PluginContractError, PluginError
from relationship_health.hookspecs import (
    API_VERSION,
    HOOK_NAMES,
    OLDEST_API,
    PROJECT,
    Hooks,
    PluginInfo,
)
from relationship_health.plugins.blame import Candidate, blame, blamed, one_line, show
from relationship_health.plugins.faults import FAULTS

_PREFIX = "rh_"
_INFO = "rh_plugin_info"
_MOST_ITEMS = 10_000


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Collected:
    """Everything that one plugin returned, checked.

    Parameters
    ----------
    summary : str
        What the plugin says of itself.
    hooks : tuple of str
        The hooks it implements.
    items : mapping of str to tuple
        For each of these hooks that gives items, their names and the items.
    """

    summary: str = ""
    hooks: tuple[str, ...] = ()
    items: Mapping[str, tuple[tuple[str, Any], ...]] = MappingProxyType({})


@attrs.frozen(slots=True, kw_only=True)
class _Marked:
    """A function of a plugin that is marked with ``hookimpl``."""

    attribute: str
    hook: str
    wrapper: bool
    optional: bool


def collect(candidate: Candidate) -> Collected:
    """Import a plugin, check it, and call each of its hooks once.

    Each plugin has a pluggy manager of its own, dropped when this function returns: no plugin
    can wrap, replace or break the hooks of another, and nothing has to be unregistered.
    """
    if candidate.problem is not None:
        raise candidate.problem
    with blamed(candidate, "cannot be imported"):
        plugin = candidate.provide()
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    with blamed(candidate, "cannot be registered"):
        marked = _marked(manager, plugin)
        _refuse_kind(candidate, plugin, marked)
        info = _plugin_info(candidate, plugin, marked)
        _refuse_strays(candidate, plugin, marked)
        manager.register(plugin, name=candidate.name)
    hooks = tuple(hook for hook in HOOK_NAMES if any(hook == found.hook for found in marked))
    items = {hook: _items(candidate, manager, hook) for hook in hooks if hook in FAULTS}
    return Collected(summary=info.summary, hooks=hooks, items=items)


def _marked(manager: pluggy.PluginManager, plugin: object) -> list[_Marked]:
    found = []
    for attribute in dir(plugin):
        options = manager.parse_hookimpl_opts(plugin, attribute)
        if options is not None:
            found.append(
                _Marked(
                    attribute=attribute,
                    hook=options.get("specname") or attribute,
                    wrapper=bool(options.get("wrapper") or options.get("hookwrapper")),
                    optional=bool(options.get("optionalhook")),
                )
            )
    return found


def _refuse_kind(candidate: Candidate, plugin: object, marked: Iterable[_Marked]) -> None:
    """Refuse classes, whose hooks lack their ``self``, and wrappers around others' hooks."""
    if isinstance(plugin, type):
        what = "is a class, expected an instance of it, or a module"
        raise blame(PluginContractError, candidate, what)
    for found in marked:
        if found.wrapper:
            what = f"makes {found.attribute} a wrapper, expected a plain function"
            raise blame(PluginContractError, candidate, what)


def _plugin_info(candidate: Candidate, plugin: object, marked: Iterable[_Marked]) -> PluginInfo:
    """Ask which version of the hooks the plugin was written for, before any other question.

    A plugin that does not say was written before there was a second version.
    """
    found = [each.attribute for each in marked if each.hook == _INFO]
    if not found:
        return PluginInfo(api=1)
    given = _answer(candidate, _INFO, getattr(plugin, found[0]))
    info = given[0] if len(given) == 1 else None
    if not isinstance(info, PluginInfo) or type(info.api) is not int:
        what = f"does not return from {_INFO} one PluginInfo with a whole number as api"
        raise blame(PluginContractError, candidate, what)
    if not OLDEST_API <= info.api <= API_VERSION:
        raise _api_error(candidate, info.api)
    return attrs.evolve(info, summary=one_line(info.summary) if type(info.summary) is str else "")


def _api_error(candidate: Candidate, api: int) -> PluginError:
    known = str(API_VERSION) if OLDEST_API == API_VERSION else f"{OLDEST_API} to {API_VERSION}"
    what = (
        f"was written for version {api} of the plugin interface, "
        f"and this relationship-health knows {known}"
    )
    if api > API_VERSION:
        remedy = f"upgrade relationship-health, or block the plugin with {candidate.blocking}"
        return blame(PluginApiError, candidate, what, remedy)
    return blame(PluginApiError, candidate, what)


def _refuse_strays(candidate: Candidate, plugin: object, marked: Iterable[_Marked]) -> None:
    """Refuse hooks that would never be called: misspelt ones and unmarked ones."""
    for found in marked:
        if found.hook not in HOOK_NAMES and not found.optional:
            raise _stray(candidate, found.hook)
    seen = {found.attribute for found in marked}
    for attribute in dir(plugin):
        if attribute in seen or not attribute.startswith(_PREFIX):
            continue
        if attribute in HOOK_NAMES:
            what = f"has {attribute}, but not as a function marked with @hookimpl"
            raise blame(PluginContractError, candidate, what)
        # A module or a constant may begin with rh_; a function is meant to be a hook.
        if inspect.isroutine(inspect.getattr_static(plugin, attribute, None)):
            raise _stray(candidate, attribute)
    if not seen:
        what = "implements no hook, expected a module or an object with functions marked @hookimpl"
        raise blame(PluginContractError, candidate, what)


def _stray(candidate: Candidate, hook: str) -> PluginError:
    near = difflib.get_close_matches(hook, HOOK_NAMES, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    what = f"has a hook {show(hook)} that does not exist{hint}"
    return blame(PluginContractError, candidate, what)


def _items(
    candidate: Candidate, manager: pluggy.PluginManager, hook: str
) -> tuple[tuple[str, Any], ...]:
    """Call a plugin's implementations of a hook and check each item that they give."""
    items: list[tuple[str, Any]] = []
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        given = _answer(candidate, hook, implementation.function)
        with blamed(candidate, f"returned from {hook} what cannot be looked at"):
            for item in given:
                fault = FAULTS[hook](item)
                if fault:
                    raise blame(PluginContractError, candidate, f"returned from {hook} {fault}")
                items.append((item.name, item))
    return tuple(items)


def _answer(candidate: Candidate, hook: str, function: Callable[[], object]) -> tuple[Any, ...]:
    """Call a hook; a generator runs here too, so that its errors belong to the plugin."""
    with blamed(candidate, f"failed in {hook}"):
        answer = function()
        if isinstance(answer, PluginInfo):
            return (answer,)
        # Arrays and mappings can be iterated, but not for what their author meant.
        unfit = isinstance(answer, str | bytes | Mapping) or hasattr(answer, "__array__")
        if unfit or not isinstance(answer, Iterable):
            what = f"returned {show(answer)} from {hook}, expected a list or a tuple"
            raise blame(PluginContractError, candidate, what)
        items = tuple(islice(answer, _MOST_ITEMS + 1))
    if len(items) > _MOST_ITEMS:
        what = f"returned more than {_MOST_ITEMS} items from {hook}"
        raise blame(PluginContractError, candidate, what)
    return items
